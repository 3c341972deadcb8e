"""Facts orders announce."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """An order exists and its goods are held."""

    name = "orders.placed"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class DepositPaid(Event):
    """The deposit of an order has arrived."""

    name = "orders.deposit_paid"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class BalanceCalledFor(Event):
    """The balance of an order can be paid from now on."""

    name = "orders.balance_called_for"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """An order is paid."""

    name = "orders.paid"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelShipped(Event):
    """A parcel is on its way; it may be one of several."""

    name = "orders.parcel_shipped"
    order_id: int
    shipment_id: int


@dataclass(frozen=True, kw_only=True)
class OrderShipped(Event):
    """Everything of an order is on its way."""

    name = "orders.shipped"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Event):
    """The customer has the goods."""

    name = "orders.completed"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """An order was closed; ``was_paid`` says that money must go back."""

    name = "orders.cancelled"
    order_id: int
    was_paid: bool


@dataclass(frozen=True, kw_only=True)
class OrderReaddressed(Event):
    """A paid order goes where the freight is less: ``back_fen`` is to be given back; ``entry_id`` is the line of the
    time line that tells of it.
    """

    name = "orders.readdressed"
    order_id: int
    back_fen: int
    entry_id: int
