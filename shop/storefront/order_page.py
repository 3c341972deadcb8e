"""An order told in words: where it stands, what happens next, by when, and what the shopper can do now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.catalog.enums import REDEEMED_KINDS, ProductKind
from shop.core.money import yuan
from shop.customers.rules import mask_name, mask_phone
from shop.orders.enums import CancelReason, DepositFate, EntryKind, Fault, OrderStatus
from shop.orders.models import Order, OrderDeposit, asked_fen, deposit_of, is_payable
from shop.orders.operations import saved_fen
from shop.orders.queries import is_owned_already
from shop.orders.rules import fate_of
from shop.payments.enums import PaymentState, RefundCause, RefundState
from shop.payments.models import Payment, Refund
from shop.presales.models import PresaleOrder
from shop.storefront.wording import moment


@dataclass(frozen=True)
class Step:
    """A line of the time line. ``state``: ``done``, ``now``, ``next`` or ``stopped``."""

    title: str
    state: str
    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class OrderPage:
    """What the order page says."""

    status: OrderStatus
    headline: str
    next_step: str
    steps: list[Step]
    deadline: datetime | None = None
    money_back: list[str] = field(default_factory=list)
    # Its money came after the deadline, and the goods were still there.
    was_late: bool = False
    # Begun at a bank: where to read how.
    transfer: Payment | None = None
    is_own: bool = True
    awaits_gateway: bool = False
    last_attempt_failed: bool = False
    # Content in it was paid for with another order.
    is_owned: bool = False
    # One of a batch: paid, and closed before that, on the batch's page.
    is_together: bool = False
    is_paid: bool = False
    has_tickets: bool = False
    # What is due next; the deposit of an order that has one.
    due_fen: int = 0
    is_due: bool = False
    deposit: OrderDeposit | None = None
    # Of what was ordered in advance: by how much it has become cheaper since.
    saved_fen: int = 0
    # What becomes of the deposit if the customer gives it up now; "" if they cannot.
    fate: str = ""
    ending: str = ""
    # More time to receive it can be asked for, once.
    can_extend: bool = False
    # Nothing of it has left, so it may still go somewhere else.
    can_readdress: bool = False

    @property
    def can_pay(self) -> bool:
        return self.is_due and not self.is_owned and not self.is_together

    @property
    def opens_content(self) -> bool:
        """Whether paid content in it can be opened: it is paid for, with this order or another one."""
        return self.is_owned or (self.is_paid and self.status != OrderStatus.CANCELLED)

    @property
    def can_cancel(self) -> bool:
        return self.is_own and self.status == OrderStatus.PENDING and not self.is_together

    @property
    def may_ask(self) -> bool:
        """Whether there is something after-sales may be asked about; what exactly is told there."""
        return self.is_own and self.is_paid and self.status != OrderStatus.CANCELLED

    @property
    def can_confirm(self) -> bool:
        return self.is_own and self.status == OrderStatus.SHIPPED


def describe(order: Order, *, at: datetime, is_own: bool) -> OrderPage:
    """The order at ``at``. Prefetch ``lines``, ``payments`` with refunds, ``entries`` and ``shipments``."""
    status = order.status_at(at)
    payments = list(order.payments.all())
    is_owned = status == OrderStatus.PENDING and is_owned_already(order)
    transfers = [row for row in payments if row.state == PaymentState.PENDING and "particulars" in row.start]
    deposit, is_due = deposit_of(order), is_payable(order, at)
    if not is_due or is_owned:
        transfers = []
    told = _with_deposit(order, deposit, status, at) if deposit else None
    headline, next_step = _owned(order) if is_owned else told or _now(order, status)
    if not told and status == OrderStatus.CANCELLED and order.paid_at:
        next_step = _money_of_closed(order, payments)
    saved = saved_fen(order, at) if status == OrderStatus.DEPOSIT else 0
    may_give_up = is_own and status == OrderStatus.DEPOSIT and deposit is not None and deposit.protects_price
    fate = fate_of(deposit.kind, Fault.CUSTOMER) if deposit and may_give_up else ""
    return OrderPage(
        status=status,
        headline=headline,
        next_step=next_step,
        steps=_deposit_steps(order, deposit, status, at) if deposit else _steps(order, status, at),
        deadline=order.expires_at if status == OrderStatus.PENDING and not is_owned else None,
        saved_fen=saved,
        fate=fate,
        ending=giving_up_text(deposit) if deposit and fate else "",
        due_fen=asked_fen(order) - saved - sum(payment.kept_fen for payment in payments),
        is_due=is_due,
        deposit=deposit,
        money_back=[refund_text(refund) for refund in _refunds(payments)],
        is_own=is_own,
        is_owned=is_owned,
        is_together=order.batch_id is not None,
        has_tickets=_has_tickets(order),
        can_extend=is_own
        and status == OrderStatus.SHIPPED
        and order.receive_by is not None
        and order.receipt_extended_at is None
        and not order.receipt_held,
        can_readdress=is_own
        and status in {OrderStatus.PENDING, OrderStatus.DEPOSIT, OrderStatus.PAID}
        and order.needs_shipping
        and order.shipped_at is None
        and order.labelled_at is None
        and order.pickup_place_id is None,
        is_paid=order.paid_at is not None,
        was_late=any(entry.kind == EntryKind.REVIVED for entry in order.entries.all()),
        transfer=next(iter(transfers), None),
        awaits_gateway=is_due
        and not is_owned
        and any(row.state == PaymentState.PENDING and row not in transfers for row in payments),
        last_attempt_failed=is_due
        and bool(payments)
        and max(payments, key=lambda row: row.pk).state == PaymentState.FAILED,
    )


def _with_deposit(order: Order, deposit: OrderDeposit, status: OrderStatus, at: datetime) -> tuple[str, str] | None:
    """What is said of an order that is paid in two parts; None where it is like any other."""
    sums = {
        "deposit": yuan(deposit.amount_fen),
        "balance": yuan(deposit.balance_fen - (saved_fen(order, at) if status == OrderStatus.DEPOSIT else 0)),
        "time": moment(order.expires_at),
        "since": moment(deposit.balance_from),
    }
    if status == OrderStatus.PENDING:
        return _("Waiting for your deposit"), _(
            "Pay the deposit of ¥%(deposit)s by %(time)s; the balance of ¥%(balance)s follows later. Without it the "
            "order closes by itself and nothing is charged."
        ) % sums
    if status == OrderStatus.DEPOSIT and deposit.is_balance_open(at):
        text = _("Please pay the rest of ¥%(balance)s by %(time)s.") % sums
        return _("Waiting for the balance"), f"{text} {_unpaid_text(deposit)}".strip()
    if status == OrderStatus.DEPOSIT and deposit.balance_from:
        text = _("The balance of ¥%(balance)s can be paid from %(since)s on, until %(time)s.") % sums
        return _("Deposit paid"), f"{text} {_sent_text(deposit)}".strip()
    if status == OrderStatus.DEPOSIT:
        return _("Deposit paid. We are working on it."), _(
            "You see here when it is done; then the balance of ¥%(balance)s is due."
        ) % sums
    if status == OrderStatus.CANCELLED and deposit.paid_at:
        return _("Called off"), settled_text(deposit)
    return None


def _sent_text(deposit: OrderDeposit) -> str:
    """The promised day, of what was ordered in advance."""
    return _("It leaves by %(day)s at the latest.") % {"day": date_format(deposit.ship_on)} if deposit.ship_on else ""


def _unpaid_text(deposit: OrderDeposit) -> str:
    """What becomes of the deposit of what was ordered in advance if the balance is not paid."""
    if not deposit.protects_price:
        return ""
    if fate_of(deposit.kind, Fault.CUSTOMER) == DepositFate.KEPT:
        return _("After that the order closes, and the earnest money is not given back.")
    return _("After that the order closes, and your part payment goes back to you.")


def balance_text(order: Order, at: datetime) -> str:
    """What a list of orders says of one that waits for its balance; "" for others."""
    deposit = deposit_of(order)
    if deposit is None or order.status_at(at) != OrderStatus.DEPOSIT or deposit.balance_from is None:
        return ""
    sums = {
        "balance": yuan(deposit.balance_fen - saved_fen(order, at)),
        "time": moment(order.expires_at),
        "since": moment(deposit.balance_from),
    }
    if deposit.is_balance_open(at):
        return _("Please pay the rest of ¥%(balance)s by %(time)s.") % sums
    return _("The balance of ¥%(balance)s can be paid from %(since)s on, until %(time)s.") % sums


def giving_up_text(deposit: OrderDeposit) -> str:
    """What becomes of a deposit if its customer gives up what they have ordered in advance."""
    sums = {"sum": yuan(deposit.amount_fen)}
    if fate_of(deposit.kind, Fault.CUSTOMER) == DepositFate.KEPT:
        return _("The order is closed for good, and the earnest money of ¥%(sum)s is not given back.") % sums
    return _("The order is closed for good, and your ¥%(sum)s go back to you, the way they came.") % sums


def settled_text(deposit: OrderDeposit) -> str:
    """What became of a deposit."""
    sums = {"sum": yuan(deposit.amount_fen), "twice": yuan(2 * deposit.amount_fen)}
    texts = {
        DepositFate.KEPT: _("The earnest money of ¥%(sum)s is not given back, as was agreed."),
        DepositFate.RETURNED: _("What you paid goes back to you, the way it came."),
        DepositFate.DOUBLED: _(
            "We have failed, so you get the earnest money twofold, ¥%(twice)s: what you paid goes back the way it "
            "came, and ¥%(sum)s follow by bank transfer. We get in touch with you about the account."
        ),
    }
    return texts[DepositFate(deposit.fate)] % sums if deposit.fate in texts else ""


def _deposit_steps(order: Order, deposit: OrderDeposit, status: OrderStatus, at: datetime) -> list[Step]:
    """The time line with its two payments."""
    if status == OrderStatus.CANCELLED or deposit.paid_at is None:
        steps = [Step(_("Order placed"), "done", order.placed_at)]
        if deposit.paid_at:
            steps.append(Step(_("Deposit paid"), "done", deposit.paid_at))
        if status == OrderStatus.CANCELLED:
            return [*steps, _end(order)]
        by = _("By %(time)s") % {"time": moment(order.expires_at)}
        later = [Step(pgettext("deposit", "Balance"), "next"), Step(_("Dispatch"), "next"), Step(_("Receipt"), "next")]
        return [*steps, Step(_("Deposit"), "now", None, by), *later]
    placed, *rest = _steps(order, OrderStatus.PENDING if status == OrderStatus.DEPOSIT else status, at)
    paid = Step(_("Deposit paid"), "done", deposit.paid_at)
    if status == OrderStatus.DEPOSIT:
        by = _("By %(time)s") % {"time": moment(order.expires_at)} if deposit.balance_from else ""
        return [placed, paid, Step(pgettext("deposit", "Balance"), "now", None, by), *rest[1:]]
    return [placed, paid, Step(_("Balance paid"), "done", order.paid_at), *rest[1:]]


def _has_vouchers(order: Order) -> bool:
    return any(line.kind in REDEEMED_KINDS for line in order.lines.all())


def _has_tickets(order: Order) -> bool:
    return any(line.kind == ProductKind.SERVICE for line in order.lines.all())


def _owned(order: Order) -> tuple[str, str]:
    return _("You own this already"), _(
        "It was paid for with another order, so there is nothing to pay here. Cancel this order, or let it close by "
        "itself at %(time)s; anything else in it can be ordered anew."
    ) % {"time": moment(order.expires_at)}


def _now(order: Order, status: OrderStatus) -> tuple[str, str]:
    if not order.needs_shipping and status == OrderStatus.PENDING and _has_tickets(order):
        return _("Waiting for your payment"), _(
            "Your seats are held for you until %(time)s, and your tickets appear here with your payment. Without one "
            "the order closes by itself and nothing is charged."
        ) % {"time": moment(order.expires_at)}
    if not order.needs_shipping and status == OrderStatus.COMPLETED and _has_tickets(order):
        return _("Paid. Your tickets are below."), _(
            "Come to the place at the time on the ticket and show its code: on the phone, printed, or read out."
        )
    if not order.needs_shipping and status == OrderStatus.PENDING and _has_vouchers(order):
        return _("Waiting for your payment"), _(
            "Your vouchers appear here with your payment. Without one the order closes by itself at %(time)s and "
            "nothing is charged."
        ) % {"time": moment(order.expires_at)}
    if not order.needs_shipping and status == OrderStatus.COMPLETED and _has_vouchers(order):
        return _("Paid. Your vouchers are below."), _(
            "Show the code when you come: on the phone, printed, or read out. Each is good once."
        )
    if not order.needs_shipping and status == OrderStatus.PENDING:
        return _("Waiting for your payment"), _(
            "It opens with your payment. Without one the order closes by itself at %(time)s and nothing is charged."
        ) % {"time": moment(order.expires_at)}
    if not order.needs_shipping and status == OrderStatus.COMPLETED:
        return _("It is yours. Enjoy it."), _("Open it below, today and whenever you like.")
    if status == OrderStatus.PENDING:
        return _("Waiting for your payment"), _(
            "The goods are held for you until %(time)s. After that the order closes by itself and nothing is charged."
        ) % {"time": moment(order.expires_at)}
    if order.is_partly_shipped:
        return _("Part of it is on its way to you"), _(
            "The rest follows in another parcel. Its tracking number will then appear below too."
        )
    if status == OrderStatus.PAID and order.pickup_place is not None:
        return _("Paid. We put it aside for you."), _(
            "Fetch it at %(place)s, %(address)s, and say the order number and the last digits of your mobile number."
        ) % {"place": order.pickup_place.name, "address": order.pickup_place.address}
    if status == OrderStatus.PAID and order.ready_on:
        return _("Paid. We are making it for you."), _(
            "It is ready by %(day)s and leaves by %(time)s at the latest. The tracking number will then appear here."
        ) % {"day": date_format(order.ready_on), "time": moment(order.ship_by)}
    if status == OrderStatus.PAID:
        return _("Paid. We are packing it for you."), _(
            "It leaves by %(time)s at the latest. The tracking number will then appear on this page."
        ) % {"time": moment(order.ship_by)}
    if status == OrderStatus.SHIPPED and order.receipt_held:
        return _("On its way to you"), _(
            "Something has to be cleared up first. Until then it does not count as received, however long it takes."
        )
    if status == OrderStatus.SHIPPED and order.receive_by:
        return _("On its way to you"), _(
            "Follow it with the tracking number below. Once you have everything in hand, confirm that it arrived. If "
            "you say nothing, it counts as received on %(time)s."
        ) % {"time": moment(order.receive_by)}
    if status == OrderStatus.SHIPPED:
        return _("On its way to you"), _(
            "Follow it with the tracking number below. Once you have everything in hand, confirm that it arrived."
        )
    if status == OrderStatus.COMPLETED:
        return _("Arrived. Enjoy it."), _(
            "If something is not as it should be, tell us below, with a photo if you like."
        )
    if order.cancel_reason in ("", CancelReason.EXPIRED):
        return _("Closed: not paid in time"), _(
            "The goods are on sale again. A payment made at the last moment is recognised by itself: "
            "the order goes on if the goods are still there, otherwise the money goes back to you in full."
        )
    if order.cancel_reason == CancelReason.CUSTOMER:
        return _("Cancelled, as you asked"), _("Nothing was charged, and the goods are on sale again.")
    if order.cancel_reason == CancelReason.REQUESTED:
        return _("Called off, as you asked"), ""
    if order.cancel_reason == CancelReason.CHANGED:
        return _("Changed: another order takes its place"), _(
            "Its goods and its price are on the page of that order, below. What you pay for this one by mistake goes "
            "back to you."
        )
    return _("Cancelled by the shop"), _("We are sorry. Nothing was charged, and the goods are on sale again.")


def _money_of_closed(order: Order, payments: list[Payment]) -> str:
    """What goes back of an order that was paid when it was closed; a part may have gone back before."""
    if order.cancel_reason == CancelReason.CHANGED:
        return _("What you paid for it pays the order that takes its place, below.")
    refunds = [row for row in _refunds(payments) if row.cause != RefundCause.UNUSED]
    before_fen = sum(row.amount_fen for row in refunds if row.cause != RefundCause.CLOSED)
    sums = {"sum": yuan(order.total_fen - before_fen), "before": yuan(before_fen)}
    if order.total_fen == before_fen:
        text = _("What you paid had gone back to you before: ¥%(before)s.") % sums
    elif before_fen:
        text = _("¥%(sum)s goes back to you, the way it came; ¥%(before)s had gone back before.") % sums
    else:
        text = _("What you paid goes back to you in full, the way it came: ¥%(sum)s.") % sums
    return text if order.cancel_reason == CancelReason.REQUESTED else _("We are sorry.") + " " + text


def _steps(order: Order, status: OrderStatus, at: datetime) -> list[Step]:
    steps = [Step(_("Order placed"), "done", order.placed_at)]
    if status == OrderStatus.CANCELLED:
        if order.paid_at:
            steps.append(Step(_("Paid"), "done", order.paid_at))
        return [*steps, _end(order)]
    if not order.needs_shipping:
        is_voucher = _has_vouchers(order)
        if order.paid_at:
            handed_over = _("Vouchers issued") if is_voucher else _("Opened for you")
            if _has_tickets(order):
                handed_over = _("Tickets issued")
            return [*steps, Step(_("Paid"), "done", order.paid_at), Step(handed_over, "done", order.paid_at)]
        by = _("By %(time)s") % {"time": moment(order.expires_at)}
        return [
            *steps,
            Step(_("Payment"), "now", None, by),
            Step(_("Tickets") if _has_tickets(order) else _("Vouchers") if is_voucher else _("Opening"), "next"),
        ]
    if order.pickup_place_id is not None:
        fetched = Step(_("Handed over"), "done", order.completed_at)
        if order.paid_at is None:
            by = _("By %(time)s") % {"time": moment(order.expires_at)}
            return [*steps, Step(_("Payment"), "now", None, by), Step(_("You fetch it"), "next")]
        is_over = status == OrderStatus.COMPLETED
        return [
            *steps,
            Step(_("Paid"), "done", order.paid_at),
            fetched if is_over else Step(_("You fetch it"), "now"),
        ]
    rank = [OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED].index(status)
    parcels = [parcel for parcel in order.shipments.all() if not parcel.reference]
    later = [
        (_("Payment"), _("Paid"), order.paid_at, ""),
        (
            _("Dispatch"),
            _("Handed to the carrier"),
            order.shipped_at,
            "、".join(f"{parcel.carrier_label} {parcel.tracking_number}" for parcel in parcels),
        ),
        (_("Receipt"), _("Received"), order.received_at(at), ""),
    ]
    for index, (expected, happened, done_at, text) in enumerate(later):
        if index < rank:
            steps.append(Step(happened, "done", done_at, text))
        else:
            steps.append(
                Step(expected, "now" if index == rank else "next", None, _expectation(order, status, index, rank))
            )
    return steps


def _expectation(order: Order, status: OrderStatus, index: int, rank: int) -> str:
    if index != rank:
        return ""
    if status == OrderStatus.PENDING:
        return _("By %(time)s") % {"time": moment(order.expires_at)}
    if status == OrderStatus.PAID:
        return _("By %(time)s") % {"time": moment(order.ship_by)}
    return _("When the parcel is in your hands")


def _end(order: Order) -> Step:
    """The last step of a closed order, with what the shop said to all who had ordered in advance."""
    reason = CancelReason(order.cancel_reason or CancelReason.EXPIRED)
    said = ""
    if reason == CancelReason.MERCHANT:
        called_off = PresaleOrder.objects.filter(order=order, presale__called_off_at__lte=order.cancelled_at)
        said = called_off.values_list("presale__reason", flat=True).first() or ""
    return Step(str(reason.label), "stopped", order.cancelled_at or order.expires_at, said)


def _refunds(payments: list[Payment]) -> list[Refund]:
    """What goes back, oldest first. One that the gateway refused is the shop's trouble, not the shopper's news."""
    refunds = [refund for payment in payments for refund in payment.refunds.all()]
    return sorted((row for row in refunds if row.state != RefundState.FAILED), key=lambda row: row.pk)


def refund_text(refund: Refund) -> str:
    amount = yuan(refund.amount_fen)
    if refund.cause == RefundCause.MOVED:
        return _("¥%(amount)s of what you paid pays a part of order %(number)s.") % {
            "amount": amount,
            "number": refund.reason,
        }
    # Money that nobody asked back: it is said why it does not stay.
    why = f"{refund.reason} " if refund.cause == RefundCause.UNUSED else ""
    if refund.bank_reference:
        return why + _("¥%(amount)s was sent to you by bank transfer on %(time)s.") % {
            "amount": amount,
            "time": moment(refund.succeeded_at),
        }
    if refund.state == RefundState.SUCCEEDED:
        return why + _("¥%(amount)s was sent back the way you paid, on %(time)s.") % {
            "amount": amount,
            "time": moment(refund.succeeded_at),
        }
    return why + _("¥%(amount)s is on its way back to you, the way you paid. You need not do anything.") % {
        "amount": amount
    }


def address_lines(order: Order, *, is_own: bool) -> tuple[str, str]:
    """Who and where; masked for somebody who only knows the number and the phone."""
    if order.pickup_place is not None:
        place = f"{order.pickup_place.name} {order.pickup_place.address}"
        return (
            f"{order.recipient} {order.phone}" if is_own else f"{mask_name(order.recipient)} {mask_phone(order.phone)}"
        ), place
    if is_own:
        return f"{order.recipient} {order.phone}", f"{order.region} {order.street}"
    return f"{mask_name(order.recipient)} {mask_phone(order.phone)}", order.region
