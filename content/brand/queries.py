"""Who the brand is, as templates and posters ask for it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from content.brand import sheets
from content.brand.enums import SellerKind
from content.brand.menus import address_of_goods
from content.brand.models import BrandKit, Menus
from content.brand.rules import Theme, stylesheet, tokens_for
from content.brand.themes import theme_css
from shop.catalog.models import Collection
from shop.core import clock, freshness
from shop.core.languages import address_in, language_of_path, spoken
from shop.core.pages import open_to_all
from shop.core.references import Reference
from shop.core.translated import Text
from shop.storefront.pieces import piece

# The stored shape: another number when ``Brand`` changes.
_CACHE_KEY = "brand.v5"
# A change of anything shoppers see forgets it at once; this bounds the harm where processes do not share a cache.
_CACHE_SECONDS = 20
_SELLER_FIELDS = (
    "seller_name",
    "licence_number",
    "food_licence_number",
    "return_address",
    "phone",
    "service_hours",
    "email",
    "icp_number",
)


@dataclass(frozen=True)
class Link:
    """A word of a menu: where it leads, and until when (a page that comes to its end by time)."""

    title: str
    url: str
    until: datetime | None = None


@dataclass(frozen=True)
class Column:
    """A column of the footer."""

    title: str
    links: tuple[Link, ...]


def _shown(links: Iterable[Link]) -> list[dict[str, str]]:
    at = clock.now()
    return [{"title": link.title, "url": link.url} for link in links if link.until is None or link.until > at]


@dataclass(frozen=True)
class Brand:
    """The kit as pages need it: plain values, no queries left to make."""

    name: str
    latin_name: str
    slogan: str
    description: str
    logo: Any
    logo_dark: Any
    mark: Any
    heading_face: str
    theme_hash: str
    paper_dark: str
    # Tokens of the light scheme as templates can name them (``brand_ink``), for mails and paper.
    tokens: dict[str, str]
    seller: dict[str, str]
    # What a seller who need not be registered declares; "" for the others.
    declaration: str
    menu: tuple["Link", ...]
    columns: tuple["Column", ...] = ()
    is_preparing: bool = False
    # Where the name at the head leads: to the front in the language of the page.
    front: str = "/"
    # Signed values of an unsaved kit, for the preview in its settings screen.
    draft: str = ""

    @property
    def css_url(self) -> str:
        """Address of the one style sheet of a page; it changes with every change of the theme."""
        if self.draft:
            return reverse("brand:draft_theme") + f"?look={self.draft}"
        return reverse("brand:theme", args=[sheets.version_of(self.theme_hash)])

    @property
    def paper(self) -> str:
        """The ground of a page by day."""
        return self.tokens["paper"]

    @property
    def navigation(self) -> list[dict[str, str]]:
        """Entries of the menu: ``title`` and ``url``."""
        entries = _shown(self.menu)
        goods = reverse("storefront:collections")
        if not any(entry["url"] == goods for entry in entries):
            entries.append({"title": _("Goods"), "url": goods})
        return entries

    @property
    def footer(self) -> list[dict[str, Any]]:
        """Columns of the footer that have something in them: ``title`` and ``links``."""
        columns = [{"title": column.title, "links": _shown(column.links)} for column in self.columns]
        return [column for column in columns if column["links"]]

    @property
    def seller_lines(self) -> list[str]:
        """What a shop must say about its seller, in sentences; facts that are not given are left out."""
        facts = self.seller
        sentences = {
            "seller_name": _("Sold by %(seller_name)s"),
            "licence_number": _("Business licence %(licence_number)s"),
            "food_licence_number": _("Food business licence %(food_licence_number)s"),
            "return_address": _("Returns within seven days to: %(return_address)s"),
            "phone": _("Service phone %(phone)s, %(service_hours)s")
            if facts["service_hours"]
            else _("Service phone %(phone)s"),
            "email": _("Email %(email)s"),
            "icp_number": "%(icp_number)s",
        }
        declared = [self.declaration] if self.declaration else []
        return declared + [sentence % facts for field, sentence in sentences.items() if facts[field]]


def menu_to_shelf(collections: Sequence[Collection], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """The shop's menus, where they lead to a collection. One query."""
    menus = Menus.objects.order_by("pk").first()
    if menus is None:
        return []
    text = json.dumps([menus.header.get_prep_value(), menus.footer.get_prep_value()])
    row = Reference(
        kind=_("menus of the shop"),
        title=_("Menu of the shop"),
        url=reverse("wagtailsettings:edit", args=["brand", "menus", menus.pk]),
        permission="brand.change_menus",
        effect=_("Its word leaves the menu."),
    )
    return [
        (shelf.pk, row)
        for shelf in collections
        if f'"collection:{shelf.pk}"' in text or f'"{shelf.get_absolute_url()}"' in text
    ]


def current_menus() -> Menus:
    """The menus as stored; empty ones where nothing was ever saved."""
    menus: Menus | None = Menus.objects.order_by("pk").first()
    return menus or Menus()


def current_kit() -> BrandKit:
    """The kit as stored, with its logos; the defaults where nothing was ever saved."""
    kit: BrandKit | None = BrandKit.objects.select_related(*BrandKit.select_related).order_by("pk").first()
    return kit or BrandKit()


def brand_theme() -> Theme:
    """Tokens of the stored kit."""
    return tokens_for(current_kit())


def brand_stylesheet(look: Any) -> str:
    """Tokens and theme of a kit, or of the look of an unsaved one. ``ValueError`` for a theme that there is not."""
    return stylesheet(tokens_for(look)) + theme_css(look.theme)


def theme_hash(css: str) -> str:
    """Short fingerprint of a stylesheet."""
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def brand_of(kit: BrandKit, menus: Menus | None = None) -> Brand:
    """A kit as pages need it, with the menus as stored or as given."""
    menus = menus or current_menus()
    theme = tokens_for(kit)
    logos = {logo.pk: logo for logo in (kit.logo, kit.logo_dark, kit.mark) if logo is not None}
    prefetch_related_objects(list(logos.values()), "renditions")
    return Brand(
        name=kit.told.name,
        latin_name=kit.latin_name,
        slogan=kit.told.slogan,
        description=kit.told.description,
        logo=logos.get(kit.logo_id),
        logo_dark=logos.get(kit.logo_dark_id),
        mark=logos.get(kit.mark.pk) if kit.mark else None,
        heading_face=kit.heading_face,
        theme_hash=theme_hash(brand_stylesheet(kit)),
        paper_dark=theme.dark["--paper"],
        tokens={name[2:].replace("-", "_"): value for name, value in theme.light.items()},
        seller={field: kit.told.of(field, getattr(kit, field)) for field in _SELLER_FIELDS},
        declaration=SellerKind(kit.seller_kind).declaration,
        menu=tuple(_header(menus)),
        columns=tuple(
            Column(menus.told.of(column.id, column.value["title"]), tuple(_links(menus, column.value["links"])))
            for column in menus.footer
        ),
        is_preparing=kit.is_preparing,
        front=_front(),
    )


def _header(menus: Menus) -> Iterable[Link]:
    if menus.header:
        yield from _links(menus, menus.header)
        return
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site:
        pages = list(site.root_page.get_children().live().in_menu().filter(open_to_all())[:4])
        for page in _in_language(pages).values():
            yield Link(_title(page), page.url, page.expire_at)


def _front() -> str:
    """The front in the language of the page; where there is none, all goods."""
    if spoken() == settings.LANGUAGE_CODE:
        return "/"
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    address = f"{site.root_page.url_path}{spoken()}/" if site else ""
    is_there = Page.objects.live().filter(open_to_all(), url_path=address).exists()
    return f"/{spoken()}/" if is_there else reverse("storefront:collections")


def _in_language(pages: list[Page]) -> dict[int, Page]:
    """By the id of a page: its published version in the language of the page that is drawn, or itself. One query at
    most.
    """
    found = {page.pk: page for page in pages}
    if found and spoken() != settings.LANGUAGE_CODE:
        keys = {page.translation_key: page.pk for page in pages}
        versions = Page.objects.live().filter(open_to_all(), translation_key__in=keys, locale__language_code=spoken())
        found |= {keys[version.translation_key]: version for version in versions}
    return found


def _title(page: Page) -> Text:
    return Text(page.title, language_of_path(page.url or "/"))


def _links(menus: Menus, stream: Any) -> Iterable[Link]:
    """Where the words of a menu lead; a page that readers may not see is left out, and a list that is gone."""
    chosen = [entry.value["page"].pk for entry in stream if entry.block_type == "page" and entry.value["page"]]
    pages = _in_language(list(Page.objects.live().filter(open_to_all(), pk__in=chosen))) if chosen else {}
    for entry in stream:
        label = menus.told.of(entry.id, entry.value["label"])
        if entry.block_type == "page":
            page = pages.get(entry.value["page"].pk) if entry.value["page"] else None
            if page is not None and page.url:
                yield Link(label or _title(page), page.url, page.expire_at)
        elif entry.block_type == "goods":
            if found := address_of_goods(entry.value["goods"]):
                yield Link(label or found[0], found[1])
        else:
            yield Link(label, _address(entry.value["address"]))


def _address(address: str) -> str:
    """An address as typed: one of the shop's own goods in the language of the page."""
    if spoken() == settings.LANGUAGE_CODE or not address.startswith("/") or language_of_path(address):
        return address
    other = address_in(spoken(), address)
    try:
        is_of_goods = resolve(urlsplit(other).path).app_name == "storefront"
    except Resolver404:
        is_of_goods = False
    return other if is_of_goods else address


def current_brand() -> Brand:
    """The brand as it is now; from the cache, else with a handful of queries."""
    words = freshness.names().words
    key = f"{_CACHE_KEY}.{words}.{spoken()}.{get_language()}"
    brand: Brand | None = cache.get(key)
    if brand is None:
        brand = brand_of(current_kit())
        if words:
            cache.set(key, brand, _CACHE_SECONDS)
    return brand


def brand_for(request: HttpRequest) -> Brand:
    """The brand as it is now; asked once for a request."""
    stored: Brand | None = getattr(request, "_brand", None)
    if stored is None:
        stored = piece(request, ("brand",), current_brand)
        request._brand = stored  # type: ignore[attr-defined]
    return stored
