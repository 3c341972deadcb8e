"""Two people at one thing: deleted, edited, brought back, removed for good; written and ordered while it goes."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from wagtail.models import Page

from content.bin import operations as bins
from content.bin.errors import NotThere
from content.bin.models import Binned
from content.bin.queries import is_in_bin
from content.stories.models import StoryPage
from content.talk import operations as talk
from content.talk.errors import TooManyHeld
from content.talk.models import Remark
from content.talk.rules import MOST_HELD, RemarkData
from shop.core.errors import ShopError
from shop.core.publishing import AskedBeforePublishing
from shop.customers import erasing
from shop.customers.errors import CannotErase, CustomerErased
from tests.factories.content import make_story
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.staff import member
from tests.factories.talk import buyer, make_remark, open_talk
from tests.races.stage import Encounter, meet


# --- Back, and gone for good -----------------------------------------------------------------------------------
def _back_and_gone() -> Encounter:
    """One brings a story back; a colleague removes it for good."""
    owner = member("Owner")
    binned = bins.bin_page(by=owner, page=make_story(title="霜"), at=timezone.now())
    return meet(
        lambda: bins.restore_page(by=owner, binned=binned),
        lambda: bins.remove_for_good(by=owner, binned=binned),
        after='FROM "bin_binned"',
    )


def test_one_brings_it_back_and_the_other_is_told() -> None:
    met = _back_and_gone()

    assert met.waited
    assert isinstance(met.second, NotThere)
    assert StoryPage.objects.get(title="霜").live
    assert not Binned.objects.exists()


def test_without_the_lock_it_is_gone_while_it_is_brought_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bins, "_locked", lambda binned: Binned.objects.get(pk=binned.pk))

    met = _back_and_gone()

    assert isinstance(met.first, Exception)
    assert not isinstance(met.first, ShopError)
    assert not StoryPage.objects.filter(title="霜").exists()


# --- Deleted and published -------------------------------------------------------------------------------------
def _deleted_while_published() -> tuple[StoryPage, Encounter]:
    story = make_story(title="霜")
    revision = story.save_revision()
    # Read before, as the editor's request does.
    assert revision.content_object.pk == story.pk
    met = meet(
        lambda: bins.bin_page(by=None, page=Page.objects.get(pk=story.pk), at=timezone.now()),
        revision.publish,
        after='UPDATE "wagtailcore_page"',
    )
    return StoryPage.objects.get(pk=story.pk), met


def test_what_somebody_deletes_is_not_published_meanwhile() -> None:
    story, met = _deleted_while_published()

    assert met.waited
    assert is_in_bin(story)
    assert not story.live


def test_without_its_lock_a_deleted_page_is_public_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AskedBeforePublishing, "_in_place", lambda page, revision: revision)

    story, _met = _deleted_while_published()

    assert story.live
    assert Binned.objects.get().object_id == story.pk


# --- Five unread remarks ---------------------------------------------------------------------------------------
def _two_last_remarks() -> Encounter:
    open_talk()
    customer, story = buyer(), make_story()
    for number in range(MOST_HELD - 1):
        make_remark(customer=customer, place=story, text=f"第 {number} 句。")

    def write(text: str) -> Callable[[], Remark]:
        data = RemarkData(kind="comment", name="小林", text=text)
        return lambda: talk.write(customer=customer, place=story, data=data, at=timezone.now())

    return meet(write("这一句。"), write("那一句。"), after='INSERT INTO "talk_remark"')


def test_nobody_has_more_than_five_unread() -> None:
    met = _two_last_remarks()

    assert met.waited
    assert isinstance(met.second, TooManyHeld)
    assert Remark.objects.count() == MOST_HELD


def test_without_the_lock_on_the_reader_there_are_six(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "lock_customer", lambda customer: customer)

    _two_last_remarks()

    assert Remark.objects.count() == MOST_HELD + 1


# --- Forgotten while they order --------------------------------------------------------------------------------
def test_who_is_forgotten_does_not_order_meanwhile() -> None:
    customer, sku = CustomerFactory(), stocked_sku()

    met = meet(
        lambda: erasing.erase_customer(by=None, customer=customer, at=timezone.now()),
        lambda: place({sku: 1}, customer=customer, at=timezone.now()),
        after='UPDATE "customers_customer"',
    )

    assert met.waited
    assert isinstance(met.second, CustomerErased)
    assert not customer.orders.exists()


def test_who_orders_first_is_not_forgotten() -> None:
    customer, sku = CustomerFactory(), stocked_sku()

    met = meet(
        lambda: place({sku: 1}, customer=customer, at=timezone.now()),
        lambda: erasing.erase_customer(by=None, customer=customer, at=timezone.now()),
        after='INSERT INTO "orders_order"',
    )

    assert met.waited
    assert isinstance(met.second, CannotErase)
    customer.refresh_from_db()
    assert customer.erased_at is None


def test_without_the_lock_on_them_the_order_is_not_seen() -> None:
    customer, sku = CustomerFactory(), stocked_sku()

    met = meet(
        lambda: place({sku: 1}, customer=customer, at=timezone.now()),
        lambda: erasing._objections(customer, timezone.now()),
        after='INSERT INTO "orders_order"',
    )

    assert met.second == []
    assert customer.orders.exists()
