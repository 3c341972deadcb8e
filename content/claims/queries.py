"""What was sold and returned for each claim, and who makes it where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from content.checks.texts import Words, content_of
from content.claims.models import CaseTag, Claim, CountedClaim
from content.claims.rules import Rate, has_drifted
from content.stories.models import StoryPage
from shop.aftersales.enums import CaseReason, CaseState
from shop.aftersales.models import CaseLine
from shop.catalog.models import Product
from shop.core.desk import day_start
from shop.inventory.enums import MovementReason
from shop.inventory.models import StockMovement
from shop.orders.models import OrderLine

# What is compared with the time before.
RECENT = timedelta(days=60)
# Cases that came to nothing say nothing about the goods; neither do those about money alone.
_NOTHING = (CaseState.REFUSED, CaseState.WITHDRAWN)
_NOT_THE_GOODS = (CaseReason.PRICE, CaseReason.NOT_SENT, CaseReason.LOST, CaseReason.UNWANTED)


@dataclass(frozen=True)
class Standing:
    """A claim against returns: units sold since it is said, units of them that came up in cases, and for it."""

    claim: Claim
    sold: int
    returns: int
    contradicted: int

    @property
    def rate(self) -> Rate:
        """Units held against the claim, of those sold."""
        return Rate(self.contradicted, self.sold)


@dataclass(frozen=True)
class Compared:
    """A SKU, or one lot of it, against the rest: an earlier time, or other lots."""

    title: str
    kind: str
    now: Rate
    before: Rate

    @property
    def has_drifted(self) -> bool:
        return has_drifted(self.now, self.before)


def _sold(products: Iterable[int]) -> Any:
    return OrderLine.objects.filter(sku__product__in=products, order__paid_at__isnull=False)


def _units(rows: QuerySet[Any], by: str, units: Any) -> Any:
    """So many units in rows that belong to one claim, 0 if none."""
    total = rows.order_by().values(by).annotate(total=Sum(units)).values("total")
    return Coalesce(Subquery(total), 0)


def standings(claims: Sequence[Claim]) -> list[Standing]:
    """All of them, each over the orders paid since it is said. One query, however many claims."""
    since = OuterRef("since")
    sold = OrderLine.objects.filter(sku__product=OuterRef("product"), order__paid_at__date__gte=since)
    cases = CaseLine.objects.filter(line__sku__product=OuterRef("product"), line__order__paid_at__date__gte=since)
    cases = cases.exclude(case__state__in=_NOTHING).exclude(case__reason__in=_NOT_THE_GOODS)
    tags = CaseTag.objects.filter(claim=OuterRef("pk"), line__line__order__paid_at__date__gte=since)
    tags = tags.exclude(line__case__state__in=_NOTHING)
    counted = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).values_list(
        "pk",
        _units(sold, "sku__product", F("quantity") - F("called_off")),
        _units(cases, "line__sku__product", "units"),
        _units(tags, "claim", "line__units"),
    )
    figures = {pk: numbers for pk, *numbers in counted}
    return [Standing(claim, *figures.get(claim.pk, (0, 0, 0))) for claim in claims]


def standing_of(counted: CountedClaim) -> Standing:
    """What a claim stood at when it was last counted."""
    return Standing(counted.claim, counted.sold, counted.returns, counted.contradicted)


def listed_claims(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """These, those with an alarm first, then what is contradicted most, as they were last counted."""
    rows = claims.filter(counted__isnull=False).select_related("product", "counted")
    alarmed = Case(When(counted__alarms=[], then=1), default=0)
    return rows.order_by(alarmed, "-counted__share", "product__title", "title", "pk")


def compared(claim: Claim, *, at: datetime) -> list[Compared]:
    """Where a claim is contradicted: each SKU, the last ``RECENT`` against the time before, and each lot against the
    others of its SKU. Orders that were sent from several lots of a SKU belong to none. Three queries.
    """
    recent = at - RECENT
    lines = _sold([claim.product_id]).filter(order__paid_at__gte=day_start(claim.since))
    rows = list(
        lines.annotate(units=F("quantity") - F("called_off")).values_list(
            "pk", "sku", "sku__code", "sku__option_text", "order__number", "order__paid_at", "units"
        )
    )
    tags = CaseTag.objects.filter(claim=claim).exclude(line__case__state__in=_NOTHING)
    held = dict(
        tags.order_by().values("line__line").annotate(units=Sum("line__units")).values_list("line__line", "units")
    )
    lots = _lot_of(claim.product_id)
    found: list[Compared] = []
    by_sku: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_sku[row[1]].append(row)
    for sku_rows in by_sku.values():
        title = f"{sku_rows[0][3]} {sku_rows[0][2]}".strip()
        new = [row for row in sku_rows if row[5] >= recent]
        old = [row for row in sku_rows if row[5] < recent]
        found.append(Compared(title, "sku", _rate(new, held), _rate(old, held)))
        by_lot: dict[str, list[Any]] = defaultdict(list)
        for row in sku_rows:
            if lot := lots.get((row[1], row[4])):
                by_lot[lot].append(row)
        for lot, lot_rows in sorted(by_lot.items()):
            others = [row for other, some in by_lot.items() if other != lot for row in some]
            found.append(Compared(f"{title} · {lot}", "lot", _rate(lot_rows, held), _rate(others, held)))
    return found


def _rate(rows: Iterable[Any], held: dict[int, int]) -> Rate:
    rows = list(rows)
    return Rate(sum(held.get(row[0], 0) for row in rows), sum(row[6] for row in rows))


def _lot_of(product_id: int) -> dict[tuple[int, str], str]:
    """(SKU, order number) → the lot that all its units were shipped from."""
    moved = StockMovement.objects.filter(
        stock__sku__product=product_id, reason=MovementReason.SHIP, lot__isnull=False
    ).values_list("stock__sku", "reference", "lot__code")
    lots: dict[tuple[int, str], set[str]] = defaultdict(set)
    for sku, reference, code in moved:
        lots[sku, reference].add(code)
    return {key: next(iter(codes)) for key, codes in lots.items() if len(codes) == 1}


def alarms(claims: Sequence[Claim], *, at: datetime) -> dict[int, list[Compared]]:
    """Claim id → the SKUs and lots of which more comes back for it than usual. Only tagged ones are asked about."""
    tagged = set(CaseTag.objects.filter(claim__in=claims).values_list("claim", flat=True))
    found = {
        claim.pk: [row for row in compared(claim, at=at) if row.has_drifted] for claim in claims if claim.pk in tagged
    }
    return {pk: rows for pk, rows in found.items() if rows}


@dataclass(frozen=True)
class Said:
    """A place where a claim is made: in a story or in the product's own words."""

    title: str
    url: str
    place: str
    quote: str
    before: str
    after: str


def phrases_in(text: str, claim: Claim) -> Iterator[tuple[int, int]]:
    """Where a text makes a claim: from, to. A longer phrase hides those within it."""
    taken: list[tuple[int, int]] = []
    for phrase in claim.phrases:
        start = text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if all(end <= begin or start >= stop for begin, stop in taken):
                taken.append((start, end))
            start = text.find(phrase, end)
    yield from sorted(taken)


def said_in(draft: Any, claims: Iterable[Claim], *, title: str, url: str) -> Iterator[tuple[int, Said]]:
    """Everywhere that a page or product makes the claims, as (claim id, place). It is read once, however many."""
    texts = [words for words in content_of(draft) if isinstance(words, Words)]
    for claim in claims:
        for words in texts:
            for start, end in phrases_in(words.text, claim):
                yield (
                    claim.pk,
                    Said(
                        title=title,
                        url=url,
                        place=words.place.label,
                        quote=words.text[start:end],
                        before=words.text[max(0, start - 12) : start],
                        after=words.text[end : end + 12],
                    ),
                )


def where_said(claims: Sequence[Claim]) -> dict[int, list[Said]]:
    """Claim id → where published stories that show its product, and the product's own words, make it."""
    by_product: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_product[claim.product_id].append(claim)
    found: dict[int, list[Said]] = {claim.pk: [] for claim in claims}
    for product in Product.objects.in_bulk(by_product).values():
        url = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
        for made, said in said_in(product, by_product[product.pk], title=product.title, url=url):
            found[made].append(said)
    stories = StoryPage.objects.live().filter(mentions__product__in=by_product).distinct()
    for story in stories.prefetch_related("mentions").order_by("title", "pk"):
        url = reverse("wagtailadmin_pages:edit", args=[story.pk])
        about = [claim for mention in story.mentions.all() for claim in by_product.get(mention.product_id, ())]
        for made, said in said_in(story, about, title=story.title, url=url):
            found[made].append(said)
    return found


def reasons_of(claim: Claim) -> list[tuple[str, int]]:
    """Why those cases were opened that are held against it: reason in words, units; the most frequent first."""
    rows = CaseTag.objects.filter(claim=claim).exclude(line__case__state__in=_NOTHING)
    counted = rows.order_by().values_list("line__case__reason").annotate(units=Sum("line__units"), cases=Count("pk"))
    return sorted(
        ((str(CaseReason(reason).label), units) for reason, units, _cases in counted), key=lambda row: -row[1]
    )


def claims_about(products: Iterable[int]) -> list[Claim]:
    """Claims that are still made about these products."""
    return list(Claim.objects.standing().filter(product__in=products).select_related("product"))
