"""Reads of payments used by more than one caller."""

from django.db.models import QuerySet

from shop.payments.enums import OPEN_REFUNDS, EntryOutcome
from shop.payments.gateways import available_gateways
from shop.payments.models import Refund, StatementEntry


def open_entries() -> QuerySet[StatementEntry]:
    """Differences with vendors' bills that nobody has settled yet."""
    return StatementEntry.objects.filter(resolved_at=None).exclude(outcome=EntryOutcome.MATCHED)


def by_hand() -> list[str]:
    """Codes of the gateways in use for which staff write down what comes and goes."""
    return [gateway.code for gateway in available_gateways() if gateway.by_hand]


def transfers_to_send() -> QuerySet[Refund]:
    """Refunds that somebody has to send at the bank."""
    return Refund.objects.filter(payment__gateway__in=by_hand(), state__in=OPEN_REFUNDS)
