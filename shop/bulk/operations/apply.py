"""Confirm an import, and do what its dry run said: in pieces, each complete, none twice."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from shop.bulk.enums import NewProducts, Outcome, RunState, Verdict
from shop.bulk.models import Row, Run
from shop.catalog.errors import DuplicateCode, DuplicateCombination
from shop.catalog.events import PriceChanged, ProductChanged
from shop.catalog.models import Collection, Product, Sku
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.operations import Goods, add_goods, put_on_shelves, revise_goods
from shop.core import audit, events
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job
from shop.inventory.errors import StockBelowReserved
from shop.inventory.events import StockChanged
from shop.inventory.operations.bulk import open_stocks, set_stock

APPLY_JOB = "bulk.apply"
ROWS_AT_ONCE = 200
ATTEMPTS = 3


@transaction.atomic
def confirm_import(*, by: Any, run: Run, allowed_codes: list[str]) -> Job:
    """Begin the import as the dry run showed it, with those suspicious codes that somebody ticked; the rest of them
    is refused. ``StaleState`` if it is not waiting for this any more (a double click, another tab).
    """
    if not Run.objects.filter(pk=run.pk, state=RunState.CHECKED).update(state=RunState.IMPORTING):
        raise StaleState
    suspects = Row.objects.filter(run=run, verdict=Verdict.SUSPECT)
    suspects.filter(code__in=allowed_codes).update(verdict=Verdict.NEW, reason={})
    suspects.update(verdict=Verdict.REFUSED)
    return _start(by, run)


def _start(by: Any, run: Run) -> Job:
    job = start_job(by=by, kind=APPLY_JOB, params={"run_id": run.pk}, total_count=_waiting(run).count())
    Run.objects.filter(pk=run.pk).update(job=job)
    run.refresh_from_db()
    return job


@transaction.atomic
def go_on_importing(*, by: Any, run: Run) -> Job:
    """Take up an import whose job failed, with the rows that are still to do. ``StaleState`` if it did not fail."""
    locked = Run.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if locked.state != RunState.IMPORTING or locked.job is None or locked.job.state != Job.State.FAILED:
        raise StaleState
    return _start(by, run)


def _waiting(run: Run) -> Any:
    return Row.objects.filter(run=run, verdict__in=[Verdict.NEW, Verdict.CHANGED], outcome="")


def run_apply(job: Job) -> None:
    """Runner of the import job.

    Each piece marks its rows in the transaction that does them, so a runner that is killed leaves whole pieces behind
    and the next one goes on with the first row that has no mark.
    """
    run = Run.objects.select_related("created_by").get(pk=job.params["run_id"])
    done = job.done_count
    for _attempt in range(ATTEMPTS):
        try:
            while count := _apply_piece(run, job, done):
                done += count
            break
        except IntegrityError:
            # Somebody created one of the codes in this very moment: the next attempt sees it and refuses the row.
            if _attempt == ATTEMPTS - 1:
                raise
    _finish(run, job, done)


@transaction.atomic
def _apply_piece(run: Run, job: Job, done: int) -> int:
    rows = list(_waiting(run).order_by("number")[:ROWS_AT_ONCE])
    if not rows:
        return 0
    # First, so that a runner which has lost the job finds out before it writes anything.
    job.advance(done_count=done + len(rows))
    piece = _Piece(run, timezone.now())
    piece.add_new([row for row in rows if row.verdict == Verdict.NEW])
    for row in rows:
        if row.verdict == Verdict.CHANGED:
            piece.change(row)
    piece.announce()
    Row.objects.rewrite(rows, ["outcome", "reason", "sku"])
    return len(rows)


@transaction.atomic
def _finish(run: Run, job: Job, done: int) -> None:
    job.advance(done_count=done)
    if not Run.objects.filter(pk=run.pk, state=RunState.IMPORTING).update(
        state=RunState.DONE, finished_at=timezone.now()
    ):
        return
    outcomes = {
        f"{row['verdict']}_{row['outcome']}": row["count"]
        for row in Row.objects.filter(run=run)
        .exclude(outcome="")
        .order_by()
        .values("verdict", "outcome")
        .annotate(count=Count("pk"))
    }
    counts = {
        **run.counts,
        "added": outcomes.get("new_done", 0),
        "revised": outcomes.get("changed_done", 0),
        "failed": outcomes.get("new_refused", 0) + outcomes.get("changed_refused", 0),
        "refused": Row.objects.filter(run=run, verdict=Verdict.REFUSED).count(),
    }
    Run.objects.filter(pk=run.pk).update(counts=counts)
    audit.record(
        by=run.created_by,
        action="bulk.import",
        subject=run,
        data={"file": run.file_name, **{key: counts[key] for key in ("added", "revised", "failed", "refused")}},
    )


def _place(row: Row, families: dict[str, int]) -> dict[str, Any]:
    """Which product a new SKU belongs to: those with an option share the product of their name."""
    if "option_value" not in row.values:
        return {}
    title = row.values["title"]
    return {
        "option": (row.values["option_name"], row.values["option_value"]),
        "family": title,
        "product_id": families.get(title),
    }


class _Piece:
    """Some rows of an import at work, in one transaction."""

    def __init__(self, run: Run, at: datetime) -> None:
        self.run = run
        self.by = run.created_by
        self.at = at
        self.live = run.options["new_products"] == NewProducts.LIVE
        self.price_changed: dict[int, int] = {}
        self.content_changed: set[int] = set()
        self.stock_changed: dict[int, int] = {}
        # Products already on a shelf plus those of this piece, by collection title.
        self.shelf_sizes: dict[str, int] = {}

    def add_new(self, rows: list[Row]) -> None:
        """Create the SKUs of these rows with their products, stock and collections."""
        rows = [row for row in rows if self._has_room(row)]
        if not rows:
            return
        families = self._families(rows)
        goods = [
            Goods(
                code=row.code,
                title=row.values["title"],
                price_fen=row.values["price"],
                barcode=row.values.get("barcode", ""),
                subtitle=row.values.get("subtitle", ""),
                **_place(row, families),
            )
            for row in rows
        ]
        results = add_goods(by=self.by, goods=goods, live=self.live, source=self.run.reference, at=self.at)
        units: dict[int, int] = {}
        shelves: dict[str, list[int]] = {}
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, ShopError):
                _refuse(row, result)
                continue
            row.outcome, row.sku = Outcome.DONE, result
            units[result.pk] = row.values.get("stock", 0)
            if "collection" in row.values:
                shelves.setdefault(row.values["collection"], []).append(result.product_id)
        open_stocks(by=self.by, units=units, reference=self.run.reference, at=self.at)
        put_on_shelves(shelves=shelves)

    def _families(self, rows: list[Row]) -> dict[str, int]:
        """Products that SKUs with options join, by name: one of this import first, else the only one of that name."""
        titles = {row.values["title"] for row in rows if "option_value" in row.values}
        found: dict[str, list[int]] = {}
        for pk, title in Product.objects.filter(title__in=titles).order_by("-pk").values_list("pk", "title"):
            found.setdefault(title, []).append(pk)
        families = {title: pks[0] for title, pks in found.items() if len(pks) == 1}
        for title, pks in found.items():
            if len(pks) > 1:
                own = Row.objects.filter(run=self.run, outcome=Outcome.DONE, sku__product__in=pks).order_by("-pk")
                product_id = own.values_list("sku__product", flat=True).first()
                if product_id:
                    families[title] = product_id
        return families

    def _has_room(self, row: Row) -> bool:
        title = row.values.get("collection")
        if not title:
            return True
        if title not in self.shelf_sizes:
            collection = Collection.objects.filter(title=title).order_by("pk").first()
            self.shelf_sizes[title] = collection.items.count() if collection else 0
        if self.shelf_sizes[title] >= MAX_ITEMS:
            row.outcome = Outcome.REFUSED
            row.reason = {"code": "collection_full", "value": title, "limit": MAX_ITEMS}
            return False
        self.shelf_sizes[title] += 1
        return True

    def change(self, row: Row) -> None:
        """Do one row's changes, all or none of them."""
        if row.sku_id is None:
            row.outcome, row.reason = Outcome.REFUSED, {"code": "gone"}
            return
        changes = {field: (old, new) for field, old, new in row.changes}
        if "collection" in changes and not self._has_room(row):
            return
        sku = Sku.objects.get(pk=row.sku_id)
        try:
            with transaction.atomic():
                owed = revise_goods(by=self.by, sku=sku, changes=changes, source=self.run.reference, at=self.at)
                if "stock" in changes:
                    expected, counted = changes["stock"]
                    set_stock(
                        by=self.by,
                        sku_id=sku.pk,
                        counted=counted,
                        expected=expected,
                        reference=self.run.reference,
                        at=self.at,
                    )
                if "collection" in changes:
                    put_on_shelves(shelves={changes["collection"][1]: [sku.product_id]})
        except ShopError as error:
            _refuse(row, error)
            return
        row.outcome = Outcome.DONE
        if PriceChanged in owed:
            self.price_changed.setdefault(sku.product_id, sku.pk)
        if ProductChanged in owed:
            self.content_changed.add(sku.product_id)
        if "stock" in changes:
            self.stock_changed.setdefault(sku.product_id, sku.pk)

    def announce(self) -> None:
        """One event of a kind for each product that changed."""
        for product_id, sku_id in sorted(self.price_changed.items()):
            events.publish(PriceChanged(sku_id=sku_id, product_id=product_id))
        for product_id in sorted(self.content_changed):
            events.publish(ProductChanged(product_id=product_id))
        for product_id, sku_id in sorted(self.stock_changed.items()):
            events.publish(StockChanged(sku_id=sku_id, product_id=product_id))


def _refuse(row: Row, error: ShopError) -> None:
    row.outcome = Outcome.REFUSED
    if isinstance(error, StaleState):
        row.reason = {"code": "stale", "field": error.field}
    elif isinstance(error, DuplicateCode):
        row.reason = {"code": "exists_now"}
    elif isinstance(error, DuplicateCombination):
        row.reason = {"code": "same_combination"}
    elif isinstance(error, StockBelowReserved):
        row.reason = {"code": "below_reserved"}
    elif isinstance(error, InvalidInput) and error.field == "collection":
        row.reason = {"code": "collection_full", "value": row.values.get("collection", ""), "limit": MAX_ITEMS}
    else:
        row.reason = {"code": "other"}
