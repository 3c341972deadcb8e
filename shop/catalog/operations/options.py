"""Options of a product after its SKUs are made: rename, order, add and remove values; the SKUs follow.

Immediate, like everything about SKUs. A SKU keeps its values by id, so a rename changes what is read, never what was
chosen; orders keep the words they were placed with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from shop.catalog.events import ProductChanged
from shop.catalog.models import Option, OptionValue, Product, Sku, SkuValue, told_options
from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState

MAX_VALUES = 50


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A new name, and the one the person saw."""

    name: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class OptionEdits:
    """What somebody changed about the options: names by id, values to add by option id, one step for one of them."""

    options: Mapping[int, Renamed]
    values: Mapping[int, Renamed]
    added: Mapping[int, Sequence[str]]
    # ("option" or "value", id, -1 for earlier or +1 for later).
    move: tuple[str, int, int] | None = None
    # A value that no SKU has; its option goes with the last one.
    remove: int | None = None


@transaction.atomic
def revise_options(*, by: Any, product: Product, edits: OptionEdits) -> bool:
    """Apply the edits, all or nothing; False if they change nothing.

    Errors (``field`` is ``option-<id>``, ``value-<id>`` or ``new-<option id>``): ``InvalidInput`` for an empty, long or
    double name and for a value that a SKU has, ``StaleState`` for a name that is not the one seen any more.
    """
    # One writer per product at a time, the same lock under which SKUs are made.
    locked = Product.objects.select_for_update(no_key=True).only("pk").get(pk=product.pk)
    board = _Board(locked)
    before = board.state()
    board.rename(edits.options, board.options, "option", limit=30)
    board.rename(edits.values, board.values, "value", limit=40)
    for option_id, names in edits.added.items():
        board.add(option_id, names)
    if edits.remove is not None:
        board.remove(edits.remove)
    if edits.move:
        board.move(*edits.move)
    board.check()
    if board.state() == before:
        return False
    board.store()
    follow_options(locked)
    audit.record(by=by, action="catalog.revise_options", subject=product, data={"options": board.words()})
    events.publish(ProductChanged(product_id=product.pk))
    return True


def follow_options(product: Product) -> None:
    """Let the words and the order of a product's SKUs follow its options; those without options come last.

    The caller holds the product's lock.
    """
    values = SkuValue.objects.filter(sku__product=product).select_related("option", "value")
    of_sku: dict[int, list[SkuValue]] = {}
    for row in values.order_by("option__position", "option_id"):
        of_sku.setdefault(row.sku_id, []).append(row)

    def order(sku: Sku) -> tuple[Any, ...]:
        rows = of_sku.get(sku.pk, [])
        return (not rows, [(row.value.position, row.value_id) for row in rows], sku.position, sku.pk)

    changed = []
    for position, sku in enumerate(sorted(Sku.objects.filter(product=product), key=order)):
        text = " / ".join(row.value.value for row in of_sku.get(sku.pk, []))[:120] or sku.option_text
        rows = [row.value for row in of_sku.get(sku.pk, [])]
        told = told_options(text, rows) if rows else sku.translations
        if (sku.position, sku.option_text, sku.translations) != (position, text, told):
            sku.position, sku.option_text, sku.translations = position, text, told
            changed.append(sku)
    # In ascending order of ids, as everybody locks them.
    Sku.objects.bulk_update(
        sorted(changed, key=lambda sku: sku.pk), ["position", "option_text", "translations"], batch_size=200
    )


class _Board:
    """The options and values of a product, in order, being rearranged."""

    def __init__(self, product: Product) -> None:
        self.product = product
        rows = list(Option.objects.filter(product=product).order_by("position", "pk").prefetch_related("values"))
        self.options: dict[int, Option] = {row.pk: row for row in rows}
        self.values: dict[int, OptionValue] = {value.pk: value for row in rows for value in row.values.all()}
        self.order: dict[int, list[OptionValue]] = {row.pk: list(row.values.all()) for row in rows}
        self.removed: list[OptionValue] = []

    def state(self) -> list[tuple[int, str, list[tuple[int | None, str]]]]:
        return [
            (pk, option.name, [(value.pk, value.value) for value in self.order[pk]])
            for pk, option in self.options.items()
        ]

    def words(self) -> dict[str, list[str]]:
        return {option.name: [value.value for value in self.order[pk]] for pk, option in self.options.items()}

    def rename(self, names: Mapping[int, Renamed], rows: Mapping[int, Any], kind: str, *, limit: int) -> None:
        column = "name" if kind == "option" else "value"
        for pk, edit in names.items():
            name, field = " ".join(edit.name.split()), f"{kind}-{pk}"
            if name == edit.seen:
                continue
            if pk not in rows or getattr(rows[pk], column) not in {edit.seen, name}:
                raise StaleState(field=field)
            if not 1 <= len(name) <= limit:
                raise InvalidInput(_("Use 1 to %(limit)s characters.") % {"limit": limit}, field=field)
            setattr(rows[pk], column, name)

    def add(self, option_id: int, names: Sequence[str]) -> None:
        field = f"new-{option_id}"
        if option_id not in self.options:
            raise StaleState(field=field)
        for name in dict.fromkeys(" ".join(name.split()) for name in names):
            if not 1 <= len(name) <= 40:
                raise InvalidInput(_("A value has at most 40 characters."), field=field)
            if name not in {value.value for value in self.order[option_id]}:
                self.order[option_id].append(OptionValue(option_id=option_id, value=name))
        if len(self.order[option_id]) > MAX_VALUES:
            message = _("An option has at most %(count)s values.") % {"count": MAX_VALUES}
            raise InvalidInput(message, field=field)

    def remove(self, value_id: int) -> None:
        value = self.values.get(value_id)
        if value is None:
            raise StaleState(field=f"value-{value_id}")
        if SkuValue.objects.filter(value=value_id).exists():
            message = _("A SKU has this value, so it stays; take the SKU off sale instead.")
            raise InvalidInput(message, field=f"value-{value_id}")
        self.order[value.option_id].remove(value)
        self.removed.append(value)

    def move(self, kind: str, pk: int, step: int) -> None:
        if kind == "option":
            rows: list[Any] = list(self.options.values())
        else:
            rows = self.order.get(self.values[pk].option_id, []) if pk in self.values else []
        place = next((place for place, row in enumerate(rows) if row.pk == pk), None)
        if place is None:
            raise StaleState
        target = place + (1 if step > 0 else -1)
        if 0 <= target < len(rows):
            rows[place], rows[target] = rows[target], rows[place]
        if kind == "option":
            self.options = {row.pk: row for row in rows}

    def check(self) -> None:
        """Names are told apart by people, so case does not make two of one."""
        _refuse_twins([(f"option-{pk}", row.name) for pk, row in self.options.items()])
        for pk, values in self.order.items():
            _refuse_twins([(f"value-{row.pk}" if row.pk else f"new-{pk}", row.value) for row in values])

    def store(self) -> None:
        for value in self.removed:
            value.delete()
        emptied = [pk for pk in self.options if not self.order[pk]]
        Option.objects.filter(pk__in=emptied).delete()
        options = [option for pk, option in self.options.items() if pk not in emptied]
        values = [value for option in options for value in self.order[option.pk]]
        for option in options:
            for place, value in enumerate(self.order[option.pk]):
                value.position = place
        for place, option in enumerate(options):
            option.position = place
        # Two that swap their names would collide on the way.
        aside = Concat(Value("#"), Cast("pk", CharField()))
        Option.objects.filter(pk__in=[option.pk for option in options]).update(name=aside)
        OptionValue.objects.filter(pk__in=[value.pk for value in values if value.pk]).update(value=aside)
        Option.objects.bulk_update(options, ["name", "position"])
        OptionValue.objects.bulk_update([value for value in values if value.pk], ["value", "position"])
        OptionValue.objects.bulk_create([value for value in values if not value.pk])


def _refuse_twins(names: Sequence[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for field, name in names:
        if name.casefold() in seen:
            raise InvalidInput(_("This name is there already."), field=field)
        seen.add(name.casefold())
