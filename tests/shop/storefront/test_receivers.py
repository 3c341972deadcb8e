"""The list of people on the phone, and the page of what was ordered for all of them."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shop.bulk.imports.reading import rows_of
from shop.orders.enums import CancelReason
from shop.orders.models import CartLine, Order, OrderBatch, Receiver
from shop.orders.operations import add_to_cart, cancel_order, expire_order
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.gateways.sandbox.operations import decide, report
from shop.payments.models import Payment
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place_several, ship
from tests.factories.payments import pay
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db

PASTED = "林晓 13800138000 上海市静安区南京西路1号\n王芳 13900139000 浙江省杭州市西湖区文三路2号"
LIST = reverse("storefront:receivers")
ADD = reverse("storefront:receivers_add")


def browse_as(client, customer):
    session = client.session
    session["customer"] = str(customer.public_id)
    session.save()
    return customer


@pytest.fixture
def shopper(client):
    """A browser with two units of a product in its cart."""
    customer = browse_as(client, CustomerFactory())
    sku = stocked_sku(units=20, price_fen=6800)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=timezone.now())
    return customer


def confirmed(client, **changes):
    """What the page would send when it is confirmed as it is."""
    page = client.get(LIST)
    total = page.context["quote"].total_fen
    return {"client_token": page.context["token"], "expected_total_fen": total, "gateway": "sandbox", **changes}


def test_without_a_cart_there_is_nothing_to_send(client):
    assert client.get(LIST)["Location"] == reverse("storefront:cart")
    assert client.post(ADD, {"pasted": PASTED})["Location"] == reverse("storefront:cart")
    browse_as(client, CustomerFactory())
    assert client.get(LIST)["Location"] == reverse("storefront:cart")
    assert client.get(reverse("storefront:receiver", args=[1])).status_code == 404


def test_pasted_corrected_ordered_and_paid_once(client, shopper):
    assert client.post(ADD, {"pasted": f"{PASTED}\n张三 12345 北京"})["Location"] == LIST
    assert client.post(LIST, confirmed(client)).status_code == 409
    assert not OrderBatch.objects.exists()
    wrong = Receiver.objects.get(recipient="张三")
    url = reverse("storefront:receiver", args=[wrong.pk])
    assert client.get(url).context["form"]["province"].value() == "北京市"
    sku_id = CartLine.objects.get().sku_id
    fields = {
        "recipient": "张三", "phone": "13700137000", "province": "北京市", "city": "北京市", "district": "朝阳区",
        "street": "建国路3号", "delivery_on": "", "gift_text": "新年好", f"units-{sku_id}": "1",
    }  # fmt: skip
    assert client.post(url, {**fields, "phone": "1"}).status_code == 422
    assert client.post(url, fields)["Location"] == LIST

    sent = confirmed(client)
    answer = client.post(LIST, sent)

    batch = OrderBatch.objects.get()
    assert [order.recipient for order in batch.orders.order_by("pk")] == ["林晓", "王芳", "张三"]
    assert [order.total_fen for order in batch.orders.order_by("pk")] == [13600, 13600, 6800]
    assert not Receiver.objects.exists()
    assert not CartLine.objects.exists()
    # The button a second time leads to the same payment.
    assert client.post(LIST, sent)["Location"] == answer["Location"]
    charge = SandboxCharge.objects.get()
    assert (charge.amount_fen, urlsplit(charge.return_url).path) == (34000, batch.get_absolute_url())
    page = client.get(batch.get_absolute_url())
    assert (page.context["page"].can_pay, page.context["page"].due_fen) == (True, 34000)
    # One of the orders is not paid by itself.
    order = batch.orders.first()
    assert client.get(order.get_absolute_url())["Location"] == batch.get_absolute_url()
    now = timezone.now()
    report(charge=decide(charge=charge, decision="pay", at=now), at=now)
    page = client.get(batch.get_absolute_url())
    assert (page.context["page"].can_pay, set(batch.orders.values_list("status", flat=True))) == (False, {"paid"})
    assert order.get_absolute_url() in page.content.decode()
    assert batch.get_absolute_url() in client.get(order.get_absolute_url()).content.decode()


def test_another_total_or_goods_that_are_gone_are_said(client, shopper):
    client.post(ADD, {"pasted": PASTED})
    assert client.post(LIST, confirmed(client, expected_total_fen=1)).status_code == 409
    assert client.post(LIST, confirmed(client, client_token="x")).status_code == 409
    CartLine.objects.update(quantity=11)
    answer = client.post(LIST, confirmed(client))
    assert answer.status_code == 409
    assert "22" in answer.context["quote"].problems[0]
    assert not Order.objects.exists()


def test_from_a_file_and_from_the_address_book(client, shopper):
    file = SimpleUploadedFile(
        "名单.csv", "姓名,电话,地址\n林晓,13800138000,上海市静安区南京西路1号\n".encode("gb18030")
    )
    assert client.post(ADD, {"file": file})["Location"] == LIST
    other = shopper.addresses.create(
        recipient="王芳", phone="13900139000", province="浙江省", city="杭州市", district="西湖区", street="文三路2号"
    )
    assert client.post(ADD, {"address": [other.pk]})["Location"] == LIST
    assert [row.recipient for row in Receiver.objects.all()] == ["林晓", "王芳"]
    assert client.get(LIST).context["book"] == []

    many = "\n".join(f"{PASTED.splitlines()[0]}{number}" for number in range(99))
    for bad in ({"file": SimpleUploadedFile("x.xlsx", b"nothing")}, {"pasted": many}):
        assert client.post(ADD, bad).status_code == 422
    assert client.post(ADD, {"pasted": " "}).status_code == 409
    assert Receiver.objects.count() == 2
    again = client.post(ADD, {"address": [other.pk]}, follow=True)
    assert "1" in str(next(iter(again.context["messages"])))


def test_the_table_to_fill_in_has_a_column_for_each_of_the_goods(client, shopper):
    answer = client.get(reverse("storefront:receivers_template"))
    [(_number, header)] = list(rows_of(io.BytesIO(b"".join(answer.streaming_content)), "x.xlsx"))
    assert CartLine.objects.get().sku.code in header[-1]


def test_taken_off_and_put_back(client, shopper):
    client.post(ADD, {"pasted": PASTED})
    first = Receiver.objects.earliest("pk")
    gone = client.post(reverse("storefront:receiver_remove", args=[first.pk]))
    assert client.get(gone["Location"]).context["undo"][0]["recipient"] == "林晓"
    client.post(reverse("storefront:receivers_undo"))
    assert Receiver.objects.count() == 2
    client.post(reverse("storefront:receivers_clear"))
    assert not Receiver.objects.exists()
    client.post(reverse("storefront:receivers_undo"))
    assert Receiver.objects.count() == 2


def test_a_region_is_picked_and_an_address_pasted_without_losing_the_rest(client, shopper):
    client.post(ADD, {"pasted": PASTED})
    url = reverse("storefront:receiver", args=[Receiver.objects.earliest("pk").pk])
    form = client.post(url, {"pick": "region", "province": "浙江省", "gift_text": "好"}).context["form"]
    assert (form["province"].value(), form["gift_text"].value()) == ("浙江省", "好")
    form = client.post(url, {"pick": "paste", "pasted": "李四 13600136000 浙江省杭州市西湖区文一路"}).context["form"]
    assert (form["recipient"].value(), form["district"].value()) == ("李四", "西湖区")


def test_others_see_neither_the_list_nor_the_batch(client, shopper):
    client.post(ADD, {"pasted": PASTED})
    client.post(LIST, confirmed(client))
    batch = OrderBatch.objects.get()
    order = batch.orders.first()
    browse_as(client, CustomerFactory())

    for name in ("batch", "batch_payment"):
        args = [batch.number, "x"][: 2 if name == "batch_payment" else 1]
        assert client.get(reverse(f"storefront:{name}", args=args)).status_code == 404
    for name in ("batch_pay", "batch_cancel"):
        assert client.post(reverse(f"storefront:{name}", args=[batch.number])).status_code == 404
    # Who gets a parcel may look at it with number and phone, but neither pay nor see the others.
    client.post(reverse("storefront:find_order"), {"number": order.number, "phone": order.phone})
    page = client.get(order.get_absolute_url())
    assert (page.status_code, page.context["page"].can_pay, page.context["page"].can_cancel) == (200, False, False)
    assert batch.number not in page.content.decode()


def batch_for(customer, count=2):
    return place_several([{stocked_sku(price_fen=6800): 1}] * count, customer=customer, at=timezone.now())


def test_all_of_it_is_cancelled_before_the_payment(client):
    batch = batch_for(browse_as(client, CustomerFactory()))
    url = reverse("storefront:batch_cancel", args=[batch.number])
    assert client.post(url)["Location"] == batch.get_absolute_url()
    assert set(batch.orders.values_list("status", flat=True)) == {"cancelled"}
    assert client.post(url)["Location"] == batch.get_absolute_url()
    assert client.get(batch.get_absolute_url()).context["page"].can_pay is False


def test_a_wallet_pays_a_part_and_a_bank_transfer_the_rest(client, settings):
    settings.PAYMENT_GATEWAYS = ["sandbox", "transfer"]
    customer = browse_as(client, CustomerFactory())
    filled(3000, customer=customer)
    batch = batch_for(customer)
    url = reverse("storefront:batch_pay", args=[batch.number])

    client.post(url, {"gateway": "wallet"})
    page = client.get(batch.get_absolute_url()).context["page"]
    assert (page.wallet_paid_fen, page.due_fen) == (3000, 10600)
    answer = client.post(url, {"gateway": "transfer"})
    payment = Payment.objects.get(batch=batch)
    assert answer["Location"] == reverse("storefront:batch_payment", args=[batch.number, payment.reference])
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(batch.get_absolute_url()).context["page"].transfer == payment
    # All of it has time until then.
    assert len(set(batch.orders.values_list("expires_at", flat=True))) == 1
    assert client.post(url, {"gateway": "nobody"})["Location"] == batch.get_absolute_url()


def test_the_page_tells_how_far_it_is(client):
    customer = browse_as(client, CustomerFactory())
    batch = batch_for(customer)
    url = batch.get_absolute_url()
    told = [client.get(url).context["page"].headline]
    first, second = batch.orders.order_by("pk")
    pay(first, at=timezone.now())
    for step in (
        lambda: None,
        lambda: [ship(Order.objects.get(pk=order.pk)) for order in (first, second)],
        lambda: batch.orders.update(status="completed", completed_at=timezone.now()),
        lambda: batch.orders.update(status="cancelled", cancel_reason="merchant", cancelled_at=timezone.now()),
    ):
        step()
        told.append(client.get(url).context["page"].headline)
    for reason in (CancelReason.CUSTOMER, CancelReason.MERCHANT):
        closed = batch_for(customer)
        cancel_order(by=None, order=closed.orders.first(), reason=reason, at=timezone.now())
        told.append(client.get(closed.get_absolute_url()).context["page"].headline)
    late = batch_for(customer)
    order = late.orders.first()
    expire_order(order_id=order.pk, at=order.expires_at + timedelta(minutes=1))
    told.append(client.get(late.get_absolute_url()).context["page"].headline)
    assert len(set(told)) == 8


def test_the_page_asks_whether_anything_has_happened(client):
    batch = batch_for(browse_as(client, CustomerFactory()))
    url = batch.get_absolute_url()
    assert client.get(f"{url}?seen=pending", headers={"HX-Request": "true"}).status_code == 204
    pay(batch.orders.first(), at=timezone.now())
    assert client.get(f"{url}?seen=pending", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_does_not_depend_on_the_number_of_people(
    client, shopper, count, django_assert_num_queries
):
    client.post(ADD, {"pasted": "\n".join(f"{PASTED.splitlines()[0]}{number}" for number in range(count))})
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    batch = batch_for(shopper, count)
    client.get(batch.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(batch.get_absolute_url())
