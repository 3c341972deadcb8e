"""Wallets with money in them."""

from datetime import datetime

from shop.customers.models import Customer
from shop.payments.models import Payment, Wallet
from shop.payments.operations import start_top_up, wallet_of
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.payments import hear


def top_up(wallet: Wallet, amount_fen: int, *, bonus_fen: int = 0, at: datetime = NOW) -> Payment:
    """Money put in at the sandbox, with a bonus."""
    payment, _start = start_top_up(wallet=wallet, amount_fen=amount_fen, gateway_code="sandbox", at=at)
    Payment.objects.filter(pk=payment.pk).update(bonus_fen=bonus_fen)
    hear(payment, at=at)
    payment.refresh_from_db()
    wallet.refresh_from_db()
    return payment


def filled(principal_fen: int = 10_000, bonus_fen: int = 0, *, customer: Customer | None = None) -> Wallet:
    """A wallet with one top-up."""
    wallet = wallet_of(customer or CustomerFactory())
    top_up(wallet, principal_fen, bonus_fen=bonus_fen)
    return wallet
