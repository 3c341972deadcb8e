"""Goods that leave as a file and come back as they were change nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.bulk.models import Run
from shop.catalog.models import Collection, CollectionItem
from shop.catalog.operations import create_skus, set_cost, set_weight
from shop.exports.operations.produce import start_export
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import bundle, stocked_sku
from tests.factories.staff import member
from tests.shop.bulk.test_import import choices

pytestmark = pytest.mark.django_db


COLUMNS = ["code", "title", "price", "stock", "barcode", "subtitle", "option_name", "option_value", "collection"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_all_of_it_is_unchanged(
    client: Client, format_: str, language: str, django_capture_on_commit_callbacks: Any
) -> None:
    clerk = member("Operations")
    plain = stocked_sku(code="0012", units=7, barcode="6900000000003")
    for title in ("中秋", "礼盒"):
        shelf = Collection.objects.create(title=title, slug=f"shelf-{title}")
        CollectionItem.objects.create(collection=shelf, product=plain.product)
    one = ProductFactory(title="=1+1 苹果", subtitle="-5℃ 冷藏")
    create_skus(by=clerk, product=one, code="ONE", price_fen=1990, options={"净重": ["5 斤", "10 斤"]})
    two = ProductFactory(title="两  个 空格", subtitle="@家")
    create_skus(by=clerk, product=two, code="TWO", price_fen=100, options={"净重": ["5 斤"], "颜色": ["红", "+青"]})
    bundle({plain: 2}, code="BOX")
    make_sku(code="-DASH", is_stocked=False)
    set_cost(by=clerk, sku=plain, cost_fen=128050, expected_fen=None)
    set_weight(by=clerk, sku=plain, weight_g=2500, expected_g=None)
    export = start_export(by=clerk, key="skus", query="", format_=format_, language=language, at=timezone.now())

    client.force_login(clerk)
    content = export.file.read()
    client.post(reverse("bulk_desk:imports"), {"file": SimpleUploadedFile(f"goods.{format_}", content)})
    run = Run.objects.get()
    data = {**choices(run), "stock_rule": "count"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("bulk_desk:check", args=[run.pk]), data)

    run.refresh_from_db()
    # Behind what the export counts (reserved, available) stand weight and cost.
    assert run.options["mapping"] == {key: place for place, key in enumerate(COLUMNS)} | {"weight": 11, "cost": 14}
    told = {row.code: (row.verdict, row.changes) for row in run.rows.all()}
    assert told == dict.fromkeys(told, ("unchanged", []))
    assert len(told) == 7
