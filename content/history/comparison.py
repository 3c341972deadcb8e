"""How fields of two versions are shown beside each other, on Wagtail's screen for it."""

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from wagtail.admin.compare import FieldComparison, StreamFieldComparison

from content.checks.texts import plain
from content.history.leaves import Leaf, leaves, without_keys
from content.history.words import paragraphs, text_diff

GIST = 40


class TextComparison(FieldComparison):  # type: ignore[misc]
    """A plain text."""

    def htmldiff(self) -> SafeString:
        return paragraphs(text_diff(self.val_a or "", self.val_b or ""))


class RichTextComparison(FieldComparison):  # type: ignore[misc]
    """A text with headings, links and so on, as it is read."""

    def has_changed(self) -> bool:
        return without_keys(self.val_a or "") != without_keys(self.val_b or "")

    def htmldiff(self) -> SafeString:
        return paragraphs(text_diff(plain(self.val_a or ""), plain(self.val_b or "")))


@dataclass
class LeafChange:
    """A thing of a block that differs; one side is None if it is only in the other version."""

    label: str
    before: Leaf | None
    after: Leaf | None

    @property
    def is_text(self) -> bool:
        return all(leaf is None or leaf.is_text for leaf in (self.before, self.after))

    @property
    def words(self) -> SafeString:
        return paragraphs(text_diff(*(str(leaf.value) if leaf else "" for leaf in (self.before, self.after))))

    @property
    def is_form_only(self) -> bool:
        """The same words, with another link or emphasis."""
        return bool(self.before and self.after and self.is_text and self.before.value == self.after.value)


@dataclass
class BlockChange:
    """A block as it stands in the new version, or stood in the old one: "new", "gone", "changed", "moved", "same"."""

    label: str
    state: str
    # Places down; negative: up.
    moved: int = 0
    rows: list[LeafChange] = field(default_factory=list)
    # How many blocks in a row are the same.
    count: int = 1
    # By which one knows a block that only moved.
    gist: str = ""

    @property
    def up(self) -> int:
        return -self.moved


class StreamComparison(StreamFieldComparison):  # type: ignore[misc]
    """Blocks: which are new, gone, elsewhere, and what is different inside."""

    def htmldiff(self) -> Any:
        if not (self.has_block_ids(self.val_a) and self.has_block_ids(self.val_b)):
            return super().htmldiff()
        return render_to_string("admin/history/blocks.html", {"changes": block_changes(self.val_a, self.val_b)})


def block_changes(before: Any, after: Any) -> list[BlockChange]:
    """The blocks of the new version in order, those that are gone where they stood, rows of the same ones as one."""
    old, new = {child.id: child for child in before}, {child.id: child for child in after}
    order_before = [child.id for child in before if child.id in new]
    order_after = [child.id for child in after if child.id in old]
    stayed = _longest_in_order([order_before.index(pk) for pk in order_after])
    found: list[tuple[Any, BlockChange]] = []
    for child in after:
        label = str(child.block.label)
        if child.id not in old:
            rows = [LeafChange(leaf.label, None, leaf) for leaf in leaves(child.block, child.value)]
            found.append((child.id, BlockChange(label, "new", rows=rows)))
            continue
        rows = leaf_changes(child.block, old[child.id].value, child.value)
        was, now = order_before.index(child.id), order_after.index(child.id)
        moved = 0 if was in stayed else now - was
        is_other = _stored(old[child.id]) != _stored(child)
        state = "changed" if rows or is_other else "moved" if moved else "same"
        gist = _gist(child) if state == "moved" else ""
        found.append((child.id, BlockChange(label, state, moved=moved, rows=rows, gist=gist)))
    _put_back_gone(found, before, new)
    return _folded([change for _pk, change in found])


def _stored(child: Any) -> str:
    return without_keys(json.dumps(child.get_prep_value(), cls=DjangoJSONEncoder))


def _gist(child: Any) -> str:
    first = next((str(leaf.value) for leaf in leaves(child.block, child.value)), "")
    return Truncator(first).chars(GIST)


def _put_back_gone(found: list[tuple[Any, BlockChange]], before: Any, new: dict[Any, Any]) -> None:
    """What is gone stands after what it stood after."""
    previous = None
    for child in before:
        if child.id not in new:
            rows = [LeafChange(leaf.label, leaf, None) for leaf in leaves(child.block, child.value)]
            place = next((i + 1 for i, (pk, _change) in enumerate(found) if pk == previous), 0)
            found.insert(place, (child.id, BlockChange(str(child.block.label), "gone", rows=rows)))
        previous = child.id


def leaf_changes(block: Any, before: Any, after: Any) -> list[LeafChange]:
    """What differs inside a block; what is gone comes last."""
    old = {leaf.key: leaf for leaf in leaves(block, before)}
    new = {leaf.key: leaf for leaf in leaves(block, after)}
    rows = [
        LeafChange(leaf.label, old.get(key), leaf)
        for key, leaf in new.items()
        if key not in old or old[key].source != leaf.source
    ]
    return rows + [LeafChange(leaf.label, leaf, None) for key, leaf in old.items() if key not in new]


def _longest_in_order(places: list[int]) -> set[int]:
    """The most places that stand in ascending order: what is not among them was moved (patience sorting)."""
    ends: list[int] = []
    came_after: dict[int, int | None] = {}
    for place in places:
        spot = bisect_left(ends, place)
        came_after[place] = ends[spot - 1] if spot else None
        ends[spot : spot + 1] = [place]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = came_after[last]
    return kept


def _folded(changes: list[BlockChange]) -> list[BlockChange]:
    rows: list[BlockChange] = []
    for change in changes:
        if change.state == "same" and rows and rows[-1].state == "same":
            rows[-1].count += 1
        else:
            rows.append(change)
    return rows
