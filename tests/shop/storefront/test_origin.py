"""The page behind a printed code, for people and for programs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.models import Product
from shop.origin.models import Scan
from shop.origin.operations import DocumentData, attribute_order, withdraw_run
from shop.social import touch
from shop.social.touch import COOKIE, Touch
from tests.factories import NOW
from tests.factories.content import make_document, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.origin import PHONE, code_of, make_lot, printed, told
from tests.factories.staff import member
from tests.shop.storefront.conftest import Shopper

pytestmark = pytest.mark.django_db


def address(code: Any) -> str:
    return reverse("storefront:origin", args=[str(code)])


@pytest.fixture
def phone() -> Client:
    return Client(headers={"user-agent": PHONE})


def test_the_story_of_the_lot_in_ones_hand(phone: Client) -> None:
    lot, page = make_lot(), make_story(title="头一场霜")
    report = DocumentData(document=make_document(title="农残检测"), issued_on=date(2026, 9, 25))
    told(lot, image=make_image(), page=page, documents=[report])

    response = phone.get(address(code_of(printed(lot))))

    text = response.content.decode()
    for words in (lot.code, "栖霞市官道镇", "2026-09-20", "霜降那天摘的", "天没亮就上山。", "农残检测", page.url):
        assert words in text
    assert lot.sku.product.get_absolute_url() in text
    assert 'name="robots" content="noindex"' in text
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_reloading_head_and_staff_do_not_count(phone: Client, client: Client) -> None:
    code = code_of(printed())
    phone.head(address(code))
    assert Scan.objects.count() == 0
    phone.get(address(code))
    phone.get(address(code))
    client.force_login(member("Owner"))
    client.get(address(code), headers={"user-agent": PHONE})

    assert Scan.objects.count() == 1


def test_whoever_scans_and_orders_is_written_to_the_run(shopper: Shopper) -> None:
    run = printed()
    shopper.client.get(address(code_of(run)), headers={"user-agent": PHONE})
    shopper.add(stocked_sku())
    shopper.check_out()

    label = attribute_order(order=shopper.order)

    assert label
    assert (label.order, label.run) == (shopper.order, run)


def test_a_robot_carries_no_label_into_its_cart(client: Client) -> None:
    client.get(address(code_of(printed())), headers={"user-agent": "Googlebot/2.1"})

    assert COOKIE not in client.cookies


def test_a_unit_says_when_it_was_first_looked_at(phone: Client) -> None:
    code = code_of(printed(target="unit", labels=2), 2)

    assert phone.get(address(code)).context["is_first"] is True
    again = phone.get(address(code))
    assert again.context["is_first"] is False
    other = Client(headers={"user-agent": f"{PHONE} other"}).get(address(code))
    assert other.context["is_first"] is False
    assert other.context["origin"].first_at == Scan.objects.order_by("at").first().at


def test_an_expired_lot_says_so(phone: Client) -> None:
    run = printed(make_lot(produced_on=date(2020, 1, 1), expires_on=date(2020, 6, 1)))

    assert "2020-06-01" in phone.get(address(code_of(run))).content.decode()
    assert phone.get(address(code_of(run))).context["is_expired"] is True


def test_goods_that_are_not_on_show_cannot_be_ordered_again(phone: Client) -> None:
    run = printed()
    Product.objects.update(live=False)

    response = phone.get(address(code_of(run)))

    assert response.status_code == 200
    assert run.product.get_absolute_url() not in response.content.decode()


@pytest.mark.parametrize("text", ["NONE", "0" * 40, "ABCDEFGHJK"])
def test_a_code_that_is_none(phone: Client, text: str) -> None:
    assert phone.get(address(text)).status_code == 404


def test_a_label_that_was_called_back_is_said_plainly_and_not_counted(phone: Client) -> None:
    run = printed()
    withdraw_run(by=None, run=run, reason="印错了批次", at=NOW)

    response = phone.get(address(code_of(run)))

    assert response.status_code == 410
    assert "印错了批次" in response.content.decode()
    assert not Scan.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_questions_for_three_stories_as_for_one(
    phone: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    lot = make_lot()
    told(lot)
    for number in range(count - 1):
        told(make_lot(code=f"L{number}", sku=lot.sku), documents=[DocumentData(document=make_document())])
    code = code_of(printed(lot, target="product"))
    phone.get(address(code))

    with django_assert_max_num_queries(QUERIES):
        phone.get(address(code))


QUERIES = 24


def test_the_same_for_a_mini_program() -> None:
    lot = make_lot()
    told(lot, image=make_image(), documents=[DocumentData(document=make_document(title="农残检测"))])
    run = printed(lot, target="unit", labels=1)
    program = Client(headers={"user-agent": PHONE})
    path = reverse("api:origin", args=[code_of(run, 1).text])

    body = program.post(path).json()

    assert (body["product"], body["lot"]["code"], body["is_unit"]) == (run.product.slug, lot.code, True)
    assert (body["number"], body["first_looked_at"]) == (1, None)
    (story,) = body["stories"]
    assert (story["title"], story["documents"][0]["title"]) == ("霜降那天摘的", "农残检测")
    assert story["image"]["width"]
    assert program.post(path).json()["first_looked_at"] is not None
    held = touch.loads(body["touch"])
    assert held.code == code_of(run, 1).pk
    again = program.post(f"{path}?touch={touch.dumps(Touch().with_story(7))}").json()["touch"]
    assert (touch.loads(again).story, touch.loads(again).code) == (7, held.code)
    assert Scan.objects.count() == 1
    assert program.post(reverse("api:origin", args=["NONE"])).json()["code"] == "code_unknown"
    withdraw_run(by=None, run=run, reason="印错了", at=NOW)
    gone = program.post(path)
    assert (gone.status_code, gone.json()["code"], gone.json()["title"]) == (410, "code_withdrawn", "印错了")
