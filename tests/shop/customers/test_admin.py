"""The customer screens."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.orders import paid_order, place
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LIST = reverse("customer_desk:list")


def names(response) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def test_customers_are_found_by_name_and_phone(client):
    client.force_login(member("Operations"))
    place(address=address(recipient="欧阳清", phone="13912345678"))
    place(address=address(recipient="林晓", phone=phone(1)))
    CustomerFactory()

    assert names(client.get(LIST)) == ["林晓", "欧阳清"]
    for text in ("欧阳", "13912345678", "1391234", "5678"):
        assert names(client.get(LIST, {"q": text})) == ["欧阳清"], text
    assert names(client.get(LIST, {"q": "\x00"})) == []


def test_the_page_shows_addresses_and_orders(client):
    client.force_login(member("Operations"))
    order = paid_order(at=timezone.now())

    html = client.get(reverse("customer_desk:customer", args=[order.customer_id])).content.decode()

    assert order.number in html
    assert "¥68.00" in html
    assert "南京西路 1 号" in html


def test_people_are_masked_for_those_who_need_not_call(client):
    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(content_type__app_label="customers", codename="view_customer"),
    )
    client.force_login(user)
    order = place(address=address(recipient="欧阳清", phone="13912345678", street="密巷 7 号"))

    for url in (LIST, reverse("customer_desk:customer", args=[order.customer_id])):
        html = client.get(url).content.decode()
        assert "139****5678" in html
        for secret in ("欧阳清", "13912345678", "密巷", order.number):
            assert secret not in html, (url, secret)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_orders(client, count, django_assert_num_queries):
    client.force_login(member("Operations"))
    customer = CustomerFactory()
    for _number in range(count):
        paid_order(customer=customer, at=timezone.now())
    url = reverse("customer_desk:customer", args=[customer.pk])
    client.get(url)

    with django_assert_num_queries(QUERIES):
        client.get(url)


def test_everything_about_a_customer_is_handed_out_and_on_record(client):
    staff = member("Operations")
    client.force_login(staff)
    order = paid_order(at=timezone.now())

    address = reverse("customer_desk:records", args=[order.customer_id])

    page = client.get(reverse("customer_desk:customer", args=[order.customer_id]))
    assert f'action="{address}"' in page.content.decode()
    assert client.get(address).status_code == 405
    assert not ModelLogEntry.objects.filter(action="customers.records").exists()
    answer = client.post(address)

    assert answer.json()["customer"][0]["name"] == order.recipient
    assert answer.json()["orders"][0]["number"] == order.number
    assert set(answer.json()) == {
        "customer", "addresses", "orders", "cart", "receivers", "pictures", "vouchers", "notices", "links", "visits",
        "labels", "chapters_read", "cases", "custom_work", "wallet", "invoices", "event_sign_ups", "remarks", "reports",
    }  # fmt: skip
    entry = ModelLogEntry.objects.get(action="customers.records")
    assert (entry.user, entry.object_id) == (staff, str(order.customer_id))


def test_nobody_without_sight_of_personal_data_takes_a_copy(client):
    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(content_type__app_label="customers", codename="view_customer"),
    )
    client.force_login(user)
    order = place()

    page = client.get(reverse("customer_desk:customer", args=[order.customer_id]))
    answer = client.post(reverse("customer_desk:records", args=[order.customer_id]))

    assert "/records/" not in page.content.decode()
    assert answer.status_code == 302
    assert not ModelLogEntry.objects.filter(action="customers.records").exists()
    assert order.phone not in answer.content.decode()


# Fourteenth: whether they have asked to be forgotten.
QUERIES = 14
