"""What search engines are told about a product (schema.org), from the same offer that shoppers see."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.bookings.queries import sessions_of
from shop.catalog.attributes import Fact
from shop.catalog.models import Category, Sku
from shop.core.money import yuan
from shop.promotions.queries import Offer, SkuOffer

# So many sessions are told, the next ones first: a page with hundreds stays small.
TOLD_SESSIONS = 20
_IN_STOCK = "https://schema.org/InStock"
_OUT_OF_STOCK = "https://schema.org/OutOfStock"
_AHEAD = "https://schema.org/PreSale"


def product_data(
    offer: Offer,
    *,
    brand_name: str = "",
    image_url: str = "",
    facts: Iterable[Fact] = (),
    crumbs: Iterable[Category] = (),
) -> dict[str, Any]:
    """A ``Product`` with one ``Offer`` for each SKU; ``crumbs`` is the way to its category, from the top."""
    product = offer.product
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.told.title,
        "url": settings.SITE_URL + product.get_absolute_url() if product.slug else settings.SITE_URL,
    }
    if description := product.told_first("seo_description", "subtitle"):
        data["description"] = description
    if image_url:
        data["image"] = image_url if image_url.startswith("http") else settings.SITE_URL + image_url
    if brand_name:
        data["brand"] = {"@type": "Brand", "name": brand_name}
    if way := " > ".join(row.told_name for row in crumbs):
        data["category"] = way
    if told := [_property(fact) for fact in facts]:
        data["additionalProperty"] = told
    offers = [_offer(row, data["url"]) for row in offer.skus]
    offers += [_terms(sku, sku.price_fen, _AHEAD, data["url"]) for sku in offer.in_advance]
    if offers:
        data["offers"] = offers
    return data


def event_data(offer: Offer, *, brand_name: str = "", image_url: str = "") -> list[dict[str, Any]]:
    """An ``Event`` for each of the next sessions on offer; nothing for what has none. One query."""
    found = sessions_of(row.sku.pk for row in offer.skus)
    rows = [(found[row.sku.pk], row) for row in offer.skus if row.sku.pk in found]
    product = product_data(offer, image_url=image_url)
    events = []
    for session, row in sorted(rows, key=lambda one: (one[0].starts_at, one[0].pk))[:TOLD_SESSIONS]:
        url = f"{product['url']}?sku={row.sku.pk}"
        event: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": product["name"],
            "startDate": timezone.localtime(session.starts_at).isoformat(),
            "endDate": timezone.localtime(session.ends_at).isoformat(),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": session.place.told.name,
                "address": session.place.told.address or session.place.told.name,
            },
            "performer": {"@type": "Person", "name": session.person.told.name},
            "url": url,
            "offers": _offer(row, url),
        }
        if brand_name:
            event["organizer"] = {"@type": "Organization", "name": brand_name, "url": settings.SITE_URL}
        events.append(event | {name: product[name] for name in ("description", "image") if name in product})
    return events


def breadcrumb_data(crumbs: list[Category], last: Any) -> dict[str, Any]:
    """A ``BreadcrumbList`` from the list of all goods to ``last``."""
    steps = [(_("All goods"), reverse("storefront:collections"))]
    steps += [(row.told_name, row.get_absolute_url()) for row in (*crumbs, last)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": settings.SITE_URL + path}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def _property(fact: Fact) -> dict[str, Any]:
    value = fact.text if isinstance(fact.value, str) else fact.value
    data = {"@type": "PropertyValue", "name": fact.name, "value": value}
    return {**data, "unitText": fact.unit} if fact.unit else data


def _offer(row: SkuOffer, url: str) -> dict[str, Any]:
    data = _terms(row.sku, row.price.price_fen, _OUT_OF_STOCK if row.is_sold_out else _IN_STOCK, url)
    if row.price.ends_at:
        data["priceValidUntil"] = row.price.ends_at.isoformat()
    return data


def _terms(sku: Sku, price_fen: int, availability: str, url: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "sku": sku.code,
        "price": yuan(price_fen).replace(",", ""),
        "priceCurrency": "CNY",
        "availability": availability,
        "url": url,
    }
