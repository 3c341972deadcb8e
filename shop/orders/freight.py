"""What it costs to send what is in a cart or an order, and by how much that changes."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from shop.catalog.models import Sku
from shop.customers.regions import path_of_code
from shop.inventory.queries import home_places
from shop.orders.models import Order, OrderLine
from shop.shipping.errors import NotDelivered
from shop.shipping.queries import depends_on_region, freight, freight_item, freight_table, with_freight
from shop.shipping.rules import FreightQuote, FreightTable, Item, NoDelivery


def freight_to(items: Sequence[Item], region: str) -> FreightQuote | NoDelivery:
    """Freight to a region, each place's goods by themselves where a template says so. A query or two."""
    return freight(items, region=region, place_of=home_places)


def table_of(items: Sequence[Item]) -> FreightTable:
    """What it costs to send any of these anywhere. A query or two, for as many parcels as one likes."""
    return freight_table(items, place_of=home_places)


def no_delivery_text(titles: Sequence[str], region: str) -> str:
    """What is not sent where, and what to do about it."""
    where = " ".join(dict.fromkeys(part.name for part in path_of_code(region)))
    return _("We do not send %(goods)s to %(region)s. Take it out of the order, or choose another address.") % {
        "goods": "、".join(titles),
        "region": where,
    }


def not_delivered(titles: Sequence[str], region: str) -> NotDelivered:
    """The refusal that says so."""
    return NotDelivered(no_delivery_text(titles, region), field="province")


def freight_of(order: Order, units: Mapping[int, int], *, added: Sequence[tuple[Sku, Item]] = ()) -> int:
    """What it costs at today's terms to send units of an order's lines (line id → units), and what is added to them,
    where the order goes. ``NotDelivered`` if something that is added is not sent there.
    """
    if order.pickup_place_id:
        return 0
    lines = OrderLine.objects.filter(order=order, pk__in=[pk for pk, count in units.items() if count])
    rows = list(with_freight(lines.select_related("sku__product").order_by("pk"), sku="sku"))
    items = [
        freight_item(row.sku, source=row, quantity=units[row.pk], value_fen=row.each_fen * units[row.pk])
        for row in rows
    ]
    found = _reckon(order, [*items, *(item for _sku, item in added)])
    if isinstance(found, NoDelivery):
        refused = [str(added[at - len(items)][0].full_title) for at in found.items if at >= len(items)]
        if refused:
            raise not_delivered(refused, order.region_code)
        # What was ordered is sent, whatever the terms say by now.
        return order.freight_fen
    return found.fen


def _reckon(order: Order, items: Sequence[Item]) -> FreightQuote | NoDelivery:
    if not depends_on_region(items):
        return FreightQuote((), (0,) * len(items))
    return freight_to(items, order.region_code)
