"""The export: an honest workbook in local time, for those who may, and written down."""

from datetime import datetime
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from tests.factories import NOW
from tests.factories.customers import address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations", username="lin"))
    return client


def export(client, **query):
    """What the export button of the list leads to, as a workbook."""
    address = f"{reverse('export_desk:new')}?{urlencode({'list': 'orders', **query})}"
    response = client.post(address, {"format": "xlsx"}, follow=True)
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def test_the_workbook_holds_orders_and_lines_in_local_time(desk):
    order = ship(paid_order({stocked_sku(code="A-1", price_fen=6800): 2, stocked_sku(code="A-2", price_fen=199): 1}))

    book = export(desk)

    orders, lines = (list(sheet.values) for sheet in book.worksheets)
    row = dict(zip(orders[0], orders[1], strict=True))
    values = list(row.values())
    assert values[0] == order.number
    # 12:00 UTC is 20:00 in Shanghai.
    assert values[2] == datetime(2026, 10, 1, 20, 0)  # noqa: DTZ001 workbooks know no time zones
    assert values[7] == "13800138000"
    assert values[13] == 137.99
    assert [line[1] for line in lines[1:]] == ["A-1", "A-2"]
    assert sum(line[6] for line in lines[1:]) == pytest.approx(137.99)


def test_what_a_shopper_typed_is_never_a_formula_and_odd_characters_do_not_break_the_file(desk):
    place(at=NOW, note='=HYPERLINK("http://x")', address=address(recipient="\x0b林=1"))

    sheet = export(desk).worksheets[0]

    note = sheet.cell(row=2, column=17)
    assert (note.data_type, note.value) == ("s", '=HYPERLINK("http://x")')
    assert sheet.cell(row=2, column=7).value == "林=1"


def test_filters_of_the_list_hold_for_the_export(desk):
    wanted = paid_order(at=timezone.now())
    place(at=timezone.now())

    rows = list(export(desk, tab="paid").worksheets[0].values)

    assert [row[0] for row in rows[1:]] == [wanted.number]


def test_an_export_is_written_down(desk):
    place()

    export(desk, q="", tab="")

    entry = ModelLogEntry.objects.get(action="exports.export")
    assert entry.user.username == "lin"
    assert (entry.data["list"], entry.data["query"], entry.data["personal"]) == ("orders", "q=&tab=", True)


def test_export_is_a_permission_of_its_own(client):
    from django.contrib.auth.models import Permission

    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(content_type__app_label="orders", codename="view_order"),
    )
    client.force_login(user)
    place()

    address = f"{reverse('export_desk:new')}?list=orders"
    assert address not in client.get(reverse("order_desk:list")).content.decode()
    assert client.post(address, {"format": "xlsx"}).status_code == 404

    user.user_permissions.add(Permission.objects.get(content_type__app_label="orders", codename="export_order"))
    rows = list(export(client).worksheets[0].values)
    assert rows[1][7] == "138****8000"
    assert rows[1][9] in (None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_export_asks_the_same_number_of_questions_for_any_number_of_orders(desk, count, django_assert_num_queries):
    for _number in range(count):
        ship(paid_order({stocked_sku(): 1, stocked_sku(): 1}))
    export(desk)

    with django_assert_num_queries(QUERIES):
        export(desk)


QUERIES = 23
