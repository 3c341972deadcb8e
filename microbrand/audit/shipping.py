"""Parcels under way."""

from datetime import datetime

from django.db.models import CharField, DateTimeField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.orders.models import Shipment
from shop.orders.models.shipment import PICKUP
from shop.shipping.models import Consignment, TrackingEvent


@check("what is known of a parcel = its latest event")
def latest_news(at: datetime) -> Found:
    latest = TrackingEvent.objects.filter(consignment=OuterRef("pk")).order_by("-at", "-id")
    rows = Consignment.objects.annotate(
        said=Coalesce(Subquery(latest.values("kind")[:1]), Value(""), output_field=CharField()),
        said_at=Coalesce(Subquery(latest.values("at")[:1]), F("handed_over_at"), output_field=DateTimeField()),
    )
    return Consignment.objects.count(), [rows.exclude(kind=F("said"), moved_at=F("said_at"))]


@check("a parcel is followed under its own number")
def followed_numbers(at: datetime) -> Found:
    followed = Shipment.objects.exclude(consignment=None)
    other = ~Q(consignment__carrier=F("carrier")) | ~Q(consignment__tracking_number=F("tracking_number"))
    return followed.count(), [followed.filter(other | Q(carrier=PICKUP))]
