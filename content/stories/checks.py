"""What a story could be held against that other drafts could not."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.checks.findings import CheckFinding
from content.checks.texts import Words, content_of
from content.stories.models import StoryPage
from shop.core.wording import Weight

_SOURCE = "《互联网广告管理办法》第九条"
_IN_RETURN = re.compile(r"赞助|冠名|商务合作|品牌方提供|友情提供|置换|免费试用|有偿|推广合作|(?:赠送|寄来)的?样品")


def advertising(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """A piece that was paid for says by whom; one that sounds like it is asked whether it was."""
    if not isinstance(draft, StoryPage):
        return
    if draft.is_paid and not draft.paid_by.strip():
        yield CheckFinding(
            weight=Weight.STOP,
            place=str(_("Advertising")),
            anchor="id_paid_by",
            message=_("It is marked as paid for. Say by whom: readers see it beside the word “Ad”."),
            source=_SOURCE,
        )
    if draft.is_paid:
        return
    for words in content_of(draft):
        if isinstance(words, Words) and (match := _IN_RETURN.search(words.text)):
            yield CheckFinding(
                weight=Weight.ASK,
                place=words.place.label,
                anchor=words.place.anchor,
                message=_("It sounds as if somebody gave something for this piece. If so, mark it as paid for."),
                source=_SOURCE,
                quote=match.group(),
                before=words.text[max(0, match.start() - 12) : match.start()],
                after=words.text[match.end() : match.end() + 12],
            )
