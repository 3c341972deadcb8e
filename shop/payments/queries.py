"""Reads of payments that more than one caller needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum

from shop.customers.models import Customer
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.payments.enums import OPEN_REFUNDS, EntryOutcome, PaymentState, RefundCause, RefundState
from shop.payments.gateways import Gateway, available_gateways
from shop.payments.models import Payment, Refund, StatementEntry, Wallet, Withdrawal
from shop.payments.rules import LEGAL_MAX_BALANCE_FEN, WALLET, WITHDRAWAL_KEY, WalletRules


def open_entries() -> QuerySet[StatementEntry]:
    """Differences with vendors' bills that nobody has settled yet."""
    return StatementEntry.objects.filter(resolved_at=None).exclude(outcome=EntryOutcome.MATCHED)


def left_fen(order: Order) -> int:
    """What was paid for an order and has not been promised back."""
    arrived = Payment.objects.filter(order=order, state=PaymentState.SUCCEEDED)
    return int(arrived.aggregate(fen=Sum(F("amount_fen") - F("refunded_fen"), default=0))["fen"])


def by_hand() -> list[str]:
    """Codes of the gateways in use for which staff write down what comes and goes."""
    return [gateway.code for gateway in available_gateways() if gateway.by_hand]


def transfers_to_send() -> QuerySet[Refund]:
    """Refunds of orders that somebody has to send at the bank."""
    return Refund.objects.filter(payment__gateway__in=by_hand(), payment__order__isnull=False, state__in=OPEN_REFUNDS)


def stranded() -> QuerySet[Refund]:
    """Refunds under way at a gateway that is not in use any more: nobody can be asked to send them."""
    in_use = [*settings.PAYMENT_GATEWAYS, WALLET]
    return Refund.objects.filter(state__in=OPEN_REFUNDS).exclude(payment__gateway__in=in_use)


def may_go_by_bank(refund: Refund) -> bool:
    """Whether staff may send it at the bank instead: its gateway is not in use any more, or has refused it for good.
    What was withdrawn and refused is in the wallet again.
    """
    if refund.state == RefundState.FAILED:
        return refund.cause != RefundCause.WITHDRAWN
    return refund.state in OPEN_REFUNDS and refund.payment.gateway not in settings.PAYMENT_GATEWAYS


def top_up_gateways() -> list[Gateway]:
    """What money is put into wallets with: services that report by themselves and can send it back there."""
    return [gateway for gateway in available_gateways() if not gateway.by_hand]


def wallet_rules() -> WalletRules:
    """The rules of wallets, as they are set; never beyond what the law allows."""
    return WalletRules(
        is_open=settings.WALLET_OPEN,
        max_balance_fen=min(settings.WALLET_MAX_BALANCE_FEN, LEGAL_MAX_BALANCE_FEN),
        min_top_up_fen=settings.WALLET_MIN_TOP_UP_FEN,
        offers=tuple(sorted(settings.WALLET_OFFERS.items())),
    )


@dataclass(frozen=True)
class StatementRow:
    """One movement of a wallet: what it changed of principal and bonus."""

    kind: EntryKind
    topic: str
    document: str
    at: datetime
    principal_fen: int
    bonus_fen: int

    @property
    def is_out(self) -> bool:
        """Whether the wallet has less after it."""
        return self.principal_fen + self.bonus_fen < 0

    @property
    def amount_fen(self) -> int:
        """How much it moved, whichever way."""
        return abs(self.principal_fen + self.bonus_fen)

    @property
    def of_bonus_fen(self) -> int:
        """How much of that was bonus."""
        return abs(self.bonus_fen)


def statement(customer: Customer, *, limit: int | None = None) -> list[StatementRow]:
    """The movements of a customer's wallet, newest first, from the books; those of wallets that went into it too."""
    ours = Q(lines__customer=customer) | Q(lines__customer__merged_into=customer)
    rows = (
        Entry.objects.filter(ours)
        # What moved it from one of them to the other is nothing to its owner.
        .exclude(kind=EntryKind.JOINED)
        .annotate(
            principal=Sum("lines__amount_fen", filter=ours & Q(lines__account=Account.PRINCIPAL), default=0),
            bonus=Sum("lines__amount_fen", filter=ours & Q(lines__account=Account.BONUS), default=0),
        )
        .order_by("-at", "-id")[:limit]
    )
    return [
        StatementRow(EntryKind(row.kind), row.topic, row.document, row.at, -row.principal, -row.bonus) for row in rows
    ]


@dataclass(frozen=True)
class WithdrawalState:
    """A withdrawal and how far it is: ``succeeded``, ``requested`` (under way) or ``failed`` (a part came back)."""

    withdrawal: Withdrawal
    sent_fen: int
    restored_fen: int

    @property
    def state(self) -> RefundState:
        if self.sent_fen + self.restored_fen < self.withdrawal.amount_fen:
            return RefundState.REQUESTED
        return RefundState.FAILED if self.restored_fen else RefundState.SUCCEEDED


def withdrawals(wallet: Wallet, *, limit: int = 20) -> list[WithdrawalState]:
    """The latest withdrawals. Two queries."""
    rows = list(wallet.withdrawals.all()[:limit])
    keys = {f"{WITHDRAWAL_KEY}{row.pk}": row.pk for row in rows}
    told: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    sums = Refund.objects.filter(payment__wallet=wallet, key__in=keys).order_by().values("key", "state")
    for found in sums.annotate(sum_fen=Sum("amount_fen")):
        told[keys[found["key"]]][found["state"]] = found["sum_fen"]
    return [
        WithdrawalState(row, told[row.pk].get(RefundState.SUCCEEDED, 0), told[row.pk].get(RefundState.FAILED, 0))
        for row in rows
    ]


def holding(customer: Customer) -> QuerySet[Payment]:
    """What a wallet has paid of orders that wait for the rest."""
    rows = Payment.objects.filter(order__customer=customer, order__status=OrderStatus.PENDING, gateway=WALLET)
    return rows.filter(refunded_fen=0).select_related("order").order_by("pk")


def customer_records(customer: Customer) -> dict[str, list[Mapping[str, Any]]]:
    """What this room holds about a person (``customers.records``)."""
    return {
        "wallet": [
            {
                "kind": str(row.kind.label),
                "order": row.topic,
                "document": row.document,
                "at": row.at,
                "principal_fen": row.principal_fen,
                "bonus_fen": row.bonus_fen,
            }
            for row in statement(customer)
        ]
    }
