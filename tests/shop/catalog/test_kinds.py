"""A product's kind: chosen once, out of reach of drafts, and what it forbids."""

from typing import Any

import pytest
from django.db import transaction

from shop.catalog.enums import ProductKind
from shop.catalog.errors import KindFixed, KindHasNoSkus
from shop.catalog.models import Product, Sku
from shop.catalog.operations import Goods, add_goods, change_kind
from shop.core.errors import InvalidInput
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, ask, made_to_order, make_sku

pytestmark = pytest.mark.django_db
UNSOLD = [ProductKind.LINK, ProductKind.ENQUIRY]


def stored_kind(product: Product) -> str:
    return Product.objects.values_list("kind", flat=True).get(pk=product.pk)


def test_a_stale_draft_never_brings_an_earlier_kind_back() -> None:
    product = ProductFactory()
    draft = product.save_revision()
    change_kind(by=None, product=product, kind=ProductKind.MADE_TO_ORDER)

    draft.publish()

    assert draft.content["kind"] == ProductKind.PHYSICAL
    assert stored_kind(product) == ProductKind.MADE_TO_ORDER


def test_revisions_from_before_there_were_kinds_can_be_read() -> None:
    product = made_to_order()
    draft = product.save_revision()
    del draft.content["kind"]
    draft.save()

    draft.publish()

    assert stored_kind(product) == ProductKind.MADE_TO_ORDER


@pytest.mark.parametrize("kind", UNSOLD)
def test_what_is_not_sold_here_has_no_skus(kind: ProductKind) -> None:
    product = ProductFactory(kind=kind)

    with pytest.raises(KindHasNoSkus):
        make_sku(product=product)
    with transaction.atomic():
        rows = [Goods(code="A1", title="苹果", price_fen=100, product_id=product.pk)]
        (result,) = add_goods(by=None, goods=rows, live=True, source="test", at=NOW)

    assert isinstance(result, KindHasNoSkus)
    assert not Sku.objects.exists()


def test_a_kind_changes_until_something_rests_on_it() -> None:
    product = ProductFactory()

    assert change_kind(by=None, product=product, kind=ProductKind.MADE_TO_ORDER)
    assert not change_kind(by=None, product=product, kind=ProductKind.MADE_TO_ORDER)
    ask(product)
    with pytest.raises(KindFixed):
        change_kind(by=None, product=product, kind=ProductKind.PHYSICAL)
    product.spec_fields.all().delete()
    make_sku(product=product)
    with pytest.raises(KindFixed):
        change_kind(by=None, product=product, kind=ProductKind.PHYSICAL)

    assert stored_kind(product) == ProductKind.MADE_TO_ORDER


@pytest.mark.parametrize("kind", ["", "gold"])
def test_kinds_that_are_not_offered_are_refused(kind: Any) -> None:
    product = ProductFactory()

    with pytest.raises(InvalidInput):
        change_kind(by=None, product=product, kind=kind)

    assert stored_kind(product) == ProductKind.PHYSICAL
