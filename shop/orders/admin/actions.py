"""What staff may do with an order now: by its state as time has it, and by permission."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.orders.enums import OrderStatus
from shop.orders.models import Order


@dataclass(frozen=True)
class Action:
    """A step staff can take. ``statuses`` empty: in any state."""

    name: str
    label: str | Promise
    permission: str
    icon: str
    statuses: frozenset[OrderStatus] = frozenset()

    def is_allowed(self, *, order: Order, user: Any, at: datetime) -> bool:
        """Whether this person may do it to this order at ``at``."""
        status = order.status_at(at)
        in_state = not self.statuses or status in self.statuses
        if self.name in {"ship", "together", "hand_over"}:
            in_state = in_state and (order.pickup_place_id is not None) == (self.name == "hand_over")
        if self.name == "address":
            in_state = in_state and order.needs_shipping and order.shipped_at is None and not order.pickup_place_id
        if self.name in {"ship", "together", "hand_over", "hold"}:
            in_state = in_state and not order.held_at
        if self.name == "resume":
            in_state = in_state and bool(order.held_at)
        if self.name == "cancel":
            in_state = (in_state and not order.is_partly_shipped) or (
                status == OrderStatus.COMPLETED and not order.needs_shipping
            )
        return in_state and user.has_perm(self.permission)


SHIP = Action("ship", _("Ship"), "orders.ship_order", "mb-truck", frozenset({OrderStatus.PAID}))
TOGETHER = Action("together", _("Ship together"), "orders.ship_order", "mb-truck", SHIP.statuses)
RECEIVED = Action("received", _("Mark as received"), "orders.ship_order", "check", frozenset({OrderStatus.SHIPPED}))
CANCEL = Action(
    "cancel", _("Cancel order"), "orders.cancel_order", "cross", frozenset({OrderStatus.PENDING, OrderStatus.PAID})
)
ADDRESS = Action(
    "address",
    _("Change address"),
    "orders.ship_order",
    "edit",
    frozenset({OrderStatus.PENDING, OrderStatus.DEPOSIT, OrderStatus.PAID}),
)
CALL_OFF = Action("call_off", _("Call off"), "orders.cancel_order", "cross", frozenset({OrderStatus.DEPOSIT}))
HAND_OVER = Action("hand_over", _("Hand over"), "orders.ship_order", "check", frozenset({OrderStatus.PAID}))
NOTE = Action("note", _("Add note"), "orders.ship_order", "comment-add")
HOLD = Action("hold", _("Put on hold"), "orders.ship_order", "time", frozenset({OrderStatus.PENDING, OrderStatus.PAID}))
RESUME = Action("resume", _("Let it go on"), "orders.ship_order", "check", HOLD.statuses)
TAGS = Action("tags", _("Tags"), "orders.ship_order", "tag")
# Of one parcel; the order's page offers them beside it.
NEWS = Action(
    "parcel_news",
    _("Note what happened"),
    "orders.ship_order",
    "comment-add",
    frozenset({OrderStatus.PAID, OrderStatus.SHIPPED}),
)
CORRECT = Action("parcel_number", _("Correct the number"), "orders.ship_order", "edit", NEWS.statuses)
SETTLE = Action("parcel_settle", _("Taken care of"), "orders.ship_order", "check", NEWS.statuses)
ACTIONS = [
    SHIP,
    TOGETHER,
    HAND_OVER,
    RECEIVED,
    ADDRESS,
    CANCEL,
    CALL_OFF,
    NOTE,
    HOLD,
    RESUME,
    TAGS,
    NEWS,
    CORRECT,
    SETTLE,
]


def allowed_actions(order: Order, *, user: Any, at: datetime) -> dict[str, Action]:
    """The steps open to this person now, by name."""
    return {action.name: action for action in ACTIONS if action.is_allowed(order=order, user=user, at=at)}
