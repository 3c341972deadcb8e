"""The touch: what brought this visitor here, carried in a signed cookie (and by API clients as a token).

It holds the first and the last short link with their times, the story whose product card was tapped, and the code of a
printed label that was scanned (the room of the labels knows what it is).
Signed, so nobody can credit a sharer whose link they did not open.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

COOKIE = "mb_touch"
MAX_AGE = timedelta(days=30)
_SALT = "social.touch"


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

    def with_link(self, link_id: int, at: datetime) -> "Touch":
        """A link was opened: it is the last touch now, and the first if there was none."""
        first = {} if self.first_link else {"first_link": link_id, "first_at": at.isoformat()}
        return replace(self, last_link=link_id, last_at=at.isoformat(), **first)  # type: ignore[arg-type]

    def with_story(self, page_id: int) -> "Touch":
        """A product card in a story was tapped."""
        return replace(self, story=page_id)

    def with_code(self, code_id: int, at: datetime) -> "Touch":
        """The code of a printed label was scanned."""
        return replace(self, code=code_id, code_at=at.isoformat())

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}


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
