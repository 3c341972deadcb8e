"""Cases: what went back adds up, what is held is meant, and nobody waits for a clock that stands still."""

from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from microbrand.audit.registry import GRACE, Found, check
from shop.aftersales.enums import CaseKind, CaseState
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.rules import HOLDING
from shop.inventory.enums import ReservationState
from shop.inventory.models import Reservation
from shop.orders.models import AmendedLine, OrderLine, Shipment
from shop.payments.models import Refund

REPLACED = (CaseKind.EXCHANGE, CaseKind.RESHIP)


@check("units given back of an order line = sum of its settled cases, and of what went over to other orders")
def returned_units(at: datetime) -> Found:
    given = CaseLine.objects.filter(line=OuterRef("pk"), given_up__gt=0).order_by().values("line")
    total = Subquery(given.annotate(units=Sum("given_up")).values("units"))
    over = AmendedLine.objects.filter(line=OuterRef("pk"), given_up__gt=0).order_by().values("line")
    went = Subquery(over.annotate(units=Sum("given_up")).values("units"))
    touched = OrderLine.objects.filter(
        Q(returned__gt=0) | Exists(CaseLine.objects.filter(line=OuterRef("pk"))) | Exists(over)
    )
    both = touched.annotate(all_given=Coalesce(total, 0) + Coalesce(went, 0))
    return CaseLine.objects.count(), [both.exclude(all_given=F("returned"))]


@check("money sent back by a case = its refunds, and its lines' shares are in it")
def refunds_of_cases(at: datetime) -> Found:
    keyed = Case.objects.annotate(key=Concat(Value("case:"), "number", output_field=CharField()))
    of_case = Refund.objects.filter(payment__order=OuterRef("order"), key=OuterRef("key")).order_by().values("key")
    sent = Subquery(of_case.annotate(fen=Sum("amount_fen")).values("fen"))
    shares = Subquery(
        CaseLine.objects.filter(case=OuterRef("pk"))
        .order_by()
        .values("case")
        .annotate(fen=Sum("refunded_fen"))
        .values("fen")
    )
    return Case.objects.count(), [
        keyed.filter(calls_off=False).annotate(sent_fen=Coalesce(sent, 0)).exclude(sent_fen=F("refunded_fen")),
        Case.objects.annotate(shares_fen=Coalesce(shares, 0)).filter(shares_fen__gt=F("refunded_fen")),
        Case.objects.filter(lines=None),
    ]


@check("no more units of an order line are in open cases and given back than were bought")
def claimed_units(at: datetime) -> Found:
    # Whatever is not at an end claims its units, also if time has ended it and no job has said so.
    claims = CaseLine.objects.filter(line=OuterRef("pk"), case__closed_at=None).order_by().values("line")
    claimed = Subquery(claims.annotate(units=Sum("units")).values("units"))
    touched = OrderLine.objects.filter(Exists(CaseLine.objects.filter(line=OuterRef("pk"))))
    return CaseLine.objects.count(), [
        touched.annotate(claimed=Coalesce(claimed, 0)).filter(quantity__lt=F("claimed") + F("returned"))
    ]


@check("units held for a case = what its replacement needs")
def held_for_cases(at: datetime) -> Found:
    confirmed = Reservation.objects.filter(state=ReservationState.CONFIRMED, reference=OuterRef("number"))
    shipped = Reservation.objects.filter(state=ReservationState.FULFILLED, reference=OuterRef("number"))
    waiting = Case.objects.filter(kind__in=REPLACED, state__in=HOLDING)
    stocked = Q(lines__line__sku__is_stocked=True)
    return Case.objects.count(), [
        waiting.filter(~Exists(confirmed), stocked),
        Case.objects.filter(Exists(confirmed)).exclude(kind__in=REPLACED, state__in=HOLDING),
        Case.objects.filter(Exists(shipped), ~Exists(Shipment.objects.filter(reference=OuterRef("number")))),
    ]


@check("what is sent in a case goes to its customer in a parcel of its own")
def parcels_of_cases(at: datetime) -> Found:
    parcels = Shipment.objects.filter(reference=OuterRef("number"))
    sent = Case.objects.filter(kind__in=REPLACED, state__in=[CaseState.RESENT, CaseState.SETTLED])
    of_case = sent.filter(number=OuterRef("reference"), order=OuterRef("order"))
    beside = Shipment.objects.exclude(reference="")
    return beside.count(), [
        Case.objects.filter(~Exists(parcels), state=CaseState.RESENT),
        beside.filter(~Exists(of_case)),
        beside.exclude(lines=None),
    ]


@check("cases do not stand still past their deadline")
def standing_cases(at: datetime) -> Found:
    late = Case.objects.filter(due_at__lte=at - GRACE).exclude(state=CaseState.REPLACING)
    return Case.objects.count(), [late]
