"""End a pre-sale early, call it off with all its orders, or give up one's own order in it."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.core import audit, events
from shop.core.errors import InvalidInput, ShopError
from shop.core.models import Job
from shop.core.operations.jobs import start_job
from shop.orders.enums import CancelReason, DepositFate, Fault, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, deposit_of
from shop.orders.operations import call_off, cancel_order
from shop.orders.rules import fate_of
from shop.presales.enums import PresaleState
from shop.presales.errors import PresaleNotInState
from shop.presales.events import PresaleChanged
from shop.presales.models import Presale
from shop.presales.operations.planning import write_window
from shop.presales.rules import TRANSITIONS

JOB = "presales.call_off"
log = structlog.get_logger(__name__)


@transaction.atomic
def end_presale(*, by: Any, presale: Presale, at: datetime) -> Presale:
    """No more orders from now on; those that exist go on, and the SKU is sold the normal way again.

    ``PresaleNotInState`` unless it is open.
    """
    presale = Presale.objects.select_for_update(no_key=True).get(pk=presale.pk)
    if presale.state_at(at) != PresaleState.OPEN:
        raise PresaleNotInState
    Presale.objects.filter(pk=presale.pk).update(closes_at=at)
    presale.refresh_from_db()
    write_window(presale)
    audit.record(by=by, action="presales.end", subject=presale)
    events.publish(PresaleChanged(presale_id=presale.pk))
    return presale


@transaction.atomic
def call_off_presale(*, by: Any, presale: Presale, reason: str, at: datetime) -> Presale:
    """The shop does not keep its promise: the pre-sale ends, and a job ends each order that has not left as its fault.

    Earnest money goes back twofold, part payments and whole prices as they came (``orders.rules.fate_of``).
    ``PresaleNotInState`` once everything of it has left; ``InvalidInput`` without a reason, which its buyers read.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise InvalidInput(_("Please say it in 1 to %(count)s characters.") % {"count": 200}, field="reason")
    list(Presale.objects.select_for_update(no_key=True).filter(pk=presale.pk).values_list("pk"))
    presale = Presale.objects.to_send().get(pk=presale.pk)
    before = presale.state_at(at)
    if PresaleState.CALLED_OFF not in TRANSITIONS.get(before, ()):
        raise PresaleNotInState
    Presale.objects.filter(pk=presale.pk).update(called_off_at=at, reason=reason)
    presale.refresh_from_db()
    if before in {PresaleState.PLANNED, PresaleState.OPEN}:
        # Later another pre-sale of the SKU may have its own window there.
        write_window(presale)
    audit.record(by=by, action="presales.call_off", subject=presale, data={"reason": reason})
    events.publish(PresaleChanged(presale_id=presale.pk))
    return _start(by, presale)


@transaction.atomic
def finish_calling_off(*, by: Any, presale: Presale) -> Presale:
    """Try again with the orders that are left of a pre-sale that was called off. ``PresaleNotInState`` if none are, or
    somebody is at it.
    """
    list(Presale.objects.select_for_update(no_key=True).filter(pk=presale.pk).values_list("pk"))
    presale = Presale.objects.select_related("job").get(pk=presale.pk)
    if presale.called_off_at is None or (presale.job and not presale.job.is_over) or not left_of(presale).exists():
        raise PresaleNotInState
    return _start(by, presale)


def left_of(presale: Presale) -> QuerySet[Order]:
    """Orders of it of which nothing has left, and that are not closed."""
    standing = Q(status__in=[OrderStatus.PENDING, OrderStatus.DEPOSIT]) | Q(status=OrderStatus.PAID, shipped_at=None)
    return Order.objects.filter(standing, presale__presale=presale).order_by("pk")


def _start(by: Any, presale: Presale) -> Presale:
    count = left_of(presale).count()
    if count:
        presale.job = start_job(by=by, kind=JOB, params={"presale_id": presale.pk}, total_count=count)
        presale.save(update_fields=["job"])
    return presale


def run_calling_off(job: Job) -> None:
    """Runner of the job: each order ends in a transaction of its own. What a gateway still holds is left for later."""
    presale = Presale.objects.get(pk=job.params["presale_id"])
    done = job.done_count
    for pk in list(left_of(presale).values_list("pk", flat=True)):
        done += 1
        order, at = Order.objects.get(pk=pk), timezone.now()
        try:
            if order.status == OrderStatus.DEPOSIT:
                call_off(by=job.created_by, order=order, fault=Fault.SHOP, at=at, text=presale.reason)
            else:
                cancel_order(by=job.created_by, order=order, reason=CancelReason.MERCHANT, at=at, text=presale.reason)
        except ShopError as error:
            # Just being paid, or its gateway is away: it is left, and somebody tries again.
            log.warning("not_called_off", order=order.number, why=str(error))
        job.advance(done_count=min(done, job.total_count))


def give_up(*, order: Order, expected: DepositFate, at: datetime) -> Order:
    """The customer does not want it any more before the balance is paid: earnest money is kept, a part payment goes
    back. Refused if that is not what they were told (``expected``).

    ``OrderNotInState`` unless the order was placed in a pre-sale and its deposit is paid.
    """
    deposit = deposit_of(order)
    if deposit is None or not Presale.objects.filter(orders__order=order).exists():
        raise OrderNotInState
    if order.status_at(at) != OrderStatus.DEPOSIT or fate_of(deposit.kind, Fault.CUSTOMER) != expected:
        raise OrderNotInState
    return call_off(by=None, order=order, fault=Fault.CUSTOMER, at=at)
