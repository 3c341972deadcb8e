"""Events: places taken are people who hold them, and what is known of people does not outlast what was promised."""

from datetime import datetime, timedelta

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from content.events.enums import HOLDING, SignUpState
from content.events.models import Admission, SignUp
from content.events.rules import KEEP
from microbrand.audit.registry import GRACE, Found, check

# The job that removes what is known of people runs every hour.
REMOVAL = timedelta(days=1)


@check("events: places taken = people who hold them; offers that ran out were let go")
def places_taken(at: datetime) -> Found:
    holding = Sum("page__sign_ups__party", filter=Q(page__sign_ups__state__in=HOLDING))
    rows = Admission.objects.annotate(held=Coalesce(holding, 0))
    return rows.count() + SignUp.objects.count(), [
        rows.exclude(taken=F("held")),
        SignUp.objects.filter(event__admission=None),
        SignUp.objects.filter(state=SignUpState.OFFERED, offer_ends_at__lt=at - GRACE),
    ]


@check("events: what is known of people is removed in time")
def people_of_events(at: datetime) -> Found:
    known = ~Q(name="") | ~Q(phone="") | ~Q(email="") | Q(customer__isnull=False)
    rows = SignUp.objects.filter(known)
    return rows.count(), [
        rows.filter(event__ends_at__lte=at - KEEP - REMOVAL),
        rows.filter(forgotten_at__isnull=False),
    ]
