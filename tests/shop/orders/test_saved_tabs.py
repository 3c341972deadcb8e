"""Filters of the order list kept as tabs: private or shared, counted where that is cheap."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from shop.core.errors import InvalidInput, NotFound
from shop.orders.admin.saved import query_of
from shop.orders.models import SavedTab
from shop.orders.operations import remove_tab, save_tab, tag_order
from shop.orders.rules import MAX_SAVED_TABS
from tests.factories import NOW
from tests.factories.orders import paid_order, place
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/"


def test_the_query_holds_filters_and_nothing_else() -> None:
    address = {"q": "苹果", "tab": "paid", "after": "1", "evil": "x", "since": ""}
    assert query_of(address) == "tab=paid&q=%E8%8B%B9%E6%9E%9C"
    assert query_of({}) == ""


def test_a_tab_is_saved_changed_and_removed_by_its_owner() -> None:
    lin, wen = UserFactory(), UserFactory()
    tab = save_tab(by=lin, name="  待 发 ", query="tab=paid", is_shared=False, at=NOW)
    again = save_tab(by=lin, name="待 发", query="tab=late", is_shared=True, at=NOW)

    assert (again.pk, again.name, again.query, again.is_shared) == (tab.pk, "待 发", "tab=late", True)
    assert [list(SavedTab.objects.for_user(user)) for user in (lin, wen)] == [[again], [again]]
    with pytest.raises(NotFound):
        remove_tab(by=wen, tab_id=tab.pk)
    assert remove_tab(by=lin, tab_id=tab.pk) == "待 发"
    with pytest.raises(NotFound):
        remove_tab(by=lin, tab_id=tab.pk)
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "orders.save_tab",
        "orders.save_tab",
        "orders.remove_tab",
    ]


def test_what_cannot_be_is_refused_and_nothing_written() -> None:
    lin = UserFactory()
    for name, query in (("", "tab=paid"), ("x" * 21, "tab=paid"), ("\0", "tab=paid"), ("x", ""), ("x", "q" * 501)):
        with pytest.raises(InvalidInput):
            save_tab(by=lin, name=name, query=query, is_shared=False, at=NOW)
    assert not SavedTab.objects.exists()
    for number in range(MAX_SAVED_TABS):
        save_tab(by=lin, name=f"{number}", query="tab=paid", is_shared=False, at=NOW)
    with pytest.raises(InvalidInput):
        save_tab(by=lin, name="one more", query="tab=paid", is_shared=False, at=NOW)
    save_tab(by=lin, name="0", query="tab=late", is_shared=False, at=NOW)
    assert SavedTab.objects.count() == MAX_SAVED_TABS


def test_the_desk_keeps_filters_and_counts_what_is_cheap(client: Client) -> None:
    user = member("Warehouse")
    client.force_login(user)
    at = timezone.now()
    gift = paid_order(at=at)
    paid_order(at=at)
    place(at=at)
    tag_order(by=user, order=gift, names=["礼盒"])
    tag = gift.tags.get()

    assert "保存为标签页" not in client.get(LIST).content.decode()
    assert "保存为标签页" in client.get(LIST, {"tag": tag.pk}).content.decode()
    for name, query in (("礼盒", f"tab=paid&tag={tag.pk}&after=9"), ("找人", "q=林晓")):
        assert client.post(f"{LIST}tabs/", {"name": name, "query": query, "is_shared": "on"}).status_code == 302
    for name, query in (("", "tab=paid"), ("无", ""), ("坏", "tab=nothing")):
        client.post(f"{LIST}tabs/", {"name": name, "query": query})

    page = client.get(LIST, {"tab": "paid", "tag": tag.pk})
    found = {row.tab.name: (row.count, row.is_current, row.is_own) for row in page.context["saved"]}
    assert found == {"礼盒": ("1", True, True), "找人": ("", False, True)}
    client.force_login(member("Operations"))
    assert [row.is_own for row in client.get(LIST).context["saved"]] == [False, False]
    mine = SavedTab.objects.get(name="礼盒")
    client.post(f"{LIST}tabs/{mine.pk}/remove/")
    assert SavedTab.objects.filter(pk=mine.pk).exists()
    client.force_login(user)
    client.post(f"{LIST}tabs/{mine.pk}/remove/")
    assert not SavedTab.objects.filter(pk=mine.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_each_tab_costs_one_count(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = member("Warehouse")
    client.force_login(user)
    for number in range(count):
        save_tab(by=user, name=f"{number}", query="tab=paid", is_shared=False, at=NOW)
    client.get(LIST)
    with django_assert_num_queries(QUERIES_OF_EMPTY_LIST + count):
        client.get(LIST)


QUERIES_OF_EMPTY_LIST = 20
