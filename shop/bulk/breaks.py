"""What a bulk edit would break: everything that speaks of the goods it takes from shoppers."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from shop.bulk.edits import Edit
from shop.bulk.enums import Verdict, What
from shop.bulk.models import Row
from shop.core.references import Reference, references_to_each


def takes_away(edit: Edit) -> bool:
    """Whether an edit leaves shoppers without something they had."""
    return (edit["what"] == What.SALE and not edit["is_active"]) or (edit["what"] == What.STATE and not edit["live"])


def thing_of(row: Row) -> Any:
    """The SKU or product that a row is about; None if it is gone."""
    return row.sku or row.product


def mark(rows: Sequence[Row], *, gone: Container[int], at: datetime) -> None:
    """Note at each row whether anything would break; ``gone`` are the ids of all that the edit takes away."""
    things = {thing.pk: row for row in rows if row.verdict == Verdict.CHANGED and (thing := thing_of(row))}
    found = references_to_each([thing_of(row) for row in things.values()], at=at, gone=gone)
    for pk, row in things.items():
        row.breaks = any(reference.effect for reference in found[pk])


def going_with(rows: Sequence[Row]) -> set[int]:
    """The ids of the SKUs of the same products that go in the same edit."""
    products = {row.sku.product_id for row in rows if row.sku}
    siblings = Row.objects.filter(run__in={row.run_id for row in rows}, verdict=Verdict.CHANGED)
    return set(siblings.filter(sku__product__in=products).values_list("sku", flat=True))


def broken(references: Sequence[Reference]) -> list[Reference]:
    """Those that shoppers would notice."""
    return [reference for reference in references if reference.effect]
