"""Save cells of the SKU grid: a row that came as a form, or a block of cells that the grid's script sent.

A block is one request and one transaction, but each of its cells stands for itself: a price has nothing to do with the
price below it, so one that is wrong or was changed by somebody else stays in its cell with the reason, and keeps
nobody's other forty-nine from being saved. Undoing a block is another block, with values and what was seen swapped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.catalog.admin.references import references_for
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.core.money import yuan
from shop.core.references import Reference
from shop.inventory.admin.forms import Rights, SkuForm
from shop.inventory.admin.grid import GridRow, grid_skus, row_of, rows_of
from shop.inventory.operations import RowEdits, revise_sku

# As many as a screen of the grid can hold; more is an import.
MAX_BLOCK_CELLS = 600
MAX_ID = 2**63
CELLS = ("price", "cost", "stock", "weight", "barcode", "code", "is_active")


@dataclass(frozen=True)
class Saved:
    """What became of the cells of one row: the form with its errors, the cells that changed, an HTTP status."""

    form: SkuForm
    changed: list[str] = field(default_factory=list)
    status: int = 200
    refusal: ShopError | None = None
    edits: RowEdits | None = None
    # What is for sale no longer would break this; asked before it is done.
    broken: list[Reference] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        return isinstance(self.refusal, StaleState)


@dataclass(frozen=True, kw_only=True)
class BlockCell:
    """One cell of a block as it was sent: text, what was seen, and for stock why."""

    sku_id: int
    name: str
    value: str
    seen: str
    reason: str = ""
    is_sure: bool = False

    def as_form_data(self) -> dict[str, str]:
        if self.name == "is_active":
            ticked = {"is_active": "on"} if self.value == "1" else {}
            return {"is_active_sent": "1", **ticked, **({"sure": "1"} if self.is_sure else {})}
        data = {self.name: self.value, f"{self.name}_seen": self.seen}
        return {**data, "reason": self.reason} if self.name == "stock" else data


def save_cells(*, by: Any, sku: Sku, data: Mapping[str, Any], rights: Rights) -> Saved:
    """Save what was sent of one row, all or nothing; a refusal stands at its cell in the form that comes back.

    Taking a SKU off sale that something speaks of asks first: it is refused with the list until ``data`` has ``sure``.
    """
    form = SkuForm(data, rights=rights)
    if not form.is_valid():
        return Saved(form, status=422)
    if form.cleaned_data.get("is_active") is False and sku.is_active and not data.get("sure"):
        broken = [row for row in references_for(by, sku) if row.effect]
        if broken:
            form.add_error("is_active", _("This would break. Take it off sale all the same?"))
            return Saved(form, status=409, broken=broken)
    edits = form.edits()
    try:
        return Saved(form, revise_sku(by=by, sku=sku, edits=edits))
    except ShopError as error:
        name = error.field if error.field in form.fields else None
        message = str(error)
        if isinstance(error, StaleState) and name:
            message = _(
                "Meanwhile this was changed to %(current)s. Save again to put your value in its place, "
                "or take the other one."
            ) % {"current": current_text(row_of(grid_skus().get(pk=sku.pk)), name)}
        form.add_error(name, message)
        return Saved(form, status=error.status, refusal=error, edits=edits)


def current_text(row: GridRow, name: str) -> str:
    """What a cell holds, as people read it."""
    sku = row.sku
    return {
        "price": f"¥{yuan(sku.price_fen)}",
        "stock": str(row.on_hand),
        "barcode": sku.barcode or _("none"),
        "code": sku.code,
        "cost": f"¥{yuan(sku.cost_fen)}" if sku.cost_fen is not None else _("none"),
        "weight": f"{sku.weight_g} g" if sku.weight_g is not None else _("none"),
        "image": str(sku.image) if sku.image else _("none"),
    }[name]


def stored_cells(row: GridRow) -> dict[str, Any]:
    """What the row holds now, each cell also as ``*_seen``."""
    sku = row.sku
    cells = {
        "price": sku.price_fen,
        "cost": sku.cost_fen,
        "stock": row.on_hand,
        "weight": sku.weight_g,
        "barcode": sku.barcode,
        "code": sku.code,
        "image": sku.image_id,
    }
    return cells | {f"{name}_seen": value for name, value in cells.items()}


def read_cells(body: bytes) -> list[BlockCell]:
    """The cells of a block as JSON: ``{"cells": [{"sku", "cell", "value", "seen", "reason", "sure"}]}``.

    ``InvalidInput`` for anything else, and for too many.
    """
    try:
        cells = [
            BlockCell(
                sku_id=int(str(cell["sku"])),
                name=str(cell["cell"]),
                value=_text(cell["value"]),
                seen=_text(cell.get("seen", "")),
                reason=_text(cell.get("reason", "")),
                is_sure=cell.get("sure") is True,
            )
            for cell in json.loads(body)["cells"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidInput from error
    if not cells or any(cell.name not in CELLS or not 0 < cell.sku_id < MAX_ID for cell in cells):
        raise InvalidInput
    if len(cells) > MAX_BLOCK_CELLS:
        raise InvalidInput(_("At most %(count)s cells can be saved at once.") % {"count": MAX_BLOCK_CELLS})
    return cells


def _text(value: Any) -> str:
    # JSON can write halves of characters, which no database stores: ValueError.
    return str(value).encode().decode()


@transaction.atomic
def save_block(*, by: Any, cells: Sequence[BlockCell], rights: Rights) -> dict[str, Any]:
    """Save each cell that can be; the answer for the script.

    ``rows``: what all rows of the block hold now; ``saved``: the cells that changed, as [SKU id, cell]; ``errors``: for
    each cell that was not saved the reason, and for a conflict or a question what there is to choose from.
    """
    # In the order of the rows' ids, as everybody locks them.
    cells = sorted(cells, key=lambda cell: (cell.sku_id, CELLS.index(cell.name)))
    skus = {sku.pk: sku for sku in grid_skus().filter(pk__in={cell.sku_id for cell in cells})}
    saved: list[tuple[int, str]] = []
    refused: list[tuple[BlockCell, Saved | None]] = []
    for cell in cells:
        sku = skus.get(cell.sku_id)
        # A savepoint of its own: what is refused leaves the cells before it alone.
        result = save_cells(by=by, sku=sku, data=cell.as_form_data(), rights=rights) if sku else None
        if result is None or result.form.errors:
            refused.append((cell, result))
        elif cell.name not in result.form.cleaned_data:
            refused.append((cell, None))
        elif result.changed:
            saved.append((cell.sku_id, cell.name))
    rows = {row.sku.pk: row for row in rows_of(grid_skus().filter(pk__in=skus))}
    errors = [error for cell, result in refused if (error := _error(cell, result, rows.get(cell.sku_id)))]
    return {
        "rows": {pk: row.as_json(may_cost=rights.may_cost) for pk, row in rows.items()},
        "saved": saved,
        "errors": errors,
    }


def _error(cell: BlockCell, result: Saved | None, row: GridRow | None) -> dict[str, Any] | None:
    """Why a cell was not saved; None if somebody else has meanwhile written the very same into it."""
    said: dict[str, Any] = {"sku": cell.sku_id, "cell": cell.name}
    if result is None or row is None:
        return {**said, "text": _("This cell is not there any more, or is not yours to change.")}
    said["text"] = " ".join(str(text) for texts in result.form.errors.values() for text in texts)
    if result.broken:
        lines = [f"{line.kind} “{line.title}”: {line.effect}" for line in result.broken]
        return {**said, "list": lines, "mine": _("Take it off sale"), "theirs": _("Keep it for sale")}
    if result.is_stale and result.edits:
        if stored_cells(row)[cell.name] == getattr(result.edits, cell.name).value:
            return None
        theirs = current_text(row, cell.name)
        return {
            **said,
            "text": _("Meanwhile this was changed to %(current)s.") % {"current": theirs},
            "mine": _("Keep mine: %(value)s") % {"value": cell.value or _("none")},
            "theirs": _("Take theirs: %(value)s") % {"value": theirs},
        }
    return said
