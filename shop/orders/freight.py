"""What it costs to send what is in a cart or an order."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shop.customers.regions import path_of_code
from shop.inventory.queries import home_places
from shop.shipping.errors import NotDelivered
from shop.shipping.queries import freight, freight_table
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
