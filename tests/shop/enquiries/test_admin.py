"""The inbox: tabs, search, steps, the badge, and masked people."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microbrand.figures import enquiries_to_answer
from shop.enquiries.models import Enquiry, EnquiryNote
from shop.enquiries.operations import set_state
from tests.factories import NOW
from tests.factories.enquiries import make_enquiry
from tests.factories.staff import UserFactory, member
from tests.shop.storefront.conftest import text_of

pytestmark = pytest.mark.django_db
LIST = reverse("enquiry_desk:list")


def page_of(enquiry: Enquiry) -> str:
    return reverse("enquiry_desk:enquiry", args=[enquiry.pk])


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def test_tabs_count_and_search_finds(desk: Client) -> None:
    first, second = make_enquiry(message="两百箱"), make_enquiry(message="三个", name="周明", phone="13900139000")
    set_state(by=UserFactory(), enquiry=second, state="answered", at=NOW)

    assert "两百箱" in text_of(desk.get(LIST, {"tab": "new"}))
    assert "三个" not in text_of(desk.get(LIST, {"tab": "new"}))
    for words in ("周明", "13900139000", "三个"):
        text = text_of(desk.get(LIST, {"q": words}))
        assert "三个" in text
        assert "两百箱" not in text
    assert enquiries_to_answer() == 1
    assert first.product_title not in text_of(desk.get(LIST, {"tab": "nonsense", "after": "x"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_statements_for_one_as_for_three(desk: Client, count: int) -> None:
    for _ in range(count):
        make_enquiry()
    desk.get(LIST)

    with CaptureQueriesContext(connection) as statements:
        desk.get(LIST)

    assert sum("enquiries_enquiry" in row["sql"] for row in statements.captured_queries) == 5


def test_answering_with_a_note(desk: Client) -> None:
    enquiry = make_enquiry()

    desk.post(page_of(enquiry), {"text": "回了电话", "state": "answered"})
    desk.post(page_of(enquiry), {"text": "客人再想想"})

    enquiry.refresh_from_db()
    assert enquiry.state == "answered"
    assert list(EnquiryNote.objects.values_list("state", "text")) == [("answered", "回了电话"), ("", "客人再想想")]
    text = text_of(desk.get(page_of(enquiry)))
    assert "客人再想想" in text
    assert desk.post(page_of(enquiry), {"text": ""}).status_code == 422
    assert desk.post(page_of(enquiry), {"text": "", "state": "answered"}).status_code == 302
    assert EnquiryNote.objects.count() == 2


def test_a_role_without_personal_data_sees_no_name_number_or_address(client: Client) -> None:
    enquiry = make_enquiry(email="linxiao@example.com")
    client.force_login(member("Editor"))

    for address in (LIST, page_of(enquiry)):
        page = client.get(address).content.decode()
        assert "林*" in page
        assert not any(secret in page for secret in ("林晓", "13800138000", "linxiao"))
    assert "tel:" not in client.get(page_of(enquiry)).content.decode()
    assert enquiry.message not in text_of(client.get(LIST, {"q": "林晓"}))
    assert client.post(page_of(enquiry), {"text": "", "state": "closed"}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.state == "new"


def test_an_empty_inbox_says_where_enquiries_come_from(desk: Client) -> None:
    response: Any = desk.get(LIST)

    assert "mb-empty" in response.content.decode()
