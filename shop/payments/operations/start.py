"""Begin to pay, and ask for results that nobody brought."""

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.orders.errors import AlreadyYours
from shop.orders.models import Order, asked_fen, is_payable
from shop.orders.operations import prolong_order, protect_price
from shop.orders.queries import is_owned_already
from shop.payments.enums import PaymentState
from shop.payments.errors import AlreadyPaid, NotPayable, UnknownGateway, WalletClosed, WalletLimit
from shop.payments.gateways import Charge, Gateway, Start, Visitor, get_gateway
from shop.payments.models import Payment, Wallet
from shop.payments.operations.batches import owed_of_batch
from shop.payments.operations.callbacks import apply_callback
from shop.payments.operations.closing import close_payment, is_needless
from shop.payments.operations.wallet_balance import lock_wallet
from shop.payments.queries import wallet_rules

log = structlog.get_logger(__name__)

FIRST_QUERY = timedelta(minutes=1)
LAST_QUERY = timedelta(days=2)
# So long a top-up that was begun can be paid.
TOP_UP_OPEN = timedelta(minutes=30)


def start_payment(
    *, order: Order, gateway_code: str, at: datetime, visitor: Visitor | None = None
) -> tuple[Payment, Start]:
    """A payment for what is still due of the order at a gateway, and how the shopper pays it. An order of a batch is
    paid together with the others of it.

    A pending payment of the same amount, gateway and scene is used again. ``NotPayable`` unless the order waits for
    payment at ``at``; ``AlreadyYours`` if what is in it was paid for with another one.
    """
    gateway, visitor = get_gateway(gateway_code), visitor or Visitor()
    scene = gateway.scene(visitor)
    with transaction.atomic():
        order = lock_unpaid(order, at)
        due_fen, batch = due_of(order), order.batch
        paid_for = {"order": order} if batch is None else {"batch": batch}
        payment = Payment.objects.filter(
            **paid_for, gateway=gateway_code, scene=scene, state=PaymentState.PENDING, amount_fen=due_fen
        ).first()
        if payment is None:
            payment = Payment.objects.create(
                **paid_for,
                gateway=gateway_code,
                scene=scene,
                reference=f"{(batch or order).number}{secrets.token_hex(3).upper()}",
                amount_fen=due_fen,
                created_at=at,
                query_at=at + FIRST_QUERY,
            )
        if gateway.hold_hours:
            until = order.placed_at + timedelta(hours=gateway.hold_hours)
            prolong_order(order=order, until=until, reason=str(gateway.label), at=at)
    subject = (batch or order).number
    return payment, _start(payment, gateway, visitor, subject=subject, expires_at=order.expires_at, at=at)


def lock_unpaid(order: Order, at: datetime) -> Order:
    """The order, locked together with the others of its batch; ``NotPayable`` unless money for it is due at ``at``,
    ``AlreadyYours`` if what is in it was paid for with another one.
    """
    if order.batch_id is None:
        rows = [protect_price(order_id=order.pk, at=at)]
    else:
        rows = list(Order.objects.select_for_update(no_key=True).filter(batch=order.batch_id).order_by("pk"))
    if not all(is_payable(row, at) for row in rows):
        raise NotPayable
    order = next(row for row in rows if row.pk == order.pk)
    if is_owned_already(order):
        raise AlreadyYours
    return order


def due_of(order: Order) -> int:
    """What is still to be paid of an order, in fen: of its deposit before that has arrived. Of an order of a batch what
    is to be paid of all of it.
    """
    if order.batch is not None:
        return sum(owed for _order, owed in owed_of_batch(order.batch.orders.all()))
    return asked_fen(order) - sum(row.kept_fen for row in order.payments.filter(state=PaymentState.SUCCEEDED))


def start_top_up(
    *, wallet: Wallet, amount_fen: int, gateway_code: str, at: datetime, visitor: Visitor | None = None
) -> tuple[Payment, Start]:
    """A payment into a wallet at a gateway, with the bonus that is promised now, and how the shopper pays it.

    ``WalletClosed``, ``InvalidInput`` or ``WalletLimit`` (《单用途商业预付卡管理办法》) if it may not be. What is begun
    at one moment counts towards the limit, so that two windows do not bring more than one may. ``UnknownGateway`` for a
    bank transfer: it would come when it likes, and be sent back by hand.
    """
    rules = wallet_rules()
    if not rules.is_open:
        raise WalletClosed
    if amount_fen < rules.min_top_up_fen:
        raise InvalidInput(
            _("At least ¥%(amount)s are put in at once.") % {"amount": yuan(rules.min_top_up_fen)}, field="amount_fen"
        )
    gateway, visitor = get_gateway(gateway_code), visitor or Visitor()
    if gateway.by_hand:
        raise UnknownGateway(field="gateway")
    scene = gateway.scene(visitor)
    with transaction.atomic():
        wallet = lock_wallet(wallet.pk)
        begun = wallet.top_ups.filter(state=PaymentState.PENDING, created_at__gt=at - TOP_UP_OPEN)
        payment = begun.filter(gateway=gateway_code, scene=scene, amount_fen=amount_fen).first()
        begun_fen = begun.aggregate(sum_fen=Sum("amount_fen", default=0))["sum_fen"]
        bonus_fen = rules.bonus_for(amount_fen)
        if payment is None:
            room_fen = rules.max_balance_fen - wallet.balance_fen - begun_fen
            if amount_fen + bonus_fen > room_fen:
                raise WalletLimit(
                    _("A wallet may hold ¥%(most)s. There is room for ¥%(room)s, bonus included.")
                    % {"most": yuan(rules.max_balance_fen), "room": yuan(max(room_fen, 0))},
                    field="amount_fen",
                )
            payment = Payment.objects.create(
                wallet=wallet,
                bonus_fen=bonus_fen,
                gateway=gateway_code,
                scene=scene,
                reference=f"T{at:%y%m%d}{secrets.token_hex(6).upper()}",
                amount_fen=amount_fen,
                created_at=at,
                query_at=at + FIRST_QUERY,
            )
    subject = _("Top-up")
    return payment, _start(payment, gateway, visitor, subject=subject, expires_at=at + TOP_UP_OPEN, at=at)


def start_again(*, payment: Payment, at: datetime, visitor: Visitor) -> tuple[Payment, Start]:
    """The same payment for a visitor of whom more is known by now."""
    if order := payment.order or (payment.batch and payment.batch.orders.first()):
        return start_payment(order=order, gateway_code=payment.gateway, at=at, visitor=visitor)
    assert payment.wallet is not None  # noqa: S101 a payment is for one of the three
    return start_top_up(
        wallet=payment.wallet, amount_fen=payment.amount_fen, gateway_code=payment.gateway, at=at, visitor=visitor
    )


def _start(
    payment: Payment, gateway: Gateway, visitor: Visitor, *, subject: str, expires_at: datetime, at: datetime
) -> Start:
    """Ask the gateway outside of the transaction: a slow answer must not hold a lock."""
    try:
        start = gateway.start(
            Charge(
                reference=payment.reference,
                amount_fen=payment.amount_fen,
                subject=subject,
                expires_at=expires_at,
                return_url=settings.SITE_URL + payment.get_absolute_url(),
                notify_url=settings.SITE_URL + reverse("storefront:payment_callback", args=[payment.gateway]),
                visitor=visitor,
            )
        )
    except AlreadyPaid as error:
        # Paid before, and the message about it was lost.
        ask_about(payment=payment, at=at)
        raise NotPayable from error
    Payment.objects.filter(pk=payment.pk).update(start=start.as_dict())
    return start


def query_pending(*, at: datetime, limit: int = 100) -> int:
    """Ask gateways about payments that have been pending for a minute to two days: closed browsers, lost callbacks.

    Each is asked about after a minute, then at growing distances: abandoned ones never keep a newer one waiting. What
    is not paid although its order needs no money any more is closed at the gateway. Returns how many were settled.
    """
    due = (
        Payment.objects.filter(
            state=PaymentState.PENDING,
            query_at__lte=at,
            created_at__gt=at - LAST_QUERY,
            gateway__in=settings.PAYMENT_GATEWAYS,
        )
        .select_related("order", "batch")
        .order_by("query_at")[:limit]
    )
    return sum(_query(payment, at) for payment in due)


def _query(payment: Payment, at: datetime) -> bool:
    # The next time is noted before asking: it claims the payment from another sweep, and an answer that cannot be
    # dealt with does not stand at the head of every sweep from now on.
    age = max(at - payment.created_at, FIRST_QUERY)
    if not Payment.objects.filter(pk=payment.pk, query_at=payment.query_at).update(query_at=at + age / 2):
        return False
    try:
        if ask_about(payment=payment, at=at):
            return True
        return _is_needless(payment, at) and close_payment(payment=payment, at=at)
    except Exception as error:  # any gateway's fault is its payment's, never the sweep's
        log.exception("query_failed", payment=payment.reference, error=str(error))
        return False


def _is_needless(payment: Payment, at: datetime) -> bool:
    if order := payment.order or (payment.batch and payment.batch.orders.first()):
        return is_needless(payment, order)
    return payment.created_at <= at - TOP_UP_OPEN


def ask_about(*, payment: Payment, at: datetime) -> bool:
    """Ask the gateway for the result and act on it. False while there is none."""
    callback = get_gateway(payment.gateway).query(reference=payment.reference)
    if callback is None:
        return False
    apply_callback(gateway_code=payment.gateway, callback=callback, at=at)
    return True
