"""The touch: what brought this visitor here, carried in a signed cookie (and by API clients as a token).

It holds the first and the last short link with their times, the story whose product card and
the banner that were tapped last, for each product
the blocks of stories that led to it, and the code of a printed label that was scanned (the room of the labels knows
what it is). Ids and times only, nothing of the visitor.
Signed, so nobody can credit a sharer whose link they did not open.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

COOKIE = "mb_touch"
MAX_AGE = timedelta(days=30)
_SALT = "social.touch"
# So many products at most, those tapped last: a cookie holds 4,096 bytes.
MAX_GOODS = 30

# First block, moment, last block, moment: ids of ``StoryBlock``, seconds since 1970.
Found = list[int]


@dataclass(frozen=True)
class Touch:
    """Ids of short links and of the story page; times as ISO 8601."""

    first_link: int | None = None
    first_at: str | None = None
    last_link: int | None = None
    last_at: str | None = None
    story: int | None = None
    code: int | None = None
    code_at: str | None = None
    banner: int | None = None
    # Product id → the blocks of stories by which it was found.
    goods: dict[str, Found] = field(default_factory=dict)

    def with_link(self, link_id: int, at: datetime) -> "Touch":
        """A link was opened: it is the last touch now, and the first if there was none."""
        first = {} if self.first_link else {"first_link": link_id, "first_at": at.isoformat()}
        return replace(self, last_link=link_id, last_at=at.isoformat(), **first)  # type: ignore[arg-type]

    def with_story(self, page_id: int) -> "Touch":
        """A product card in a story was tapped."""
        return replace(self, story=page_id)

    def with_block(self, block_id: int, product_id: int, at: datetime) -> "Touch":
        """A product was tapped in a block of a story: the last touch of this product now, the first if there was none.

        The one that was tapped longest ago makes room.
        """
        moment, key = int(at.timestamp()), str(product_id)
        first = self.goods.get(key, [block_id, moment])[:2]
        others = {other: found for other, found in self.goods.items() if other != key}
        newest = sorted(others.items(), key=lambda item: item[1][3], reverse=True)[: MAX_GOODS - 1]
        return replace(self, goods={key: [*first, block_id, moment], **dict(newest)})

    def with_banner(self, link_id: int) -> "Touch":
        """A banner of the shop was tapped."""
        return replace(self, banner=link_id)

    def with_code(self, code_id: int, at: datetime) -> "Touch":
        """The code of a printed label was scanned."""
        return replace(self, code=code_id, code_at=at.isoformat())

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in (None, {})}


def dumps(touch: Touch) -> str:
    """The signed form."""
    return signing.dumps(touch.as_dict(), salt=_SALT, compress=True)


def loads(text: str | None) -> Touch:
    """Read a signed touch; anything missing, forged or older than 30 days is an empty one."""
    if not text:
        return Touch()
    try:
        return Touch(**signing.loads(text, salt=_SALT, max_age=MAX_AGE))
    except (signing.BadSignature, TypeError, ValueError):
        return Touch()
