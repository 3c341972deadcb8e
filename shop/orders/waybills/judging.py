"""What is wrong with a row of waybill numbers, before anything is shipped."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from shop.core.errors import InvalidInput
from shop.orders.enums import OrderStatus, WaybillState
from shop.orders.errors import OrderHeld
from shop.orders.models import Order, Shipment
from shop.orders.operations.ship import clean_tracking_number
from shop.orders.sending import waiting
from shop.orders.waybills.reading import Written
from shop.shipping.carriers import carrier_of

Verdict = tuple[WaybillState, str]
# What a spreadsheet makes of a long number.
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


class Judge:
    """Judges the rows of one list by the orders, and what is sent beside them, as they are now.

    Two queries for any number of rows, four more if a row names no order.
    """

    def __init__(self, rows: Sequence[Written], *, carrier: str, personal: bool) -> None:
        self._carrier = carrier
        self._personal = personal
        self._times = Counter(row.order for row in rows)
        self.orders: Mapping[str, Order] = {
            order.number: order for order in Order.objects.filter(number__in={row.order[:20] for row in rows})
        }
        others = {row.order[:20] for row in rows} - self.orders.keys()
        self._beside = {one.number: one for one in waiting(number__in=others)} if others else {}
        # Waybill → people it goes to, by this list and by what was shipped before.
        self._people: dict[str, set[tuple[str, str]]] = {}
        self._before: dict[str, set[str]] = {}
        numbers = set()
        for row in rows:
            number = _clean(row.tracking)
            numbers.add(number)
            if order := self.order(row):
                self._people.setdefault(number, set()).add((order.phone, order.recipient))
        for parcel in Shipment.objects.filter(tracking_number__in=numbers - {""}).select_related("order"):
            self._people.setdefault(parcel.tracking_number, set()).add((parcel.order.phone, parcel.order.recipient))
            self._before.setdefault(parcel.tracking_number, set()).add(parcel.reference or parcel.order.number)

    def carrier(self, row: Written) -> str:
        """The carrier the row names, or the one chosen for rows that name none; "" for a name that nobody knows."""
        return carrier_of(row.carrier) if row.carrier else self._carrier

    def order(self, row: Written) -> Order | None:
        """The order that the row means, or for whose customer it is."""
        beside = self._beside.get(row.order)
        return beside.order if beside else self.orders.get(row.order)

    def verdict(self, row: Written) -> Verdict:
        """Ready, or refused with the reason in words."""
        order, number = self.order(row), _clean(row.tracking)
        if row.order in self._before.get(number, ()):
            return WaybillState.SAME, _("Shipped with this very number already.")
        reason = self._wrong_row(row, order) or (order and self._wrong_order(row, order, number))
        return (WaybillState.REFUSED, reason) if reason else (WaybillState.READY, "")

    def _wrong_row(self, row: Written, order: Order | None) -> str:
        if not row.order:
            return _("The order number is missing.")
        if _SCIENTIFIC.fullmatch(row.tracking) or _SCIENTIFIC.fullmatch(row.order):
            return _("The spreadsheet has shortened this number. Format the column as text and enter it again.")
        if order is None:
            return _("There is no order, and nothing to send again, with this number.")
        if not row.tracking:
            return _("The tracking number is missing.")
        try:
            clean_tracking_number(row.tracking)
        except InvalidInput as error:
            return str(error)
        if not self.carrier(row):
            return _("“%(name)s” is no carrier that is known here.") % {"name": row.carrier}
        if self._times[row.order] > 1:
            return _("This order comes several times. Ship it in parts on its own page.")
        return ""

    def _wrong_order(self, row: Written, order: Order, number: str) -> str:
        is_own = row.order == order.number
        if is_own and order.status != OrderStatus.PAID:
            return _("The order is not to be shipped: %(state)s.") % {"state": OrderStatus(order.status).label}
        if order.pickup_place_id:
            return _("The customer fetches this order; it goes into no parcel.")
        if is_own and order.held_at:
            return str(OrderHeld.message)
        if self._personal and row.recipient and row.recipient != order.recipient:
            return _("The order goes to somebody else (%(name)s). Has a row slipped?") % {"name": order.recipient}
        if len(self._people.get(number, ())) > 1:
            return _("This tracking number is also at an order that goes to somebody else.")
        return ""


def _clean(tracking: str) -> str:
    """The number as it is kept; "" if it is none."""
    try:
        return clean_tracking_number(tracking)
    except InvalidInput:
        return ""
