"""What pages show, asked at one moment and with as few queries as the page has kinds of things."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Min,
    Q,
    TextField,
    prefetch_related_objects,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from content.blocks.contents import block_contents
from content.blocks.drawing import drawn_types
from content.media.queries import fetch_renditions
from content.stories.front import FRONT_KEY
from content.stories.models import BrandPage, HomePage, PersonPage, StoryIndexPage, StoryPage, StoryQuerySet
from shop.catalog.models import Collection, Product, Video
from shop.catalog.models.slugs import slug_for
from shop.catalog.queries import visible_products
from shop.core.compiled import Compiled
from shop.core.pages import open_to_all
from shop.core.references import Reference
from shop.storefront.pieces import is_kept, pieces_of

LATEST = 3
FEATURED = 4
SHELVES = 4
MORE = 2
PERSON_STORIES = 6
OTHERS = 4


def visible_stories(*, at: datetime, **language: Any) -> StoryQuerySet:
    """Stories readers may see, newest first, with their pictures; of one language if its ``locale_id`` is named, or its
    ``locale__language_code``.
    """
    stories: StoryQuerySet = (
        StoryPage.objects.filter(**language)
        .visible(at)
        .select_related("hero_image")
        .prefetch_related("hero_image__renditions")
        .defer_streamfields()
        .order_by("-published_on", "-first_published_at", "-pk")
    )
    return stories


def visible_people(*, at: datetime) -> StoryQuerySet:
    """People readers may meet, in the order of the tree, with their portraits."""
    people: StoryQuerySet = (
        PersonPage.objects.all()
        .visible(at)
        .select_related("portrait")
        .prefetch_related("portrait__renditions")
        .defer_streamfields()
        .order_by("path")
    )
    return people


def announced(ids: Iterable[int], *, at: datetime) -> dict[int, BrandPage]:
    """Pages that a card can announce and that readers may see, by id. A query for each kind, and one for pictures."""
    rows = Page.objects.filter(open_to_all(), pk__in=set(ids)).live().filter(Q(expire_at=None) | Q(expire_at__gt=at))
    pages = [page for page in rows.defer_streamfields().specific() if isinstance(page, BrandPage)]
    pictures = {image.pk: image for page in pages if (image := getattr(page, "hero_image", None))}
    prefetch_related_objects(list(pictures.values()), "renditions")
    for page in pages:
        # The same picture is another object on each page.
        if (image := getattr(page, "hero_image", None)) is not None and image is not pictures[image.pk]:
            image._prefetched_objects_cache = pictures[image.pk]._prefetched_objects_cache
    return {page.pk: page for page in pages}


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
    """Published stories that show this product, newest first, without their pictures: in the language the page is read
    in, or in the shop's own if there is none. One query, or two.
    """
    if not product.pk:
        return []
    for code in dict.fromkeys((get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)):
        stories = visible_stories(at=at, locale__language_code=code).select_related(None).prefetch_related(None)
        if found := list(stories.filter(mentions__product=product)[:limit]):
            return found
    return []


def versions_of(page: Page) -> dict[str, Page]:
    """By language: the published versions of a page, itself among them; empty where there is only one. One query."""
    rows = Page.objects.filter(translation_key=page.translation_key, live=True).select_related("locale")
    found = {row.locale.language_code: row for row in rows}
    return found if len(found) > 1 else {}


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
    """Stories and pages whose published text leads to a collection, and the front that shows it. Five queries."""
    found: list[tuple[int, Reference]] = []
    for model, field in ((HomePage, "body"), (HomePage, "front"), (StoryPage, "body")):
        pages = model.objects.annotate(text=Cast(field, TextField())).select_related("content_type")
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
        StoryPage.objects.visible(given.at)
        .filter(~Q(pk=given.but), locale=given.locale)
        .order_by("-published_on", "-first_published_at", "-pk")
        .only("pk", "live_revision_id", "expire_at")[:MORE]
    ),
    at=DateTimeField(),
    but=BigIntegerField(),
    locale=BigIntegerField(),
)


def _following(page: StoryPage, at: datetime, request: Any) -> list[tuple[int, int | None]]:
    """What to read next, as ids and their versions; asked again when a word has changed or one of them has ended."""
    pieces, name = pieces_of(request), ("following", page.pk)
    found: list[tuple[int, int | None, datetime | None]] | None = pieces.find(*name) if pieces else None
    if found is None or any(end is not None and end <= at for _pk, _version, end in found):
        rows = _NEXT.rows(at=at, but=page.pk or 0, locale=page.locale_id or 0)
        found = [(row.pk, row.live_revision_id, row.expire_at) for row in rows]
        if pieces:
            pieces.keep(found, *name)
    return [(pk, version) for pk, version, _end in found]


def story_contents(page: StoryPage, *, at: datetime, request: Any = None) -> dict[str, Any]:
    """A story's offers and what to read next: its ids, and the stories once they are drawn; who wrote it, likewise."""
    if not is_kept(request, "top", page.pk, page.live_revision_id):
        fetch_renditions([page.hero_image])
    following = _following(page, at, request)

    def fetch() -> list[StoryPage]:
        if not following:
            return []
        found = {row.pk: row for row in visible_stories(at=at).filter(pk__in=[pk for pk, _revision in following])}
        return [found[pk] for pk, _revision in following if pk in found]

    def find_writer() -> PersonPage | None:
        writer = page.written_by
        return writer if writer is not None and writer.live and not _is_over(writer, at) else None

    return {
        **block_contents([page.body], at=at, drawn=drawn_types(page.body, page.pk, request), pieces=pieces_of(request)),
        "more_keys": following,
        "more_stories": SimpleLazyObject(fetch),
        "writer": SimpleLazyObject(find_writer),
    }


def person_contents(page: PersonPage, *, at: datetime) -> dict[str, Any]:
    """What somebody wrote, and the others. Four queries beside those of the blocks."""
    _with_renditions(page.portrait)
    written = list(visible_stories(at=at).filter(written_by=page.pk)[:PERSON_STORIES]) if page.pk else []
    others = list(visible_people(at=at).exclude(pk=page.pk)[:OTHERS])
    return {**block_contents([page.body], at=at), "written": written, "others": others}


def home_contents(page: HomePage, *, at: datetime) -> dict[str, Any]:
    """Everything on the front: its leading story, further ones, featured goods with offers, shelves."""
    _with_renditions(page.hero_image)
    stories = list(visible_stories(at=at, locale_id=page.locale_id)[: LATEST + 1])
    lead = next((story for story in stories if story.pk == page.lead_story_id), None)
    if lead is None and page.lead_story_id:
        lead = visible_stories(at=at).filter(pk=page.lead_story_id).first()
    if lead is None and stories:
        lead = stories[0]
    featured = _featured(page, at)
    story_list = StoryIndexPage.objects.child_of(page).live().first() if page.pk else None
    return {
        "lead_story": lead,
        "stories": [story for story in stories if lead is None or story.pk != lead.pk][:LATEST],
        "stories_url": story_list.url if story_list else "",
        "products": featured,
        "collections": first_shelves(),
        **block_contents([page.body], at=at, more=featured),
    }


def first_shelves() -> list[Collection]:
    """The collections on the front, with their covers."""
    shelves = Collection.objects.filter(is_visible=True).select_related("cover").prefetch_related("cover__renditions")
    return list(shelves[:SHELVES])


def front_contents(page: HomePage, *, at: datetime) -> dict[str, Any]:
    """What a front of blocks shows: asked once for each kind of thing, however many blocks there are."""
    values = {kind: [child.value for child in page.front if child.block_type == kind] for kind in _FRONT_KINDS}
    newest = list(visible_products(at=at)[:FEATURED]) if any(not value["products"] for value in values["goods"]) else []
    chosen = {row.pk for value in values["stories"] for row in value["stories"] if row}
    latest = max((value["count"] for value in values["stories"] if not value["stories"]), default=0)
    stories = list(visible_stories(at=at)[:latest]) if latest else []
    pages = {row.pk for value in values["pages"] for row in value["pages"] if row}
    pages |= {value["page"].pk for value in values["opening"] if value["page"]}
    shown = {
        "newest": newest,
        "latest": stories,
        "stories": {row.pk: row for row in visible_stories(at=at).filter(pk__in=chosen)} if chosen else {},
        "pages": announced(pages, at=at) if pages else {},
        "shelves": first_shelves() if values["shelves"] else [],
    }
    return {FRONT_KEY: shown, **block_contents([page.front], at=at, more=newest)}


_FRONT_KINDS = ("opening", "stories", "goods", "shelves", "pages")


def stories_of_block(value: Any, context: Any) -> list[StoryPage]:
    """What a block of stories shows: from what its page asked, else (its preview) asked here."""
    shown = context.get(FRONT_KEY)
    if value["stories"]:
        ids = [row.pk for row in value["stories"] if row]
        found = shown["stories"] if shown else visible_stories(at=context["at"]).in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
    stories = shown["latest"] if shown else visible_stories(at=context["at"])
    return list(stories[: value["count"]])


def pages_of_block(value: Any, context: Any) -> list[BrandPage]:
    """What a block of pages announces: from what its page asked, else (its preview) asked here."""
    ids = [row.pk for row in value["pages"] if row]
    shown = context.get(FRONT_KEY)
    found = shown["pages"] if shown else announced(ids, at=context["at"])
    return [found[pk] for pk in ids if pk in found]


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
