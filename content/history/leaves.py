"""A block taken apart into what a person sees in it: its texts, pictures and goods, each with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.formats import localize
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText

from content.checks.texts import plain

# The editor numbers paragraphs when a text is saved there first; texts from elsewhere have no numbers. In JSON the
# quotes are escaped.
_PARAGRAPH_KEY = re.compile(r' data-block-key=\\?"[^"\\]*\\?"')


def without_keys(source: str) -> str:
    """A rich text, or JSON that holds some, without what only the editor needs: what is left is what was written."""
    return _PARAGRAPH_KEY.sub("", source)


@dataclass(frozen=True)
class Leaf:
    """One thing of a block. ``key`` is the same in two versions of it; ``value`` a text, or a row of the database."""

    key: tuple[str, ...]
    label: str
    value: Any
    # What is compared: a text's source, so that a new link counts.
    source: Any

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str)


def leaves(block: Any, value: Any, *, key: tuple[str, ...] = (), label: str = "") -> Iterator[Leaf]:
    """What is in a block, in reading order. Empty things are left out."""
    if value is None or value == "":
        return
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, value.get(name), key=(*key, name), label=_under(label, child.label))
    elif isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from leaves(child.block, child.value, key=(*key, child.id), label=_under(label, child.block.label))
    elif isinstance(block, blocks.ListBlock):
        for number, child in enumerate(value.bound_blocks, start=1):
            yield from leaves(block.child_block, child.value, key=(*key, child.id), label=_under(label, number))
    else:
        yield Leaf(key, label, _said(block, value), _source(value))


def _under(label: str, part: Any) -> str:
    return f"{label} · {part}" if label else str(part)


def _said(block: Any, value: Any) -> Any:
    if isinstance(value, RichText):
        return plain(value.source)
    if isinstance(value, Model):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(block, blocks.ChoiceBlock):
        return str(dict(block.field.choices).get(value, value))
    return str(localize(value))


def _source(value: Any) -> Any:
    if isinstance(value, RichText):
        return without_keys(value.source)
    return (type(value), value.pk) if isinstance(value, Model) else value
