"""Made to order with plain forms: the order form, its errors, the cart, paying, and who sees what."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.catalog.models import Sku, SpecField
from shop.orders.models import CartLine, OrderPicture
from tests.factories.catalog import ask, choice, made_to_order
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.payments import pay
from tests.factories.staff import member
from tests.shop.storefront.conftest import Shopper, text_of

pytestmark = pytest.mark.django_db
ADD = reverse("storefront:cart_add")


@pytest.fixture
def sku() -> Sku:
    return stocked_sku(product=made_to_order(days=5), price_fen=6800)


@pytest.fixture
def wood(sku: Sku) -> SpecField:
    return ask(sku.product, "choice", "木料", choices={"杉木": 0, "胡桃木": 2000})


@pytest.fixture
def words(sku: Sku) -> SpecField:
    return ask(sku.product, "text", "刻字", help_text="四个字以内", max_length=4)


@pytest.fixture
def photo(sku: Sku) -> SpecField:
    return ask(sku.product, "picture", "照片", is_required=False)


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (30, 20), "#a8322a").save(data, "PNG")
    return SimpleUploadedFile("孙子.png", data.getvalue())


def answers(*pairs: tuple[SpecField, Any]) -> dict[str, Any]:
    return {"form": "1", **{f"spec-{question.pk}": value for question, value in pairs}}


def test_the_page_asks_says_what_it_costs_and_how_long_it_takes(
    shopper: Shopper, sku: Sku, wood: SpecField, words: SpecField
) -> None:
    response = shopper.get(sku.product.get_absolute_url())

    text, page = text_of(response), response.content.decode()
    assert "胡桃木 +¥20" in text
    assert "四个字以内" in text
    assert "ready within 5 days of your payment" in text
    assert 'data-surcharge="2000"' in page
    assert 'maxlength="4"' in page


def test_from_the_form_to_the_paid_order(shopper: Shopper, sku: Sku, wood: SpecField, words: SpecField) -> None:
    there = shopper.add(sku, 2, then="checkout", **answers((wood, choice(wood, "胡桃木")), (words, "霜降")))

    address = there.redirect_chain[-1][0]
    assert address == f"{reverse('storefront:checkout')}?line={CartLine.objects.get().pk}"
    assert "胡桃木" in text_of(there)
    assert "ready 5 days after your payment" in text_of(there)
    assert shopper.check_out(address).status_code == 302
    assert not CartLine.objects.exists()
    assert shopper.order.total_fen == 17600

    pay(shopper.order)
    page = text_of(shopper.get(shopper.order.get_absolute_url()))
    assert "Paid. We are making it for you. It is ready by Oct. 6, 2026" in page
    assert "刻字 霜降" in page


def test_buying_one_line_leaves_the_rest_of_the_cart(shopper: Shopper, sku: Sku, words: SpecField) -> None:
    other = stocked_sku()
    shopper.add(other)
    there = shopper.add(sku, 1, then="checkout", **answers((words, "霜降")))

    shopper.check_out(there.redirect_chain[-1][0])

    assert [line.sku for line in CartLine.objects.all()] == [other]
    assert shopper.order.total_fen == 6800


def test_each_fault_is_said_beside_its_question_and_nothing_typed_is_lost(
    shopper: Shopper, sku: Sku, wood: SpecField, words: SpecField, photo: SpecField
) -> None:
    sent = answers((wood, ""), (words, "五个字太多"), (photo, picture()))

    response = shopper.client.post(ADD, {"sku": sku.pk, "quantity": 3, **sent})

    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="error-spec-{wood.pk}"' in page
    assert "At most 4 characters; you have 5." in text_of(response)
    assert 'value="五个字太多"' in page
    assert 'value="3" required' in page
    kept = OrderPicture.objects.get()
    assert f'name="spec-{photo.pk}-kept" value="{kept.public_id}"' in page
    assert not CartLine.objects.exists()

    again = {**answers((wood, choice(wood, "杉木")), (words, "霜降")), f"spec-{photo.pk}-kept": kept.public_id}
    shopper.client.post(ADD, {"sku": sku.pk, "quantity": 3, **again})
    assert CartLine.objects.get().specification[str(photo.pk)] == str(kept.public_id)


def test_a_bad_picture_is_said_and_the_other_answers_stay(
    shopper: Shopper, sku: Sku, words: SpecField, photo: SpecField
) -> None:
    bad = SimpleUploadedFile("a.jpg", b"no picture")

    response = shopper.client.post(ADD, {"sku": sku.pk, "quantity": 1, **answers((words, "霜降"), (photo, bad))})

    assert response.status_code == 422
    assert "This is not a picture we can open" in text_of(response)
    assert 'value="霜降"' in response.content.decode()


def test_a_card_that_knows_of_no_form_leads_to_it(shopper: Shopper, sku: Sku, words: SpecField) -> None:
    response = shopper.client.post(ADD, {"sku": sku.pk, "quantity": 1, "then": "checkout"})

    assert response["Location"] == f"{sku.product.get_absolute_url()}#buy"
    assert not CartLine.objects.exists()


def test_lines_with_answers_are_changed_removed_and_brought_back_one_by_one(
    shopper: Shopper, sku: Sku, words: SpecField
) -> None:
    for text in ("霜", "雪"):
        shopper.add(sku, 1, **answers((words, text)))
    frost, _snow = CartLine.objects.order_by("pk")

    post = {"sku": sku.pk, "key": frost.spec_key}
    shopper.client.post(reverse("storefront:cart_set"), {**post, "quantity": 4})
    assert list(CartLine.objects.order_by("pk").values_list("quantity", flat=True)) == [4, 1]
    removed = shopper.client.post(reverse("storefront:cart_set"), {**post, "set": 0}, follow=True)
    assert f'name="key" value="{frost.spec_key}"' in removed.content.decode()

    shopper.add(sku, 4, then="undo", key=frost.spec_key)
    back = CartLine.objects.get(spec_key=frost.spec_key)
    assert (back.quantity, back.specification) == (4, {str(words.pk): "霜"})


def test_a_picture_is_seen_by_its_own_customer_and_by_staff_who_may(
    shopper: Shopper, stranger: Shopper, sku: Sku, photo: SpecField, client: Any
) -> None:
    shopper.client.post(ADD, {"sku": sku.pk, "quantity": 1, **answers((photo, picture()))})
    public_id = OrderPicture.objects.get().public_id
    address = reverse("storefront:picture", args=[public_id])
    stranger.add(stocked_sku())

    assert shopper.client.get(address)["Content-Type"] == "image/jpeg"
    assert stranger.client.get(address).status_code == 404
    assert client.get(address).status_code == 404

    shopper.check_out()
    desk = reverse("order_desk:picture", args=[shopper.order.number, public_id])
    foreign = reverse("order_desk:picture", args=[paid_order().number, public_id])
    client.force_login(member("Warehouse"))
    assert client.get(desk)["Content-Type"] == "image/jpeg"
    assert client.get(foreign).status_code == 404
    client.force_login(member("Editor"))
    assert client.get(desk).status_code == 302


def test_who_only_knows_number_and_phone_does_not_read_what_was_written(
    shopper: Shopper, stranger: Shopper, sku: Sku, words: SpecField
) -> None:
    shopper.add(sku, 1, **answers((words, "霜降")))
    shopper.check_out()
    number = shopper.order.number

    data = {"number": number, "phone": "13800138000"}
    found = stranger.client.post(reverse("storefront:find_order"), data, follow=True)

    assert "刻字" in text_of(found)
    assert "霜降" not in text_of(found)
    assert "霜降" in text_of(shopper.get(shopper.order.get_absolute_url()))


def test_the_desk_the_slip_and_the_file_show_the_answers(
    shopper: Shopper, sku: Sku, wood: SpecField, words: SpecField, client: Any
) -> None:
    shopper.add(sku, 1, **answers((wood, choice(wood, "胡桃木")), (words, "霜降")))
    shopper.check_out()
    order = shopper.order
    client.force_login(member("Operations"))

    for name in ("order", "packing_slip"):
        text = text_of(client.get(reverse(f"order_desk:{name}", args=[order.number])))
        assert "木料 胡桃木" in text
        assert "刻字 霜降" in text
