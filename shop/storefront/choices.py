"""Choosing a SKU by its options: a button for each value, and what choosing it leads to.

``static/js/shop.js`` does the same without loading the page anew; the two are kept alike by a journey.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shop.catalog.models import SkuValue
from shop.core.translated import Text
from shop.promotions.queries import Offer, SkuOffer


@dataclass(frozen=True)
class ValueChoice:
    """A button. ``sku_id`` is what it chooses, None if nothing with the value is to be had; it ``fits`` if only its own
    option changes by that. One that does not fit names a combination that is not to be had, and leads to the nearest.
    """

    value_id: int
    text: Text
    sku_id: int | None
    is_chosen: bool
    fits: bool


@dataclass(frozen=True)
class OptionChoice:
    """An option and its buttons, in the merchant's order."""

    option_id: int
    name: Text
    values: tuple[ValueChoice, ...]

    @property
    def chosen_text(self) -> Text:
        return next((value.text for value in self.values if value.is_chosen), Text(""))


Combination = tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """The options of a product, and the values of each of its SKUs, by id. Without options: choose from a list."""

    options: Sequence[OptionChoice] = ()
    combinations: Mapping[int, Combination] = field(default_factory=dict)

    def values_of(self, sku_id: int) -> str:
        """For the script: a SKU's values."""
        return " ".join(map(str, self.combinations[sku_id]))


def nearest(
    value_id: int, *, chosen: Combination, combinations: Iterable[tuple[int, Combination]]
) -> tuple[int, Combination] | None:
    """Of the SKUs that can be bought (id, values) the first of those with the value that keep most of ``chosen``."""
    found = [row for row in combinations if value_id in row[1]]
    return max(found, key=lambda row: len(set(row[1]) & set(chosen)), default=None)


def option_choices(offer: Offer, lead: SkuOffer | None) -> Choices:
    """The options of a product with ``lead`` chosen; none where SKUs are better chosen from a list.

    That is with fewer than two options, or where not every SKU has a value of each. One query, or none.
    """
    if lead is None or len(offer.skus) < 2:
        return Choices()
    rows = SkuValue.objects.filter(sku__in=[row.sku.pk for row in offer.skus]).select_related("option", "value")
    values_of: dict[int, list[SkuValue]] = {row.sku.pk: [] for row in offer.skus}
    for value in rows.order_by("option__position", "option_id"):
        values_of[value.sku_id].append(value)
    options = [[value.option_id for value in values] for values in values_of.values()]
    if len(options[0]) < 2 or any(others != options[0] for others in options):
        return Choices()
    combinations = {pk: tuple(value.value_id for value in values) for pk, values in values_of.items()}
    to_be_had = [(row.sku.pk, combinations[row.sku.pk]) for row in offer.skus if not row.is_sold_out]
    columns = zip(*values_of.values(), strict=True)
    chosen = combinations[lead.sku.pk]
    return Choices([_option(column, chosen=chosen, to_be_had=to_be_had) for column in columns], combinations)


def _option(
    column: Sequence[SkuValue], *, chosen: Combination, to_be_had: Sequence[tuple[int, Combination]]
) -> OptionChoice:
    values = {row.value_id: row.value for row in column}
    choices = []
    for value in sorted(values.values(), key=lambda value: (value.position, value.pk)):
        target = nearest(value.pk, chosen=chosen, combinations=to_be_had)
        others = set(chosen) - set(values)
        choices.append(
            ValueChoice(
                value_id=value.pk,
                text=value.told.value,
                sku_id=target[0] if target else None,
                is_chosen=value.pk in chosen,
                fits=target is not None and others <= set(target[1]),
            )
        )
    return OptionChoice(option_id=column[0].option_id, name=column[0].option.told.name, values=tuple(choices))
