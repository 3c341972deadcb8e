"""The order desk: list, search, order page. Permissions by address are walked in tests/microbrand/test_roles.py."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shop.catalog import finding
from shop.core.desk import keyset_page
from shop.orders.admin.listing import TABS, OrderListing
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from tests.factories.catalog import ProductFactory
from tests.factories.customers import address, phone
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LIST = reverse("order_desk:list")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def numbers(response) -> list[str]:
    return [row["order"].number for row in response.context["rows"]]


def counts(response) -> dict[str, str]:
    return {tab.key: tab.count for tab in response.context["tabs"]}


def page_of(order: Order) -> str:
    return reverse("order_desk:order", args=[order.number])


def test_tabs_count_and_show_orders_by_state_as_time_has_it(desk):
    now = timezone.now()
    unpaid, paid = place(at=now), paid_order(at=now)
    shipped = ship(paid_order(at=now))
    # Past its deadline, and no job has said so.
    overdue = place(at=now - timedelta(days=1))

    response = desk.get(LIST)

    assert counts(response) == {
        "": "4",
        "pending": "1",
        "paid": "1",
        "late": "0",
        "again": "0",
        "trouble": "0",
        "held": "0",
        "shipped": "1",
        "completed": "0",
        "cancelled": "1",
    }
    assert numbers(desk.get(LIST, {"tab": "pending"})) == [unpaid.number]
    assert numbers(desk.get(LIST, {"tab": "paid"})) == [paid.number]
    assert numbers(desk.get(LIST, {"tab": "shipped"})) == [shipped.number]
    assert numbers(desk.get(LIST, {"tab": "cancelled"})) == [overdue.number]
    assert overdue.status == OrderStatus.PENDING


def test_an_order_is_found_by_whatever_somebody_can_tell(desk):
    now = timezone.now()
    apples = stocked_sku(product=ProductFactory(title="栖霞苹果礼盒"), code="HFY-01")
    dish = stocked_sku(product=ProductFactory(title="陶烧苹果碟"), code="HFY-02")
    wanted = ship(paid_order({apples: 1}, at=now, address=address(recipient="欧阳清", phone="13912345678")))
    place({dish: 1}, at=now, address=address(recipient="林晓", phone=phone(1)))

    for text in (
        wanted.number,
        f" {wanted.number} ",
        wanted.number[:-1],
        "欧阳清",
        "欧阳",
        "13912345678",
        "139 1234 5678",
        "+86 139-1234-5678",
        "1391234",
        "5678",
        wanted.shipments.get().tracking_number,
        wanted.shipments.get().tracking_number.lower(),
        "HFY-01",
        "hfy-01",
        "苹果礼盒",
    ):
        assert numbers(desk.get(LIST, {"q": text})) == [wanted.number], text
    assert numbers(desk.get(LIST, {"q": "梨"})) == []


@pytest.mark.parametrize("few", [finding.FEW, 1, 0])
def test_a_text_may_mean_people_and_goods_however_many_there_are(desk, monkeypatch, few):
    monkeypatch.setattr(finding, "FEW", few)
    now = timezone.now()
    juice = stocked_sku(product=ProductFactory(title="苹果汁"), code="ZHI-1")
    tea = stocked_sku(product=ProductFactory(title="茶"), code="CHA-1")
    of_goods = [place({juice: 1}, at=now, address=address(recipient="林晓")).number for _ in range(2)]
    of_name = place({tea: 1}, at=now, address=address(recipient="苹果园主")).number
    place({tea: 1}, at=now, address=address(recipient="林晓"))

    found = desk.get(LIST, {"q": "苹果"})

    assert numbers(found) == [of_name, *reversed(of_goods)]
    assert (counts(found)["pending"], found.context["listing"].recent) == ("3", 0)
    assert numbers(desk.get(LIST, {"q": "zhi-1"})) == list(reversed(of_goods))


def test_of_very_many_only_the_latest_are_looked_through_and_the_page_says_so(desk, monkeypatch):
    monkeypatch.setattr(finding, "FEW", 1)
    monkeypatch.setattr("shop.orders.admin.listing.RECENT", 2)
    now = timezone.now()
    juice = stocked_sku(product=ProductFactory(title="苹果汁"))
    orders = [place({juice: 1}, at=now - timedelta(minutes=ago)).number for ago in (9, 6, 3)]

    found = desk.get(LIST, {"q": "苹果"})

    assert numbers(found) == [orders[2], orders[1]]
    assert found.context["listing"].recent == 2
    # A file holds all of them.
    whole = OrderListing(QueryDict("q=苹果"), personal=True, at=now, whole=True)
    assert sorted(whole.orders().values_list("number", flat=True)) == sorted(orders)


@pytest.mark.parametrize(("text", "recent"), [("138", 2), ("1380013", 2), ("{day}", 0), ("{number}", 0)])
def test_many_with_one_beginning_of_a_phone_are_looked_through_by_time_but_a_day_is_found_whole(
    desk, monkeypatch, text, recent
):
    monkeypatch.setattr(finding, "FEW", 1)
    monkeypatch.setattr("shop.orders.admin.listing.RECENT", 2)
    now = timezone.now()
    orders = [place(at=now - timedelta(days=day), address=address(phone="13800138000")) for day in (2, 1, 0, 0)]
    day = orders[3].number[:6]

    found = desk.get(LIST, {"q": text.format(day=day, number=orders[3].number)})

    wanted = orders[3:] if text == "{number}" else orders[2:]
    assert sorted(numbers(found)) == sorted(order.number for order in wanted)
    assert (counts(found)[""], found.context["listing"].recent) == (str(len(wanted)), recent)


@pytest.mark.parametrize("text", ["\x00", "%", "_", "'", "1" * 60, "' OR 1=1 --", "９９９９"])
def test_odd_searches_find_nothing_and_do_no_harm(desk, text):
    place(at=timezone.now())

    response = desk.get(LIST, {"q": text})

    assert response.status_code == 200
    assert numbers(response) == []


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=9999-12-31", "since=soon", "tab=nope", "origin=x", "q=" + "长" * 61]
)
def test_a_filter_that_makes_no_sense_is_told_and_shows_nothing(desk, query):
    place(at=timezone.now())

    response = desk.get(f"{LIST}?{query}")

    assert response.status_code == 200
    assert numbers(response) == []
    assert "mb-error" in response.content.decode()


@pytest.mark.parametrize(
    "cursor", ["x", "1", "-", "99999999999999999999-1", "1-99999999999999999999", "9999999999999999-1", "²-1"]
)
def test_a_cursor_that_cannot_be_read_is_the_first_page(desk, cursor):
    assert desk.get(LIST, {"after": cursor}).status_code == 200
    assert desk.get(LIST, {"before": cursor}).status_code == 200


def test_dates_are_local_days(desk):
    # 23:30 and 00:30 in Shanghai are the same day in UTC.
    evening = datetime(2026, 10, 1, 15, 30, tzinfo=UTC)
    night = evening + timedelta(hours=1)
    first, second = place(at=evening), place(at=night)

    assert numbers(desk.get(LIST, {"since": "2026-10-01", "until": "2026-10-01"})) == [first.number]
    assert numbers(desk.get(LIST, {"since": "2026-10-02"})) == [second.number]


def test_pages_lead_forwards_and_back_over_orders_of_the_same_moment(desk, monkeypatch):
    now = timezone.now()
    orders = [place(at=now) for _number in range(5)]
    newest_first = [order.number for order in reversed(orders)]
    monkeypatch.setattr("shop.orders.admin.views.keyset_page", partial(keyset_page, size=2))

    first = desk.get(LIST)
    second = desk.get(LIST, {"after": first.context["page"].next_cursor})
    third = desk.get(LIST, {"after": second.context["page"].next_cursor})
    back = desk.get(LIST, {"before": third.context["page"].previous_cursor})

    assert [numbers(page) for page in (first, second, third, back)] == [
        newest_first[:2],
        newest_first[2:4],
        newest_first[4:],
        newest_first[2:4],
    ]
    assert first.context["page"].previous_cursor == ""
    assert third.context["page"].next_cursor == ""


def test_who_ships_starts_with_who_has_waited_longest(desk):
    now = timezone.now()
    late = paid_order(at=now)
    early = paid_order(at=now - timedelta(minutes=5))

    assert numbers(desk.get(LIST, {"tab": "paid"})) == [early.number, late.number]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_orders(
    desk, count, django_assert_num_queries: DjangoAssertNumQueries
):
    for _number in range(count):
        ship(paid_order({stocked_sku(): 1, stocked_sku(): 2}, at=timezone.now()))
    desk.get(LIST)

    # Who asks and what they may (8), counts (6), orders, lines; the count of the menu is cached.
    with django_assert_num_queries(QUERIES_OF_LIST):
        desk.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_counts_all_tabs_at_once(desk, count, django_assert_num_queries: DjangoAssertNumQueries):
    for _number in range(count):
        ship(paid_order(at=timezone.now(), address=address(recipient="欧阳清")))
    desk.get(LIST)

    # One count for all tabs, and three ways to be found: by name, code and product.
    with django_assert_num_queries(QUERIES_OF_LIST - len(TABS) + 4):
        found = desk.get(LIST, {"q": "欧阳清"})

    assert counts(found) == dict.fromkeys(dict(TABS), "0") | {"": str(count), "shipped": str(count)}


@pytest.mark.parametrize("count", [1, 3])
def test_the_order_page_asks_the_same_number_of_questions_for_any_number_of_lines(
    desk, count, django_assert_num_queries: DjangoAssertNumQueries
):
    order = ship(paid_order({stocked_sku(): 1 for _number in range(count)}, at=timezone.now()))
    desk.get(page_of(order))

    with django_assert_num_queries(QUERIES_OF_ORDER):
        desk.get(page_of(order))


def test_the_order_page_adds_up_visibly(desk):
    order = paid_order(
        {stocked_sku(price_fen=6800): 2, stocked_sku(price_fen=1990): 1}, at=timezone.now(), note="轻拿轻放"
    )

    html = desk.get(page_of(order)).content.decode()

    for text in ("¥136.00", "¥19.90", "¥155.90", "¥0.00", "南京西路 1 号", "13800138000", "轻拿轻放"):
        assert text in html, text


def test_phones_and_addresses_are_masked_for_those_who_need_not_call(client):
    user = UserFactory()
    user.user_permissions.add(*_permissions("wagtailadmin.access_admin", "orders.view_order"))
    client.force_login(user)
    order = paid_order(at=timezone.now(), address=address(recipient="欧阳清", phone="13912345678", street="密巷 7 号"))

    for url in (LIST, page_of(order)):
        html = client.get(url).content.decode()
        assert "139****5678" in html, url
        assert "13912345678" not in html
        assert "欧阳清" not in html
        assert "密巷" not in html
    # Neither can they guess a number and see the list react.
    for text in ("13912345678", "5678", "欧阳清"):
        assert numbers(client.get(LIST, {"q": text})) == [], text
    assert numbers(client.get(LIST, {"q": order.number})) == [order.number]


def _permissions(*names: str):
    from django.contrib.auth.models import Permission

    pairs = [name.split(".") for name in names]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in pairs]


def test_an_unknown_order_is_a_page_not_found(desk):
    assert desk.get(reverse("order_desk:order", args=["2610010000000"])).status_code == 404


def test_what_a_shopper_typed_is_shown_as_text(desk):
    order = place(at=timezone.now(), note="<script>alert(1)</script>", address=address(recipient="<b>林</b>"))

    for url in (LIST, page_of(order)):
        html = desk.get(url).content.decode()
        assert "<script>alert(1)" not in html
        assert "<b>林" not in html


def test_nobody_adds_changes_or_deletes_an_order_by_hand(admin_user):
    from wagtail.permissions import policy_registry

    policy = policy_registry.get_by_type(Order)

    assert policy.user_has_permission(admin_user, "view")
    for action in ("add", "change", "delete"):
        assert not policy.user_has_permission(admin_user, action), action
    assert not policy.user_has_any_permission(admin_user, {"add", "change", "delete"})


QUERIES_OF_LIST = 24
QUERIES_OF_ORDER = 25
