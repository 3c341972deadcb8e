"""On paper: the address as a code, of this shop alone."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_code_of_an_address_can_be_printed(client: Client) -> None:
    answer = client.get("/code.svg", {"of": "/stories/frost/"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "max-age" in answer["Cache-Control"]
    assert "<svg" in answer.text


@pytest.mark.parametrize("of", ["", "https://example.com/", "//example.com/", "/" + "a" * 300, "/a\nb"])
def test_of_nothing_else(client: Client, of: str) -> None:
    assert client.get("/code.svg", {"of": of}).status_code == 400
