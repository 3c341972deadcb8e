"""Short links, touches, and where orders came from."""

from datetime import timedelta

import pytest
import time_machine
from wagtail.models import Page

from shop.customers.models import Customer
from shop.social import codes, touch
from shop.social.errors import LinkExpired, LinkTargetGone, LinkUnknown
from shop.social.models import Attribution, LinkVisit, ShortLink
from shop.social.operations import attribute_order, create_link, open_link
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.orders import place

pytestmark = pytest.mark.django_db


def make_link(sharer: Customer | None = None, **fields: object) -> ShortLink:
    fields = {"target": ProductFactory(), "medium": ShortLink.Medium.LINK, "at": NOW, **fields}
    return create_link(by=None, sharer=sharer, **fields)  # type: ignore[arg-type]


def test_the_same_share_has_one_link() -> None:
    product, sharer = ProductFactory(), CustomerFactory()

    first = make_link(sharer, target=product)

    assert make_link(sharer, target=product) == first
    assert make_link(None, target=product) != first
    assert make_link(sharer, target=product, medium=ShortLink.Medium.POSTER) != first
    assert first.code == codes.encode(first.pk)


def test_opening_counts_a_visit() -> None:
    link, visitor = make_link(), CustomerFactory()

    assert open_link(code=(link.code or "").lower(), at=NOW, customer=visitor) == link
    assert list(LinkVisit.objects.values_list("link", "customer", "at")) == [(link.pk, visitor.pk, NOW)]


def test_links_that_lead_nowhere_count_nothing(django_assert_num_queries: object) -> None:
    expired = make_link(expires_at=NOW)
    hidden = make_link(target=ProductFactory(live=False))
    gone = make_link()
    gone.target.delete()

    with pytest.raises(LinkUnknown), django_assert_num_queries(0):  # type: ignore[operator]
        open_link(code="ABCDEFGHJK", at=NOW)
    with pytest.raises(LinkUnknown):
        open_link(code=codes.encode(10**9), at=NOW)
    with pytest.raises(LinkExpired):
        open_link(code=expired.code or "", at=NOW)
    for link in (hidden, gone):
        with pytest.raises(LinkTargetGone):
            open_link(code=link.code or "", at=NOW)
    assert not LinkVisit.objects.exists()
    assert open_link(code=expired.code or "", at=NOW - timedelta(microseconds=1)) == expired


def test_a_touch_keeps_the_first_and_the_last_link() -> None:
    later = NOW + timedelta(days=1)

    held = Touch().with_link(1, NOW).with_story(9).with_link(2, later)

    assert held == Touch(first_link=1, first_at=NOW.isoformat(), last_link=2, last_at=later.isoformat(), story=9)
    assert touch.loads(touch.dumps(held)) == held


def test_a_forged_or_old_touch_is_empty() -> None:
    with time_machine.travel(NOW):
        signed = touch.dumps(Touch().with_link(1, NOW))
    with time_machine.travel(NOW + touch.MAX_AGE + timedelta(seconds=1)):
        assert touch.loads(signed) == Touch()
    with time_machine.travel(NOW):
        assert touch.loads(signed).first_link == 1
        for text in (None, "", "x", signed[:-1], signed + "x", "é" + signed):
            assert touch.loads(text) == Touch()


def test_an_order_is_attributed_once_to_its_links_and_story() -> None:
    first, last = make_link(CustomerFactory()), make_link()
    story = Page.objects.first()
    assert story
    origin = Touch().with_link(first.pk, NOW).with_link(last.pk, NOW).with_story(story.pk).as_dict()

    order = place(origin=origin)
    attribution = attribute_order(order=order)

    assert attribution == attribute_order(order=order)
    assert Attribution.objects.count() == 1
    assert attribution is not None
    assert (attribution.first_link, attribution.last_link) == (first, last)
    assert (attribution.last_at, attribution.story, attribution.story_title) == (NOW, story, story.title)


def test_nobody_earns_from_their_own_order() -> None:
    buyer = CustomerFactory()
    own, other = make_link(buyer), make_link(CustomerFactory())

    alone = attribute_order(order=place(customer=buyer, origin=Touch().with_link(own.pk, NOW).as_dict()))
    mixed = attribute_order(
        order=place(customer=buyer, origin=Touch().with_link(other.pk, NOW).with_link(own.pk, NOW).as_dict())
    )

    assert alone is None
    assert mixed is not None
    assert (mixed.first_link, mixed.last_link) == (other, None)


def test_an_order_that_came_by_itself_has_no_attribution() -> None:
    assert attribute_order(order=place()) is None
    assert attribute_order(order=place(origin={"last_link": 10**9})) is None
