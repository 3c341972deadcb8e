"""Reads of custom work used by more than one caller."""

from datetime import datetime

from django.db.models import Q, QuerySet

from shop.bespoke import rules
from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, Sku
from shop.core.money import allocate
from shop.customers.models import Customer
from shop.customers.records import Records
from shop.orders.freight import freight_to
from shop.orders.rules import most_deposit_fen
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import FreightQuote, NoDelivery


def open_terms(product: Product) -> BespokeTerms | None:
    """The terms of a product that is made to wishes; no query for what never is."""
    if product.kind != ProductKind.MADE_TO_ORDER:
        return None
    return BespokeTerms.objects.filter(product=product, is_open=True).first()


def proposed_deposit_fen(terms: BespokeTerms, goods_fen: int) -> int:
    """The deposit a quote begins with: the product's share, never more than the law allows."""
    share = allocate(goods_fen, [terms.deposit_percent, 100 - terms.deposit_percent])[0]
    return min(share, most_deposit_fen(terms.deposit_kind, goods_fen))


def with_goods(rows: QuerySet[BespokeWork]) -> QuerySet[BespokeWork]:
    """With what a row or a page says: one query more for any number."""
    return rows.select_related("order__deposit", "sku__product__cover", "customer").prefetch_related(
        "sku__product__cover__renditions"
    )


def works_of(customer: Customer | None) -> QuerySet[BespokeWork]:
    """A customer's custom work, newest first, with what a line of a list says."""
    rows = BespokeWork.objects.filter(customer=customer).select_related("order__deposit", "sku__product")
    return rows.order_by("-opened_at", "-id")


def in_state(rows: QuerySet[BespokeWork], *states: str, at: datetime) -> QuerySet[BespokeWork]:
    """Those whose state is one of these as time has it; what follows from an order is written down with it."""
    found = Q(pk__in=[])
    for state in states:
        of_state = Q(state=state)
        if rules.timeout(state):
            of_state &= Q(due_at__gt=at)
        found |= of_state
        for before in rules.OPEN_STATES:
            if rules.timeout(before) == state:
                found |= Q(state=before, due_at__lte=at)
    return rows.filter(found)


def freight_of(work: BespokeWork, region: str) -> FreightQuote | NoDelivery | None:
    """What it costs to send it to a region; None as long as the region matters and is not known."""
    sku = with_freight(Sku.objects.filter(pk=work.sku_id).select_related("product")).get()
    items = [freight_item(sku, source=sku, quantity=work.quantity, value_fen=work.goods_fen)]
    if not depends_on_region(items):
        return FreightQuote((), (0,))
    return freight_to(items, region) if region else None


def customer_records(customer: Customer) -> Records:
    """What this room holds about a person (``customers.records``)."""
    rows = BespokeWork.objects.filter(customer=customer).select_related("order", "sku__product")
    return {
        "custom_work": [
            {
                "number": row.number,
                "product": row.sku.product.title,
                "quantity": row.quantity,
                "name": row.name,
                "phone": row.phone,
                "words": row.words,
                "state": row.state,
                "opened_at": row.opened_at,
                "closed_at": row.closed_at,
                "offer": row.offer,
                "each_fen": row.each_fen,
                "deposit_fen": row.deposit_fen,
                "order": row.order.number if row.order else "",
                "time_line": [
                    {"state": entry.state, "actor": entry.actor, "text": entry.text, "at": entry.at}
                    for entry in row.entries.all()
                ],
            }
            for row in rows.prefetch_related("entries").order_by("opened_at", "pk")
        ]
    }


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """Custom work of a device goes to the customer it turns out to be (``customers.merging``)."""
    taken = BespokeWork.objects.filter(customer=into).values("client_token")
    BespokeWork.objects.filter(customer=guest).exclude(client_token__in=taken).update(customer=into)
