"""What is sent in a case is a parcel like any other: packed, shipped in bulk, followed, corrected, looked after."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from microbrand import audit
from shop.aftersales import operations, rules
from shop.aftersales.errors import CaseNotInState
from shop.aftersales.models import Case
from shop.aftersales.queries import replacement_of
from shop.core.errors import InvalidInput, ShopError
from shop.core.models import OutboxEvent
from shop.core.operations import jobs, outbox
from shop.orders.admin import paper as desk_paper
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Shipment, Waybill
from shop.orders.operations import check_waybills, correct_waybill, ship_waybills
from shop.orders.queries import in_trouble
from shop.orders.waybills.reading import Written, read_text
from shop.shipping.models import Consignment
from shop.shipping.operations import note_news, settle_trouble
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def to_send(at: Any = NOW, **order: Any) -> Case:
    """A case whose replacement waits to be sent; its order was received."""
    quantities = order.pop("quantities", None) or {stocked_sku(units=9): 1}
    case = ask(received_order(quantities, at=at, **order), "reship", "lost", at=at)
    return operations.agree(by=UserFactory(), case=case, at=at)


def sent(case: Case | None = None, number: str = "SF901", carrier: str = "sf", at: Any = LATER) -> Shipment:
    operations.send_replacement(
        by=UserFactory(), case=case or to_send(), carrier=carrier, tracking_number=number, at=at
    )
    return Shipment.objects.get(tracking_number=number)


def state(parcel: Shipment) -> str:
    return Case.objects.get(number=parcel.reference).state


def breaches(at: Any = LATER) -> list[str]:
    # The events that book a sale are not delivered here.
    return [row.name for row in audit.run(at=at) if row.breach_count and not row.name.startswith("books:")]


def test_it_leaves_in_a_parcel_of_the_order_that_is_followed_until_it_is_there() -> None:
    case = to_send()
    parcel = sent(case, "LC0010", "local")

    assert (parcel.order, parcel.reference, parcel.lines.count()) == (case.order, case.number, 0)
    assert (parcel.consignment.ask_at, parcel.consignment.ended_at) == (LATER, None)
    assert replacement_of(case) == parcel
    assert breaches() == []

    operations.confirm_replacement(case=case, at=LATER + timedelta(days=2))

    parcel.consignment.refresh_from_db()
    assert (parcel.consignment.ask_at, parcel.consignment.ended_at) == (None, LATER + timedelta(days=2))
    assert breaches() == []


def test_a_number_that_a_parcel_of_the_order_has_is_refused_and_nothing_is_sent() -> None:
    case = to_send()
    number = case.order.shipments.get().tracking_number
    for carrier, tracking in (("sf", number), ("sf", "?"), ("pigeon", "SF901")):
        with pytest.raises(InvalidInput):
            operations.send_replacement(by=None, case=case, carrier=carrier, tracking_number=tracking, at=LATER)
    case.refresh_from_db()
    assert (case.state, Shipment.objects.count(), Consignment.objects.count()) == ("replacing", 1, 1)


def test_a_wrong_number_is_corrected_as_long_as_it_is_waited_for() -> None:
    parcel = sent()
    correct_waybill(by=UserFactory(), shipment=parcel, carrier="sf", tracking_number="SF902", at=LATER)
    parcel.refresh_from_db()
    assert (parcel.tracking_number, parcel.consignment.tracking_number) == ("SF902", "SF902")
    assert Consignment.objects.get(tracking_number="SF901").ended_at == LATER

    operations.confirm_replacement(case=Case.objects.get(), at=LATER)
    with pytest.raises(OrderNotInState):
        correct_waybill(by=UserFactory(), shipment=parcel, carrier="sf", tracking_number="SF903", at=LATER)


def test_a_box_with_another_order_is_followed_until_both_are_there() -> None:
    first = sent(number="LC77", carrier="local")
    operations.send_replacement(by=None, case=to_send(), carrier="local", tracking_number="LC77", at=LATER)
    second = Shipment.objects.exclude(pk=first.pk).get(tracking_number="LC77")
    for parcel, is_over in ((first, False), (second, True)):
        operations.confirm_replacement(case=Case.objects.get(number=parcel.reference), at=LATER)
        assert (Consignment.objects.get(tracking_number="LC77").ended_at is not None) == is_over


def test_in_trouble_it_does_not_count_as_received_before_somebody_has_taken_care() -> None:
    parcel, user = sent(), UserFactory()
    due = LATER + rules.DEADLINES["resent"]
    note_news(by=user, consignment=parcel.consignment, kind="lost", text="", at=LATER)
    operations.follow_replacement(number=parcel.reference, at=LATER)

    assert list(Order.objects.filter(in_trouble(due))) == [parcel.order]
    assert operations.act_due(at=due) == 0
    settle_trouble(by=user, consignment=Consignment.objects.get(pk=parcel.consignment_id), at=due)
    operations.follow_replacement(number=parcel.reference, at=due)

    assert Case.objects.get().due_at == due + rules.AFTER_TROUBLE
    assert operations.act_due(at=due + rules.AFTER_TROUBLE) == 1
    assert state(parcel) == "settled"
    assert not Order.objects.filter(in_trouble(due)).exists()
    # What comes afterwards changes nothing.
    operations.follow_replacement(number=parcel.reference, at=due + timedelta(days=9))
    assert state(parcel) == "settled"


def test_news_of_the_carrier_reach_the_case() -> None:
    parcel = sent(at=timezone.now())
    note_news(by=UserFactory(), consignment=parcel.consignment, kind="refused", text="", at=timezone.now())
    for event_id in list(OutboxEvent.objects.filter(name="shipping.parcel_moved").values_list("pk", flat=True)):
        assert outbox.deliver(event_id=event_id)
    assert Case.objects.get().due_at > timezone.now() + timedelta(days=80)


# --- The shipping tabs --------------------------------------------------------------------------------------
@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def test_the_desk_has_it_in_a_tab_with_what_is_late_on_top(desk: Client) -> None:
    at = timezone.now()
    case, late = to_send(at=at), to_send(at=at)
    Case.objects.filter(pk=late.pk).update(due_at=at - timedelta(hours=1))
    other = paid_order(at=at)

    page = desk.get(reverse("order_desk:list"), {"tab": "again"})

    assert [row["order"] for row in page.context["rows"]] == [late.order, case.order]
    assert [row["is_late"] for row in page.context["rows"]] == [True, False]
    assert [(row["units"], row["first"].title) for row in page.context["rows"]] == [
        (1, row.lines.get().line.title) for row in (late, case)
    ]
    assert reverse("case_desk:case", args=[late.number]) in page.text
    assert other.number not in page.text
    page = desk.get(reverse("order_desk:list"), {"tab": "late"})
    assert page.context["late_beside"] == 1
    assert page.context["rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_tab_asks_the_same_for_one_and_three(desk: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for _number in range(count):
        to_send(at=timezone.now())
    desk.get(reverse("order_desk:list"), {"tab": "again"})
    with django_assert_max_num_queries(36):
        desk.get(reverse("order_desk:list"), {"tab": "again"})


def test_it_is_fetched_packed_and_labelled_with_the_rest(desk: Client, monkeypatch: Any) -> None:
    pages: list[str] = []
    monkeypatch.setattr(desk_paper, "pdf_of", lambda html: pages.append(html) or b"%PDF-")
    jam = stocked_sku(units=9, code="JAM")
    case = to_send(at=timezone.now(), quantities={jam: 2})
    order = paid_order({stocked_sku(units=9, code="TEA"): 1}, at=timezone.now())

    both = desk.get(reverse("order_desk:pick_list"))
    alone = desk.get(reverse("order_desk:pick_list"), {"tab": "again", "q": case.order.number})
    codes = [[pick.sku.code for _place, rows in one.context["places"] for pick in rows] for one in (both, alone)]
    assert codes == [["JAM", "TEA"], ["JAM"]]

    for path in ("paper/label-thermal.pdf", f"{case.number}/paper/label-a4.pdf", f"{case.number}/paper/packing-a4.pdf"):
        assert desk.get(f"/admin/orders/{path}").status_code == 200
    assert (case.number in pages[0], order.number in pages[0]) == (True, True)
    assert case.order.street in pages[1]
    assert ("JAM" in pages[2], case.order.number in pages[2]) == (True, True)
    sent(case, at=timezone.now())
    assert desk.get(f"/admin/orders/{case.number}/paper/label-a4.pdf").status_code == 404


def test_waybill_numbers_are_pasted_for_orders_and_cases_alike() -> None:
    case, order, user = to_send(at=timezone.now()), paid_order(at=timezone.now()), UserFactory()
    rows = read_text(f"{case.number} 1234567890123\n{order.number} SF0002\nA2611270000009 SF0003")
    assert rows[0] == Written(1, case.number, "1234567890123")

    def listed() -> Any:
        return check_waybills(by=user, rows=rows, carrier="sf", source="", personal=True, at=timezone.now())

    job = ship_waybills(by=user, dispatch=listed())
    jobs.run(job_id=job.pk)

    assert [row.state for row in Waybill.objects.order_by("position")] == ["shipped", "shipped", "refused"]
    case.refresh_from_db()
    assert (case.state, replacement_of(case).tracking_number) == ("resent", "1234567890123")
    assert [row.state for row in listed().rows.all()] == ["same", "same", "refused"]


def test_a_case_that_ends_before_its_row_is_shipped_is_refused() -> None:
    case, user = to_send(at=timezone.now()), UserFactory()
    rows = [Written(1, case.number, "SF0001")]
    dispatch = check_waybills(by=user, rows=rows, carrier="sf", source="", personal=True, at=timezone.now())
    operations.take_money(by=user, case=case, at=timezone.now())

    jobs.run(job_id=ship_waybills(by=user, dispatch=dispatch).pk)

    row = Waybill.objects.get()
    assert (row.state, row.reason) == ("refused", str(CaseNotInState.message))
    assert not Shipment.objects.exclude(reference="").exists()


def test_the_parcel_is_looked_after_from_the_case_when_the_order_is_long_complete(desk: Client) -> None:
    parcel = sent(to_send(at=timezone.now()), at=timezone.now())
    steps = [
        reverse(f"order_desk:{name}", args=[parcel.order.number, parcel.pk])
        for name in ("parcel_number", "parcel_news", "parcel_settle")
    ]
    desk.post(steps[1], {"kind": "refused", "text": "拒收"})
    page = desk.get(reverse("case_desk:case", args=[parcel.reference])).text
    assert "拒收" in page
    assert "它的包裹出了问题" in page
    assert all(step in page for step in steps)
    assert all(step in desk.get(reverse("order_desk:order", args=[parcel.order.number])).text for step in steps)
    desk.post(steps[0], {"carrier": "sf", "tracking_number": "SF0777"})
    parcel.refresh_from_db()
    assert parcel.tracking_number == "SF0777"
    operations.confirm_replacement(case=Case.objects.get(), at=timezone.now())
    assert desk.get(steps[0]).status_code == 302
    with pytest.raises(ShopError):
        note_news(by=None, consignment=parcel.consignment, kind="moving", text="", at=timezone.now())
