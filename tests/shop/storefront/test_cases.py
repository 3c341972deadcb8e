"""After-sales on the shopper's phone, without JavaScript: ask, see, answer."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image

from shop.aftersales import operations
from shop.aftersales.models import Case
from shop.aftersales.rules import Finding
from shop.inventory.models import Place
from shop.orders.models import Order, OrderPicture
from shop.orders.operations import complete_order
from shop.payments.models import Refund
from shop.payments.operations import refund_due, refund_order_part
from tests.factories.inventory import stocked_sku
from tests.factories.orders import ship
from tests.factories.payments import pay
from tests.factories.staff import UserFactory
from tests.shop.storefront.conftest import LATER, Shopper, hidden_fields, text_of

pytestmark = pytest.mark.django_db


def bought(shopper: Shopper, *, units: int = 1, received: bool = True) -> Order:
    shopper.add(stocked_sku(price_fen=6800), units)
    shopper.check_out()
    order = shopper.order
    pay(order, at=LATER)
    order.refresh_from_db()
    return complete_order(by=None, order=ship(order, at=LATER), at=LATER) if received else order


def new(order: Order, kind: str = "") -> str:
    return reverse("storefront:case_new", args=[order.number]) + (f"?kind={kind}" if kind else "")


def page_of(case: Case) -> str:
    return reverse("storefront:case", args=[case.order.number, case.number])


def send(shopper: Shopper, order: Order, kind: str, **data: Any) -> HttpResponse:
    page = shopper.get(new(order, kind))
    line = order.lines.get()
    form = {**hidden_fields(page.content.decode()), f"units-{line.pk}": line.quantity, "words": "", **data}
    return shopper.client.post(new(order), form, follow=True)


def step(shopper: Shopper, case: Case, name: str, **data: Any) -> HttpResponse:
    address = reverse("storefront:case_step", args=[case.order.number, case.number, name])
    return shopper.client.post(address, data, follow=True)


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def test_a_return_from_the_order_page_to_the_money(shopper: Shopper) -> None:
    Place.objects.update(address="果园路 1 号")
    order = bought(shopper)
    assert new(order) in shopper.get(order.get_absolute_url()).content.decode()
    told = text_of(shopper.get(new(order)))
    assert "Can be returned without a reason until the end of" in told

    page = send(shopper, order, "return", reason="no_reason")
    case = Case.objects.get()
    assert case.state == "returning"
    assert "果园路 1 号" in text_of(page)
    assert "Postage is yours" in text_of(page)

    refused = step(shopper, case, "parcel", carrier="sf", tracking_number="!")
    assert refused.status_code == 422
    page = step(shopper, case, "parcel", carrier="sf", tracking_number="sf 77 88")
    assert "SF7788" in text_of(page)
    row = case.lines.get()
    operations.inspect(by=UserFactory(), case=case, findings={row.pk: Finding(good=1)}, at=LATER)
    page = shopper.get(page_of(case))
    assert "¥68.00 goes back to you" in text_of(page)
    assert "on its way back to you, the way you paid" in text_of(page)
    assert refund_due(at=LATER) == Refund.objects.count() == 1
    assert "was sent back the way you paid" in text_of(shopper.get(page_of(case)))
    assert case.number in shopper.get(order.get_absolute_url()).content.decode()


def test_pictures_go_along_and_stay_when_the_form_has_a_mistake(shopper: Shopper) -> None:
    order = bought(shopper)
    page = send(shopper, order, "refund", pictures=[picture(), picture("b.jpg")])
    assert page.status_code == 422
    assert "Choose one of the reasons." in text_of(page)
    kept = [str(row.public_id) for row in OrderPicture.objects.order_by("pk")]
    assert len(kept) == 2
    assert all(public_id in page.content.decode() for public_id in kept)

    page = send(shopper, order, "refund", reason="damaged", kept=kept, amount="10.50")
    case = Case.objects.get()
    assert (case.asked_fen, case.pictures.count()) == (1050, 2)
    assert reverse("storefront:picture", args=[kept[0]]) in page.content.decode()
    assert OrderPicture.objects.filter(ordered_at=None).count() == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": "no_reason"}, "Choose one of the reasons."),
        ({"reason": "damaged", "amount": "9999"}, "That is more than was paid for it."),
        ({"reason": "damaged", "amount": "abc"}, "Enter an amount in yuan"),
        ({"reason": "damaged", "pictures": [SimpleUploadedFile("a.jpg", b"no picture")]}, "This is not a picture"),
        ({"reason": "damaged", "kept": ["0" * 36]}, "A picture is not there any more."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_asked(shopper: Shopper, data: dict, said: str) -> None:
    page = send(shopper, bought(shopper), "refund", **data)
    assert page.status_code == 422
    assert said in text_of(page)
    assert not Case.objects.exists()


def test_nothing_chosen_and_a_double_click(shopper: Shopper) -> None:
    order = bought(shopper, units=2)
    line = order.lines.get()
    page = send(shopper, order, "refund", reason="missing", **{f"units-{line.pk}": 0})
    assert "Choose what it is about." in text_of(page)
    form = {**hidden_fields(page.content.decode()), "reason": "missing", f"units-{line.pk}": 1, "words": ""}
    for _click in range(2):
        shopper.client.post(new(order), form)
    assert Case.objects.count() == 1


def test_an_order_that_has_not_left_is_called_off(shopper: Shopper) -> None:
    order = bought(shopper, received=False)
    assert "Call it off" in text_of(shopper.get(order.get_absolute_url()))
    page = send(shopper, order, "refund", reason="unwanted")
    assert "If the parcel has not left, ¥68.00 goes back to you. You have an answer by" in text_of(page)
    case = Case.objects.get()
    operations.agree(by=UserFactory(), case=case, at=LATER)
    assert "Called off, as you asked" in text_of(shopper.get(order.get_absolute_url()))
    assert "¥68.00 goes back to you" in text_of(shopper.get(page_of(case)))


def test_money_that_had_gone_back_already_is_not_told_again(shopper: Shopper) -> None:
    order = bought(shopper)
    send(shopper, order, "refund", reason="damaged")
    refund_order_part(order=order, amount_fen=6800, reason="x", at=LATER, by=None, key="desk")
    case = Case.objects.get()
    operations.agree(by=UserFactory(), case=case, at=LATER)
    page = text_of(shopper.get(page_of(case)))
    assert "What you paid had gone back to you already." in page
    assert "goes back to you." not in page


def test_an_offer_is_answered(shopper: Shopper) -> None:
    order = bought(shopper)
    send(shopper, order, "refund", reason="damaged")
    case, staff = Case.objects.get(), UserFactory()
    operations.make_offer(by=staff, case=case, amount_fen=2000, text="小磕碰", at=LATER)
    page = text_of(shopper.get(page_of(case)))
    assert "We offer you ¥20.00" in page
    assert "小磕碰" in page
    assert step(shopper, case, "object", text="").status_code == 422
    step(shopper, case, "object", text="太少了")
    assert Case.objects.get().state == "asked"
    operations.make_offer(by=staff, case=case, amount_fen=3000, text="好吧", at=LATER)
    step(shopper, case, "accept")
    assert (Case.objects.get().state, Refund.objects.get().amount_fen) == ("settled", 3000)


def test_a_late_replacement_offers_the_money_and_one_that_came_is_confirmed(shopper: Shopper, clock: Any) -> None:
    order = bought(shopper, units=2)
    line = order.lines.get()
    for _case in range(2):
        send(shopper, order, "reship", reason="missing", **{f"units-{line.pk}": 1})
    late, sent = Case.objects.order_by("pk")
    for case in (late, sent):
        operations.agree(by=UserFactory(), case=case, at=LATER)
    operations.send_replacement(by=UserFactory(), case=sent, carrier="sf", tracking_number="SF99", at=LATER)
    assert "Send me the money instead" not in text_of(shopper.get(page_of(late)))
    clock.move_to(LATER + timedelta(hours=73))
    assert "Your replacement is late" in text_of(shopper.get(page_of(late)))
    step(shopper, late, "money")
    assert "SF99" in text_of(shopper.get(page_of(sent)))
    told = text_of(shopper.get(order.get_absolute_url()))
    assert ("SF99" in told, "Sent again" in told) == (True, True)
    assert told.count("Handed to the carrier") == 1
    step(shopper, sent, "arrived")
    assert [case.state for case in Case.objects.order_by("pk")] == ["settled", "settled"]
    assert Refund.objects.get().amount_fen == 6800


def test_it_is_withdrawn_and_can_be_asked_again(shopper: Shopper) -> None:
    order = bought(shopper)
    send(shopper, order, "exchange", reason="wrong")
    case = Case.objects.get()
    page = step(shopper, case, "withdraw")
    assert "Nothing was sent back" in text_of(page)
    # The second click finds it done, and says so.
    assert "The case has moved on" in text_of(step(shopper, case, "withdraw"))
    assert send(shopper, order, "exchange", reason="wrong").status_code == 200
    assert Case.objects.count() == 2


def test_what_time_has_decided_is_shown_although_no_job_has_run(shopper: Shopper, clock: Any) -> None:
    order = bought(shopper)
    send(shopper, order, "return", reason="quality")
    case = Case.objects.get()
    assert "Postage is ours" not in text_of(shopper.get(page_of(case)))
    clock.move_to(LATER + timedelta(hours=49))
    page = text_of(shopper.get(page_of(case)))
    assert "Please send it back" in page
    assert "Postage is ours" in page
    assert Case.objects.get().state == "asked"
    step(shopper, case, "parcel", carrier="sf", tracking_number="SF7788")
    assert [entry.state for entry in case.entries.all()] == ["asked", "returning", "sent"]


def test_strangers_and_unknown_numbers_answer_alike(shopper: Shopper, stranger: Shopper) -> None:
    order = bought(shopper)
    send(shopper, order, "return", reason="no_reason")
    case = Case.objects.get()
    assert stranger.get(page_of(case)).status_code == 404
    assert stranger.get(new(order)).status_code == 404
    assert step(stranger, case, "withdraw").status_code == 404
    assert step(shopper, case, "nothing").status_code == 404
    # Who knows number and phone may look at the order, and no more.
    data = {"number": order.number, "phone": order.phone}
    stranger.client.post(reverse("storefront:find_order"), data)
    assert case.number not in stranger.get(order.get_absolute_url()).content.decode()
    assert stranger.get(page_of(case)).status_code == 404
    assert Case.objects.get().state == "returning"


def test_what_cannot_be_asked_for_is_said(shopper: Shopper) -> None:
    shopper.add(stocked_sku())
    shopper.check_out()
    page = shopper.get(new(shopper.order))
    assert "Nothing can be asked for with this order now." in text_of(page)
    assert shopper.client.post(new(shopper.order), {"kind": "return"}).status_code == 409
