"""The two counters of a wallet. Each change is one guarded UPDATE, in the transaction of what it is booked for."""

from datetime import datetime

from django.db.models import F, Sum

from shop.customers.models import Customer
from shop.ledger.enums import Account, EntryKind
from shop.ledger.operations import credit, debit, post
from shop.payments.enums import PaymentState, RefundState
from shop.payments.errors import BalanceTooLow
from shop.payments.models import Payment, Refund, Wallet, Withdrawal
from shop.payments.rules import WITHDRAWAL_KEY, bonus_of_refund


def wallet_of(customer: Customer) -> Wallet:
    """The customer's wallet; there from the first time anybody asks for it."""
    return Wallet.objects.get_or_create(customer=customer)[0]


def change(wallet: Wallet, *, principal_fen: int = 0, bonus_fen: int = 0) -> None:
    """Add to both parts, or take away: all or nothing; ``BalanceTooLow`` if either would fall below nothing."""
    enough = Wallet.objects.filter(pk=wallet.pk, principal_fen__gte=-principal_fen, bonus_fen__gte=-bonus_fen)
    changed = enough.update(principal_fen=F("principal_fen") + principal_fen, bonus_fen=F("bonus_fen") + bonus_fen)
    if not changed:
        raise BalanceTooLow


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """A wallet into which nothing was ever paid goes over with its device (``customers.merging``).

    One with a history stays, which keeps the two apart: the books name its customer.
    """
    wallet = Wallet.objects.filter(customer=guest).first()
    if wallet is None:
        return
    # Payments before their wallet, as whoever hears of one takes them; after that nothing new is begun in it.
    list(Payment.objects.select_for_update(no_key=True).filter(wallet=wallet).order_by("pk"))
    Wallet.objects.select_for_update(no_key=True).get(pk=wallet.pk)
    if wallet.top_ups.filter(state=PaymentState.SUCCEEDED).exists():
        return
    if theirs := Wallet.objects.filter(customer=into).first():
        wallet.top_ups.update(wallet=theirs)
        wallet.delete()
    else:
        Wallet.objects.filter(pk=wallet.pk).update(customer=into)


def put_back(refund: Refund) -> Refund:
    """A refund of what a wallet paid goes into it: what was spent last comes back first, the bonus."""
    payment = refund.payment
    earlier = payment.refunds.exclude(pk=refund.pk).exclude(state=RefundState.FAILED)
    returned_fen = earlier.aggregate(sum_fen=Sum("bonus_fen", default=0))["sum_fen"]
    refund.bonus_fen = bonus_of_refund(refund.amount_fen, bonus_left_fen=payment.bonus_fen - returned_fen)
    refund.save(update_fields=["bonus_fen"])
    wallet = Wallet.objects.get(customer=payment.order.customer_id)  # type: ignore[union-attr]
    change(wallet, principal_fen=refund.amount_fen - refund.bonus_fen, bonus_fen=refund.bonus_fen)
    return refund


def restore_withdrawn(refund: Refund, *, at: datetime) -> None:
    """The gateway refused to send a part of a withdrawal: it is in the wallet again, with its bonus."""
    wallet = refund.payment.wallet
    assert wallet is not None  # noqa: S101 only top-ups are withdrawn
    withdrawal = Withdrawal.objects.get(pk=refund.key.removeprefix(WITHDRAWAL_KEY))
    bonus_fen = withdrawal.lapsed_fen * refund.amount_fen // withdrawal.amount_fen
    change(wallet, principal_fen=refund.amount_fen, bonus_fen=bonus_fen)
    post(
        document=refund.reference,
        kind=EntryKind.RESTORED,
        lines=[
            debit(Account.WITHDRAWALS, refund.amount_fen),
            debit(Account.BONUS_COST, bonus_fen),
            credit(Account.PRINCIPAL, refund.amount_fen, customer_id=wallet.customer_id),
            credit(Account.BONUS, bonus_fen, customer_id=wallet.customer_id),
        ],
        at=at,
    )
