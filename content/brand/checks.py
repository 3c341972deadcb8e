"""What a draft says that the brand does not say."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.brand.persona import persona_of
from content.brand.queries import current_kit
from content.checks.findings import CheckFinding
from content.checks.texts import Words, content_of
from shop.core.wording import Weight

# How much of the text is shown around the words.
_AROUND = 12


def avoided_words(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Words the brand kit says are not the brand's; each once at a place."""
    avoided = persona_of(current_kit()).avoided
    if not avoided:
        return
    for words in content_of(draft):
        if not isinstance(words, Words):
            continue
        lowered = words.text.casefold()
        for word in avoided:
            start = lowered.find(word.casefold())
            if start < 0:
                continue
            end = start + len(word)
            yield CheckFinding(
                weight=Weight.ASK,
                place=words.place.label,
                anchor=words.place.anchor,
                message=_("The brand kit says that we do not use these words."),
                source=_("Brand kit, persona"),
                quote=words.text[start:end],
                before=words.text[max(0, start - _AROUND) : start],
                after=words.text[end : end + _AROUND],
            )
