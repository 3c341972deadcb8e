"""Pages for when something goes wrong: each house has its own, in words, in both languages."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from microbrand import errors
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

HANDLERS = [
    (errors.bad_request, 400, "无法读取"),
    (errors.csrf_failure, 403, "没有成功"),
    (errors.page_not_found, 404, "没有找到这一页"),
    (errors.server_error, 500, "我们这边出了点问题"),
]


@pytest.mark.parametrize(("handler", "status", "title"), HANDLERS)
def test_the_admin_has_its_own_page_for_each(handler, status, title):
    with override("zh-hans"):
        response = handler(RequestFactory().get("/admin/orders/"))

    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert f'href="{reverse("wagtailadmin_home")}"' in page
    assert "/cart/" not in page


@pytest.mark.parametrize(("handler", "status", "title"), [*HANDLERS, (errors.forbidden, 403, "此页不对你开放")])
def test_the_shop_has_its_own_page_for_each(handler, status, title):
    with override("zh-hans"):
        response = handler(RequestFactory().get("/p/nothing/"))

    page = response.content.decode()
    assert response.status_code == status
    assert title in page
    assert "/admin/" not in page


def test_a_broken_admin_asks_the_database_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/admin/"))

    assert response.status_code == 500


def test_an_address_the_admin_does_not_have():
    client = Client(headers={"accept-language": "en"})
    client.force_login(member("Warehouse"))

    response = client.get("/admin/nothing/here/")

    assert response.status_code == 404
    assert "<h1>This page is not here</h1>" in response.content.decode()


def test_a_form_of_the_admin_that_was_open_too_long():
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("Owner"))

    response = client.post(reverse("poster_desk:add"))

    assert response.status_code == 403
    assert "admin/error.html" in [template.name for template in response.templates]
