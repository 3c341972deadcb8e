"""Writing freight templates, and asking them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, Sku
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.shipping.enums import Basis
from shop.shipping.errors import TemplateInUse
from shop.shipping.models import FreightTemplate, FreightZone, ProductFreight, SkuVolume
from shop.shipping.operations import (
    ZoneData,
    assign_template,
    make_default,
    remove_template,
    save_template,
    set_volume,
)
from shop.shipping.queries import freight, freight_item, terms_for, with_freight
from shop.shipping.rules import FreightQuote, Item
from tests.factories.inventory import stocked_sku
from tests.factories.shipping import make_template, rest

pytestmark = pytest.mark.django_db


def items_of(*skus: Sku, quantity: int = 1) -> list[Item]:
    rows = with_freight(Sku.objects.filter(pk__in=[sku.pk for sku in skus]).select_related("product")).order_by("pk")
    return [freight_item(row, source=row, quantity=quantity, value_fen=row.price_fen * quantity) for row in rows]


def test_the_first_template_holds_for_everything() -> None:
    first, second = make_template(name="快递"), make_template(name="冷链")

    assert [first.is_default, second.is_default] == [True, False]
    make_default(by=None, template=second)
    assert list(FreightTemplate.objects.filter(is_default=True)) == [second]
    assert OutboxEvent.objects.filter(name="shipping.freight_changed").count() == 3
    assert ModelLogEntry.objects.filter(action="shipping.save_template").count() == 3


def test_writing_it_anew_replaces_the_zones() -> None:
    template = make_template()

    save_template(
        by=None,
        name=" 顺丰 ",
        basis=Basis.WEIGHT,
        by_place=True,
        zones=[ZoneData(regions=("65",), delivers=False), rest(800, first_units=1000, free_from_fen=9900)],
        template=template,
    )

    template.refresh_from_db()
    assert (template.name, template.basis, template.by_place, template.is_default) == ("顺丰", "weight", True, True)
    assert list(template.zones.values_list("regions", "delivers", "first_fen", "free_from_fen")) == [
        (["65"], False, 0, None),
        ([], True, 800, 9900),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": "快递"}, "name"),
        ({"basis": "size"}, "basis"),
        ({"zones": []}, None),
        ({"zones": [ZoneData(regions=("65",))]}, None),
        ({"zones": [rest(), rest()]}, None),
        ({"zones": [rest(), ZoneData(regions=("99",))]}, None),
        ({"zones": [rest(), ZoneData(regions=("65",)), ZoneData(regions=("65",))]}, None),
        ({"zones": [rest(first_units=0)]}, None),
        ({"zones": [rest(-1)]}, None),
        ({"zones": [rest(free_from_fen=0)]}, None),
    ],
)
def test_what_makes_no_template(fields: dict[str, object], field: str | None) -> None:
    make_template(name="快递")

    with pytest.raises(InvalidInput) as refused:
        save_template(**{"by": None, "name": "新", "basis": Basis.COUNT, "zones": [rest()], **fields})  # type: ignore[arg-type]

    assert refused.value.field == field
    assert FreightTemplate.objects.count() == FreightZone.objects.count() == 1


def test_a_template_in_use_stays() -> None:
    default, own = make_template(name="快递"), make_template(name="冷链")
    sku = stocked_sku()
    assign_template(by=None, products=[sku.product], template=own)

    for template in (default, own):
        with pytest.raises(TemplateInUse):
            remove_template(by=None, template=template)

    assign_template(by=None, products=[sku.product], template=None)
    remove_template(by=None, template=own)
    # The last one may go: then everything is sent for nothing.
    remove_template(by=None, template=default)
    assert not FreightTemplate.objects.exists()


def test_goods_go_by_their_own_template_or_the_default_one() -> None:
    default = make_template(rest(1000), name="快递")
    own = make_template(rest(2500), name="冷链")
    first, second = stocked_sku(), stocked_sku()

    assert assign_template(by=None, products=[first.product], template=own) == 1
    assert assign_template(by=None, products=[first.product], template=own) == 0

    assert [row.template_id for row in items_of(first, second)] == [own.pk, default.pk]
    assert ProductFreight.objects.count() == 1


def test_what_is_not_sent_costs_no_freight() -> None:
    make_template()
    sku = stocked_sku()
    Product.objects.filter(pk=sku.product_id).update(kind=ProductKind.VOUCHER)
    sku.product.refresh_from_db()

    assert items_of(sku)[0].template_id is None
    assert terms_for(sku.product) is None


def test_asking_takes_one_statement_and_none_without_templates() -> None:
    skus = [stocked_sku() for _ in range(3)]
    with CaptureQueriesContext(connection) as statements:
        assert freight(items_of(*skus), region="11") == FreightQuote((), (0, 0, 0))
    assert len(statements) == 1

    make_template()
    with CaptureQueriesContext(connection) as statements:
        assert freight(items_of(*skus), region="11").fen == 1000  # type: ignore[union-attr]
    assert len(statements) == 2


def test_places_are_asked_for_only_where_they_matter() -> None:
    skus = [stocked_sku(), stocked_sku()]
    asked: list[set[int]] = []

    def place_of(ids: object) -> dict[int, int]:
        asked.append(set(ids))  # type: ignore[call-overload]
        return dict(zip(sorted(asked[-1]), (1, 2), strict=True))

    template = make_template()
    assert freight(items_of(*skus), region="11", place_of=place_of).fen == 1000  # type: ignore[union-attr]
    save_template(by=None, name="快递", basis=Basis.COUNT, zones=[rest()], by_place=True, template=template)
    assert freight(items_of(*skus), region="11", place_of=place_of).fen == 2000  # type: ignore[union-attr]
    assert asked == [{sku.pk for sku in skus}]


def test_the_volume_of_a_unit() -> None:
    sku = stocked_sku()

    assert set_volume(by=None, sku=sku, volume_cm3=2400)
    assert not set_volume(by=None, sku=sku, volume_cm3=2400)
    assert items_of(sku)[0].volume_cm3 == 2400
    assert set_volume(by=None, sku=sku, volume_cm3=None)
    with pytest.raises(InvalidInput):
        set_volume(by=None, sku=sku, volume_cm3=0)
    assert not SkuVolume.objects.exists()
