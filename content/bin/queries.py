"""What is in the bin, and what speaks of a thing that is about to go there."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page

from content.bin.models import Binned, BinPage
from content.rights.queries import Use, uses_of

# As long as what was deleted can be brought back.
KEPT = timedelta(days=30)


def is_in_bin(page: Page) -> bool:
    """Whether a page was deleted, by itself or with one above it. One query at most."""
    if page.depth < 3:
        return False
    return bool(BinPage.objects.filter(path=page.path[: 2 * Page.steplen]).exists())


def stays_unpublished(draft: Any, day: date) -> bool:
    """What lies in the bin is published by nobody, on schedule neither."""
    return isinstance(draft, Page) and draft.pk is not None and is_in_bin(draft)


def without_bin(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Pages that are not in the bin. One query more."""
    for place in BinPage.objects.values_list("path", flat=True):
        pages = pages.exclude(path__startswith=place)
    return pages


def in_bin() -> QuerySet[Binned]:
    """What was deleted, the latest first."""
    return Binned.objects.select_related("content_type", "by", "parent").order_by("-at", "-id")


def to_remove(*, at: datetime) -> QuerySet[Binned]:
    """What nobody has missed for long enough."""
    return Binned.objects.filter(at__lte=at - KEPT).order_by("at", "id")


def of_page(page: Page) -> Binned | None:
    """What brought a page into the bin: itself, or the page above it that was deleted."""
    kind = ContentType.objects.get_for_model(Page)
    ids = page.get_ancestors(inclusive=True).filter(depth__gt=2).values_list("pk", flat=True)
    return Binned.objects.filter(content_type=kind, object_id__in=list(ids)).first()


def shown_in(asset: Any, *, by: Any) -> list[Use]:
    """What shows a picture or document, without what is in the bin itself."""
    return list(_outside(uses_of(asset, by=by)))


def _outside(uses: Iterable[Use]) -> Iterable[Use]:
    for use in uses:
        if not (isinstance(use.thing, Page) and is_in_bin(use.thing)):
            yield use


def places_for(page: Page, *, user: Any) -> list[Page]:
    """Where a page from the bin may stand again: pages that take its kind and to which this person may add."""
    specific = page.specific
    kinds = ContentType.objects.get_for_models(*specific.allowed_parent_page_models())
    pages = without_bin(Page.objects.filter(content_type__in=kinds.values(), depth__gt=1)).order_by("path")
    return [place for place in pages if place.permissions_for_user(user).can_add_subpage()]
