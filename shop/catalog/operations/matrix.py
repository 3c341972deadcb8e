"""Create the SKUs of every combination of options at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product as combinations
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.errors import DuplicateCode, DuplicateCombination
from shop.catalog.models import Option, Product, Sku
from shop.catalog.operations.options import follow_options
from shop.catalog.operations.skus import create_sku
from shop.core.errors import InvalidInput, StaleState

MAX_MATRIX_OPTIONS = 3
MAX_NEW_SKUS = 60


@dataclass(frozen=True)
class Matrix:
    """What ``create_skus`` did: the new SKUs, and how many combinations were there before."""

    created: list[Sku]
    existing_count: int


@transaction.atomic
def create_skus(
    *,
    by: Any,
    product: Product,
    code: str,
    price_fen: int,
    options: Mapping[str, Sequence[str]],
    at: datetime | None = None,
) -> Matrix:
    """Add a SKU for each combination of the values (``{"规格": ["5 斤", "10 斤"]}``) that has none yet. All or nothing.

    Without options it adds one SKU whose code is ``code``; with options the codes are ``code-01``, ``code-02`` …,
    going on behind those in use. All start at the same price, to be changed in the grid.
    Errors: ``InvalidInput`` (too many, an empty name), and those of ``create_sku``.
    """
    if len(options) > MAX_MATRIX_OPTIONS or any(not name.strip() or not values for name, values in options.items()):
        raise InvalidInput(
            _("Give each option a name and at least one value, and use at most 3 options."), field="options"
        )
    rows = [dict(zip(options, values, strict=True)) for values in combinations(*options.values())]
    if len(rows) > MAX_NEW_SKUS:
        message = _("These options make %(count)s SKUs; at most %(limit)s can be added at once.")
        raise InvalidInput(message % {"count": len(rows), "limit": MAX_NEW_SKUS}, field="options")
    # One writer per product at a time, so that the numbers behind the code do not collide.
    Product.objects.select_for_update(no_key=True).only("pk").get(pk=product.pk)
    if not options:
        return Matrix(
            created=[create_sku(by=by, product=product, code=code, price_fen=price_fen, at=at)], existing_count=0
        )
    matrix = _create_rows(by=by, product=product, code=code, price_fen=price_fen, rows=rows, at=at)
    follow_options(product)
    return matrix


@transaction.atomic
def add_combinations(
    *,
    by: Any,
    product: Product,
    code: str,
    price_fen: int,
    combinations: Sequence[Sequence[int]],
    at: datetime | None = None,
) -> Matrix:
    """Add a SKU for each of the combinations (ids of values, one of each option) that has none yet; else as
    ``create_skus``. ``StaleState`` if the options are not the same any more.
    """
    Product.objects.select_for_update(no_key=True).only("pk").get(pk=product.pk)
    options = list(Option.objects.filter(product=product).prefetch_related("values"))
    values = {value.pk: (option.name, value.value) for option in options for value in option.values.all()}
    if not combinations:
        raise InvalidInput(_("Tick at least one combination."), field="combinations")
    if len(combinations) > MAX_NEW_SKUS:
        message = _("At most %(limit)s SKUs can be added at once.") % {"limit": MAX_NEW_SKUS}
        raise InvalidInput(message, field="combinations")
    rows = [dict(values[pk] for pk in ids if pk in values) for ids in combinations]
    if any(len(row) != len(options) or len(ids) != len(options) for row, ids in zip(rows, combinations, strict=True)):
        raise StaleState(field="combinations")
    # In the order of the options, whatever the order in which the ids came.
    rows = [{option.name: row[option.name] for option in options} for row in rows]
    matrix = _create_rows(by=by, product=product, code=code, price_fen=price_fen, rows=rows, at=at)
    follow_options(product)
    return matrix


def _create_rows(
    *, by: Any, product: Product, code: str, price_fen: int, rows: Sequence[Mapping[str, str]], at: datetime | None
) -> Matrix:
    taken = {
        text.lower() for text in Sku.objects.filter(code__istartswith=f"{code.strip()}-").values_list("code", flat=True)
    }
    created: list[Sku] = []
    existing_count, number = 0, 1
    for row in rows:
        while f"{code.strip()}-{number:02d}".lower() in taken:
            number += 1
        try:
            # create_sku is atomic, so a combination that exists leaves nothing behind.
            created.append(
                create_sku(
                    by=by,
                    product=product,
                    code=f"{code.strip()}-{number:02d}",
                    price_fen=price_fen,
                    options=row,
                    at=at,
                )
            )
            number += 1
        except DuplicateCombination:
            existing_count += 1
        except DuplicateCode as error:
            raise DuplicateCode(field="code") from error
    return Matrix(created=created, existing_count=existing_count)
