"""What becomes of a person's payments and wallet when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.core import audit
from shop.core.money import yuan
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.payments.enums import OPEN_REFUNDS, PaymentState
from shop.payments.models import GatewayEvent, Payment, Refund, Wallet


def _payments(customer: Customer) -> QuerySet[Payment]:
    return Payment.objects.filter(
        Q(order__customer=customer) | Q(wallet__customer=customer) | Q(batch__customer=customer)
    )


def _events(customer: Customer) -> QuerySet[GatewayEvent]:
    payments = _payments(customer)
    refunds = Refund.objects.filter(payment__in=payments.values("pk"))
    return GatewayEvent.objects.filter(
        Q(payment_reference__in=payments.values("reference")) | Q(payment_reference__in=refunds.values("reference"))
    )


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Messages from payment services, with who paid there"),
        erased=_events(customer).exclude(payload={}).count(),
    )
    yield Holding(
        name=_("Payments, wallet and books: sums and numbers"),
        kept=_payments(customer).count(),
        why=_("Accounting records are kept for thirty years (Measures for Accounting Archives). No name is in them."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    wallet = Wallet.objects.filter(customer=customer).first()
    if wallet and wallet.principal_fen:
        yield _("¥%(sum)s of paid-in money are in the wallet. Pay them out first: “My wallet”, “Take money out”.") % {
            "sum": yuan(wallet.principal_fen)
        }
    if _payments(customer).filter(state=PaymentState.PENDING).exists():
        yield _("A payment is under way. Wait until it has arrived or was closed, an hour at most.")
    if Refund.objects.filter(payment__in=_payments(customer), state__in=OPEN_REFUNDS).exists():
        yield _("Money is on its way back. Wait until it has arrived.")


def _erase(customer: Customer, at: datetime) -> None:
    _events(customer).exclude(payload={}).update(payload={})
    _payments(customer).exclude(start={}).update(start={})
    audit.forget(Wallet, Wallet.objects.filter(customer=customer).values_list("pk", flat=True))


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
