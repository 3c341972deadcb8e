"""What every page may load: nothing from another host, in the admin and the API documents neither."""

import pytest
from django.test import Client

from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/", "/admin/orders/", "/admin/login/", "/admin/nope/", "/api/docs/"])
def test_pages_with_scripts_inside_load_nothing_from_elsewhere(client: Client, address: str) -> None:
    client.force_login(member("Owner"))

    policy = dict(part.split(" ", 1) for part in client.get(address)["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["frame-ancestors"] == "'self'"
    assert not any("*" in sources or "http" in sources for sources in policy.values())
