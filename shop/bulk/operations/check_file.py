"""The dry run: what each row would do, without doing it.

First the rows are read into the database, then taken together code by code, so that memory holds a few codes at a
time, however large the file is.
"""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from shop.bulk.enums import CodeRule, RunState, StockRule, Verdict
from shop.bulk.gallery import Gallery
from shop.bulk.imports.reading import rows_of
from shop.bulk.imports.rules import Group, differing, looks_like_service, parse_row, settle, tidy
from shop.bulk.models import Row, Run
from shop.catalog.models import CollectionItem, Sku
from shop.core.models import Job
from shop.inventory.models import StockItem

READ_ROWS = 1_000
CODES_AT_ONCE = 500


def run_check(job: Job) -> None:
    """Runner of the check job. Starts from the beginning when it is taken up again: nothing outside the run changes."""
    run = Run.objects.get(pk=job.params["run_id"])
    with transaction.atomic():
        # In one statement: a delete that listens to signals would load every row first.
        rows = Row.objects.filter(run=run)
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]
        job.advance(done_count=0)
    blank = _read(run, job)
    Checker(run, job).check(blank)


def _read(run: Run, job: Job) -> int:
    """Store every row with what it says; returns how many rows were blank."""
    mapping: dict[str, int] = run.options["mapping"]
    batch: list[Row] = []
    done, last = 0, 1
    with run.file.open("rb") as file:
        rows = rows_of(file, run.file_name)
        next(rows, None)
        for number, cells in rows:
            parsed = parse_row(cells, mapping)
            last = number
            batch.append(
                Row(
                    run=run,
                    number=number,
                    code=parsed.code[:40],
                    values=parsed.values,
                    verdict=Verdict.REFUSED if parsed.reason else "",
                    reason=parsed.reason,
                )
            )
            if len(batch) >= READ_ROWS:
                done += _store(batch, job, done)
    done += _store(batch, job, done)
    return max(0, last - 1 - done)


def _store(batch: list[Row], job: Job, done: int) -> int:
    count = len(batch)
    with transaction.atomic():
        Row.objects.bulk_create(batch)
        job.advance(done_count=done + count)
    batch.clear()
    return count


class Checker:
    """Decides about all rows of a run, some codes at a time."""

    def __init__(self, run: Run, job: Job) -> None:
        self.run = run
        self.job = job
        self.rule: str = run.options["code_rule"]
        self.counts_stock = run.options["stock_rule"] == StockRule.COUNT
        self.conflict_count = 0
        self.code_count = 0
        self.pictures = Gallery(run)
        # Options of new SKUs by product name: two SKUs with the same one cannot both be.
        self.combinations: set[tuple[str, str, str]] = set()

    def check(self, blank: int) -> None:
        """Go through all codes, then note the summary and that the run is checked."""
        after, done = "", 0
        while codes := self._next_codes(after):
            after = codes[-1]
            with transaction.atomic():
                done += self._check_codes(codes)
                self.job.advance(done_count=self.run.row_count + done)
        sums = Row.objects.filter(run=self.run).order_by().values("verdict").annotate(count=Count("pk"))
        verdicts = Counter({row["verdict"]: row["count"] for row in sums})
        counts = {verdict.value: verdicts[verdict.value] for verdict in Verdict}
        counts |= {
            "rows": sum(verdicts.values()),
            "blank": blank,
            "codes": self.code_count,
            "conflicts": self.conflict_count,
        }
        with transaction.atomic():
            self.job.advance(done_count=self.run.row_count * 2)
            options = {**self.run.options, "unmatched": self.pictures.unmatched()}
            Run.objects.filter(pk=self.run.pk, state=RunState.CHECKING).update(
                state=RunState.CHECKED, counts=counts, options=options
            )
        self.pictures.close()

    def _next_codes(self, after: str) -> list[str]:
        undecided = Row.objects.filter(run=self.run, verdict="", code__gt=after)
        return list(undecided.order_by("code").values_list("code", flat=True).distinct()[:CODES_AT_ONCE])

    def _check_codes(self, codes: list[str]) -> int:
        """Decide about all rows of these codes; returns how many there are."""
        rows_of_code: dict[str, list[tuple[int, int, dict[str, Any]]]] = {code: [] for code in codes}
        for pk, number, code, values in (
            Row.objects.filter(run=self.run, verdict="", code__in=codes)
            .order_by("number")
            .values_list("pk", "number", "code", "values")
        ):
            rows_of_code[code].append((pk, number, values))
        skus = {sku.code: sku for sku in Sku.objects.filter(code__in=codes).select_related("product", "image")}
        stock = dict(StockItem.objects.filter(sku__code__in=codes).values_list("sku__code", "on_hand"))
        options = {
            (row["code"], _as_read(row["values__option__name"]), _as_read(row["values__value__value"]))
            for row in Sku.objects.filter(code__in=codes)
            .order_by()
            .values("code", "values__option__name", "values__value__value")
        }
        shelves = {
            (code, tidy(title))
            for code, title in CollectionItem.objects.filter(product__skus__code__in=codes).values_list(
                "product__skus__code", "collection__title"
            )
        }
        winners = []
        # Most rows stand alone and are new: one statement decides them all.
        new: list[int] = []
        for code, rows in rows_of_code.items():
            self.code_count += 1
            group = settle([values for _pk, _number, values in rows], self.rule)
            if group.conflicts:
                self.conflict_count += 1
            winner = self._winner(code, rows[group.winner], group)
            if group.conflicts and self.rule == CodeRule.REFUSE:
                fields = [field for field, _told in group.conflicts]
                self._refuse_all(rows, fields, group)
                continue
            sku = skus.get(code)
            bad = self.pictures.match(winner, sku)
            if bad:
                winner.verdict, winner.reason, winner.sku = Verdict.REFUSED, bad, sku
            elif sku:
                facts = _Facts(sku, stock.get(code, 0), options, shelves)
                self._judge_existing(winner, facts, group.values)
            else:
                self._judge_new(winner, group.values)
            if len(rows) == 1 and winner.verdict == Verdict.NEW and not winner.made:
                new.append(winner.pk)
            else:
                winners.append(winner)
            self._settle_others(rows, group)
        Row.objects.filter(pk__in=new).update(verdict=Verdict.NEW)
        Row.objects.rewrite(winners, ["values", "verdict", "changes", "conflicts", "reason", "sku", "made"])
        return sum(len(rows) for rows in rows_of_code.values())

    def _winner(self, code: str, row: tuple[int, int, dict[str, Any]], group: Group) -> Row:
        pk, number, _values = row
        return Row(pk=pk, run=self.run, number=number, code=code, values=group.values, conflicts=group.conflicts)

    def _refuse_all(self, rows: list[tuple[int, int, dict[str, Any]]], fields: list[str], group: Group) -> None:
        pks = [pk for pk, _number, _values in rows]
        reason = {"code": "conflict", "fields": fields}
        Row.objects.filter(pk__in=pks).update(verdict=Verdict.REFUSED, reason=reason)
        Row.objects.filter(pk=pks[group.winner]).update(conflicts=group.conflicts)

    def _settle_others(self, rows: list[tuple[int, int, dict[str, Any]]], group: Group) -> None:
        """The rows that do not count: those that say the same, and those that are overruled."""
        counting = rows[group.winner][1]
        same: list[int] = []
        overruled: dict[tuple[str, ...], list[int]] = {}
        for place, (pk, _number, values) in enumerate(rows):
            if place == group.winner:
                continue
            fields = differing(values, group.values)
            (overruled.setdefault(tuple(fields), []) if fields else same).append(pk)
        if same:
            Row.objects.filter(pk__in=same).update(verdict=Verdict.REPEAT, reason={"code": "repeat", "row": counting})
        for names, pks in overruled.items():
            Row.objects.filter(pk__in=pks).update(
                verdict=Verdict.REPEAT, reason={"code": "overruled", "row": counting, "fields": list(names)}
            )

    def _judge_new(self, row: Row, values: dict[str, Any]) -> None:
        row.verdict = Verdict.REFUSED
        if "title" not in values:
            row.reason = {"code": "title_missing"}
            return
        if "price" not in values:
            row.reason = {"code": "price_missing"}
            return
        if "option_value" in values:
            combination = (values["title"], values["option_name"], values["option_value"])
            if combination in self.combinations:
                row.reason = {"code": "same_combination"}
                return
            self.combinations.add(combination)
        if looks_like_service(row.code, values["title"]):
            row.verdict = Verdict.SUSPECT
            row.reason = {"code": "suspect"}
            return
        row.verdict = Verdict.NEW
        row.reason = {}

    def _judge_existing(self, row: Row, facts: "_Facts", values: dict[str, Any]) -> None:
        row.sku = facts.sku
        row.reason = {}
        if "option_value" in values and (row.code, values["option_name"], values["option_value"]) not in facts.options:
            row.verdict = Verdict.REFUSED
            row.reason = {"code": "options_fixed"}
            return
        row.changes = facts.changes(values, counts_stock=self.counts_stock)
        if "own" in row.made:
            image = facts.sku.image
            row.changes.append(["sku_picture", image.title if image else "", row.made["own"][1]])
        if "pictures" in row.made:
            row.changes.append(["pictures", "", _(", ").join(name for _place, name in row.made["pictures"])])
        row.verdict = Verdict.CHANGED if row.changes else Verdict.UNCHANGED


class _Facts:
    """What the shop holds about a SKU of the file."""

    def __init__(
        self, sku: Sku, on_hand: int, options: set[tuple[str, str, str]], shelves: set[tuple[str, str]]
    ) -> None:
        self.sku = sku
        self.on_hand = on_hand
        self.options = options
        self.shelves = shelves

    def changes(self, values: dict[str, Any], *, counts_stock: bool) -> list[list[Any]]:
        """``[[field, old, new], …]`` for what the file says differently."""
        stored: dict[str, Any] = {
            "title": self.sku.product.title,
            "subtitle": self.sku.product.subtitle,
            "price": self.sku.price_fen,
            "cost": self.sku.cost_fen,
            "weight": self.sku.weight_g,
            "barcode": self.sku.barcode,
        }
        if counts_stock:
            stored["stock"] = self.on_hand
        changes = [
            [field, stored[field], values[field]]
            for field in ("title", "price", "cost", "stock", "weight", "barcode", "subtitle")
            if field in values and field in stored and values[field] != _as_read(stored[field])
        ]
        if "collection" in values and (self.sku.code, values["collection"]) not in self.shelves:
            changes.append(["collection", "", values["collection"]])
        return changes


def _as_read(value: Any) -> Any:
    """A stored value as a file would bring it."""
    return tidy(value) if isinstance(value, str) else value
