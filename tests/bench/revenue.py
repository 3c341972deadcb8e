"""What content earns at a million order lines, beside the same screens at 1,000, on PostgreSQL.

Lines of 100 products, paid over two years, each found in two blocks of 300 stories; of one order in 20 money went back,
one in 50 has a case, and one case in four is held against a claim.
"""

from time import perf_counter
from typing import Any

from tests.bench.asking import Ask, Measured, measured
from tests.bench.harness import Result, migrated, multiply, report, settle, wanted, without_indexes
from tests.bench.orders_admin import orders_up_to, prepare

FEW, MOST = 1_000, 1_000_000
PRODUCTS, STORIES, BLOCKS = 100, 300, 5
CLAIMS_OF_A_PRODUCT = 3
ROUNDS = 10
SCREENS = ("admin.story_revenue_1m", "admin.story_panel_1m", "admin.claims_1m")


def main() -> None:
    """Ask for the list of stories, the editor of one, and the list of claims, as an owner."""
    migrated()
    prepare()
    told()
    few: dict[str, Measured] = {}
    for total in (FEW, MOST):
        fill(total)
        settle()
        detail = counted()
        settle()
        for name, asks in screens().items():
            if not wanted(name):
                continue
            figures = measured(asks, rounds=ROUNDS)
            few.setdefault(name, figures)
            if total == MOST:
                report(
                    Result(
                        name=name,
                        value=round(figures.p95, 1),
                        unit="ms p95",
                        baseline=f"the same screen at {FEW:,} order lines, ms p95",
                        baseline_value=round(few[name].p95, 1),
                        detail={"queries": figures.queries, "slowest_ms": figures.slowest, **detail},
                    )
                )


def told() -> None:
    """Goods, stories that sell them, and claims about them."""
    from django.utils import timezone

    from content.claims.operations import ClaimData, save_claim
    from tests.factories.catalog import make_sku
    from tests.factories.content import card, make_story

    skus = [make_sku() for _number in range(PRODUCTS)]
    for number in range(STORIES):
        shown = (skus[(number + place) % PRODUCTS].product for place in range(BLOCKS))
        make_story(*map(card, shown), title=f"园子里的第 {number} 天", slug=f"day-{number}")
    since = timezone.localdate().replace(month=1, day=1)
    for number in range(PRODUCTS * CLAIMS_OF_A_PRODUCT):
        data = ClaimData(title=f"脆 {number} 天", since=since)
        save_claim(by=None, product=skus[number % PRODUCTS].product, data=data)


def fill(total: int) -> None:
    """Orders with their lines, what of them went back, and the blocks that led to them."""
    from django.db import connection

    from shop.catalog.models import Sku
    from shop.orders.models import Order
    from shop.social.models import LineAttribution, StoryBlock

    skus = list(Sku.objects.order_by("-pk").values_list("pk", flat=True)[:PRODUCTS])
    blocks = list(StoryBlock.objects.order_by("pk").values_list("pk", flat=True))
    orders_up_to(total, columns={"sku_id": f"(ARRAY{skus})[1 + o.id % {PRODUCTS}]"})
    with without_indexes(Order, LineAttribution), connection.cursor() as cursor:
        cursor.execute("UPDATE orders_order SET paid_at = placed_at WHERE paid_at IS NOT NULL")
        cursor.execute(
            "INSERT INTO social_lineattribution (line_id, first_block_id, first_at, last_block_id, last_at)"
            f" SELECT l.id, (ARRAY{blocks})[1 + l.id * 7 % {len(blocks)}], o.placed_at,"
            f" (ARRAY{blocks})[1 + l.id * 13 % {len(blocks)}], o.placed_at FROM orders_orderline l"
            " JOIN orders_order o ON o.id = l.order_id"
            " WHERE NOT EXISTS (SELECT 1 FROM social_lineattribution a WHERE a.line_id = l.id)"
        )
        cursor.execute(
            "INSERT INTO revenue_changed (order_id) SELECT id FROM orders_order o WHERE paid_at IS NOT NULL AND NOT"
            " EXISTS (SELECT 1 FROM revenue_countedline c WHERE c.order_id = o.id) ORDER BY paid_at, id"
        )
    _went_back()


def _went_back() -> None:
    from django.utils import timezone

    from content.claims.models import CaseTag, Claim
    from shop.aftersales.models import Case, CaseLine
    from shop.orders.models import Order, OrderLine
    from shop.payments.models import Payment, Refund

    order = Order.objects.earliest("pk")
    now = timezone.now()
    payment = Payment.objects.filter(reference="bench").first() or Payment.objects.create(
        order=order, gateway="sandbox", reference="bench", amount_fen=order.total_fen, state="succeeded",
        succeeded_at=now, refunded_fen=100,
    )  # fmt: skip
    refund, _new = Refund.objects.get_or_create(
        reference="bench", defaults={"payment": payment, "key": "bench", "amount_fen": 100, "state": "accepted"}
    )
    case, _new = Case.objects.get_or_create(
        number="bench",
        defaults={
            "order": order, "client_token": "bench", "kind": "return", "state": "settled", "reason": "quality",
            "asked_fen": 100, "refunded_fen": 100, "opened_at": now, "closed_at": now,
        },
    )  # fmt: skip
    line, _new = CaseLine.objects.get_or_create(
        case=case,
        line=OrderLine.objects.filter(order=order).earliest("pk"),
        defaults={"units": 1, "asked_fen": 100, "refunded_fen": 100},
    )
    tag, _new = CaseTag.objects.get_or_create(line=line, claim=Claim.objects.earliest("pk"), defaults={"at": now})
    paid = "SELECT id FROM orders_order o WHERE o.paid_at IS NOT NULL AND o.id % {every} = 0"
    with without_indexes(Payment, Refund, Case, CaseLine, CaseTag):
        new = f"({paid.format(every=20)} AND NOT EXISTS (SELECT 1 FROM payments_payment p WHERE p.order_id = o.id)) o"
        multiply(payment, new, order_id="o.id", reference="'bench-' || o.id")
        new = (
            "(SELECT id FROM payments_payment p WHERE NOT EXISTS"
            " (SELECT 1 FROM payments_refund r WHERE r.payment_id = p.id)) p"
        )
        multiply(refund, new, payment_id="p.id", reference="'bench-' || p.id")
        new = f"({paid.format(every=50)} AND NOT EXISTS (SELECT 1 FROM aftersales_case c WHERE c.order_id = o.id)) o"
        multiply(case, new, order_id="o.id", number="'B' || o.id")
        new = (
            "(SELECT c.id, l.id AS line FROM aftersales_case c JOIN orders_orderline l ON l.order_id = c.order_id"
            " WHERE NOT EXISTS (SELECT 1 FROM aftersales_caseline x WHERE x.case_id = c.id)) c"
        )
        multiply(line, new, case_id="c.id", line_id="c.line")
        new = (
            "(SELECT x.id, min(k.id) AS claim FROM aftersales_caseline x JOIN orders_orderline l ON l.id = x.line_id"
            " JOIN catalog_sku s ON s.id = l.sku_id JOIN claims_claim k ON k.product_id = s.product_id"
            " WHERE x.id % 4 = 0 AND NOT EXISTS (SELECT 1 FROM claims_casetag g WHERE g.line_id = x.id) GROUP BY 1) x"
        )
        multiply(tag, new, line_id="x.id", claim_id="x.claim")


def counted() -> dict[str, Any]:
    """What the background does with all of it, and how long that takes: the first time, and when little is new."""
    from django.utils import timezone

    from content.claims.operations import count_claims
    from content.revenue.summing import sum_up

    seconds = {}
    for name, work in (("revenue", sum_up), ("claims", count_claims)):
        started = perf_counter()
        rows = work(at=timezone.now())
        seconds[f"background_{name}"] = f"{rows:,} in {perf_counter() - started:.1f} s"
    return seconds


def screens() -> dict[str, list[Ask]]:
    """Each screen with its addresses."""
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from content.stories.models import StoryPage

    today = timezone.localdate()
    stories, claims = reverse("revenue_desk:stories"), reverse("claims_desk:list")
    days = f"?since={today - timedelta(days=365)}&until={today}"
    page = StoryPage.objects.get(slug=f"day-{STORIES // 2}")
    one = reverse("revenue_desk:story", args=[page.pk])
    addresses = (
        (stories, f"{stories}{days}", f"{stories}?p=3", f"{stories}?touched=first"),
        (reverse("wagtailadmin_pages:edit", args=[page.pk]), one, f"{one}{days}"),
        (claims, f"{claims}?p=3"),
    )
    return {name: [(address, None) for address in some] for name, some in zip(SCREENS, addresses, strict=True)}


if __name__ == "__main__":
    main()
