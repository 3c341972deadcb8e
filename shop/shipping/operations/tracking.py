"""Follow parcels: ask carriers, write down what they say, take care of what went wrong. Locks: the parcel's row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.shipping.carriers import News, get_carrier, require_carrier
from shop.shipping.enums import TrackingKind
from shop.shipping.errors import CarrierUnavailable
from shop.shipping.events import ParcelMoved
from shop.shipping.models import Consignment, TrackingEvent
from shop.shipping.rules import AGAIN, next_question

log = structlog.get_logger(__name__)


def follow(*, carrier: str, tracking_number: str, at: datetime) -> Consignment:
    """The parcel under that number, followed from now on; part of the transaction that ships it. ``UnknownCarrier``."""
    ask_at = at if require_carrier(carrier).ask_minutes else None
    row, is_new = Consignment.objects.get_or_create(
        carrier=carrier,
        tracking_number=tracking_number,
        defaults={"handed_over_at": at, "moved_at": at, "ask_at": ask_at},
    )
    if not is_new:
        # A number that was let go is used after all.
        Consignment.objects.filter(pk=row.pk, ended_at__isnull=False).update(ended_at=None, ask_at=ask_at)
    return row


def let_go(*, consignment_ids: Iterable[int], at: datetime) -> None:
    """Nobody waits for these parcels any more; part of the transaction that says so."""
    rows = Consignment.objects.filter(pk__in=list(consignment_ids), ended_at=None)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        Consignment.objects.filter(pk=pk).update(ended_at=at, ask_at=None)


def ask_due(*, at: datetime, limit: int = 100) -> int:
    """Ask about the parcels whose turn it is, the longest waiting first; returns of how many there was news."""
    due = Consignment.objects.filter(ask_at__lte=at, carrier__in=settings.CARRIERS).order_by("ask_at", "id")
    return sum(ask(consignment_id=pk, at=at) > 0 for pk in list(due.values_list("pk", flat=True)[:limit]))


def ask(*, consignment_id: int, at: datetime) -> int:
    """Ask the carrier about a parcel whose turn it is; returns how much news there was.

    The row is claimed first: a second worker asks nobody, and one that dies leaves it for later. The carrier is asked
    outside of transactions.
    """
    if not Consignment.objects.filter(pk=consignment_id, ask_at__lte=at).update(ask_at=at + AGAIN):
        return 0
    row = Consignment.objects.get(pk=consignment_id)
    carrier = get_carrier(row.carrier)
    if carrier is None:
        return 0
    try:
        news = list(carrier.track(tracking_number=row.tracking_number, handed_over_at=row.handed_over_at, at=at))
    except CarrierUnavailable as error:
        log.info("carrier_silent", carrier=row.carrier, why=str(error))
        return 0
    return _answered(row.pk, news, minutes=carrier.ask_minutes, at=at)


@transaction.atomic
def _answered(pk: int, news: list[News], *, minutes: int, at: datetime) -> int:
    row = Consignment.objects.select_for_update(no_key=True).get(pk=pk)
    # Time alone brings trouble about: it is told when it is found, and only then.
    was_in_trouble = row.is_in_trouble(row.asked_at or row.handed_over_at)
    count = _write(row, news, at=at)
    row.asked_at = at
    ask_at = next_question(
        kind=row.kind, moved_at=row.moved_at, handed_over_at=row.handed_over_at, minutes=minutes, at=at
    )
    row.ask_at = None if row.ended_at else ask_at
    row.save(update_fields=["asked_at", "ask_at"])
    if not count and row.is_in_trouble(at) and not was_in_trouble:
        events.publish(ParcelMoved(consignment_id=row.pk))
    return count


def _write(row: Consignment, news: Iterable[News], *, at: datetime, by: Any = None) -> int:
    """Keep what is new; the row is locked, and says afterwards what its latest event says."""
    known = set(TrackingEvent.objects.filter(consignment=row).values_list("key", flat=True))
    fresh = {one.key[:64]: one for one in news if one.key[:64] not in known}
    if not fresh:
        return 0
    TrackingEvent.objects.bulk_create(
        TrackingEvent(
            consignment=row,
            key=key,
            kind=one.kind,
            at=one.at,
            place=one.place[:60],
            text=one.text[:200],
            noted_at=at,
            by=by,
        )
        for key, one in sorted(fresh.items(), key=lambda pair: pair[1].at)
    )
    latest = TrackingEvent.objects.filter(consignment=row).order_by("-at", "-id")[0]
    row.kind, row.moved_at, row.settled_at = latest.kind, latest.at, None
    row.save(update_fields=["kind", "moved_at", "settled_at"])
    events.publish(ParcelMoved(consignment_id=row.pk))
    return len(fresh)


@transaction.atomic
def note_news(*, by: Any, consignment: Consignment, kind: str, text: str, at: datetime) -> None:
    """What somebody was told about a parcel, by the carrier on the phone or by the customer.

    The same again of the same parcel is a double click. ``InvalidInput`` for a bad kind or text; ``StaleState`` if
    nobody waits for the parcel any more.
    """
    text = text.strip()
    if kind not in TrackingKind.values:
        raise InvalidInput(_("Choose what happened."), field="kind")
    if len(text) > 200 or "\0" in text:
        raise InvalidInput(_("Please say it in %(count)s characters.") % {"count": 200}, field="text")
    row = Consignment.objects.select_for_update(no_key=True).get(pk=consignment.pk)
    if row.ended_at:
        raise StaleState
    latest = row.events.first()
    if latest and latest.by_id and (latest.kind, latest.text) == (kind, text):
        return
    _write(row, [News(key=f"by hand {at.isoformat()}", kind=TrackingKind(kind), at=at, text=text)], at=at, by=by)
    audit.record(by=by, action="shipping.note_news", subject=row, data={"kind": str(kind)})


@transaction.atomic
def settle_trouble(*, by: Any, consignment: Consignment, at: datetime) -> None:
    """Somebody has taken care of what was wrong with a parcel. ``StaleState`` if nothing is."""
    row = Consignment.objects.select_for_update(no_key=True).get(pk=consignment.pk)
    if not row.is_in_trouble(at):
        raise StaleState
    row.settled_at = at
    row.save(update_fields=["settled_at"])
    audit.record(by=by, action="shipping.settle_trouble", subject=row)
    events.publish(ParcelMoved(consignment_id=row.pk))
