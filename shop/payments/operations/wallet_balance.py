"""The two counters of a wallet. Each change is one guarded UPDATE, in the transaction of what it is booked for."""

from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from shop.core.errors import StaleState
from shop.core.money import yuan
from shop.customers.models import Customer
from shop.ledger.enums import Account, EntryKind
from shop.ledger.operations import credit, debit, post
from shop.orders.models import Order
from shop.payments.enums import RefundState
from shop.payments.errors import BalanceTooLow, WalletLimit
from shop.payments.models import Payment, Refund, Wallet, Withdrawal
from shop.payments.rules import LEGAL_MAX_BALANCE_FEN, WITHDRAWAL_KEY, bonus_of_refund


def wallet_of(customer: Customer) -> Wallet:
    """The customer's wallet; there from the first time anybody asks for it."""
    return Wallet.objects.get_or_create(customer=customer)[0]


def change(wallet: Wallet, *, principal_fen: int = 0, bonus_fen: int = 0) -> None:
    """Add to both parts, or take away: all or nothing; ``BalanceTooLow`` if either would fall below nothing."""
    enough = Wallet.objects.filter(pk=wallet.pk, principal_fen__gte=-principal_fen, bonus_fen__gte=-bonus_fen)
    changed = enough.update(principal_fen=F("principal_fen") + principal_fen, bonus_fen=F("bonus_fen") + bonus_fen)
    if not changed:
        raise BalanceTooLow


def lock_wallet(pk: int) -> Wallet:
    """A wallet, locked; ``StaleState`` if its device has just gone over to another customer."""
    wallet = Wallet.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if wallet is None:
        raise StaleState
    return wallet


def lock_wallet_of(payment: Payment) -> Payment:
    """A payment as it is once the wallet that it is a top-up of is locked, wherever that has gone."""
    while payment.wallet_id:
        wallet = Wallet.objects.select_for_update(no_key=True).filter(pk=payment.wallet_id).first()
        payment = Payment.objects.get(pk=payment.pk)
        if wallet and payment.wallet_id == wallet.pk:
            break
    return payment


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """A wallet goes over with its device (``customers.merging``), orders before it: what is in both adds up, top-ups
    and withdrawals go along, and the books move the balance from one customer to the other.

    ``WalletLimit`` if there would be more in it than the law lets one hold.
    """
    wallets = Wallet.objects.select_for_update(no_key=True).filter(customer__in=[guest, into]).order_by("pk")
    by_customer = {wallet.customer_id: wallet for wallet in wallets}
    mine, theirs = by_customer.get(guest.pk), by_customer.get(into.pk)
    if mine is None:
        return
    if theirs and mine.balance_fen and mine.balance_fen + theirs.balance_fen > LEGAL_MAX_BALANCE_FEN:
        raise WalletLimit(
            _("Together the two wallets hold more than the law allows, ¥%(most)s. Spend or withdraw some first.")
            % {"most": yuan(LEGAL_MAX_BALANCE_FEN)}
        )
    if mine.balance_fen:
        post(
            document=f"J{guest.pk}",
            kind=EntryKind.JOINED,
            lines=[
                debit(Account.PRINCIPAL, mine.principal_fen, customer_id=guest.pk),
                debit(Account.BONUS, mine.bonus_fen, customer_id=guest.pk),
                credit(Account.PRINCIPAL, mine.principal_fen, customer_id=into.pk),
                credit(Account.BONUS, mine.bonus_fen, customer_id=into.pk),
            ],
            at=at,
        )
    if theirs is None:
        Wallet.objects.filter(pk=mine.pk).update(customer=into)
        return
    change(theirs, principal_fen=mine.principal_fen, bonus_fen=mine.bonus_fen)
    mine.top_ups.update(wallet=theirs)
    for withdrawal in mine.withdrawals.filter(token__in=theirs.withdrawals.values("token")):
        # Two devices may have chosen the same word for two withdrawals.
        Withdrawal.objects.filter(pk=withdrawal.pk).update(token=f"{guest.pk}-{withdrawal.pk}")
    mine.withdrawals.update(wallet=theirs)
    mine.delete()


def put_back(refund: Refund) -> Refund:
    """A refund of what a wallet paid goes into it: what was spent last comes back first, the bonus."""
    payment = refund.payment
    earlier = payment.refunds.exclude(pk=refund.pk).exclude(state=RefundState.FAILED)
    returned_fen = earlier.aggregate(sum_fen=Sum("bonus_fen", default=0))["sum_fen"]
    refund.bonus_fen = bonus_of_refund(refund.amount_fen, bonus_left_fen=payment.bonus_fen - returned_fen)
    refund.save(update_fields=["bonus_fen"])
    # Its customer may just become another one: the order's lock tells which of the two it is.
    assert payment.order_id is not None  # noqa: S101 a top-up is withdrawn
    order = payment.order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    wallet = Wallet.objects.get(customer=order.customer_id)
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
