"""Shoppers make and see their posters; staff see all of them."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from content.posters import operations
from content.posters.models import Poster
from shop.customers.models import Customer
from shop.staff.models import User
from tests.content.posters.test_operations import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    user = User.objects.create_user("ops", password="only-for-this-test")
    user.groups.add(Group.objects.get(name="Operations"))
    client.force_login(user)
    return client


def test_looking_makes_nothing(client: Client) -> None:
    product = make_product()
    answer = client.get(f"/p/{product.slug}/share/")
    assert answer.status_code == 200
    assert (Poster.objects.count(), Customer.objects.count()) == (0, 0)


def test_a_visitor_gets_a_poster_of_their_own(client: Client) -> None:
    product = make_product()
    answer = client.post(f"/p/{product.slug}/share/")
    poster = Poster.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/share/{poster.link.code}/")
    assert poster.link.sharer == Customer.objects.get()
    client.post(f"/p/{product.slug}/share/")
    assert Poster.objects.count() == 1
    waiting = client.get(f"/share/{poster.link.code}/")
    assert waiting["Refresh"] == "2"
    operations.render_poster(poster_id=poster.pk, at=timezone.now())
    ready = client.get(f"/share/{poster.link.code}/")
    assert Poster.objects.get().file.url in ready.content.decode()
    assert "Refresh" not in ready


@pytest.mark.parametrize("code", ["ZZZZZZZZZZ", "1", "0" * 30])
def test_unknown_codes_are_not_found(client: Client, code: str) -> None:
    assert client.get(f"/share/{code}/").status_code == 404


def test_wishes_are_limited(client: Client, settings: object) -> None:
    product = make_product()
    answers = [client.post(f"/p/{product.slug}/share/").status_code for _ in range(12)]
    assert answers[-1] == 429


def test_staff_make_look_and_retry(staff: Client) -> None:
    product = make_product()
    assert staff.get("/admin/posters/").status_code == 200
    made = staff.post("/admin/posters/add/", {"product": product.pk, "new_campaign": "霜降"})
    poster = Poster.objects.select_related("link__campaign").get()
    assert made["Location"] == f"/admin/posters/{poster.pk}/"
    assert str(poster.link.campaign) == "霜降"
    assert staff.get(made["Location"]).status_code == 200
    operations.render_poster(poster_id=poster.pk, at=timezone.now())
    assert staff.post(f"/admin/posters/{poster.pk}/retry/").status_code == 302
    assert Poster.objects.get().state == "queued"
    assert staff.get("/admin/posters/?tab=queued").status_code == 200


def test_a_poster_of_nothing_or_of_two_things_is_refused(staff: Client) -> None:
    answer = staff.post("/admin/posters/add/", {})
    assert answer.status_code == 200
    assert Poster.objects.count() == 0


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(
    staff: Client, django_assert_num_queries: object, django_assert_max_num_queries: object
) -> None:
    def poster() -> None:
        operations.request_poster(by=None, target=make_product(), at=timezone.now())

    poster()
    staff.get("/admin/posters/")
    with django_assert_max_num_queries(25) as one:  # type: ignore[operator]
        staff.get("/admin/posters/")
    poster()
    poster()
    with django_assert_num_queries(len(one)):  # type: ignore[operator]
        staff.get("/admin/posters/")


def test_a_form_asks_for_goods_and_stories_in_the_language_of_whoever_looks(staff: Client) -> None:
    for language, words in (("en", ("Choose a product", "Choose a page")), ("zh-hans", ("选择商品", "选择页面"))):
        form = staff.get("/admin/posters/add/", headers={"accept-language": language}).text
        assert all(word in form for word in words)
