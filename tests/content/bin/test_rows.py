"""Products, collections and other rows: into the bin with all that goes along, and back under the same ids."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from content.bin.errors import NameTaken, NotThere, StillNeeded
from content.bin.models import Binned
from content.bin.operations import bin_row, remove_for_good, remove_old, restore_row
from content.bin.queries import KEPT
from content.rights.models import Right
from content.rights.operations import remove_right
from shop.catalog.models import (
    Badge,
    Collection,
    CollectionCondition,
    CollectionExclusion,
    CollectionItem,
    Product,
    ProductBadge,
    ProductType,
)
from shop.catalog.operations import BadgeData, give_badge, remove_badge, save_badge
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, product_type
from tests.factories.inventory import stocked_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


def shelf() -> Collection:
    """A collection with goods by hand, a rule and an exclusion."""
    row = Collection.objects.create(title="当季", slug="dang-ji")
    for place in range(3):
        CollectionItem.objects.create(collection=row, product=stocked_sku().product, position=place)
    CollectionCondition.objects.create(collection=row, kind="price", low_fen=100)
    CollectionExclusion.objects.create(collection=row, product=stocked_sku().product)
    return row


def all_of(pk: int) -> list[Any]:
    return [
        list(model.objects.filter(collection=pk).order_by("pk").values())
        for model in (CollectionItem, CollectionCondition, CollectionExclusion)
    ] + [list(Collection.objects.filter(pk=pk).values())]


def test_a_collection_comes_back_whole_under_its_address(client: Client) -> None:
    owner, row = member("Owner"), shelf()
    before, pk = all_of(row.pk), row.pk
    desk = Client()
    desk.force_login(owner)

    assert client.get("/c/dang-ji/").status_code == 200
    assert desk.post(reverse("collections_of_goods:delete", args=[pk])).status_code == 302
    assert all_of(pk) == [[], [], [], []]
    assert client.get("/c/dang-ji/").status_code == 410
    binned = Binned.objects.get()
    assert "当季" in desk.get("/admin/bin/").text

    warehouse = Client()
    warehouse.force_login(member("Warehouse"))
    assert warehouse.post(reverse("bin_desk:restore", args=[binned.pk])).status_code in {302, 403}
    assert Binned.objects.exists()
    assert desk.post(reverse("bin_desk:restore", args=[binned.pk])).status_code == 302

    assert all_of(pk) == before
    assert client.get("/c/dang-ji/").status_code == 200
    assert not Binned.objects.exists()
    told = ModelLogEntry.objects.filter(action__startswith="bin.").order_by("pk")
    assert list(told.values_list("action", flat=True)) == ["bin.put", "bin.restore"]


def test_what_belonged_to_something_gone_is_left_out() -> None:
    row = Collection.objects.create(title="当季", slug="dang-ji")
    stays, goes = ProductFactory(), ProductFactory()
    for product in (stays, goes):
        CollectionItem.objects.create(collection=row, product=product)
    binned = bin_row(by=None, thing=row, permission="x", at=NOW)
    goes.delete()

    back = restore_row(by=None, binned=binned)

    assert [item.product_id for item in back.items.all()] == [stays.pk]


def test_a_draft_product_comes_back_with_its_versions(client: Client) -> None:
    owner = member("Owner")
    product = ProductFactory(title="青苹果", slug="green")
    product.subtitle = "还没写完"
    product.save_revision()
    beside = ProductFactory()
    beside.related.create(target=product)
    client.force_login(owner)

    client.post(reverse("wagtailsnippets_catalog_product:delete", args=[product.pk]))
    assert not Product.objects.filter(pk=product.pk).exists()
    binned = Binned.objects.get()
    assert Client().get("/p/green/").status_code == 410
    back = restore_row(by=owner, binned=binned)

    assert (back.pk, back.slug, back.latest_revision.as_object().subtitle) == (product.pk, "green", "还没写完")
    assert [row.target_id for row in beside.related.all()] == [product.pk]


def test_goods_with_skus_are_taken_off_the_shop_and_not_deleted(client: Client) -> None:
    client.force_login(member("Owner"))
    product = stocked_sku().product

    client.post(reverse("wagtailsnippets_catalog_product:delete", args=[product.pk]))
    assert Product.objects.filter(pk=product.pk).exists()
    assert not Binned.objects.exists()
    with pytest.raises(StillNeeded):
        bin_row(by=None, thing=product, permission="x", at=NOW)
    assert not Binned.objects.exists()


def test_an_address_or_a_name_that_was_taken_meanwhile() -> None:
    row = Collection.objects.create(title="当季", slug="dang-ji")
    binned = bin_row(by=None, thing=row, permission="x", at=NOW)
    Collection.objects.create(title="当季", slug="dang-ji")
    assert restore_row(by=None, binned=binned).slug == "dang-ji-2"

    badge = save_badge(by=None, data=BadgeData(name="有机"))
    remove_badge(by=None, badge_id=badge.pk)
    save_badge(by=None, data=BadgeData(name="有机"))
    binned = Binned.objects.get()
    with pytest.raises(NameTaken):
        restore_row(by=None, binned=binned)
    assert Badge.objects.count() == 1
    assert Binned.objects.get() == binned


def test_badges_types_and_rights_come_back_too(client: Client) -> None:
    client.force_login(member("Owner"))
    badge = save_badge(by=None, data=BadgeData(name="有机"))
    product = stocked_sku().product
    give_badge(by=None, product=product, badge_id=badge.pk, evidence="有机产品认证 115OP", at=NOW)
    remove_badge(by=None, badge_id=badge.pk, lose=True)
    kind = product_type("苹果", 产地="text")[0]
    client.post(reverse("types_of_goods:delete", args=[kind.pk]))
    right = Right.objects.create(title="华芳苑", kind="trademark")
    remove_right(by=None, right=right)
    assert (Badge.objects.count(), ProductType.objects.filter(pk=kind.pk).count(), Right.objects.count()) == (0, 0, 0)

    for binned in Binned.objects.all():
        assert client.post(reverse("bin_desk:restore", args=[binned.pk])).status_code == 302

    assert ProductBadge.objects.get().evidence == "有机产品认证 115OP"
    assert ProductType.objects.get(pk=kind.pk).attributes.count() == 1
    assert Right.objects.get().title == "华芳苑"


def test_after_its_time_it_is_gone_for_good(client: Client) -> None:
    row = Collection.objects.create(title="当季", slug="dang-ji")
    binned = bin_row(by=None, thing=row, permission="x", at=NOW)

    assert remove_old(at=NOW + KEPT - timedelta(seconds=1)) == 0
    assert remove_old(at=NOW + KEPT) == 1
    assert client.get("/c/dang-ji/").status_code == 410
    for lost in (restore_row, remove_for_good):
        with pytest.raises(NotThere):
            lost(by=None, binned=binned)
