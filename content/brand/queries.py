"""Who the brand is, as templates and posters ask for it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
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
from shop.core.pages import open_to_all
from shop.core.references import Reference
from shop.storefront.pieces import piece

# The stored shape: another number when ``Brand`` changes.
_CACHE_KEY = "brand.v4"
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
        kind=Menus._meta.verbose_name,
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
        name=kit.name,
        latin_name=kit.latin_name,
        slogan=kit.slogan,
        description=kit.description,
        logo=logos.get(kit.logo_id),
        logo_dark=logos.get(kit.logo_dark_id),
        mark=logos.get(kit.mark.pk) if kit.mark else None,
        heading_face=kit.heading_face,
        theme_hash=theme_hash(brand_stylesheet(kit)),
        paper_dark=theme.dark["--paper"],
        tokens={name[2:].replace("-", "_"): value for name, value in theme.light.items()},
        seller={field: getattr(kit, field) for field in _SELLER_FIELDS},
        declaration=SellerKind(kit.seller_kind).declaration,
        menu=tuple(_header(menus)),
        columns=tuple(Column(column.value["title"], tuple(_links(column.value["links"]))) for column in menus.footer),
        is_preparing=kit.is_preparing,
    )


def _header(menus: Menus) -> Iterable[Link]:
    if menus.header:
        yield from _links(menus.header)
        return
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site:
        for page in site.root_page.get_children().live().in_menu().filter(open_to_all())[:4]:
            yield Link(page.title, page.url, page.expire_at)


def _links(stream: Any) -> Iterable[Link]:
    """Where the words of a menu lead; a page that readers may not see is left out, and a list that is gone."""
    chosen = [entry.value["page"].pk for entry in stream if entry.block_type == "page" and entry.value["page"]]
    pages = {page.pk: page for page in Page.objects.live().filter(open_to_all(), pk__in=chosen)} if chosen else {}
    for entry in stream:
        label = entry.value["label"]
        if entry.block_type == "page":
            page = pages.get(entry.value["page"].pk) if entry.value["page"] else None
            if page is not None and page.url:
                yield Link(label or page.title, page.url, page.expire_at)
        elif entry.block_type == "goods":
            if found := address_of_goods(entry.value["goods"]):
                yield Link(label or found[0], found[1])
        else:
            yield Link(label, entry.value["address"])


def current_brand() -> Brand:
    """The brand as it is now; from the cache, else with a handful of queries."""
    words = freshness.names().words
    key = f"{_CACHE_KEY}.{words}"
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
