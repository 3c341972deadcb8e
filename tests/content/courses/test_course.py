"""Paid content: a teaser for everybody, chapters for whoever has paid: in their browser, or with their order."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from content.courses.models import ChapterProgress, CoursePage
from content.courses.operations import mark_chapter
from shop.catalog.models import Sku
from shop.customers.rules import ContactData
from shop.orders.enums import CancelReason
from shop.orders.operations import cancel_order
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, content_sku
from tests.factories.content import make_course
from tests.factories.orders import paid_order, place
from tests.factories.payments import pay, start
from tests.factories.staff import UserFactory
from tests.shop.storefront.conftest import Shopper, hidden_fields, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def clock() -> Any:
    import time_machine

    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shopper(clock: Any) -> Shopper:
    return Shopper()


@pytest.fixture
def sku() -> Sku:
    return content_sku()


@pytest.fixture
def course(sku: Sku) -> CoursePage:
    return make_course(sku.product, "第一讲", "第二讲")


def chapter_url(course: CoursePage, number: int) -> str:
    return f"{course.url}chapter/{course.chapters[number].id}/"


def buy(shopper: Shopper, sku: Sku) -> None:
    address = shopper.add(sku, then="checkout").redirect_chain[-1][0]
    page = shopper.client.get(address).content.decode()
    assert 'name="street"' not in page
    form = {**hidden_fields(page), "gateway": "sandbox", "phone": "138 0013 8000", "note": ""}
    assert shopper.client.post(address, form).status_code == 302
    pay(shopper.order, at=NOW)


def test_others_see_the_teaser_the_chapters_and_the_way_to_buy(shopper: Shopper, course: CoursePage) -> None:
    text = text_of(shopper.get(course.url))

    assert "第一讲" in text
    assert "Buy now" in text
    assert "秘诀" not in text


def test_the_address_of_a_chapter_opens_nothing(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    stranger = Shopper()
    stranger.add(content_sku())

    mine, theirs = (person.get(chapter_url(course, 0)) for person in (shopper, stranger))

    assert "秘诀：第一讲" in text_of(mine)
    assert mine["Cache-Control"] == "private, no-store"
    assert theirs.redirect_chain[-1][0] == course.url
    assert "秘诀" not in text_of(theirs)
    assert "opens for those who have bought it" in text_of(theirs)


def test_on_another_device_number_and_phone_open_it(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    order, other = shopper.order, Shopper()

    find = {"number": order.number, "phone": "13800138000"}
    page = other.client.post(reverse("storefront:find_order"), find, follow=True)
    assert course.url in page.content.decode()
    assert "秘诀：第一讲" in text_of(other.get(chapter_url(course, 0)))
    other.client.post(chapter_url(course, 0), {"done": "1"})
    assert "1 of 2 read" in text_of(shopper.get(course.url))

    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    assert "秘诀" not in text_of(other.get(chapter_url(course, 0)))


def test_an_order_of_other_goods_opens_nothing(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    apples = paid_order(customer=shopper.customer, at=NOW)
    other = Shopper()

    other.client.post(reverse("storefront:find_order"), {"number": apples.number, "phone": apples.phone})

    assert other.get(apples.get_absolute_url()).status_code == 200
    assert "秘诀" not in text_of(other.get(chapter_url(course, 0)))


def test_the_order_says_that_it_was_bought_with_another_one(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    shopper.add(sku)
    phone = ContactData(phone="13800138000")
    first, second = (place({sku: 1}, customer=shopper.customer, address=phone) for _ in range(2))
    start(second)
    pay(first)

    page = shopper.get(second.get_absolute_url())

    assert "You own this already" in text_of(page)
    assert course.url in page.content.decode()
    assert "If you have just paid" not in text_of(page)
    assert 'name="gateway"' not in page.content.decode()
    pay_address = reverse("storefront:pay", args=[second.number])
    refused = shopper.client.post(pay_address, {"gateway": "sandbox"}, follow=True)
    assert "You have bought this already" in text_of(refused)
    assert second.payments.count() == 1


def test_from_the_product_to_the_last_chapter(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    page = shopper.get(sku.product.get_absolute_url())
    assert "Opens the moment you have paid" in text_of(page)
    assert course.url in page.content.decode()
    buy(shopper, sku)

    order_page = shopper.get(shopper.order.get_absolute_url())
    assert "It is yours." in text_of(order_page)
    assert "Where it goes" not in text_of(order_page)
    assert course.url in order_page.content.decode()
    assert "0 of 2 read Read" not in text_of(shopper.get(course.url))

    onwards = shopper.client.post(chapter_url(course, 0), {"done": "1"})
    assert onwards["Location"] == chapter_url(course, 1)
    assert "1 of 2 read" in text_of(shopper.get(course.url))
    assert shopper.client.post(chapter_url(course, 1), {"done": "1"})["Location"] == course.url
    assert "You have read all of it." in text_of(shopper.get(course.url))
    shopper.client.post(chapter_url(course, 0), {"done": "0"})
    assert "1 of 2 read" in text_of(shopper.get(course.url))


def test_with_the_money_back_it_closes(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    cancel_order(by=None, order=shopper.order, reason=CancelReason.MERCHANT, at=NOW)

    assert "秘诀" not in text_of(shopper.get(chapter_url(course, 0)))


def test_it_stays_open_when_the_product_is_no_longer_sold(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    sku.product.unpublish()

    assert "秘诀：第二讲" in text_of(shopper.get(chapter_url(course, 1)))
    assert "It cannot be bought at the moment." in text_of(Shopper().get(course.url))


def test_only_somebody_who_has_paid_leaves_a_mark(shopper: Shopper, course: CoursePage) -> None:
    shopper.client.post(chapter_url(course, 0), {"done": "1"})

    assert not ChapterProgress.objects.exists()
    assert shopper.client.get(f"{course.url}chapter/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_progress_is_remembered_once(shopper: Shopper, sku: Sku, course: CoursePage) -> None:
    buy(shopper, sku)
    chapter: Any = course.chapters[0].id

    for _ in range(2):
        mark_chapter(customer=shopper.customer, page=course, chapter=chapter, is_done=True, at=NOW)

    assert ChapterProgress.objects.count() == 1


def test_what_was_paid_for_cannot_be_taken_away(shopper: Shopper, sku: Sku, course: CoursePage, client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    buy(shopper, sku)

    for name in ("unpublish", "delete"):
        client.post(reverse(f"wagtailadmin_pages:{name}", args=[course.pk]))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{url}?id={course.pk}")
    course.refresh_from_db()
    course.product = content_sku().product
    with pytest.raises(ValidationError):
        course.full_clean()

    assert CoursePage.objects.live().count() == 1


def test_before_anybody_paid_it_can_be_withdrawn(course: CoursePage, client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))

    client.post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]))

    assert not CoursePage.objects.live().exists()


def test_only_paid_content_can_stand_behind_it(course: CoursePage) -> None:
    course.product = ProductFactory()

    with pytest.raises(ValidationError):
        course.full_clean()
