"""What an order promises, as it is at a moment: words, prices, freight. Nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, DateTimeField
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind, SpecKind
from shop.catalog.models import Sku
from shop.catalog.queries import order_forms
from shop.catalog.specification import OrderForm
from shop.core.compiled import Compiled
from shop.core.errors import InvalidInput
from shop.core.money import allocate
from shop.customers.models import Customer
from shop.customers.rules import AddressData, ContactData
from shop.orders.amendments import Amendment
from shop.orders.errors import AlreadyYours, InvalidQuantity, NotForSale
from shop.orders.freight import not_delivered, table_of
from shop.orders.lines import LineData, LineQuote, units_by_sku
from shop.orders.models import Order, OrderLine
from shop.orders.queries import owned_products
from shop.orders.rules import AMENDMENT_OPEN
from shop.orders.wishes import Wishes
from shop.promotions.operations import Claim
from shop.promotions.queries import prices, with_promoted
from shop.promotions.rules import Price
from shop.shipping.errors import RegionUnknown
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import FreightQuote, FreightTable, Item, NoDelivery

_SELLABLE = Compiled(
    lambda given: with_freight(
        with_promoted(Sku.objects.for_sale(given.at).filter(pk__in=given.skus), at=given.at)
        .select_related("product")
        .defer("product__body")
        .order_by()
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
)


@dataclass(frozen=True)
class Goods:
    """What is to be ordered, and what it costs at a moment: SKUs by id."""

    skus: Mapping[int, Sku]
    prices: Mapping[int, Price]
    forms: Mapping[int, OrderForm]

    def title(self, sku_id: int) -> str:
        """What a SKU is called."""
        return str(self.skus[sku_id].full_title)


def goods_of(sku_ids: list[int], at: datetime, *, in_presale: bool = False) -> Goods:
    """These SKUs; ``NotForSale`` unless each of them can be bought at ``at``.

    In a pre-sale those that are sold in no other way then, at the asking price, whatever else is on.
    """
    rows = _in_advance(sku_ids, at) if in_presale else _SELLABLE.rows(skus=sku_ids, at=at)
    skus = {sku.pk: sku for sku in rows if sku.product.is_visible(at)}
    if len(skus) != len(sku_ids):
        raise NotForSale(field="sku")
    found = list(skus.values())
    asked = {sku.pk: Price(sku_id=sku.pk, list_fen=sku.price_fen, price_fen=sku.price_fen) for sku in found}
    price_of = asked if in_presale else prices(found, at=at, references=False)
    return Goods(skus, price_of, order_forms(sku.product for sku in found))


def _in_advance(sku_ids: list[int], at: datetime) -> list[Sku]:
    rows = Sku.objects.in_presale(at).filter(pk__in=sku_ids).select_related("product").defer("product__body")
    return list(with_freight(rows.order_by()))


def compose(
    goods: Goods,
    *,
    customer: Customer,
    lines: Sequence[LineData],
    address: AddressData | ContactData,
    wishes: Wishes,
    note: str,
    origin: dict[str, Any] | None,
    at: datetime,
    table: FreightTable | None = None,
    amendment: Amendment | None = None,
) -> tuple[Order, list[OrderLine]]:
    """The order and its lines, not saved. ``table`` is asked for the freight, if it is known already; with an
    ``amendment`` the wishes were promised before, and the freight may be what it says.

    Refusals as ``place_order`` has them.
    """
    ordered = [goods.skus[line.sku_id] for line in lines]
    needs_shipping = any(ProductKind(sku.product.kind).is_shipped for sku in ordered)
    is_sent = needs_shipping and wishes.pickup_place is None
    if (is_sent and not isinstance(address, AddressData)) or (needs_shipping and not address.as_dict()["recipient"]):
        raise InvalidInput(_("Please fill in this field."), field="recipient")
    written = _lines(lines, goods, at)
    if amendment is None:
        wishes.check(at=at, days=max((line.production_days for line in written), default=0))
    goods_fen = sum(line.total_fen for line in written)
    freight = _freight(written, address if is_sent else None, table)
    freight_fen, shares = freight.fen, freight.shares
    if amendment is not None and amendment.freight_fen is not None:
        freight_fen = amendment.freight_fen
        shares = tuple(allocate(freight_fen, [max(1, line.total_fen) for line in written]))
    for line, share in zip(written, shares, strict=True):
        line.freight_fen = share
    order = Order(
        customer=customer,
        goods_fen=goods_fen,
        freight_fen=freight_fen,
        freight_parts=[parcel.as_dict() for parcel in freight.parcels] if freight_fen == freight.fen else [],
        total_fen=goods_fen + freight_fen,
        amends=amendment.original if amendment else None,
        credit_fen=amendment.credit_fen if amendment else 0,
        needs_shipping=needs_shipping,
        note=note.strip()[:200],
        origin=origin or {},
        placed_at=at,
        expires_at=at + (AMENDMENT_OPEN if amendment else timedelta(minutes=settings.ORDER_PAYMENT_MINUTES)),
        **wishes.as_dict(is_sent=needs_shipping),
        **_contact(address, needs_shipping=needs_shipping, is_sent=is_sent),
    )
    return order, written


def _lines(lines: Sequence[LineData], goods: Goods, at: datetime) -> list[OrderLine]:
    """The snapshot: words, prices and what the answers to the order form add, as they are at ``at``."""
    written = []
    for line in lines:
        sku, price = goods.skus[line.sku_id], goods.prices[line.sku_id]
        if line.quote is not None:
            written.append(_quoted(sku, line.quantity, line.quote))
            continue
        form = goods.forms.get(sku.product_id, OrderForm())
        filled = form.fill(line.specification, at=at)
        written.append(
            OrderLine(
                sku=sku,
                product_title=sku.product.title,
                option_text=sku.option_text,
                translations=_told(sku),
                sku_code=sku.code,
                cover_id=sku.product.cover_id,
                kind=sku.product.kind,
                quantity=line.quantity,
                unit_price_fen=price.price_fen,
                list_price_fen=price.list_fen,
                surcharge_fen=filled.surcharge_fen,
                specification=[answer.as_dict() for answer in filled.answers],
                spec_key=filled.key,
                production_days=form.production_days,
                origin=list(line.origin),
                promotion_item_id=price.item_id,
                promotion_name=price.promotion_name,
                total_fen=(price.price_fen + filled.surcharge_fen) * line.quantity,
            )
        )
    return written


def _told(sku: Sku) -> dict[str, Any]:
    """What it is called in further languages, as the order keeps it."""
    found: dict[str, Any] = {}
    for row, name, key in ((sku.product, "title", "product_title"), (sku, "option_text", "option_text")):
        for code, texts in row.translations.items():
            if name in texts:
                found.setdefault(code, {})[key] = texts[name]
    return found


def _quoted(sku: Sku, quantity: int, quote: LineQuote) -> OrderLine:
    """A line at the price that was agreed: what it is above the SKU's own price is what was asked for in words."""
    unit_fen = min(sku.price_fen, quote.each_fen)
    words = {"label": str(_("As agreed")), "kind": str(SpecKind.TEXT), "value": "", "text": quote.text}
    return OrderLine(
        sku=sku,
        product_title=sku.product.title,
        option_text=sku.option_text,
        translations=_told(sku),
        sku_code=sku.code,
        cover_id=sku.product.cover_id,
        kind=sku.product.kind,
        quantity=quantity,
        unit_price_fen=unit_fen,
        list_price_fen=unit_fen,
        surcharge_fen=quote.each_fen - unit_fen,
        specification=[{**words, "surcharge_fen": quote.each_fen - unit_fen}],
        spec_key=quote.key,
        total_fen=quote.each_fen * quantity,
    )


def _contact(address: AddressData | ContactData, *, needs_shipping: bool, is_sent: bool) -> dict[str, str]:
    """As much of the address as the order needs."""
    if is_sent:
        return address.as_dict()
    return {"phone": address.phone, "recipient": address.recipient if needs_shipping else ""}


def freight_items(lines: Sequence[OrderLine]) -> list[Item]:
    """What the freight of lines is reckoned of."""
    return [freight_item(line.sku, source=line.sku, quantity=line.quantity, value_fen=line.total_fen) for line in lines]


def _freight(
    lines: Sequence[OrderLine], address: AddressData | ContactData | None, table: FreightTable | None
) -> FreightQuote:
    """What it costs to send them there; nothing where they are fetched, or go into no parcel."""
    items = freight_items(lines)
    if not isinstance(address, AddressData) or not depends_on_region(items):
        return FreightQuote((), (0,) * len(items))
    if not address.region_code:
        raise RegionUnknown(field="province")
    found = (table or table_of(items)).to(items, address.region_code)
    if isinstance(found, NoDelivery):
        raise not_delivered([str(lines[at].sku.full_title) for at in found.items], address.region_code)
    return found


def claim_of(order: Order, lines: Iterable[OrderLine]) -> Claim:
    """What the person who gets it takes of promotions."""
    promoted = ((line.promotion_item_id, line.quantity) for line in lines if line.promotion_item_id is not None)
    return Claim(order.number, order.phone, units_by_sku(promoted))


def check_content(customer: Customer, goods: Goods, units: Mapping[int, int]) -> None:
    """Content is bought once."""
    content = {sku.product_id: sku for sku in goods.skus.values() if sku.product.kind == ProductKind.PAID_CONTENT}
    if any(units[sku.pk] != 1 for sku in content.values()):
        raise InvalidQuantity(_("One is enough: it is the same each time."), field="quantity")
    if owned_products(customer, list(content)):
        raise AlreadyYours


def pictures_in(lines: Sequence[OrderLine]) -> list[str]:
    """Ids of the pictures that answer order forms."""
    return [answer["value"] for line in lines for answer in line.specification if answer["kind"] == SpecKind.PICTURE]
