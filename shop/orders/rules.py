"""Pure decisions about orders."""

from datetime import datetime, timedelta

from shop.orders.enums import DepositFate, DepositKind, Fault, OrderStatus

S = OrderStatus

# The money is here and was not sent back.
PAID_STATUSES = [S.PAID, S.SHIPPED, S.COMPLETED]

MAX_LINE_QUANTITY = 999
MAX_CART_LINES = 100
# Of one batch: people, and lines over all of its orders.
MAX_RECEIVERS = 100
MAX_BATCH_LINES = 1000

# From each status, where an order may go. PENDING → CANCELLED → PAID is money that came late (see operations/pay.py).
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.PAID, S.DEPOSIT, S.CANCELLED}),
    S.DEPOSIT: frozenset({S.PAID, S.CANCELLED}),
    S.PAID: frozenset({S.SHIPPED, S.CANCELLED}),
    S.SHIPPED: frozenset({S.COMPLETED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset({S.PAID}),
}

# An order without anything to ship is complete the moment it is paid, and the merchant may still take it back.
UNSHIPPED_TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset({S.CANCELLED}),
    S.CANCELLED: frozenset({S.COMPLETED}),
}


MAX_TAGS = 10
# Of one person.
MAX_SAVED_TABS = 12
# The more that a shopper can ask for once, and what is left at least when something was cleared up.
EXTENSION = timedelta(days=7)
AFTER_WAITING = timedelta(days=3)

# Money of it is still to come, and it closes by itself when its time is over.
UNPAID_STATUSES = [S.PENDING, S.DEPOSIT]

# Earnest money beyond a fifth of the price has no effect as such (Civil Code 586).
EARNEST_SHARE = 5
# If the shop has not called for the balance by then, it has failed, and the order closes by itself.
LONGEST_WORK = timedelta(days=365)


def most_deposit_fen(kind: str, goods_fen: int) -> int:
    """The largest deposit for goods of that price: less than all of it, and of earnest money a fifth."""
    return goods_fen // EARNEST_SHARE if kind == DepositKind.EARNEST else goods_fen - 1


def fate_of(kind: str, fault: str) -> DepositFate:
    """What becomes of a deposit when the order ends before the balance is paid (Civil Code 587).

    A part payment in advance has no penalty: it goes back, whoever it was.
    """
    if kind == DepositKind.EARNEST and fault == Fault.CUSTOMER:
        return DepositFate.KEPT
    return DepositFate.DOUBLED if kind == DepositKind.EARNEST and fault == Fault.SHOP else DepositFate.RETURNED


# So long an order that changes another one can be paid: its customer has to be told first.
AMENDMENT_OPEN = timedelta(hours=24)


def freight_change(*, charged_fen: int, before_fen: int, after_fen: int) -> int:
    """By how much the freight of an order changes with what is in it, both reckoned at today's terms.

    More is the difference to what was charged, or to what it would cost today if that is more: dearer terms are not
    charged afterwards. Less goes back, as far as it was charged.
    """
    if after_fen >= before_fen:
        return max(0, after_fen - max(charged_fen, before_fen))
    return -min(charged_fen, before_fen - after_fen)


def ship_by(*, paid_at: datetime, production_days: int, hours: int) -> datetime:
    """By when a paid order is to leave: made first, if it is made to order."""
    return paid_at + timedelta(days=production_days, hours=hours)


def lowered_price(*, agreed_fen: int, lowest_fen: int, quantity: int, deposit_fen: int) -> int:
    """What a unit that was ordered in advance costs in the end: the lowest price until its balance is paid.

    The deposit stays a part of it: a balance of a fen is left at least, and after-sales protects what lies below.
    """
    least = -(-(deposit_fen + 1) // quantity)
    return min(agreed_fen, max(lowest_fen, least))


def receive_by(*, shipped_at: datetime, days: int) -> datetime:
    """When an order counts as received if nobody says anything."""
    return shipped_at + timedelta(days=days)


def can_become(old: str, new: str) -> bool:
    """Whether the step exists at all."""
    return OrderStatus(new) in TRANSITIONS[OrderStatus(old)]
