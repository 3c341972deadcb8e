"""Many orders shipped by a list of waybill numbers: how it is read, what is refused, and what is done."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.bulk.imports.reading import BadFile
from shop.core.errors import InvalidInput, StaleState
from shop.core.models import Job
from shop.core.operations import jobs
from shop.orders.enums import CancelReason
from shop.orders.models import Dispatch, Order, Shipment
from shop.orders.operations import cancel_order, check_waybills, discard_waybills, ship_order, ship_waybills
from shop.orders.waybills.reading import Written, read_file, read_text
from shop.shipping.carriers import carrier_of
from tests.factories import NOW
from tests.factories.customers import address
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import UserFactory, member

NUMBER = "2611270000001"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"{NUMBER} SF0001", [Written(1, NUMBER, "SF0001")]),
        (
            f"{NUMBER}\tSF0001\n\n2611270000002\tSF0002",
            [Written(1, NUMBER, "SF0001"), Written(3, "2611270000002", "SF0002")],
        ),
        (f"{NUMBER}，中通快递，75123456789", [Written(1, NUMBER, "75123456789", "中通快递")]),
        (f"{NUMBER} 鸽子 A12345", [Written(1, NUMBER, "A12345", "鸽子")]),
        (f"顺丰 SF0001 {NUMBER}", [Written(1, NUMBER, "SF0001", "顺丰")]),
        (
            f"订单号\t收货人\t快递公司\t运单号\n{NUMBER}\t林晓\t顺丰\tSF0001",
            [Written(2, NUMBER, "SF0001", "顺丰", "林晓")],
        ),
        (f"Tracking number,Order number\nSF0001,{NUMBER}", [Written(2, NUMBER, "SF0001")]),
        (f"订单号\t运单号\n{NUMBER}", [Written(2, NUMBER, "")]),
        (f"A{NUMBER} 1234567890123", [Written(1, f"A{NUMBER}", "1234567890123")]),
        ("HELLO", [Written(1, "HELLO", "")]),
    ],
)
def test_a_pasted_text_is_read_as_it_was_meant(text, rows) -> None:
    assert read_text(text) == rows


def test_what_cannot_be_read_is_said() -> None:
    for text in ("", "\n \n", "x" * 600_000):
        with pytest.raises(InvalidInput):
            read_text(text)
    with pytest.raises(BadFile):
        read_text("订单号\t姓名\n1\t2")
    with pytest.raises(BadFile):
        read_text("\n".join(f"{n} SF{n}" for n in range(5_001)))


def test_files_are_read_like_texts() -> None:
    assert read_file(io.BytesIO(f"订单编号,快递单号\n{NUMBER},SF0001\n".encode("gb18030")), "a.csv") == [
        Written(2, NUMBER, "SF0001")
    ]
    book = openpyxl.Workbook()
    for row in (["订单号", "物流公司", "物流单号"], [int(NUMBER), "圆通速递", "YT0001"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert read_file(file, "a.xlsx") == [Written(2, NUMBER, "YT0001", "圆通速递")]


@pytest.mark.parametrize(
    ("text", "carrier"),
    [("顺丰速运", "sf"), ("SF", "sf"), ("ems", "ems"), ("中国邮政", "ems"), ("京东物流", "jd"), ("鸽子", ""), ("", "")],
)
def test_carriers_are_known_by_name(text, carrier) -> None:
    assert carrier_of(text) == carrier


def listed(*rows: tuple[str, ...], personal: bool = True) -> Dispatch:
    """A checked list of (order, tracking number, carrier, recipient)."""
    written = [Written(position, *row) for position, row in enumerate(rows, start=1)]
    by = UserFactory()
    return check_waybills(by=by, rows=written, carrier="sf", source="", personal=personal, at=NOW)


def states(dispatch: Dispatch) -> list[str]:
    return list(dispatch.rows.values_list("state", flat=True))


@pytest.mark.django_db
def test_each_row_says_what_is_wrong_with_it() -> None:
    good, twice, unpaid = paid_order(), paid_order(), place()
    sent, slipped = ship(paid_order()), paid_order(address=address(recipient="林晓"))
    neighbour = paid_order(address=address(recipient="赵云"))

    dispatch = listed(
        (good.number, "SF0001"),
        (sent.number, sent.shipments.get().tracking_number),
        ("", "SF0002"),
        ("9911270000001", "SF0003"),
        (neighbour.number, ""),
        (neighbour.number, "SF 1"),
        (twice.number, "SF0004"),
        (twice.number, "SF0005"),
        (unpaid.number, "SF0006"),
        (sent.number, "SF0007"),
        (slipped.number, "SF0008", "", "赵云"),
        (good.number + "1", "7.71E+14"),
    )

    assert states(dispatch) == ["ready", "same", *["refused"] * 10]
    assert [row.reason != "" for row in dispatch.rows.all()] == [False, *[True] * 11]
    assert dispatch.rows.first().carrier == "sf"
    assert not Shipment.objects.exclude(order=sent).exists()


@pytest.mark.django_db
def test_one_number_goes_to_one_person() -> None:
    someone = address(recipient="林晓")
    mine, also_mine = paid_order(address=someone), paid_order(address=someone)
    other, earlier = paid_order(address=address(recipient="赵云")), paid_order(address=address(recipient="钱清"))
    ship_order(by=None, order=earlier, carrier="sf", tracking_number="SF0002", at=NOW)

    assert states(listed((mine.number, "SF0001"), (also_mine.number, "sf0001"))) == ["ready", "ready"]
    assert states(listed((mine.number, "SF0001"), (other.number, "SF0001"))) == ["refused", "refused"]
    assert states(listed((mine.number, "SF0002"))) == ["refused"]


@pytest.mark.django_db
def test_a_carrier_that_nobody_knows_is_refused_and_names_are_compared_by_those_who_may_see_them() -> None:
    order = paid_order(address=address(recipient="林晓"))

    assert states(listed((order.number, "SF0001", "鸽子"))) == ["refused"]
    assert states(listed((order.number, "SF0001", "", "赵云"), personal=False)) == ["ready"]
    with pytest.raises(InvalidInput):
        check_waybills(by=UserFactory(), rows=[], carrier="鸽子", source="", personal=True, at=NOW)


@pytest.mark.django_db
def test_what_is_ready_is_shipped_once_and_what_changed_meanwhile_is_refused() -> None:
    orders = [paid_order(at=timezone.now()) for _ in range(3)]
    dispatch = listed(*((order.number, f"SF000{n}") for n, order in enumerate(orders)), ("", "SF0009"))
    cancel_order(by=None, order=orders[1], reason=CancelReason.MERCHANT, at=timezone.now())
    job = ship_waybills(by=dispatch.created_by, dispatch=dispatch)
    with pytest.raises(StaleState):
        ship_waybills(by=dispatch.created_by, dispatch=dispatch)
    with pytest.raises(StaleState):
        discard_waybills(by=dispatch.created_by, dispatch=dispatch)

    assert jobs.run(job_id=job.pk) is True
    assert jobs.run(job_id=job.pk) is False

    assert states(dispatch) == ["shipped", "refused", "shipped", "refused"]
    assert [Order.objects.get(pk=order.pk).status for order in orders] == ["shipped", "cancelled", "shipped"]
    assert {parcel.by for parcel in Shipment.objects.all()} == {dispatch.created_by}
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count) == ("done", 3, 3)
    with pytest.raises(StaleState):
        ship_waybills(by=dispatch.created_by, dispatch=dispatch)


@pytest.mark.django_db
def test_a_job_that_died_goes_on_with_the_next_row() -> None:
    orders = [paid_order(at=timezone.now()) for _ in range(2)]
    dispatch = listed(*((order.number, f"SF000{n}") for n, order in enumerate(orders)))
    job = ship_waybills(by=dispatch.created_by, dispatch=dispatch)
    dispatch.rows.filter(position=1).update(state="shipped")
    Job.objects.filter(pk=job.pk).update(state="running", done_count=1)

    jobs.run(job_id=job.pk, at=timezone.now() + Job.STALE_AFTER + timedelta(seconds=1))

    assert [order.shipments.count() for order in orders] == [0, 1]
    job.refresh_from_db()
    assert (job.state, job.done_count) == ("done", 2)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


@pytest.mark.django_db
def test_staff_paste_look_and_ship(desk, django_capture_on_commit_callbacks) -> None:
    order, list_url = paid_order(at=timezone.now()), reverse("order_desk:waybills")
    assert desk.post(list_url, {"carrier": "sf", "text": " "}).status_code == 422
    text = f"{order.number}\tSF0001\n9911270000001\tSF0002"

    response = desk.post(list_url, {"carrier": "sf", "text": text}, follow=True)

    page = response.content.decode()
    assert response.context["tab"] == "refused"
    assert "没有这个号码的订单" in page
    assert "9911270000001" in page
    dispatch = Dispatch.objects.get()
    refused = desk.get(reverse("order_desk:dispatch_refused", args=[dispatch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(refused.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:4] == ["9911270000001", None, "SF0002", 2]

    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(reverse("order_desk:dispatch_ship", args=[dispatch.pk]))
    response = desk.get(response["Location"], {"tab": "shipped"})
    assert order.number in response.content.decode()
    assert Shipment.objects.get().tracking_number == "SF0001"
    assert desk.get(list_url).context["rows"][0]["counts"] == {"shipped": 1, "refused": 1}


@pytest.mark.django_db
def test_a_list_that_was_not_shipped_can_be_thrown_away(desk) -> None:
    order = paid_order(at=timezone.now())
    desk.post(reverse("order_desk:waybills"), {"carrier": "sf", "text": f"{order.number} SF0001"})

    desk.post(reverse("order_desk:dispatch_discard", args=[Dispatch.objects.get().pk]))

    assert not Dispatch.objects.exists()
    assert not Shipment.objects.exists()


@pytest.mark.django_db
def test_the_orders_to_ship_come_as_a_file_that_can_be_filled_in(desk) -> None:
    first, second = paid_order(at=NOW), paid_order(at=NOW + timedelta(hours=1))
    ship(paid_order())

    response = desk.get(reverse("order_desk:waybills_template"))
    content = b"".join(response.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [first.number, second.number]
    for row, number in ((2, "SF0001"), (3, "SF0002")):
        book.active.cell(row, 3, number)
    filled = io.BytesIO()
    book.save(filled)

    upload = SimpleUploadedFile("待发货.xlsx", filled.getvalue())
    desk.post(reverse("order_desk:waybills"), {"carrier": "zto", "file": upload})

    dispatch = Dispatch.objects.get()
    assert [(row.order, row.carrier, row.state) for row in dispatch.rows.all()] == [
        (first, "zto", "ready"),
        (second, "zto", "ready"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_rows(desk, count, django_assert_num_queries):
    dispatch = listed(*((paid_order(at=timezone.now()).number, f"SF000{n}") for n in range(count)))
    desk.get(reverse("order_desk:dispatch", args=[dispatch.pk]))

    with django_assert_num_queries(QUERIES):
        desk.get(reverse("order_desk:dispatch", args=[dispatch.pk]))


QUERIES = 11
