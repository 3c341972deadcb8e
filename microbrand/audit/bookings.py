"""Sessions: what was cancelled has no seats, and a service is sold by session."""

from datetime import datetime

from django.db.models import Q

from microbrand.audit.registry import Found, check
from shop.bookings.models import Session
from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku


@check("sessions: cancelled ones have no seats left or promised, and each SKU of a service is one")
def sessions_and_seats(at: datetime) -> Found:
    seats = Q(sku__stock__on_hand__gt=0) | Q(sku__stock__reserved__gt=0) | Q(sku__is_active=True)
    services = Sku.objects.filter(product__kind=ProductKind.SERVICE)
    return services.count() + Session.objects.count(), [
        Session.objects.exclude(cancelled_at=None).filter(seats),
        services.filter(session=None),
        Session.objects.exclude(sku__product__kind=ProductKind.SERVICE),
    ]
