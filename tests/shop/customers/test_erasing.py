"""A customer is forgotten: what goes, what the law has us keep, and that nothing else of them is left anywhere."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.events.models import SignUp
from shop.aftersales.operations import withdraw as withdraw_case
from shop.bespoke.operations import decline
from shop.core import audit
from shop.core.models import IdempotencyKey
from shop.customers.erasing import (
    COOLING_OFF,
    SECOND_LOOK,
    ask_erasure,
    erase_customer,
    erase_due,
    open_erasure,
    preview,
    withdraw_erasure,
)
from shop.customers.errors import CannotErase, CannotMerge, CustomerErased
from shop.customers.merging import merge_customers
from shop.customers.models import Customer, Erasure
from shop.customers.operations import lock_customer, remember_address
from shop.enquiries.models import Enquiry
from shop.exports.models import Export
from shop.exports.operations.produce import start_export
from shop.invoices.enums import TitleKind
from shop.invoices.models import Invoice
from shop.invoices.operations import request_invoice, withdraw_invoice
from shop.invoices.rules import TitleData
from shop.orders.erasing import KEPT
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderEntry, OrderPicture, Receiver
from shop.orders.operations import add_note, cancel_order, complete_order
from shop.orders.operations.pictures import store_picture
from shop.orders.wishes import Wishes
from shop.payments.models import Wallet
from shop.payments.operations.callbacks import apply_callback
from shop.promotions.models import PersonUse, PromotionUse
from shop.storefront.api.authentication import customer_of, token_for
from tests.factories import aftersales, bespoke
from tests.factories.catalog import ask as ask_question
from tests.factories.catalog import made_to_order
from tests.factories.customers import CustomerFactory, address
from tests.factories.enquiries import make_enquiry
from tests.factories.events import join, make_event
from tests.factories.inventory import sold_out_sku, stocked_sku
from tests.factories.invoices import issued
from tests.factories.notices import waits
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import said, start
from tests.factories.promotions import make_promotion
from tests.factories.staff import UserFactory, member
from tests.factories.talk import make_remark
from tests.factories.vouchers import voucher_order
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db

NOW = timezone.now()
OLD = NOW - KEPT - timedelta(days=30)
NAME, PHONE, STREET, MAIL, OPENID = "欧阳忘川", "13977778888", "忘川路 404 号", "wangchuan@example.com", "oWANGCHUAN"
SECRETS = ("忘川", PHONE, MAIL, OPENID)
WHERE_TO = address(recipient=NAME, phone=PHONE, street=STREET)


def places_of(*secrets: str) -> set[str]:
    """Where one of the words stands: every column of every table that is not a number or a moment, whatever app it is
    of and whether or not a model knows it; and what sessions say.
    """
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type"
            " NOT IN ('bigint', 'integer', 'smallint', 'boolean', 'date', 'timestamp with time zone', 'uuid')"
        )
        for table, column in cursor.fetchall():
            match = " OR ".join([f'"{column}"::text LIKE %s'] * len(secrets))
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {match} LIMIT 1', [f"%{secret}%" for secret in secrets])
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    for session in Session.objects.all():
        if any(secret in json.dumps(session.get_decoded(), ensure_ascii=False) for secret in secrets):
            found.add("django_session.session_data")
    return found


def order_of(customer: Customer, *, at: datetime, title: str = "") -> Order:
    """A promoted thing with their words and picture on it, for them, paid with what WeChat says, and received."""
    product = made_to_order()
    words, picture = ask_question(product), ask_question(product, "picture", "图样")
    sku = stocked_sku(product=product)
    make_promotion(sku, price_fen=4800, starts_at=at, ends_at=at + timedelta(hours=1), at=at, per_person_limit=5)
    drawing = store_picture(customer=customer, upload=bespoke.picture(), at=at)
    answers = {str(words.pk): "刻忘川", str(picture.pk): str(drawing.public_id)}
    order = place(
        customer=customer,
        address=WHERE_TO,
        at=at,
        lines=[LineData(sku.pk, 1, answers)],
        expected_total_fen=4800,
        note=f"给{NAME}",
        wishes=Wishes(gift_text="忘川水"),
    )
    remember_address(customer=customer, address=WHERE_TO, at=at)
    payment = start(order, at=at)
    callback = said(payment, at=at, payload={"payer": {"openid": OPENID}})
    apply_callback(gateway_code="sandbox", callback=callback, at=at)
    add_note(by=UserFactory(), order=order, text="忘川先生来电", at=at)
    order.refresh_from_db()
    ship(order, at=at)
    complete_order(by=None, order=order, at=at)
    case = aftersales.ask(order, at=at, words="忘川水洒了")
    withdraw_case(case=case, at=at)
    order.refresh_from_db()
    return order


def everything(*, at: datetime) -> Customer:
    """Somebody with one of everything, all of it settled, whose order ended at ``at``."""
    customer = CustomerFactory()
    order = order_of(customer, at=at)
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == (NAME, PHONE)
    CustomerFactory(name=NAME, phone=PHONE, merged_into=customer)
    withdraw_invoice(invoice=request_invoice(subject=order, data=TitleData(TitleKind.PERSON, NAME), at=at), at=at)
    wish = {"customer": customer, "name": NAME, "phone": PHONE, "words": "忘川"}
    decline(by=UserFactory(), work=bespoke.asked(at=NOW, **wish), text="忘川做不了", at=NOW)
    Receiver.objects.create(customer=customer, recipient=NAME, phone=PHONE, street=STREET)
    waits(sold_out_sku(), email=MAIL, customer=customer)
    make_enquiry(name=NAME, phone=PHONE, message="忘川在哪？", at=NOW)
    join(make_event(at=NOW, starts_at=NOW + timedelta(days=3)), customer=customer, name=NAME, phone=PHONE, at=NOW)
    join(make_event(at=NOW, starts_at=NOW + timedelta(days=4)), name=NAME, phone=PHONE, at=NOW)
    make_remark(customer=customer, name="忘川客", text="想起忘川。")
    IdempotencyKey.objects.create(actor=f"customer:{customer.pk}", key="k", fingerprint="f", body={"recipient": NAME})
    wallet = filled(1000, customer=customer)
    audit.record(by=None, action="customers.records", subject=wallet)
    Wallet.objects.filter(pk=wallet.pk).update(principal_fen=0)
    audit.record(by=None, action="customers.records", subject=customer)
    store = SessionStore()
    store.update({"customer": str(customer.public_id), "payers": {"wechat": OPENID}, "draft": {"street": STREET}})
    store.save()
    start_export(by=member("Owner"), key="customers", query="", format_="csv", language="zh-hans", at=NOW)
    return customer


@pytest.mark.once
def test_nothing_of_somebody_is_left_but_their_orders_for_three_years(django_capture_on_commit_callbacks):
    customer = everything(at=NOW - timedelta(days=10))
    before = places_of(*SECRETS)
    assert len(before) >= 25, before

    with django_capture_on_commit_callbacks(execute=True):
        erase_customer(by=member("Owner"), customer=customer, at=NOW)

    kept = {
        "orders_order.recipient", "orders_order.phone", "orders_order.street", "orders_order.note",
        "orders_order.gift_text", "orders_orderline.specification", "orders_orderentry.text",
        "aftersales_case.words", "aftersales_caseentry.text", "promotions_personuse.person_key",
        "promotions_promotionuse.person_key",
    }  # fmt: skip
    assert places_of(*SECRETS) == kept
    customer.refresh_from_db()
    assert (customer.name, customer.phone, customer.erased_at, str(customer)) == ("", "", NOW, "已删除的顾客")
    assert customer.erase_next_at == NOW + SECOND_LOOK
    assert [row.state for row in SignUp.objects.all()] == ["withdrawn", "withdrawn"]
    assert not Export.objects.exists()
    assert OrderPicture.objects.count() == 1

    # The time of what is kept ends.
    later = NOW + KEPT
    assert erase_due(at=NOW + SECOND_LOOK) == 1
    customer.refresh_from_db()
    assert customer.erase_next_at == Order.objects.get().completed_at + KEPT
    assert erase_due(at=NOW + SECOND_LOOK) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_due(at=later) == 1

    assert places_of(*SECRETS) == set()
    assert not OrderPicture.objects.exists()
    order = Order.objects.get()
    assert (order.province, order.district, order.total_fen) == ("上海市", "", 4800)
    assert PersonUse.objects.get().used == PromotionUse.objects.get().quantity == 1
    customer.refresh_from_db()
    assert customer.erase_next_at is None


@pytest.mark.once
def test_what_ended_long_ago_goes_at_once():
    customer = everything(at=OLD)

    erase_customer(by=member("Owner"), customer=customer, at=NOW)

    assert places_of(*SECRETS) == set()
    entry = ModelLogEntry.objects.get(action="customers.erase")
    assert (entry.object_id, entry.label) == (str(customer.pk), "已删除的顾客")


def test_an_issued_invoice_is_kept():
    order = aftersales.received_order(at=OLD, customer=CustomerFactory())
    invoice = issued(order, at=OLD)

    erase_customer(by=None, customer=order.customer, at=NOW)

    invoice.refresh_from_db()
    assert invoice.title == "青岛方方茶业有限公司"
    assert Invoice.objects.count() == 1


def test_other_people_keep_what_is_theirs():
    order = aftersales.received_order(at=OLD)
    other = aftersales.received_order(at=OLD)
    remark = make_remark(customer=other.customer)

    erase_customer(by=None, customer=order.customer, at=NOW)

    order.refresh_from_db()
    other.refresh_from_db()
    remark.refresh_from_db()
    assert (order.recipient, order.phone, order.street) == ("", "", "")
    assert (other.recipient, other.phone, other.street) == ("林晓", "13800138000", "南京西路 1 号")


def _open_order(customer: Customer) -> Any:
    return paid_order(customer=customer)


def _open_case(customer: Customer) -> Any:
    return aftersales.ask(aftersales.received_order(customer=customer, at=NOW), at=NOW)


def _open_work(customer: Customer) -> Any:
    return bespoke.asked(customer=customer)


def _money(customer: Customer) -> Any:
    return filled(12_300, customer=customer)


def _voucher(customer: Customer) -> Any:
    return voucher_order(customer=customer)


def _invoice(customer: Customer) -> Any:
    order = aftersales.received_order(customer=customer, at=NOW)
    return request_invoice(subject=order, data=TitleData(TitleKind.PERSON, "林晓"), at=NOW)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_open_order, "还没结束。请等收到货，或先取消。"),
        (_open_case, "还没结束。请先处理完，或撤回。"),
        (_open_work, "还没结束。请先完成，或撤回。"),
        (_money, "钱包里还有自己充入的 ¥123.00。请先提现"),
        (_voucher, "还有 1 张已付款、可兑换的券。"),
        (_invoice, "有一张发票已申请、还没开具。"),
    ],
)
def test_what_is_open_is_settled_first(make, words):
    customer = CustomerFactory(name=NAME, phone=PHONE)
    make(customer)

    assert any(words in objection for objection in preview(customer, at=NOW).objections)
    for attempt in (erase_customer, ask_erasure):
        with pytest.raises(CannotErase) as refused:
            attempt(customer=customer, at=NOW, **({"by": None} if attempt is erase_customer else {}))
        assert words in str(refused.value)

    customer.refresh_from_db()
    assert (customer.name, customer.phone, customer.erased_at) == (NAME, PHONE, None)
    assert not Erasure.objects.exists()


def test_a_number_that_somebody_typed_gives_no_right_to_what_others_left_under_it():
    make_enquiry(name=NAME, phone=PHONE, message="在吗？", at=NOW)
    theirs = CustomerFactory(name=NAME, phone=PHONE)
    event = make_event(at=NOW, starts_at=NOW + timedelta(days=30))
    signup = join(event, customer=theirs, name=NAME, phone=PHONE, at=NOW)
    stranger = CustomerFactory(name="生人", phone=PHONE)

    erasure = ask_erasure(customer=stranger, at=NOW)
    assert erase_due(at=erasure.due_at) == 1

    signup.refresh_from_db()
    assert (signup.name, signup.phone, signup.customer, signup.state) == (NAME, PHONE, theirs, "joined")
    assert Enquiry.objects.get().phone == PHONE


def test_they_ask_think_better_of_it_and_ask_again():
    customer = CustomerFactory(name=NAME, phone=PHONE)
    first = ask_erasure(customer=customer, at=NOW)
    assert ask_erasure(customer=customer, at=NOW + timedelta(hours=1)) == first
    assert first.due_at == NOW + COOLING_OFF
    withdraw_erasure(customer=customer, at=NOW)
    withdraw_erasure(customer=customer, at=NOW)
    assert open_erasure(customer) is None
    assert erase_due(at=NOW + COOLING_OFF) == 0

    second = ask_erasure(customer=customer, at=NOW)
    assert erase_due(at=second.due_at - timedelta(seconds=1)) == 0
    assert erase_due(at=second.due_at) == 1

    customer.refresh_from_db()
    assert customer.erased_at == second.due_at
    assert list(Erasure.objects.order_by("pk").values_list("is_withdrawn", flat=True)) == [True, False]
    with pytest.raises(CustomerErased):
        lock_customer(customer)
    assert erase_customer(by=None, customer=customer, at=NOW).erased_at == second.due_at


def test_somebody_of_whom_something_is_open_waits_for_its_end():
    customer = CustomerFactory(name=NAME, phone=PHONE)
    ask_erasure(customer=customer, at=NOW)
    order = place(customer=customer, at=NOW)

    assert erase_due(at=NOW + COOLING_OFF) == 0
    cancel_order(order=order, by=None, reason="customer", at=NOW)
    assert erase_due(at=NOW + COOLING_OFF) == 1


def test_a_time_line_may_be_emptied_and_nothing_else():
    entry = OrderEntry.objects.filter(order=place()).first()
    for change in ({"text": "anders"}, {"kind": "note"}, {"text": "", "kind": "note"}):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            OrderEntry.objects.filter(pk=entry.pk).update(**change)
    assert OrderEntry.objects.filter(pk=entry.pk).update(text="") == 1


def test_the_database_holds_no_name_of_who_is_forgotten():
    customer = CustomerFactory()
    erase_customer(by=None, customer=customer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(name=NAME)


@pytest.mark.once
def test_a_shopper_asks_on_the_page_and_takes_it_back(client):
    customer = CustomerFactory(name=NAME, phone=PHONE)
    page, back = reverse("storefront:forget_me"), reverse("storefront:forget_me_not")
    assert client.get(page).status_code == 302
    session = client.session
    session["customer"] = str(customer.public_id)
    session.save()

    html = client.get(page).content.decode()
    assert "删除我的信息" in html
    client.post(page)
    assert "撤回申请" in client.get(page).content.decode()
    client.post(back)
    assert open_erasure(customer) is None

    erase_customer(by=None, customer=customer, at=timezone.now())
    assert client.get(page).status_code == 302


@pytest.mark.once
def test_the_api_does_the_same(client):
    customer = CustomerFactory(name=NAME, phone=PHONE)
    headers = {"authorization": f"Bearer {token_for(customer)}"}
    url = reverse("api:erasure")

    assert client.get(url).status_code == 401
    told = client.get(url, headers=headers).json()
    assert (told["asked_at"], told["holdings"][0]["erased"], told["objections"]) == (None, 1, [])
    assert client.post(url, headers=headers).json()["due_at"] is not None
    assert client.delete(url, headers=headers).json()["due_at"] is None
    paid_order(customer=customer)
    refused = client.post(url, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_erase")

    token = token_for(other := CustomerFactory())
    erase_customer(by=None, customer=other, at=timezone.now())
    assert customer_of(token) is None


@pytest.mark.once
def test_staff_see_what_goes_and_say_it_twice(client):
    order = aftersales.received_order(at=OLD, address=WHERE_TO)
    customer = order.customer
    Customer.objects.filter(pk=customer.pk).update(name=NAME, phone=PHONE)
    url = reverse("customer_desk:erase", args=[customer.pk])
    client.force_login(member("Operations"))
    assert client.get(url).status_code == 302
    owner = member("Owner")
    client.force_login(owner)
    desk = reverse("customer_desk:customer", args=[customer.pk])
    assert url in client.get(desk).content.decode()

    page = client.get(url)
    assert "订单：收件人、地址、备注" in page.content.decode()
    for wrong in ({}, {"asked": "on"}, {"asked": "on", "ending": "0000"}, {"ending": "8888"}):
        assert client.post(url, wrong).status_code == 422
    customer.refresh_from_db()
    assert customer.erased_at is None

    answer = client.post(url, {"asked": "on", "ending": "8888"}, follow=True)
    assert NAME not in answer.content.decode()
    assert PHONE not in answer.content.decode()
    assert ModelLogEntry.objects.get(action="customers.erase").user == owner
    assert client.get(url).status_code == 404
    assert client.get(reverse("order_desk:order", args=[order.number])).status_code == 200
    assert client.get(reverse("order_desk:list")).status_code == 200


@pytest.mark.once
def test_the_list_of_requests_says_what_is_open(client):
    customer = CustomerFactory(name=NAME, phone=PHONE)
    ask_erasure(customer=customer, at=NOW)
    paid_order(customer=customer)
    client.force_login(member("Operations"))

    assert "有 1 位顾客申请删除个人信息" in client.get(reverse("customer_desk:list")).content.decode()
    html = client.get(reverse("customer_desk:erasures")).content.decode()
    assert NAME in html
    assert "还没结束。请等收到货" in html


def test_who_is_forgotten_cannot_be_looked_up_by_number():
    order = aftersales.received_order(address=WHERE_TO, at=NOW)
    erase_customer(by=None, customer=order.customer, at=NOW)
    answer = Client().post(reverse("storefront:find_order"), {"number": order.number, "phone": PHONE})
    assert answer.status_code == 400


def test_whoever_joins_two_devices_is_not_forgotten_and_who_is_forgotten_joins_nothing():
    guest, into = CustomerFactory(), CustomerFactory(name=NAME, phone=PHONE)
    ask_erasure(customer=guest, at=NOW)
    merge_customers(guest=guest, into=into, at=NOW)

    assert erase_due(at=NOW + COOLING_OFF) == 0
    into.refresh_from_db()
    assert into.erased_at is None
    erase_customer(by=None, customer=into, at=NOW)
    with pytest.raises(CannotMerge):
        merge_customers(guest=CustomerFactory(), into=into, at=NOW)
