"""The promotion desk: list, page, form, end and cancel."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.promotions.models import Promotion
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("promotion_desk:list"), reverse("promotion_desk:add")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def at(offset: timedelta) -> str:
    return f"{timezone.localtime(timezone.now() + offset):%Y-%m-%dT%H:%M:%S}"


def form_data(*skus, price: str = "58", quantity: str = "", **fields) -> dict:
    data = {
        "name": "霜降开园",
        "starts_at": at(timedelta(hours=1)),
        "ends_at": at(timedelta(hours=2)),
        "per_person_limit": "",
        "sku": [str(sku.pk) for sku in skus],
        "save": "1",
        **fields,
    }
    for sku in skus:
        data[f"sku-{sku.pk}-price"] = price
        data[f"sku-{sku.pk}-quantity"] = quantity
    return data


def running(*skus, **fields) -> Promotion:
    now = timezone.now()
    return make_promotion(
        *skus,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
        at=now - timedelta(days=1),
        **fields,
    )


def scheduled(*skus, **fields) -> Promotion:
    now = timezone.now()
    return make_promotion(*skus, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2), at=now, **fields)


def step(name: str, promotion: Promotion) -> str:
    return reverse(f"promotion_desk:{name}", args=[promotion.pk])


def test_a_promotion_is_made_to_the_second(desk):
    sku = stocked_sku(price_fen=6800)

    response = desk.post(
        ADD,
        form_data(
            sku,
            price="58.5",
            quantity="100",
            starts_at="2030-10-01T10:00:07",
            ends_at="2030-10-02T10:00:08",
            per_person_limit="2",
        ),
    )

    promotion = Promotion.objects.get()
    assert response.url == step("promotion", promotion)
    assert f"{timezone.localtime(promotion.starts_at):%Y-%m-%d %H:%M:%S}" == "2030-10-01 10:00:07"
    assert promotion.per_person_limit == 2
    item = promotion.items.get()
    assert (item.sku, item.price_fen, item.quantity_limit) == (sku, 5850, 100)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00"}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59:59"}, "ends_at"),
        ({"per_person_limit": "0"}, "per_person_limit"),
        ({"per_person_limit": "-1"}, "per_person_limit"),
    ],
)
def test_terms_that_make_no_sense_are_told_at_the_field(desk, changes, where):
    response = desk.post(ADD, form_data(stocked_sku(), **changes))

    assert response.status_code == 422
    assert response.context["editor"].terms.errors[where]
    assert not Promotion.objects.exists()


def test_an_end_before_the_start_or_in_the_past_is_told_at_the_end(desk):
    sku = stocked_sku()

    for fields in (
        {"starts_at": at(timedelta(hours=2)), "ends_at": at(timedelta(hours=1))},
        {"starts_at": at(-timedelta(hours=2)), "ends_at": at(-timedelta(hours=1))},
    ):
        response = desk.post(ADD, form_data(sku, **fields))
        assert response.context["editor"].terms.errors["ends_at"]
    assert not Promotion.objects.exists()


@pytest.mark.parametrize(
    ("price", "quantity", "field"),
    [
        ("", "", "price"),
        ("0", "", "price"),
        ("-5", "", "price"),
        ("12.345", "", "price"),
        ("68", "", "price"),
        ("9" * 30, "", "price"),
        ("58", "0", "quantity"),
        ("58", "-1", "quantity"),
        ("58", "x", "quantity"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_in_its_cell(desk, price, quantity, field):
    response = desk.post(ADD, form_data(stocked_sku(price_fen=6800), price=price, quantity=quantity))

    assert response.status_code == 422
    assert response.context["editor"].rows[0].errors[field]
    assert not Promotion.objects.exists()


def test_no_goods_no_promotion(desk):
    response = desk.post(ADD, form_data())

    assert response.status_code == 422
    assert response.context["editor"].items_error


def test_an_overlap_is_told_at_the_row_and_names_the_other(desk):
    sku = stocked_sku(price_fen=6800)
    scheduled(sku, name="秋收")

    response = desk.post(ADD, form_data(sku))

    assert response.status_code == 422
    assert "秋收" in str(response.context["editor"].rows[0].errors["price"])
    assert Promotion.objects.count() == 1


def test_goods_are_found_added_and_removed_without_saving(desk):
    first = stocked_sku(product=ProductFactory(title="栖霞苹果礼盒"), code="A-1")
    second = stocked_sku(product=ProductFactory(title="陶烧苹果碟"), code="B-1")
    data = form_data(first, price="58")
    del data["save"]

    found = desk.post(ADD, {**data, "find": "1", "find_text": "苹果"}).context["editor"]
    by_code = desk.post(ADD, {**data, "find": "1", "find_text": "b-1"}).context["editor"]
    added = desk.post(ADD, {**data, "add": str(second.pk)})
    removed = desk.post(ADD, {**data, "remove": str(first.pk)}).context["editor"]

    assert [sku.code for sku in found.found] == ["B-1"]
    assert [sku.code for sku in by_code.found] == ["B-1"]
    rows = added.context["editor"].rows
    assert [row.sku.code for row in rows] == ["A-1", "B-1"]
    assert rows[0]["price"].value() == "58"
    assert removed.rows == []
    assert not Promotion.objects.exists()


@pytest.mark.parametrize("value", ["x", "9" * 30, "-1", "²", "\x00"])
def test_forged_row_numbers_are_ignored(desk, value):
    response = desk.post(ADD, {"sku": value, "add": value, "remove": value, "find_text": "\x00"})

    assert response.status_code == 200
    assert response.context["editor"].rows == []


def test_the_form_shows_the_price_that_would_be_struck_through(desk):
    sold, never = stocked_sku(price_fen=6800), stocked_sku(price_fen=9900)
    paid_order({sold: 1}, at=timezone.now() - timedelta(days=2))

    rows = desk.post(ADD, form_data(sold, never, price="58", find="1")).context["editor"].rows

    assert [(row.reference_fen, row.strikes_through) for row in rows] == [(6800, True), (None, False)]


def test_a_scheduled_promotion_can_be_changed_and_a_running_one_not(desk):
    first, second = stocked_sku(price_fen=6800), stocked_sku(price_fen=9900)
    promotion = scheduled(first)

    form = desk.get(step("change", promotion))
    desk.post(step("change", promotion), form_data(second, price="88", name="改过的"))

    assert form.context["editor"].terms.initial["name"] == "秋收"
    promotion.refresh_from_db()
    assert promotion.name == "改过的"
    assert [(item.sku, item.price_fen) for item in promotion.items.all()] == [(second, 8800)]

    started = running(first)
    assert desk.get(step("change", started)).status_code == 302
    response = desk.post(step("change", started), form_data(second, name="偷偷改"))
    started.refresh_from_db()
    assert started.name == "秋收"
    assert response.context["editor"].items_error


def test_ending_and_cancelling_name_what_will_happen_and_do_it_once(desk):
    active, coming = running(stocked_sku()), scheduled(stocked_sku())

    assert desk.get(step("end", active)).context["consequences"]
    assert desk.get(step("cancel", coming)).context["consequences"]
    for _click in range(2):
        assert desk.post(step("end", active), follow=True).status_code == 200
        assert desk.post(step("cancel", coming), follow=True).status_code == 200

    active.refresh_from_db()
    coming.refresh_from_db()
    assert active.ends_at <= timezone.now()
    assert coming.cancelled_at
    # What has started cannot be called off, and what has not cannot be ended.
    other = running(stocked_sku())
    desk.post(step("cancel", other))
    other.refresh_from_db()
    assert other.cancelled_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_tells_states_times_and_units_with_the_same_number_of_questions(
    desk, count, django_assert_num_queries
):
    for _number in range(count):
        running(stocked_sku(), stocked_sku(), quantity_limit=7)
        scheduled(stocked_sku())
    response = desk.get(LIST)

    with django_assert_num_queries(QUERIES_OF_LIST):
        desk.get(LIST)

    counts = {tab.key: tab.count for tab in response.context["tabs"]}
    assert (counts["active"], counts["scheduled"], counts["ended"]) == (str(count), str(count), "0")
    assert len(desk.get(LIST, {"tab": "active"}).context["rows"]) == count
    row = next(row["promotion"] for row in response.context["rows"] if row["state"] == "active")
    assert (row.item_count, row.sold, row.quantity) == (2, 0, 14)
    assert f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M:%S}" in response.content.decode()


QUERIES_OF_LIST = 14
