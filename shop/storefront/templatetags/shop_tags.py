"""Tags for every template that shows goods: shop pages, home, stories."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from shop.aftersales import queries as aftersales
from shop.aftersales.enums import ReturnException
from shop.bespoke.models import BespokeTerms
from shop.bespoke.queries import open_terms
from shop.catalog.attributes import Fact
from shop.catalog.enums import ProductKind
from shop.catalog.models import Category, Product
from shop.catalog.price_chart import Chart, chart, day_text
from shop.catalog.price_history import histories
from shop.catalog.queries import category_trail, facts_of, link_of, order_forms, related_products
from shop.core import clock
from shop.core.drawing.qr import qr_svg
from shop.core.json_ld import data_block
from shop.core.languages import address_in, language_tag, spoken
from shop.core.mail import sends_mail
from shop.core.money import yuan as yuan_text
from shop.core.translated import Translated
from shop.customers.regions import name_of
from shop.presales.queries import Advance, advances
from shop.promotions.queries import Offer, SkuOffer, offers
from shop.shipping.queries import terms_for
from shop.shipping.rules import Terms
from shop.storefront import news, page_cache, pieces
from shop.storefront.choices import Choices, option_choices
from shop.storefront.forms import EnquiryForm
from shop.storefront.sessions import SessionDays, default_row, session_days
from shop.storefront.specification import SpecificationFields
from shop.storefront.structured import breadcrumb_data, event_data, product_data
from shop.storefront.wording import deposit_text, moment, problem_text
from shop.vouchers import queries as vouchers
from shop.vouchers.models import VoucherTerms
from shop.vouchers.qr import voucher_qr as draw_voucher_qr

register = template.Library()


def _at(context: RequestContext) -> datetime:
    at: datetime | None = context.get("at")
    return at or clock.now()


@register.filter
def yuan(fen: int | None) -> str:
    """``6850`` → ``68.50``, ``6800`` → ``68``."""
    return "" if fen is None else yuan_text(fen, trim=True)


@register.filter
def yuan_exact(fen: int | None) -> str:
    """``6800`` → ``68.00``: for sums and orders."""
    return "" if fen is None else yuan_text(fen)


register.filter("day", day_text)
register.filter("moment", moment)
register.filter("problem_text", problem_text)


@register.simple_tag(takes_context=True)
def product_offer(context: RequestContext, product: Product) -> Offer:
    """``{% product_offer product as offer %}``: price and stock at the context's ``at``, else now.

    Blocks of one page that ask again get the same answer.
    """
    at = _at(context)
    if product.pk is None:
        return Offer(product=product, at=at, skus=(), upcoming=None)
    kept: Any = context.render_context
    asked: dict[tuple[int, datetime], Offer] = kept.setdefault("shop_offers", {})
    key = (product.pk, at)
    if key not in asked:
        asked[key] = offers([product], at=at)[product.pk]
    return asked[key]


@register.simple_tag
def chosen_sku(offer: Offer, chosen: Any) -> SkuOffer | None:
    """``{% chosen_sku offer chosen as lead %}``: the row of the SKU with that id, if it is to be had, else the lead."""
    chosen_row = (row for row in offer.skus if str(row.sku.pk) == str(chosen) and not row.is_sold_out)
    return next(chosen_row, default_row(offer))


@register.simple_tag(name="session_days")
def session_days_tag(offer: Offer, lead: SkuOffer | None) -> SessionDays:
    """``{% session_days offer lead as booking %}``: the sessions of a service by day. One query."""
    return session_days(offer, lead)


@register.simple_tag
def sku_choices(offer: Offer, lead: SkuOffer | None) -> Choices:
    """``{% sku_choices offer lead as choices %}``: its options as buttons, with the lead chosen. One query at most."""
    return option_choices(offer, lead)


@register.filter
def values_of(choices: Choices, row: SkuOffer) -> str:
    """The ids of a SKU's option values, for the script; '' where it is chosen from a list."""
    return choices.values_of(row.sku.pk) if choices.options else ""


@register.simple_tag
def sku_pictures(offer: Offer) -> dict[int, Any]:
    """``{% sku_pictures offer as own_pictures %}``: SKUs with a picture of their own, by id. Two queries, or none."""
    image_of = {row.sku.pk: row.sku.image_id for row in offer.skus if row.sku.image_id}
    if not image_of:
        return {}
    images = get_image_model()._default_manager.prefetch_related("renditions").in_bulk(set(image_of.values()))
    return {pk: images[image_id] for pk, image_id in image_of.items() if image_id in images}


@register.filter
def of_sku(pictures: dict[int, Any], row: SkuOffer | None) -> Any:
    """The picture of a row's SKU, or None."""
    return pictures.get(row.sku.pk) if row else None


@register.simple_tag(takes_context=True)
def specification_fields(context: RequestContext, product: Product) -> SpecificationFields | None:
    """``{% specification_fields product as fields %}``: its order form, or the one that came back with errors."""
    if refused := context.get("refused_fields"):
        return refused  # type: ignore[no-any-return]
    form = order_forms([product]).get(product.pk)
    return SpecificationFields(form, at=_at(context)) if form else None


@register.simple_tag
def custom_terms(product: Product) -> BespokeTerms | None:
    """``{% custom_terms product as custom %}``: whether it is made to a customer's own wishes."""
    return open_terms(product) if product.slug else None


@register.simple_tag
def presales_of(offer: Offer) -> list[Advance]:
    """``{% presales_of offer as advances %}``: its pre-sales, those that are to come among them. No query without."""
    skus = [*offer.in_advance, *(row.sku for row in offer.skus)]
    if not any(sku.presale_until and sku.presale_until > offer.at for sku in skus):
        return []
    return advances([offer.product], at=offer.at).get(offer.product.pk, [])


register.filter("deposit_text", deposit_text)


@register.simple_tag
def product_facts(product: Product) -> list[Fact]:
    """``{% product_facts product as facts %}``: what is told about it, for a table."""
    return facts_of(product)


@register.simple_tag(takes_context=True)
def enquiry_form(context: RequestContext) -> EnquiryForm:
    """``{% enquiry_form as form %}``: an empty one, or the one that came back with errors."""
    return context.get("refused_enquiry") or EnquiryForm()


@register.simple_tag(takes_context=True)
def notice_choices(context: RequestContext, offer: Offer) -> dict[str, Any]:
    """``{% notice_choices offer as choices %}``: rows to wait for, ``back`` and ``price``, and the ``form`` that came
    back with errors. Empty where nothing can be waited for, or no mail can be sent.
    """
    if not sends_mail() or not offer.product.slug or offer.state not in {"available", "sold_out"}:
        return {}
    return {
        "back": [row for row in offer.skus if row.is_sold_out],
        "price": list(offer.skus),
        "form": context.get("refused_notice"),
    }


@register.simple_tag
def other_shop(product: Product) -> str:
    """The host of the shop that sells it, as browsers show it; '' while nobody has said."""
    return urlsplit(link_of(product)).hostname or ""


@register.simple_tag
def product_trail(product: Product) -> list[Category]:
    """``{% product_trail product as crumbs %}``: its category and those above it, from the top."""
    return category_trail(product.category)


@register.simple_tag(takes_context=True)
def price_chart_of(context: RequestContext, row: SkuOffer) -> Chart | None:
    """``{% price_chart_of row as chart %}``: what the row's SKU cost in the last months. At most four queries."""
    found = histories([row.sku], at=_at(context)).get(row.sku.pk)
    return chart(found) if found else None


@register.simple_tag(takes_context=True)
def related_to(context: RequestContext, product: Product) -> list[Product]:
    """``{% related_to product as related %}``: what is shown beside it."""
    return related_products(product, at=_at(context)) if product.pk else []


@register.simple_tag(takes_context=True)
def offers_for(context: RequestContext, products: Iterable[Product]) -> dict[int, Offer]:
    """``{% offers_for products as offers %}`` for many products at once; read it with ``offers|offer_of:product``."""
    return offers(products, at=_at(context))


@register.filter
def offer_of(all_offers: dict[int, Offer], product: Product) -> Offer | None:
    """One product's offer out of ``offers_for``."""
    return all_offers.get(product.pk)


@register.simple_tag(takes_context=True)
def cart_badge(context: RequestContext) -> SafeString:
    """``{% cart_badge %}``: units in the browser's cart. In a page that others get too it is left open."""
    request: HttpRequest | None = context.get("request")
    holes = page_cache.holes_of(request)
    return mark_safe(holes("cart") if holes else page_cache.cart_badge(request))


@register.simple_tag(takes_context=True)
def news_badge(context: RequestContext) -> SafeString:
    """``{% news_badge %}``: the way to what the browser's customer has not looked at yet; left open like the cart's."""
    request: HttpRequest | None = context.get("request")
    holes = page_cache.holes_of(request)
    if holes:
        return mark_safe(holes("news"))
    return mark_safe(news.news_badge(request) if request else "")


@register.simple_tag
def order_payment_minutes() -> int:
    """How long an unpaid order holds its goods."""
    return settings.ORDER_PAYMENT_MINUTES


@register.simple_tag
def freight_terms(product: Product) -> Terms | None:
    """What sending a product costs, with the names of the regions it is not sent to; None if it is sent for nothing."""
    terms = terms_for(product)
    if terms is None:
        return None
    names = (" ".join(dict.fromkeys(name_of(code).split())) for code in terms.not_to)
    return replace(terms, not_to=tuple(names))


@register.simple_tag
def ship_hours() -> int:
    """Within how many hours after payment a parcel leaves."""
    return settings.ORDER_SHIP_HOURS


@register.simple_tag
def absolute_url(path: str) -> str:
    """An address of this shop as other sites must name it."""
    return path if path.startswith(("http://", "https://")) else settings.SITE_URL + path


@register.simple_tag
def told_address(row: Translated) -> str:
    """The address under which a row's page is to be found: in the language of the page if it is told in that."""
    address = row.get_absolute_url()  # type: ignore[attr-defined]
    return absolute_url(address if row.is_told_in(spoken()) else address_in(settings.LANGUAGE_CODE, address))


@register.simple_tag
def version_links(address: str, row: Translated | None = None, number: int = 1) -> SafeString:
    """``{% version_links address row page_obj.number %}``: the canonical address of a page of goods, and where it is in
    other languages; one that a row is not told in is no version of its own.
    """
    codes = [code for code, _name in settings.LANGUAGES if row is None or row.is_told_in(code)]
    page = f"?page={number}" if number > 1 else ""
    found = {code: absolute_url(address_in(code, address)) + page for code in codes}
    own = found.get(spoken(), found[settings.LANGUAGE_CODE])
    links = [format_html('<link rel="canonical" href="{}">', own)]
    if len(found) > 1:
        named = [(language_tag(code), url) for code, url in found.items()]
        named.append(("x-default", found[settings.LANGUAGE_CODE]))
        links += [format_html('<link rel="alternate" hreflang="{}" href="{}">', *pair) for pair in named]
    return mark_safe("\n".join(links))


@register.simple_tag(takes_context=True)
def product_json_ld(
    context: RequestContext,
    offer: Offer,
    brand_name: str = "",
    image_url: str = "",
    facts: Iterable[Fact] = (),
    crumbs: Iterable[Category] = (),
) -> SafeString:
    """schema.org data of a product. A data block, not a script: the content security policy lets it be."""
    data: dict[str, Any] = product_data(offer, brand_name=brand_name, image_url=image_url, facts=facts, crumbs=crumbs)
    return data_block(data)


@register.simple_tag
def event_json_ld(offer: Offer, brand_name: str = "", image_url: str = "") -> SafeString:
    """schema.org data of the next sessions of a bookable service; empty where none is on offer."""
    events = event_data(offer, brand_name=brand_name, image_url=image_url)
    return data_block(events) if events else mark_safe("")


@register.simple_tag
def breadcrumb_json_ld(crumbs: Iterable[Category], last: Any) -> SafeString:
    """schema.org data of the way to a page: the categories above it, and itself."""
    return data_block(breadcrumb_data(list(crumbs or ()), last))


@register.simple_tag
def voucher_qr(code: str) -> SafeString:
    """The QR code that is scanned at the counter, as SVG."""
    return draw_voucher_qr(code)


@register.simple_tag
def payment_qr(text: str) -> SafeString:
    """The QR code that is scanned with the app of a payment service, as SVG."""
    return qr_svg(text)


@register.simple_tag(takes_context=True)
def voucher_terms(context: RequestContext, product: Product) -> VoucherTerms | None:
    """What a voucher product promises at the context's ``at``; None for other goods."""
    return vouchers.terms_of(product, at=_at(context))


@register.simple_tag(takes_context=True)
def return_promise(context: RequestContext, product: Product) -> str:
    """What a product that is shipped promises about returns at the context's ``at``; "" for others."""
    if product.pk is None or not ProductKind(product.kind).is_shipped:
        return ""
    terms = aftersales.terms_of(product, at=_at(context))
    if terms.exception:
        return _("Cannot be returned without a reason: %(why)s. Faults can be reported all the same.") % {
            "why": str(ReturnException(terms.exception).label)
        }
    return _("Can be returned without a reason within %(days)s days of receipt.") % {"days": terms.days}


class PieceNode(template.Node):
    """What stands between ``{% piece %}`` and ``{% endpiece %}``."""

    def __init__(self, nodelist: template.NodeList, name: list[Any]) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Any) -> SafeString:
        name = tuple(part.resolve(context) for part in self.name)
        drawn: str = pieces.piece(context.get("request"), name, lambda: self.nodelist.render(context))
        return mark_safe(drawn)


@register.tag("piece")
def piece_tag(parser: Any, token: Any) -> PieceNode:
    """``{% piece "head" page.pk %}…{% endpiece %}``: drawn once for these values; ``shop.storefront.pieces`` says what
    may stand in it.
    """
    _tag, *name = token.split_contents()
    nodelist = parser.parse(["endpiece"])
    parser.delete_first_token()
    return PieceNode(nodelist, [parser.compile_filter(part) for part in name])
