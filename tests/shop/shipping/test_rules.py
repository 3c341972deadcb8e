"""Freight, reckoned without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.shipping.enums import Basis
from shop.shipping.rules import FreightQuote, Item, NoDelivery, Template, Zone, quote, terms_of

NEAR = Zone(regions=("31", "32", "33"), first_fen=600, more_fen=100)
FAR = Zone(regions=("65", "54"), delivers=False)
URUMQI = Zone(regions=("6501",), first_fen=3000)
REST = Zone(first_fen=1000, more_fen=200, free_from_fen=9900)
BY_COUNT = Template(pk=1, name="快递", zones=(REST, NEAR, FAR, URUMQI))
BY_WEIGHT = Template(
    pk=2, name="冷链", basis=Basis.WEIGHT, zones=(Zone(first_units=1000, first_fen=1500, more_units=500, more_fen=300),)
)
TEMPLATES = {1: BY_COUNT, 2: BY_WEIGHT}


def item(quantity: int = 1, value_fen: int = 1000, template_id: int | None = 1, **fields: int) -> Item:
    return Item(sku_id=1, quantity=quantity, value_fen=value_fen, template_id=template_id, **fields)


def fen(*items: Item, region: str = "440106") -> int:
    found = quote(items, TEMPLATES, region)
    assert isinstance(found, FreightQuote)
    return found.fen


def test_the_first_costs_this_and_each_further_that() -> None:
    assert [fen(item(count)) for count in (1, 2, 3)] == [1000, 1200, 1400]
    assert [fen(item(count), region="310106") for count in (1, 2)] == [600, 700]


def test_a_part_of_a_further_unit_is_charged_whole() -> None:
    weights = [(1, 900), (1, 1000), (1, 1001), (2, 750), (4, 500)]
    assert [fen(item(count, template_id=2, weight_g=grams)) for count, grams in weights] == [
        1500,
        1500,
        1800,
        1800,
        2100,
    ]


def test_a_sku_without_a_weight_counts_as_nothing() -> None:
    assert fen(item(9, template_id=2)) == 1500


def test_the_volume_counts_where_the_template_says_so() -> None:
    zone = Zone(first_units=3000, first_fen=800, more_units=1000, more_fen=150)
    template = Template(pk=3, name="大件", basis=Basis.VOLUME, zones=(zone,))
    found = quote([item(2, template_id=3, volume_cm3=2400)], {3: template}, "11")
    assert isinstance(found, FreightQuote)
    assert (found.fen, found.parcels[0].units) == (1100, 4800)


@pytest.mark.parametrize(("value_fen", "freight_fen", "left"), [(9899, 1000, 1), (9900, 0, 0), (12000, 0, 0)])
def test_free_from_the_sum_on(value_fen: int, freight_fen: int, left: int) -> None:
    found = quote([item(value_fen=value_fen)], TEMPLATES, "440106")
    assert isinstance(found, FreightQuote)
    assert (found.fen, found.parcels[0].free_in_fen) == (freight_fen, left)


def test_the_longest_code_decides() -> None:
    assert quote([item()], TEMPLATES, "650202") == NoDelivery((0,))
    assert fen(item(), region="650102") == 3000
    # Nobody knows which city it is, so the city's exception does not hold.
    assert quote([item()], TEMPLATES, "65") == NoDelivery((0,))


def test_lines_that_are_not_sent_are_named() -> None:
    assert quote([item(template_id=2), item(), item(template_id=None)], TEMPLATES, "54") == NoDelivery((1,))


def test_nowhere_else_means_nowhere_else() -> None:
    only = {1: Template(pk=1, name="同城", zones=(Zone(regions=("3706",)),))}
    assert quote([item()], only, "370601") == FreightQuote(
        quote([item()], only, "3706").parcels,  # type: ignore[union-attr]
        (0,),
    )
    assert quote([item()], only, "11") == NoDelivery((0,))


def test_each_kind_of_goods_is_a_parcel() -> None:
    found = quote([item(2), item(template_id=2, weight_g=1000), item(template_id=None)], TEMPLATES, "440106")
    assert isinstance(found, FreightQuote)
    assert [(parcel.name, parcel.fen, parcel.items) for parcel in found.parcels] == [
        ("快递", 1200, (0,)),
        ("冷链", 1500, (1,)),
    ]
    assert found.shares == (1200, 1500, 0)


def test_places_are_parcels_only_where_the_template_says_so() -> None:
    lines = [item(place=1), item(place=2)]
    apart = {1: Template(pk=1, name="快递", by_place=True, zones=(REST,))}
    assert fen(*lines) == 1200
    assert quote(lines, apart, "440106").fen == 2000  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            item,
            quantity=st.integers(1, 50),
            value_fen=st.integers(0, 100_000),
            template_id=st.sampled_from([None, 1, 2]),
            weight_g=st.integers(0, 5000),
            place=st.integers(0, 2),
        ),
        max_size=8,
    ),
    st.sampled_from(["11", "310106", "650102", "440106"]),
)
def test_what_falls_on_the_lines_is_the_freight(items: list[Item], region: str) -> None:
    found = quote(items, TEMPLATES, region)
    assert isinstance(found, FreightQuote)
    assert sum(found.shares) == found.fen == sum(parcel.fen for parcel in found.parcels)
    assert all(share >= 0 for share in found.shares)
    assert all(not share for share, row in zip(found.shares, items, strict=True) if row.template_id is None)


def test_terms_in_short() -> None:
    terms = terms_of(BY_COUNT.zones)
    assert (terms.least_fen, terms.free_from_fen, terms.not_to) == (600, None, ("65", "54"))
    assert terms_of([REST]).free_from_fen == 9900
    assert [terms_of([zone]).costs for zone in (REST, Zone())] == [True, False]
