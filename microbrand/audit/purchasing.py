"""Purchase orders: what is said to have arrived, against the movements."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.inventory.enums import Condition, MovementReason
from shop.purchasing.enums import PurchaseState
from shop.purchasing.models import PurchaseLine, PurchaseOrder, ReceiptItem

S = PurchaseState


@check("received of a purchase line = movements of its receipts")
def purchase_lines(at: datetime) -> Found:
    items = ReceiptItem.objects.filter(line=OuterRef("pk"), receipt__undone_at=None).order_by().values("line")
    arrived = items.annotate(units=Sum("movement__delta")).values("units")
    good = Q(movement__condition=Condition.SELLABLE)
    rows = PurchaseLine.objects.annotate(
        good=Coalesce(Subquery(arrived.filter(good)), 0), bad=Coalesce(Subquery(arrived.exclude(good)), 0)
    )
    foreign = ReceiptItem.objects.exclude(
        movement__reason=MovementReason.RECEIVE,
        movement__stock=F("line__sku"),
        movement__reference=F("line__order__number"),
        receipt__order=F("line__order"),
    )
    return PurchaseLine.objects.count(), [rows.exclude(received=F("good"), damaged=F("bad")), foreign]


@check("state of a purchase order follows from its lines")
def purchase_states(at: datetime) -> Found:
    lines = PurchaseLine.objects.filter(order=OuterRef("pk"))
    has_lines = Exists(lines)
    arrived = Exists(lines.filter(Q(received__gt=0) | Q(damaged__gt=0)))
    missing = Exists(lines.filter(received__lt=F("quantity")))
    right = (
        Q(~arrived, state__in=[S.DRAFT, S.CANCELLED], is_short=False)
        | Q(has_lines, ~arrived, state=S.SENT)
        | Q(arrived, missing, state=S.PARTLY)
        | Q(has_lines, ~missing, state=S.CLOSED, is_short=False)
        | Q(state=S.CLOSED, is_short=True)
    )
    return PurchaseOrder.objects.count(), [PurchaseOrder.objects.exclude(right)]
