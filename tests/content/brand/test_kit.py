"""The brand kit: one operation, one stylesheet, one answer for every page."""

from typing import Any

import brotli
import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import ModelLogEntry

from content.brand.errors import ColourTooFaint
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.brand.queries import current_brand
from shop.core import freshness
from shop.core.models import OutboxEvent
from tests.factories.content import make_image
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


def kit(**fields: Any) -> BrandKit:
    """Return the stored kit."""
    return save_brand_kit(by=None, kit=BrandKit(**fields))


def form_data(stored: BrandKit, **fields: Any) -> dict[str, Any]:
    """Return what the settings screen posts."""
    chosen = {"logo", "logo_dark", "logo_square", "licence_picture"}
    streams = {"replies"}
    shown = [field.name for field in BrandKit._meta.fields if field.editable and not field.primary_key]
    names = [name for name in shown if name not in chosen | streams]
    return {
        **{name: getattr(stored, name) for name in names},
        **dict.fromkeys(chosen, ""),
        **{f"{name}-count": "0" for name in streams},
        **fields,
    }


def edit_url(stored: BrandKit) -> str:
    return reverse("wagtailsettings:edit", args=["brand", "brandkit", stored.pk])


def test_saving_is_announced_and_written_down() -> None:
    owner = member("Owner")
    stored = kit(name="旧名")

    stored.name = "华芳苑"
    save_brand_kit(by=owner, kit=stored)

    assert (
        list(OutboxEvent.objects.filter(name="brand.changed").values_list("payload", flat=True))
        == [{"kit_id": stored.pk}] * 2
    )
    line = ModelLogEntry.objects.filter(action="brand.change_kit").latest("pk")
    assert (line.user, line.data) == (owner, {"changed": ["name"]})


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"brand": "#ffcc00"}, ColourTooFaint),
        ({"brand": "red"}, ValidationError),
        ({"brand": "#fff;}body{display:none}"}, ValidationError),
        ({"name": "华" * 1_000_000}, ValidationError),
        ({"corners": "wavy"}, ValidationError),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(fields: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        kit(**fields)

    assert not BrandKit.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_the_settings_screen_refuses_a_faint_colour_beside_its_field(client: Client) -> None:
    stored = kit(name="华芳苑")
    client.force_login(member("Owner"))

    response = client.post(edit_url(stored), form_data(stored, brand="#FFCC00"))

    [message] = response.context["form"].errors["brand"]
    assert "1.27:1" in message or "1.3" in message
    assert "4.5:1" in message
    assert "#" in message
    stored.refresh_from_db()
    assert stored.brand == "#9f2f28"


def test_the_settings_screen_saves_through_the_operation(client: Client) -> None:
    stored = kit(name="华芳苑")
    before = current_brand().css_url
    client.force_login(member("Owner"))

    response = client.post(edit_url(stored), form_data(stored, brand="2A5AA8", slogan="霜下过了，才摘。"))

    assert response.status_code == 302
    stored.refresh_from_db()
    assert (stored.brand, stored.slogan) == ("#2a5aa8", "霜下过了，才摘。")
    assert OutboxEvent.objects.filter(name="brand.changed").count() == 2
    freshness.advance()
    assert current_brand().css_url != before


@pytest.mark.parametrize("role", ["Operations", "Warehouse", "Editor"])
def test_only_the_owner_changes_the_brand(client: Client, role: str) -> None:
    stored = kit(name="华芳苑")
    client.force_login(member(role))

    response = client.post(edit_url(stored), form_data(stored, name="别的"))

    assert response.status_code in {302, 403}
    stored.refresh_from_db()
    assert stored.name == "华芳苑"


def test_a_million_characters_in_the_name_get_a_field_error(client: Client) -> None:
    stored = kit(name="华芳苑")
    client.force_login(member("Owner"))

    response = client.post(edit_url(stored), form_data(stored, name="华" * 1_000_000))

    assert response.status_code == 200
    assert response.context["form"].errors["name"]


def test_the_stylesheet_may_be_kept_as_long_as_it_is_the_right_one(client: Client) -> None:
    kit(name="华芳苑", brand="#2a5aa8")
    url = current_brand().css_url

    response = client.get(url)
    again = client.get(url, headers={"If-None-Match": response["ETag"]})
    old = client.get(reverse("brand:theme", args=["000000000000"]))

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--brand:#2a5aa8" in response.text
    assert "immutable" in response["Cache-Control"]
    assert again.status_code == 304
    assert old.text == response.text
    assert "no-cache" in old["Cache-Control"]


def test_the_stylesheet_comes_as_small_as_the_browser_takes_it(client: Client) -> None:
    kit(name="华芳苑")
    url = current_brand().css_url

    plain = client.get(url)
    small = client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})

    assert (small["Content-Encoding"], small["Content-Type"]) == ("br", plain["Content-Type"])
    assert "Accept-Encoding" in small["Vary"]
    assert brotli.decompress(small.content) == plain.content
    assert len(small.content) < len(plain.content) / 4


def test_a_site_without_a_kit_has_a_look_all_the_same(client: Client) -> None:
    response = client.get("/theme.css")

    assert "--paper:#fbfaf6" in response.text
    assert not BrandKit.objects.exists()


def test_a_forged_draft_of_the_look_is_not_served(client: Client) -> None:
    assert client.get("/theme/draft.css", {"look": "eyJ4IjoxfQ:abc:def"}).status_code == 404
    assert client.get("/theme/draft.css").status_code == 404


def test_the_preview_shows_the_unsaved_look(client: Client) -> None:
    stored = kit(name="华芳苑")
    client.force_login(member("Owner"))
    preview = reverse("wagtailsettings:preview_on_edit", args=["brand", "brandkit", stored.pk])

    accepted = client.post(preview, form_data(stored, name="新名字", brand="#2a5aa8"))
    page = client.get(preview)

    assert accepted.json() == {"is_valid": True, "is_available": True}
    assert "新名字" in page.text
    [address] = [part.split('"')[0] for part in page.text.split('href="')[1:] if part.startswith("/theme/draft.css")]
    assert "--brand:#2a5aa8" in client.get(address.replace("&amp;", "&")).text
    stored.refresh_from_db()
    assert stored.name == "华芳苑"


def test_a_page_asks_for_the_brand_once(django_assert_num_queries: Any) -> None:
    kit(name="华芳苑", logo=make_image())
    request = RequestFactory().get("/")
    template = Template("{% load brand_tags %}{% brand_kit as brand %}{{ brand.name }} {{ brand.logo.title }}")

    first = template.render(Context({"request": request}))
    with django_assert_num_queries(0):
        again = template.render(Context({"request": request}))
        other_request = template.render(Context({"request": RequestFactory().get("/")}))

    assert first == again == other_request == "华芳苑 苹果"


def test_the_footer_says_only_what_is_known() -> None:
    kit(name="华芳苑", seller_name="华芳苑合作社", phone="0535-0000000")

    lines = current_brand().seller_lines

    assert len(lines) == 2
    assert "华芳苑合作社" in lines[0]
    assert lines[1].endswith("0535-0000000")
