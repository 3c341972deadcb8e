"""Write down what can be told of a lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.inventory.models import Lot
from shop.origin.events import LotStoryChanged
from shop.origin.models import LotDocument, LotStory

MAX_TEXT = 4_000
MAX_DOCUMENTS = 4


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """A document of the library, what it is called here, and its date."""

    document: Any
    title: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class StoryData:
    """All of a story; ``InvalidInput`` names the field that cannot be taken."""

    title: str
    text: str = ""
    image: Any = None
    page: Any = None
    is_public: bool = False
    documents: Sequence[DocumentData] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", self.title.strip())
        if not 1 <= len(self.title) <= 60:
            raise InvalidInput(_("A headline has 1 to 60 characters."), field="title")
        if len(self.text) > MAX_TEXT:
            raise InvalidInput(_("At most %(count)s characters.") % {"count": f"{MAX_TEXT:,}"}, field="text")
        if len(self.documents) > MAX_DOCUMENTS:
            raise InvalidInput(_("At most %(count)s documents.") % {"count": MAX_DOCUMENTS}, field="documents")


@transaction.atomic
def save_story(*, by: Any, lot: Lot, data: StoryData, at: datetime) -> LotStory:
    """What whoever scans a code of this lot is told, with immediate effect."""
    fields = {
        "title": data.title,
        "text": data.text.strip(),
        "image": data.image,
        "page": data.page,
        "is_public": data.is_public,
        "changed_at": at,
    }
    story, _is_new = LotStory.objects.update_or_create(lot=lot, defaults=fields)
    story.documents.all().delete()
    LotDocument.objects.bulk_create(
        LotDocument(
            story=story,
            document=row.document,
            title=(row.title.strip() or row.document.title)[:60],
            issued_on=row.issued_on,
            position=place,
        )
        for place, row in enumerate(data.documents)
    )
    events.publish(LotStoryChanged(lot_id=lot.pk))
    audit.record(by=by, action="origin.save_story", subject=lot, data={"public": data.is_public})
    return story
