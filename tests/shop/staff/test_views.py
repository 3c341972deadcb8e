"""Signing in: limited per address and per name, and failures are in the log."""

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LOGIN, ACCOUNT = "/admin/login/", "/admin/account/"


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch):
    from rest_framework.throttling import SimpleRateThrottle

    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"staff-login": "3/min"})


@pytest.fixture
def lin():
    user = member("Warehouse", username="lin")
    user.set_password("a long enough secret")
    user.save()
    return user


def sign_in(client: Client, name: str = "lin", password: str = "wrong", address: str = "10.0.0.1"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def test_the_page_of_the_admin_is_ours(client):
    assert reverse("wagtailadmin_login") == LOGIN
    html = client.get(LOGIN).content.decode()
    assert "Wagtail" not in html
    assert "Microbrand" in html


def test_the_right_password_opens_the_door(client, lin):
    response = sign_in(client, password="a long enough secret")

    assert response.url == reverse("wagtailadmin_home")


def test_beyond_the_limit_an_address_is_told_to_wait(client, lin):
    for number in range(3):
        assert sign_in(client, name=f"nobody{number}").status_code == 200

    response = sign_in(client, password="a long enough secret")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 61
    assert response["Retry-After"] in response.content.decode()
    assert "_auth_user_id" not in client.session
    # Somebody at another address is not kept out.
    assert sign_in(client, password="a long enough secret", address="10.0.0.9").status_code == 302


def test_beyond_the_limit_a_name_is_closed_for_every_address(client, lin):
    for number in range(3):
        sign_in(client, address=f"10.0.0.{number}")

    assert sign_in(client, name=" LIN ", address="10.0.0.77").status_code == 429


def test_failures_are_logged_without_what_may_be_a_password(client, lin):
    with capture_logs() as logs:
        sign_in(client)
        sign_in(client, name="my secret typed into the wrong field")

    failed = [entry for entry in logs if entry["event"] == "login_failed"]
    assert [(entry["username"], entry["ip"]) for entry in failed] == [("lin", "10.0.0.1"), ("", "10.0.0.1")]
    assert "secret" not in str(logs)


@pytest.mark.parametrize("name", ["", "\x00", "x" * 10_000, "名字 with spaces"])
def test_odd_names_are_answered(client, name):
    assert sign_in(client, name=name).status_code == 200


def test_who_has_no_role_is_not_let_in(client):
    user = UserFactory(username="guest")
    user.set_password("a long enough secret")
    user.save()

    sign_in(client, name="guest", password="a long enough secret")

    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_every_label_is_in_the_language_of_the_house(client: Client) -> None:
    labels = [field.label for field in client.get(LOGIN).context["form"]]

    assert labels[:2] == ["用户名", "密码"]


def test_the_account_is_saved_as_the_demo_leaves_it(client: Client) -> None:
    staff = member("Warehouse", last_name="赵", first_name="淑英", email="zhao@example.com")
    client.force_login(staff)
    page = client.get(ACCOUNT)
    fields = {
        field.html_name: field.value() or ""
        for panels in page.context["panels_by_tab"].values()
        for panel in panels
        for field in panel.get_form()
        if field.name != "avatar"
    }

    answer = client.post(ACCOUNT, fields)

    assert answer.status_code == 302
    assert "time_zone" not in " ".join(fields)
