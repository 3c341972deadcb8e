"""The desk of custom work: lists by whose turn it is, every step by a form, refusals beside their field."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.orders.enums import OrderStatus
from tests.factories.bespoke import asked, custom_sku, order_of, picture, work_in
from tests.factories.catalog import made_to_order
from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
S = BespokeState


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def post(desk: Client, work: BespokeWork, step: str, **data: Any) -> Any:
    return desk.post(reverse(f"bespoke_desk:{step}", args=[work.number]), data)


def test_the_list_sorts_by_deadline_and_names_what_is_late(desk: Client, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    late, fresh = work_in(S.ASKED, at=now - timedelta(hours=73)), work_in(S.ASKED, at=now)
    asked(fresh.sku, at=now)
    with django_assert_max_num_queries(32):
        page = desk.get(reverse("bespoke_desk:list")).content.decode()

    assert page.index(late.number) < page.index(fresh.number)
    assert page.count('class="mb-error"') == 1
    found = desk.get(reverse("bespoke_desk:list"), {"q": late.number, "tab": "all"}).content.decode()
    assert (late.number in found, fresh.number in found) == (True, False)


def test_a_quote_by_the_form(desk: Client) -> None:
    work = work_in(S.ASKED, at=timezone.now())
    form = {"text": "寿山石", "each": "1000", "deposit_kind": "earnest", "make_days": "10", "valid_days": "7"}

    refused = post(desk, work, "quote", **form, deposit="200.01")
    assert (refused.status_code, BespokeWork.objects.get().state) == (422, S.ASKED)
    assert post(desk, work, "quote", **form, needs_proof="on").status_code == 302

    work = BespokeWork.objects.get()
    # Left empty: the product's share.
    assert (work.state, work.each_fen, work.deposit_fen, work.needs_proof) == (S.QUOTED, 100000, 20000, True)


def test_proof_and_balance_by_their_forms(desk: Client) -> None:
    work = work_in(S.DESIGNING, at=timezone.now())

    assert post(desk, work, "proof", text="").status_code == 422
    assert post(desk, work, "proof", text="请看", pictures=picture()).status_code == 302
    shown = BespokeWork.objects.get().pictures.get()
    address = reverse("bespoke_desk:picture", args=[work.number, shown.picture.public_id])
    assert desk.get(address).status_code == 200
    post(desk, work, "approve")
    post(desk, work, "finish", text="做好了")

    assert BespokeWork.objects.get().state == S.BALANCE
    page = desk.get(reverse("order_desk:order", args=[order_of(work).number])).content.decode()
    assert work.number in page


def test_what_the_customer_said_on_the_phone_takes_back_quote_and_proof(desk: Client) -> None:
    work = work_in(S.QUOTED, at=timezone.now())
    assert post(desk, work, "different", text="").status_code == 422
    assert post(desk, work, "different", text="想小一点").status_code == 302
    assert BespokeWork.objects.get().state == S.ASKED

    work = work_in(S.PROOF, at=timezone.now())
    assert post(desk, work, "changes", text="字反了").status_code == 302
    work.refresh_from_db()
    assert (work.state, work.entries.last().text, work.entries.last().actor) == (S.DESIGNING, "字反了", "staff")


def test_calling_off_needs_a_reason_and_the_right_to_cancel(desk: Client) -> None:
    work = work_in(S.MAKING, at=timezone.now())

    assert post(desk, work, "call_off", fault="shop", text="").status_code == 422
    warehouse = Client()
    warehouse.force_login(member("Warehouse"))
    post(warehouse, work, "call_off", fault="shop", text="缺料")
    assert order_of(work).status == OrderStatus.DEPOSIT
    post(desk, work, "call_off", fault="shop", text="缺料")

    assert order_of(work).deposit.fate == "doubled"


def test_the_warehouse_makes_it_and_makes_no_prices() -> None:
    now = timezone.now()
    wish, offer, paid = work_in(S.ASKED, at=now), work_in(S.QUOTED, at=now), work_in(S.DESIGNING, at=now)
    warehouse = Client()
    warehouse.force_login(member("Warehouse"))
    form = {"text": "寿山石", "each": "1", "deposit_kind": "earnest", "make_days": "10", "valid_days": "7"}

    for work, step in [(wish, "quote"), (wish, "decline"), (wish, "withdraw"), (offer, "different")]:
        post(warehouse, work, step, **form)
    post(warehouse, paid, "proof", text="样稿", pictures=picture())

    assert [BespokeWork.objects.get(pk=work.pk).state for work in (wish, offer, paid)] == [S.ASKED, S.QUOTED, S.PROOF]
    page = warehouse.get(reverse("bespoke_desk:work", args=[wish.number]), headers={"accept-language": "en"})
    assert (page.context["main"], page.context["for_customer"]) == ([], [])
    assert "another role" in page.content.decode()


def test_the_order_desk_calls_off_too(desk: Client) -> None:
    work = work_in(S.MAKING, at=timezone.now())
    order = order_of(work)
    address = reverse("order_desk:call_off", args=[order.number])

    assert "Civil Code 587" in desk.get(address, headers={"accept-language": "en"}).content.decode()
    assert desk.post(address, {"text": "商定"}).status_code == 422
    assert desk.post(address, {"fault": "nobody", "text": "商定"}).status_code == 302

    assert order_of(work).deposit.fate == "returned"


def test_an_order_without_a_deposit_is_not_called_off(desk: Client) -> None:
    address = reverse("order_desk:call_off", args=[paid_order().number])

    assert desk.get(address).status_code == 302
    assert desk.post(address, {}).status_code == 422
    assert desk.post(address, {"fault": "shop", "text": "x"}).status_code == 302


def test_terms_by_their_form(desk: Client) -> None:
    product = made_to_order()
    address = reverse("bespoke_desk:terms", args=[product.pk])
    form = {"is_open": "on", "deposit_kind": "earnest", "hint": "尺寸"}

    assert desk.post(address, {**form, "deposit_percent": "21"}).status_code == 422
    assert desk.post(address, {**form, "deposit_percent": "20"}).status_code == 302

    assert BespokeTerms.objects.get().is_open
    assert address in desk.get(reverse("product_desk:kind", args=[product.pk])).content.decode()


def test_whoever_may_not_see_personal_data_sees_no_words_and_no_pictures() -> None:
    work = work_in(S.PROOF, at=timezone.now())
    person = member("Warehouse")
    person.groups.clear()
    from django.contrib.auth.models import Permission

    names = ["access_admin", "view_bespokework"]
    person.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(person)

    page = client.get(reverse("bespoke_desk:work", args=[work.number])).content.decode()

    assert (work.words in page, work.phone in page) == (False, False)
    shown = work.pictures.get().picture.public_id
    assert client.get(reverse("bespoke_desk:picture", args=[work.number, shown])).status_code == 302


def test_terms_belong_to_what_is_made_to_order() -> None:
    assert custom_sku().product.bespoke_terms.deposit_percent == 20
