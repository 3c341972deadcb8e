"""What pages show, asked at one moment and with as few queries as the page has kinds of things."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    TextField,
    prefetch_related_objects,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from content.blocks.contents import block_contents
from content.blocks.drawing import drawn_types
from content.media.queries import fetch_renditions
from content.stories.models import HomePage, StoryIndexPage, StoryPage, StoryQuerySet
from shop.catalog.models import Collection, Product, Video
from shop.catalog.models.slugs import slug_for
from shop.catalog.queries import visible_products
from shop.core.compiled import Compiled
from shop.core.references import Reference
from shop.storefront.pieces import is_kept

LATEST = 3
FEATURED = 4
SHELVES = 4
MORE = 2


def visible_stories(*, at: datetime) -> StoryQuerySet:
    """Stories readers may see, newest first, with their pictures."""
    stories: StoryQuerySet = (
        StoryPage.objects.all()
        .visible(at)
        .select_related("hero_image")
        .prefetch_related("hero_image__renditions")
        .defer_streamfields()
        .order_by("-published_on", "-first_published_at", "-pk")
    )
    return stories


def free_slug(title: str, *, parent: Page, page: Page | None = None) -> str:
    """The title in Latin letters, with a number behind it if that address is taken below ``parent``."""
    base = slug_for(title[:100])
    slug, number = base, 2
    while not Page._slug_is_available(slug, parent, page):
        slug, number = f"{base}-{number}", number + 1
    return slug


def next_expiry(*, at: datetime) -> datetime | None:
    """The next moment at which a page comes to its end by itself."""
    moment: datetime | None = Page.objects.live().filter(expire_at__gt=at).aggregate(first=Min("expire_at"))["first"]
    return moment


def stories_about(product: Product, *, at: datetime, limit: int = 3) -> list[StoryPage]:
    """Published stories that show this product, newest first, without their pictures. Two queries."""
    if product.pk is None:
        return []
    stories = visible_stories(at=at).select_related(None).prefetch_related(None)
    return list(stories.filter(mentions__product=product)[:limit])


def pages_with(
    things: Sequence[Product] | Sequence[Video], *, at: datetime, **_gone: Any
) -> list[tuple[int, Reference]]:
    """Stories and pages that name a product or show a film, drafts never published included. Two queries."""
    model = type(things[0])
    kinds = ContentType.objects.get_for_models(model, Page)
    found = ReferenceIndex.objects.filter(
        to_content_type=kinds[model],
        to_object_id__in=[str(thing.pk) for thing in things],
        base_content_type=kinds[Page],
    )
    named: dict[int, set[int]] = {}
    for page_id, thing_id in found.values_list("object_id", "to_object_id").distinct():
        named.setdefault(int(page_id), set()).add(int(thing_id))
    effect = _("Its card disappears from the page.") if model is Product else _("The film disappears from the page.")
    pages = Page.objects.filter(pk__in=named).select_related("content_type")
    rows = []
    for page in pages.order_by("title", "pk"):
        row = _of_page(page, "" if not page.live or _is_over(page, at) else effect)
        rows += [(thing_id, row) for thing_id in named[page.pk]]
    return rows


def _is_over(page: Page, at: datetime) -> bool:
    return bool(page.expire_at is not None and page.expire_at <= at)


def _of_page(page: Page, effect: str | Promise) -> Reference:
    return Reference(
        kind=page.content_type.model_class()._meta.verbose_name,
        title=page.title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        permission="wagtailadmin.access_admin",
        effect=effect,
    )


def pages_to_shelf(collections: Sequence[Collection], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """Stories and pages whose published text leads to a collection, and the front that shows it. Four queries."""
    found: list[tuple[int, Reference]] = []
    for model in (HomePage, StoryPage):
        pages = model.objects.annotate(text=Cast("body", TextField())).select_related("content_type")
        leads = reduce(or_, (Q(text__contains=row.get_absolute_url()) for row in collections))
        for page in pages.filter(leads).order_by("title", "pk"):
            row = _of_page(page, "" if not page.live or _is_over(page, at) else _("Its link leads nowhere."))
            found += [(shelf.pk, row) for shelf in collections if shelf.get_absolute_url() in page.text]
    front = [row.pk for row in Collection.objects.filter(is_visible=True)[:SHELVES]]
    home = HomePage.objects.live().select_related("content_type").first()
    if home:
        row = _of_page(home, _("It leaves the front; the next collection takes its place."))
        found += [(shelf.pk, row) for shelf in collections if shelf.pk in front]
    return found


# ``visible_stories`` without one of them, as ids.
_NEXT = Compiled(
    lambda given: (
        StoryPage.objects.live()
        .annotate(place=F("path"))
        .filter(
            Q(expire_at=None) | Q(expire_at__gt=given.at),
            ~Q(pk=given.but),
            ~Exists(
                PageViewRestriction.objects.annotate(place=ExpressionWrapper(OuterRef("path"), CharField())).filter(
                    place__startswith=F("page__path")
                )
            ),
        )
        .order_by("-published_on", "-first_published_at", "-pk")
        .only("pk", "live_revision_id")[:MORE]
    ),
    at=DateTimeField(),
    but=BigIntegerField(),
)


def story_contents(page: StoryPage, *, at: datetime, request: Any = None) -> dict[str, Any]:
    """A story's offers and what to read next: its ids, and the stories once they are drawn."""
    if not is_kept(request, "top", page.pk, page.live_revision_id):
        fetch_renditions([page.hero_image])
    following = [(row.pk, row.live_revision_id) for row in _NEXT.rows(at=at, but=page.pk or 0)]

    def fetch() -> list[StoryPage]:
        found = {row.pk: row for row in visible_stories(at=at).filter(pk__in=[pk for pk, _revision in following])}
        return [found[pk] for pk, _revision in following if pk in found]

    return {
        **block_contents([page.body], at=at, drawn=drawn_types(page.body, request)),
        "more_keys": following,
        "more_stories": SimpleLazyObject(fetch),
    }


def home_contents(page: HomePage, *, at: datetime) -> dict[str, Any]:
    """Everything on the front: its leading story, further ones, featured goods with offers, shelves."""
    _with_renditions(page.hero_image)
    stories = list(visible_stories(at=at)[: LATEST + 1])
    lead = next((story for story in stories if story.pk == page.lead_story_id), None)
    if lead is None and page.lead_story_id:
        lead = visible_stories(at=at).filter(pk=page.lead_story_id).first()
    if lead is None and stories:
        lead = stories[0]
    featured = _featured(page, at)
    story_list = StoryIndexPage.objects.child_of(page).live().first() if page.pk else None
    shelves = Collection.objects.filter(is_visible=True).select_related("cover").prefetch_related("cover__renditions")
    return {
        "lead_story": lead,
        "stories": [story for story in stories if lead is None or story.pk != lead.pk][:LATEST],
        "stories_url": story_list.url if story_list else "",
        "products": featured,
        "collections": list(shelves[:SHELVES]),
        **block_contents([page.body], at=at, more=featured),
    }


def _featured(page: HomePage, at: datetime) -> list[Product]:
    """The chosen products that are visible, in order; the newest where none is chosen. Drafts in a preview included."""
    chosen = [row.product_id for row in page.featured.all()]
    if not chosen:
        return list(visible_products(at=at)[:FEATURED])
    found = {product.pk: product for product in visible_products(at=at).filter(pk__in=chosen)}
    return [found[pk] for pk in chosen if pk in found and found[pk].is_visible(at)]


def _with_renditions(image: Any) -> None:
    if image is not None:
        prefetch_related_objects([image], "renditions")
