"""Bulk edit: exactly the chosen goods, shown first, applied, put back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from shop.bulk.enums import RunState
from shop.bulk.models import Row, Run
from shop.bulk.operations.edit import start_edit
from shop.catalog.enums import ConditionKind
from shop.catalog.models import (
    Collection,
    CollectionCondition,
    CollectionItem,
    PriceEntry,
    Product,
    ProductTag,
    Sku,
    TaggedProduct,
)
from shop.catalog.operations import change_price, put_on_shelves
from shop.catalog.operations.categories import MAX_TAGS
from shop.core.errors import NotFound
from shop.core.models import Job, OutboxEvent
from shop.core.operations import jobs
from shop.inventory.models import StockMovement
from shop.inventory.operations import reserve
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.staff import member
from tests.shop.bulk.test_import import confirm
from tests.shop.bulk.test_undo import content_hash, undone

pytestmark = pytest.mark.django_db

EDIT = "bulk_desk:edit"
PRODUCTS = "wagtailsnippets_catalog_product:list"


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def edited(client: Client, work: Any, query: str, what: str, said: int | None = None, **fields: Any) -> Run:
    """Choose an edit for the list with this query; its dry run."""
    data = {"what": what, **{f"{what}-{name}": value for name, value in fields.items()}}
    if said is not None:
        data["said"] = said
    with work():
        response = client.post(f"{reverse(EDIT)}?{query}", data)
    assert response.status_code == 302, [form.errors for form in response.context["edit_forms"]]
    run = Run.objects.latest("id")
    assert run.state == RunState.CHECKED, run.job.error
    assert client.get(reverse("bulk_desk:run", args=[run.pk])).status_code == 200
    return run


def changes(run: Run) -> dict[str, list[Any]]:
    return {row.code or row.values["title"]: row.changes for row in run.rows.all()}


def apples_and_pears() -> list[Sku]:
    apples = [stocked_sku(code=f"APPLE-{n}", price_fen=1000 * n, units=5) for n in (1, 2, 3)]
    stocked_sku(code="PEAR-1", price_fen=5000)
    return apples


def test_prices_by_percent_are_shown_row_by_row_and_then_changed(clerk: Client, work: Any) -> None:
    apples = apples_and_pears()

    run = edited(clerk, work, "list=skus&q=apple", "price", mode="percent", value="10", rounding="ninety")

    assert changes(run) == {
        "APPLE-1": [["price", 1000, 1090]],
        "APPLE-2": [["price", 2000, 2190]],
        "APPLE-3": [["price", 3000, 3290]],
    }
    assert list(Sku.objects.filter(code__startswith="APPLE").values_list("price_fen", flat=True)) == [1000, 2000, 3000]
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()
    assert "¥21.90" in page

    confirm(clerk, work, run)

    assert run.state == RunState.DONE
    assert dict(Sku.objects.values_list("code", "price_fen")) == {
        "APPLE-1": 1090, "APPLE-2": 2190, "APPLE-3": 3290, "PEAR-1": 5000,
    }  # fmt: skip
    entry = PriceEntry.objects.filter(sku=apples[0]).latest("pk")
    assert (entry.price_fen, entry.reference, entry.by) == (1090, f"EDIT-{run.pk}", run.created_by)
    assert ModelLogEntry.objects.filter(action="bulk.edit").count() == 1
    assert OutboxEvent.objects.filter(name="catalog.price_changed", payload__sku_id=apples[0].pk).exists()


def test_all_means_all_that_match_the_filter_and_nothing_else(clerk: Client, work: Any) -> None:
    apples_and_pears()

    page = clerk.get(f"{reverse(EDIT)}?list=skus&q=apple")

    assert (page.context["sku_count"], page.context["product_count"]) == (3, 3)
    assert "3" in page.context["selected"]
    run = edited(clerk, work, "list=skus&q=apple", "sale", said=3, is_active="no")
    assert run.row_count == 3
    confirm(clerk, work, run)
    assert list(Sku.objects.filter(is_active=True).values_list("code", flat=True)) == ["PEAR-1"]


def test_all_in_the_product_list_goes_by_its_filter(clerk: Client, work: Any) -> None:
    """Trap T2: Wagtail's own "all in listing" is every row of the table."""
    for n in range(60):
        ProductFactory(title=f"苹果 {n}")
    drafts = [ProductFactory(title=f"草稿 {n}", live=False) for n in range(3)]
    bulk_action = reverse("wagtail_bulk_action", args=["catalog", "product", "edit-chosen"])

    response = clerk.get(f"{bulk_action}?id=all&state=draft&next=/admin/")

    assert response.status_code == 302
    query = urlsplit(response["Location"]).query
    assert parse_qs(query) == {"list": ["products"], "id": ["all"], "state": ["draft"]}
    assert clerk.get(response["Location"]).context["product_count"] == 3
    run = edited(clerk, work, query, "state", said=3, live="yes")
    assert {row.product_id for row in run.rows.all()} == {product.pk for product in drafts}
    confirm(clerk, work, run)
    assert Product.objects.filter(live=False).count() == 0


def test_search_narrows_the_product_list_too(clerk: Client) -> None:
    apple, _pear = ProductFactory(title="苹果"), ProductFactory(title="梨")
    make_sku(product=apple)

    page = clerk.get(f"{reverse(EDIT)}?list=products&q=苹果")

    assert (page.context["product_count"], page.context["sku_count"]) == (1, 1)


def test_a_list_that_changed_in_between_is_told_and_the_dry_run_stays_with_what_it_showed(
    clerk: Client, work: Any
) -> None:
    apples_and_pears()
    stocked_sku(code="APPLE-4", price_fen=4000)
    run = edited(clerk, work, "list=skus&q=apple", "price", said=3, mode="set", value="9.90", rounding="none")
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()
    assert run.options["said"] == 3
    assert run.row_count == 4
    assert 'role="status"' in page

    make_sku(code="APPLE-5", price_fen=5500)
    confirm(clerk, work, run)

    assert Sku.objects.get(code="APPLE-5").price_fen == 5500
    assert Sku.objects.filter(price_fen=990).count() == 4


def test_ticked_ones_only(clerk: Client, work: Any) -> None:
    apples = apples_and_pears()

    run = edited(clerk, work, f"list=skus&id={apples[0].pk}&id={apples[2].pk}", "sale", is_active="no")

    assert {row.sku_id for row in run.rows.all()} == {apples[0].pk, apples[2].pk}


def test_a_price_that_cannot_be_is_refused_by_name_and_the_rest_is_done(clerk: Client, work: Any) -> None:
    apples_and_pears()
    run = edited(clerk, work, "list=skus&q=apple", "price", mode="amount", value="-10", rounding="none")
    assert (run.counts["changed"], run.counts["refused"]) == (2, 1)
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "refused"}).content.decode()
    assert "APPLE-1" in page
    assert "0.00" in page

    confirm(clerk, work, run)

    assert dict(Sku.objects.values_list("code", "price_fen"))["APPLE-1"] == 1000
    assert dict(Sku.objects.values_list("code", "price_fen"))["APPLE-2"] == 1000


def test_a_price_that_somebody_changed_after_the_dry_run_is_not_overwritten(clerk: Client, work: Any) -> None:
    apple, *_rest = apples_and_pears()
    run = edited(clerk, work, "list=skus&q=apple", "price", mode="percent", value="10", rounding="none")
    change_price(by=None, sku=apple, price_fen=7700, expected_fen=1000)

    confirm(clerk, work, run)

    apple.refresh_from_db()
    assert apple.price_fen == 7700
    assert (run.counts["revised"], run.counts["failed"]) == (2, 1)
    assert Row.objects.get(run=run, sku=apple).reason == {"code": "stale", "field": "price"}


def test_stock_is_added_with_its_reason(clerk: Client, work: Any) -> None:
    apple, *_rest = apples_and_pears()

    run = edited(clerk, work, "list=skus&q=apple", "stock", mode="add", value="１0", reason="receive", note="第二批")
    confirm(clerk, work, run)

    assert stock_of(apple) == (15, 0)
    movement = StockMovement.objects.filter(stock=apple.pk).latest("pk")
    assert (movement.delta, movement.reason, movement.note, movement.reference) == (
        10, "receive", "第二批", f"EDIT-{run.pk}",
    )  # fmt: skip
    undone(clerk, work, run)
    assert stock_of(apple) == (5, 0)
    back = StockMovement.objects.filter(stock=apple.pk).latest("pk")
    assert (back.delta, back.reason, back.reference) == (-10, "correct", f"EDIT-{run.pk}-UNDO")


def test_stock_cannot_go_below_what_orders_hold_nor_against_its_reason(clerk: Client, work: Any) -> None:
    apple, *_rest = apples_and_pears()
    reserve(quantities={apple.pk: 3}, reference="A", expires_at=NOW, at=NOW)

    run = edited(clerk, work, "list=skus&q=apple", "stock", mode="set", value="2", reason="correct")
    assert Row.objects.get(run=run, sku=apple).reason == {"code": "below_reserved"}
    run = edited(clerk, work, "list=skus&q=apple", "stock", mode="set", value="4", reason="receive")
    assert Row.objects.get(run=run, sku=apple).reason == {"code": "edit_reason"}


def test_a_reason_that_fits_no_row_is_said_at_once(clerk: Client) -> None:
    stocked_sku()
    sent = {"what": "stock", "stock-mode": "add", "stock-value": "-5", "stock-reason": "receive"}

    answer = clerk.post(f"{reverse(EDIT)}?list=skus", sent)

    assert answer.status_code == 422
    [form] = [form for form in answer.context["edit_forms"] if form.is_bound]
    assert list(form.errors) == ["reason"]
    assert not Run.objects.exists()


def test_publishing_and_its_undo(clerk: Client, work: Any) -> None:
    plain = ProductFactory(title="苹果", live=False)
    drafted = ProductFactory(title="梨", live=False)
    drafted.subtitle = "新梨"
    drafted.save_revision()
    before = content_hash()
    state = list(Product.objects.order_by("pk").values("live", "live_revision", "first_published_at"))

    run = confirm(clerk, work, edited(clerk, work, "list=products", "state", live="yes"))

    assert run.counts["revised"] == 2
    assert Product.objects.visible(NOW).count() == 2
    assert Product.objects.get(pk=drafted.pk).subtitle == "新梨"
    undone(clerk, work, run)
    assert run.counts["back"] == 2
    assert list(Product.objects.order_by("pk").values("live", "live_revision", "first_published_at")) == state
    assert Product.objects.get(pk=plain.pk).live is False
    Product.objects.filter(pk=drafted.pk).update(subtitle="")
    assert content_hash() == before


def test_unpublishing_and_its_undo_leave_no_trace(clerk: Client, work: Any) -> None:
    ProductFactory(title="苹果")
    published = ProductFactory(title="梨")
    published.save_revision().publish()
    before = content_hash()

    run = confirm(clerk, work, edited(clerk, work, "list=products", "state", live="no"))
    assert Product.objects.filter(live=True).count() == 0

    undone(clerk, work, run)
    assert content_hash() == before


def test_a_product_published_again_since_is_left(clerk: Client, work: Any) -> None:
    product = ProductFactory(title="苹果", live=False)
    run = confirm(clerk, work, edited(clerk, work, "list=products", "state", live="yes"))
    product.refresh_from_db()
    product.save_revision().publish()

    undone(clerk, work, run)

    product.refresh_from_db()
    assert product.live
    assert (run.counts["back"], run.counts["kept"]) == (0, 1)


@pytest.mark.parametrize("mode", ["add", "remove"])
def test_collections_and_their_undo_leave_no_trace(clerk: Client, work: Any, mode: str) -> None:
    products = [ProductFactory() for _ in range(3)]
    put_on_shelves(shelves={"秋季": [products[1].pk, products[0].pk]})
    collection = Collection.objects.get()
    before = content_hash()

    run = confirm(clerk, work, edited(clerk, work, "list=products", "collection", mode=mode, collection=collection.pk))

    assert CollectionItem.objects.count() == (3 if mode == "add" else 0)
    assert run.counts["unchanged"] == (2 if mode == "add" else 1)
    undone(clerk, work, run)
    assert content_hash() == before


@pytest.mark.parametrize("mode", ["add", "remove"])
def test_tags_and_their_undo_leave_no_trace(clerk: Client, work: Any, mode: str) -> None:
    first, *_rest = [ProductFactory() for _ in range(3)]
    first.tags.add("礼盒")
    before = (content_hash(), list(TaggedProduct.objects.values()), list(ProductTag.objects.values()))

    run = confirm(clerk, work, edited(clerk, work, "list=products", "tag", mode=mode, name=" 礼盒 "))

    assert TaggedProduct.objects.count() == (3 if mode == "add" else 0)
    assert run.counts["unchanged"] == (1 if mode == "add" else 2)
    undone(clerk, work, run)
    assert (content_hash(), list(TaggedProduct.objects.values()), list(ProductTag.objects.values())) == before


def test_a_new_tag_goes_with_its_undo(clerk: Client, work: Any) -> None:
    ProductFactory()
    run = confirm(clerk, work, edited(clerk, work, "list=products", "tag", mode="add", name="新"))
    assert ProductTag.objects.get().name == "新"

    undone(clerk, work, run)

    assert not ProductTag.objects.exists()


def test_a_new_tag_that_a_rule_goes_by_since_stays(clerk: Client, work: Any) -> None:
    ProductFactory()
    run = confirm(clerk, work, edited(clerk, work, "list=products", "tag", mode="add", name="新"))
    tag = ProductTag.objects.get()
    collection = Collection.objects.create(title="新品", slug="new")
    CollectionCondition.objects.create(collection=collection, kind=ConditionKind.TAG, tag=tag)

    undone(clerk, work, run)

    assert run.state == RunState.UNDONE
    assert not TaggedProduct.objects.exists()
    assert ProductTag.objects.get() == tag


def test_all_that_match_are_tagged_and_nothing_else(clerk: Client, work: Any) -> None:
    for n in range(3):
        ProductFactory(title=f"苹果 {n}")
    ProductFactory(title="梨")

    run = edited(clerk, work, "list=products&id=all&q=苹果", "tag", said=3, mode="add", name="新")

    assert changes(run) == {f"苹果 {n}": [["tag", "", "新"]] for n in range(3)}
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()
    assert "“新”" in page
    confirm(clerk, work, run)
    tagged = TaggedProduct.objects.values_list("content_object__title", flat=True)
    assert sorted(tagged) == ["苹果 0", "苹果 1", "苹果 2"]
    events = OutboxEvent.objects.filter(name="catalog.product_changed")
    assert events.count() == 3


def test_a_product_with_as_many_tags_as_it_may_have_is_refused_before_and_when_it_is_done(
    clerk: Client, work: Any
) -> None:
    full, filled = ProductFactory(title="满"), ProductFactory(title="将满")
    full.tags.add(*(f"标签{n}" for n in range(MAX_TAGS)))
    run = edited(clerk, work, "list=products", "tag", mode="add", name="新")
    reason = {"code": "edit_tags_full", "limit": MAX_TAGS}
    assert [(row.verdict, row.reason) for row in run.rows.order_by("product")] == [("refused", reason), ("changed", {})]
    filled.tags.add(*(f"标签{n}" for n in range(MAX_TAGS)))

    confirm(clerk, work, run)

    assert Row.objects.get(run=run, product=filled).reason == reason
    assert not ProductTag.objects.filter(name="新").exists()


def test_a_tag_given_by_hand_meanwhile_is_left_alone(clerk: Client, work: Any) -> None:
    product = ProductFactory()
    run = edited(clerk, work, "list=products", "tag", mode="add", name="新")
    product.tags.add("新")

    confirm(clerk, work, run)

    assert run.rows.get().reason == {"code": "stale", "field": "tag"}
    undone(clerk, work, run)
    assert TaggedProduct.objects.count() == 1


def test_who_may_edit_in_bulk(clerk: Client, client: Client) -> None:
    sku = make_sku()
    warehouse = member("Warehouse")
    client.force_login(warehouse)

    assert client.get(f"{reverse(EDIT)}?list=skus").status_code == 302
    client.post(f"{reverse(EDIT)}?list=skus", {"what": "price", "price-mode": "set", "price-value": "1"})
    with pytest.raises(NotFound):
        start_edit(by=warehouse, edit={"what": "price"}, ids=[sku.pk], listed="/")

    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("price", {"mode": "percent", "value": "viel", "rounding": "none"}),
        ("price", {"mode": "percent", "value": "0", "rounding": "none"}),
        ("price", {"mode": "set", "value": "-5", "rounding": "none"}),
        ("stock", {"mode": "set", "value": "-1", "reason": "correct"}),
        ("stock", {"mode": "add", "value": "0", "reason": "correct"}),
        ("collection", {"mode": "add", "collection": "99"}),
        ("tag", {"mode": "add", "name": "新，旧"}),
        ("tag", {"mode": "add", "name": "  "}),
        ("tag", {"mode": "add", "name": "长" * 31}),
    ],
)
def test_what_makes_no_sense_is_said_at_its_place(clerk: Client, what: str, fields: dict[str, str]) -> None:
    make_sku()
    data = {"what": what, **{f"{what}-{name}": value for name, value in fields.items()}}

    response = clerk.post(f"{reverse(EDIT)}?list=skus", data)

    assert response.status_code == 422
    assert any(form.errors for form in response.context["edit_forms"])
    assert not Run.objects.exists()


def test_a_dry_run_that_was_stopped_can_be_repeated(clerk: Client, work: Any) -> None:
    apples_and_pears()
    clerk.post(f"{reverse(EDIT)}?list=skus", {"what": "sale", "sale-is_active": "no"})
    run = Run.objects.get()
    clerk.post(reverse("bulk_desk:stop", args=[run.pk]))
    assert clerk.get(reverse("bulk_desk:run", args=[run.pk])).status_code == 200

    with work():
        clerk.post(reverse("bulk_desk:go_on", args=[run.pk]))

    run.refresh_from_db()
    assert (run.state, run.counts["changed"]) == (RunState.CHECKED, 4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.integers(1, 99_999), min_size=1, max_size=4),
    value=st.integers(-200, 200),
    rounding=st.sampled_from(["none", "ninety", "whole"]),
    disturbed=st.sets(st.integers(0, 3)),
)
def test_undo_puts_back_every_price_but_those_that_changed_since(
    prices: list[int], value: int, rounding: str, disturbed: set[int]
) -> None:
    Run.objects.all().delete()
    skus = [make_sku(price_fen=fen) for fen in prices]
    by = member("Operations")
    edit = {"what": "price", "mode": "amount", "value": value, "rounding": rounding}
    run = start_edit(by=by, edit=edit, ids=[sku.pk for sku in skus], listed="/")
    jobs.run(job_id=Job.objects.latest("id").pk)
    from shop.bulk.operations.apply import confirm_import
    from shop.bulk.operations.undo import start_undo

    confirm_import(by=by, run=run, allowed_codes=[])
    jobs.run(job_id=Job.objects.latest("id").pk)
    expected = list(prices)
    for place in disturbed & set(range(len(skus))):
        skus[place].refresh_from_db()
        before = skus[place].price_fen
        change_price(by=by, sku=skus[place], price_fen=123_456, expected_fen=before)
        expected[place] = 123_456

    run.refresh_from_db()
    start_undo(by=by, run=run)
    jobs.run(job_id=Job.objects.latest("id").pk)

    assert [Sku.objects.get(pk=sku.pk).price_fen for sku in skus] == expected
