"""What pages show, asked at one moment; what is found among pages; the legal links of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.search.backends import get_search_backend

from content.blocks.contents import block_contents, offers_in, products_in
from content.brand.queries import current_kit
from content.brand.seller import fact_label, fact_names
from content.pages.enums import LegalKind, LegalLanguage, VenueState
from content.pages.models import AboutPage, FaqPage, LegalPage, LookbookPage, SeriesPage, SeriesPart, VenuePage
from content.pages.rules import with_facts
from content.stories.models import BrandPage, StoryPage
from content.stories.queries import announced, visible_people, visible_stories
from shop.catalog.models import Collection, Product
from shop.catalog.queries import collection_products, visible_products
from shop.core import freshness
from shop.core.pages import open_to_all
from shop.core.references import Reference
from shop.core.search import query_text
from shop.promotions.queries import Offer
from shop.storefront.lost import likest, shares_words, words_of

# Of a hall, and of what search finds among pages.
_HALL_GOODS = 60
_FOUND = 8
_ANSWERS_FOUND = 3
_LEFT_AFTER = 8
_ROWS = 200
# The name under which the blocks of a venue find what their page collected.
HALLS_KEY = "hall_products"
_LEGAL_CACHE = "pages.legal.v1"
_CACHE_SECONDS = 20


def _at_large(at: datetime) -> Q:
    return Q(expire_at=None) | Q(expire_at__gt=at)


def _with_sizes(image: Any) -> None:
    if image is not None:
        prefetch_related_objects([image], "renditions")


# --- Series --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """Where a story stands in a series, among the parts that readers may see."""

    series: SeriesPage
    number: int
    total: int
    before: StoryPage | None
    after: StoryPage | None


def parts_of(page: SeriesPage, *, at: datetime) -> list[StoryPage]:
    """The stories of a series that readers may see, in order; of a draft, those of the draft."""
    ids = [row.story_id for row in page.parts.all()]
    found = visible_stories(at=at).in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def part_of_series(story: StoryPage, *, at: datetime) -> Part | None:
    """The first series that readers may see in which a story is a part. One query, or none for one that is in none."""
    if story.pk is None or story.pk not in _stories_in_series():
        return None
    mine = SeriesPart.objects.filter(story=story.pk, page__live=True).values("page")
    rows = SeriesPart.objects.filter(page__in=mine).select_related("page", "story").order_by("page", "sort_order", "pk")
    by_series: dict[int, list[SeriesPart]] = {}
    for row in rows.defer("page__body", "story__body"):
        over = row.page.expire_at is not None and row.page.expire_at <= at
        gone = row.story.expire_at is not None and row.story.expire_at <= at
        if not over and (row.story_id == story.pk or (row.story.live and not gone)):
            by_series.setdefault(row.page_id, []).append(row)
    for parts in by_series.values():
        stories = [row.story for row in parts]
        place = [row.pk for row in stories].index(story.pk)
        if len(stories) > 1:
            return Part(
                series=parts[0].page,
                number=place + 1,
                total=len(stories),
                before=stories[place - 1] if place else None,
                after=stories[place + 1] if place + 1 < len(stories) else None,
            )
    return None


def _stories_in_series() -> set[int]:
    """Stories that are a part of anything; kept until a word of the shop changes."""
    words = freshness.names().words
    parts = SeriesPart.objects.values_list("story", flat=True)
    return cache.get_or_set(f"pages.parts.{words}", lambda: set(parts), _CACHE_SECONDS) or set()


def series_contents(page: SeriesPage, *, at: datetime) -> dict[str, Any]:
    """The parts of a series, and what its blocks show."""
    _with_sizes(page.hero_image)
    return {"parts": parts_of(page, at=at), **block_contents([page.body], at=at)}


# --- Lookbook, about -----------------------------------------------------------------------------------------
def lookbook_contents(page: LookbookPage, *, at: datetime) -> dict[str, Any]:
    """All goods of a lookbook, each once, in the order they are met."""
    _with_sizes(page.hero_image)
    contents = block_contents([page.looks], at=at)
    products = {product.pk: product for product in products_in(page.looks)}
    return {**contents, "all_offers": offers_in(contents, products.values())}


@dataclass(frozen=True)
class Look:
    """A lookbook as a product's page names it."""

    title: str
    url: str
    standfirst: str
    language: str
    expire_at: datetime | None


def lookbooks_with(product: Product, *, at: datetime) -> list[Look]:
    """The lookbooks that readers may see in which a product is, in their language, else in the shop's. From the cache
    until a word of the shop changes, else a query and the goods of all lookbooks.
    """
    by_product = cache.get_or_set(f"pages.looks.{freshness.names().words}", _lookbooks_by_product, _CACHE_SECONDS)
    found: list[Look] = (by_product or {}).get(product.pk, [])
    seen = [look for look in found if look.expire_at is None or look.expire_at > at]
    for code in (get_language(), settings.LANGUAGE_CODE):
        if told := [look for look in seen if look.language == code]:
            return told
    return []


def _lookbooks_by_product() -> dict[int, list[Look]]:
    found: dict[int, list[Look]] = {}
    pages = LookbookPage.objects.live().public().select_related("locale")
    for page in pages.order_by("-first_published_at", "-pk"):
        look = Look(page.title, page.url or "", page.standfirst, page.locale.language_code, page.expire_at)
        for pk in {product.pk for product in products_in(page.looks)}:
            found.setdefault(pk, []).append(look)
    return found


def about_contents(page: AboutPage, *, at: datetime) -> dict[str, Any]:
    """The people of the brand, and what the page's blocks show."""
    _with_sizes(page.hero_image)
    people = list(visible_people(at=at)) if page.shows_people else []
    return {"people": people, **block_contents([page.body], at=at)}


# --- Venue ---------------------------------------------------------------------------------------------------
def next_turn(*, at: datetime) -> datetime | None:
    """The next moment at which a venue opens or closes by itself."""
    live = VenuePage.objects.live()
    opens = live.filter(opens_at__gt=at).aggregate(first=Min("opens_at"))["first"]
    closes = live.filter(closes_at__gt=at).aggregate(first=Min("closes_at"))["first"]
    moments: list[datetime] = [moment for moment in (opens, closes) if moment]
    return min(moments, default=None)


def hall_products(value: Any, *, at: datetime) -> list[Product]:
    """The goods of a hall that shoppers may see: chosen, then of its collection, then of its promotion; each once."""
    rows = [product for product in value["products"] if product is not None and product.is_visible(at)]
    if value["collection"]:
        shelf = Collection.objects.filter(pk=value["collection"], is_visible=True).first()
        rows += collection_products(shelf, at=at)[:_HALL_GOODS] if shelf else []
    if value["promotion"]:
        promoted = visible_products(at=at).filter(skus__promotion_items__promotion=value["promotion"]).distinct()
        rows += promoted[:_HALL_GOODS]
    return list({product.pk: product for product in rows}.values())[:_HALL_GOODS]


def hall_offers(value: Any, context: Any) -> list[Offer]:
    """What a hall offers, sold-out goods last; from what its page collected, else (its preview) asked here."""
    found = context.get(HALLS_KEY)
    products = found.get(id(value)) if found else None
    if products is None:
        products = hall_products(value, at=context["at"])
        context = {**context, **block_contents([], at=context["at"], more=products)}
    return sorted(offers_in(context, products), key=lambda offer: offer.state == "sold_out")


def venue_contents(page: VenuePage, *, at: datetime) -> dict[str, Any]:
    """A venue at a moment: its state, its halls with offers, and when it is over what is left and where to go."""
    _with_sizes(page.hero_image)
    products_in(page.halls)
    halls = {id(hall.value): hall_products(hall.value, at=at) for hall in page.halls}
    goods = {product.pk: product for products in halls.values() for product in products}
    contents = block_contents([page.halls, page.body], at=at, more=goods.values())
    state = page.state_at(at)
    shown: dict[str, Any] = {**contents, HALLS_KEY: halls, "state": state, "is_empty": not goods}
    if state == VenueState.OVER:
        left = [offer for offer in offers_in(contents, goods.values()) if offer.state == "available"]
        shown |= {"left": left[:_LEFT_AFTER], "onward": onward_of(page, at=at)}
    return shown


def onward_of(page: VenuePage, *, at: datetime) -> BrandPage | VenuePage | None:
    """Where a venue that is over leads: the page chosen for that, else the venue that opens next or is open."""
    if page.next_page_id:
        return announced([page.next_page_id], at=at).get(page.next_page_id)
    others = VenuePage.objects.live().public().filter(_at_large(at), closes_at__gt=at).exclude(pk=page.pk)
    venue: VenuePage | None = others.select_related("hero_image").order_by("opens_at").first()
    return venue


def venues_with(collections: Sequence[Collection], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """Venues whose halls show a collection. One query."""
    found: list[tuple[int, Reference]] = []
    wanted = {str(row.pk): row.pk for row in collections}
    for page in VenuePage.objects.select_related("content_type").order_by("title", "pk"):
        named = {hall.value["collection"] for hall in page.halls} & set(wanted)
        effect = _("Its goods leave the venue.") if page.live and page.closes_at > at else ""
        row = Reference(
            kind=VenuePage._meta.verbose_name,
            title=page.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            permission="wagtailadmin.access_admin",
            effect=effect,
        )
        found += [(wanted[pk], row) for pk in named]
    return found


# --- Answers -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """A question with its answer, and the end of its address."""

    question: str
    answer: str
    anchor: str


@dataclass(frozen=True)
class Group:
    """Answers on a subject."""

    title: str
    anchor: str
    answers: tuple[Answer, ...]


def groups_of(page: FaqPage) -> list[Group]:
    """The answers by subject. An address stays when a question is worded anew."""
    return [
        Group(
            title=child.value["title"],
            anchor=f"g-{(child.id or str(place))[:8]}",
            answers=tuple(
                Answer(row.value["question"], row.value["answer"], f"q-{(row.id or '')[:8]}")
                for row in child.value["questions"].bound_blocks
            ),
        )
        for place, child in enumerate(page.answers)
    ]


# --- Legal pages ---------------------------------------------------------------------------------------------
def seller_words() -> tuple[dict[str, str], dict[str, str]]:
    """The seller's facts as legal texts name them, and what each is called."""
    kit = current_kit()
    fields = {**{name: name for name in fact_names()}, "brand_name": "name"}
    facts = {word: str(getattr(kit, name)).strip() for word, name in fields.items()}
    return facts, {word: fact_label(kit, name) for word, name in fields.items()}


def legal_contents(page: LegalPage) -> dict[str, Any]:
    """A legal text with the seller's facts in it, and the other legal pages in its language."""
    facts, labels = seller_words()
    links = [link for link in legal_links(page.language) if link.url != page.url]
    return {"html": with_facts(expand_db_html(page.text), facts, missing=labels), "others": links}


@dataclass(frozen=True)
class LegalLink:
    """A legal page as the footer names it."""

    kind: str
    language: str
    title: str
    url: str


def legal_links(language: str | None = None) -> list[LegalLink]:
    """The legal pages that are published, one of each kind: in ``language`` (the reader's), else in another.

    From the cache, else one query and the address of each.
    """
    wanted = (language or get_language() or "").lower()
    best: dict[str, LegalLink] = {}
    for link in _published_legal():
        if link.kind not in best or (link.language == wanted and best[link.kind].language != wanted):
            best[link.kind] = link
    return [best[kind] for kind in LegalKind.values if kind in best]


def _published_legal() -> list[LegalLink]:
    words = freshness.names().words
    key = f"{_LEGAL_CACHE}.{words}"
    links: list[LegalLink] | None = cache.get(key)
    if links is None:
        pages = LegalPage.objects.live().filter(open_to_all()).defer("text").order_by("path")
        # Chinese first: where there is nothing in the reader's language, it is what holds.
        rows = sorted(pages, key=lambda page: page.language != LegalLanguage.CHINESE)
        links = [LegalLink(page.kind, page.language, page.title, page.url or "") for page in rows]
        if words:
            cache.set(key, links, _CACHE_SECONDS)
    return links


# --- Found ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FoundPage:
    """A page that a search found, with the answers on it that speak of what was asked."""

    page: BrandPage
    answers: tuple[Answer, ...] = ()


def search_pages(text: str, *, at: datetime) -> list[FoundPage]:
    """Stories and pages whose words hold every word, or pair of neighbouring characters, of ``text``."""
    tokens = query_text(text)
    if not tokens:
        return []
    hits = get_search_backend("store").search(tokens, Page.objects.live().public(), operator="and")
    ids = [hit.pk for hit in hits[:_FOUND]]
    found = announced(ids, at=at)
    return [FoundPage(found[pk], _answers_on(found[pk], text)) for pk in ids if pk in found]


def _answers_on(page: Any, text: str) -> tuple[Answer, ...]:
    if not isinstance(page, FaqPage):
        return ()
    asked = text.casefold()
    answers = [row for group in groups_of(page) for row in group.answers]
    return tuple(row for row in answers if asked in f"{row.question} {row.answer}".casefold())[:_ANSWERS_FOUND]


def pages_like(address: str, *, at: datetime, limit: int = 3) -> list[BrandPage]:
    """Pages whose address shares words with one that leads nowhere, the likest first. Two queries or three."""
    words = words_of(address)
    if not words:
        return []
    rows = Page.objects.live().public().filter(_at_large(at), shares_words(words), depth__gt=2)
    ids = likest(rows.values_list("pk", "slug")[:_ROWS], words, limit=limit)
    found = announced(ids, at=at)
    return [found[pk] for pk in ids if pk in found]
