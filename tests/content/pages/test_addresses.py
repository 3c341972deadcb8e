"""Addresses that never die: what moves leads on, without chains and loops; what is gone says so."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content.pages.models import LookbookPage
from content.pages.queries import lookbooks_with
from content.stories.models import HomePage
from shop.catalog.models import Collection, Product
from shop.core import addresses
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stocked_sku
from tests.factories.pages import make_page
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rows() -> dict[str, str]:
    """Every redirect by its old path."""
    return {row.old_path: row.link or "" for row in Redirect.objects.all()}


def rename(thing: Any, slug: str) -> None:
    """Give it another address, as the editor does."""
    thing.slug = slug
    if isinstance(thing, Product | Page):
        thing.save_revision().publish()
        thing.refresh_from_db()
    else:
        thing.save()


def lead(client: Client, path: str) -> tuple[int, str]:
    """Where an address leads."""
    answer = client.get(path)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("kind", ["product", "collection", "page"])
def test_what_moves_leads_on_and_nothing_goes_in_circles(
    client: Client, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    thing: Any
    if kind == "product":
        thing, at = stocked_sku(product=ProductFactory(slug="a")).product, "/p"
    elif kind == "collection":
        thing, at = Collection.objects.create(title="当季", slug="a"), "/c"
    else:
        thing, at = make_page(LookbookPage, slug="a"), ""

    with django_capture_on_commit_callbacks(execute=True):
        rename(thing, "b")
        rename(thing, "c")

    assert rows() == {f"{at}/a": f"{at}/c/", f"{at}/b": f"{at}/c/"}
    assert lead(client, f"{at}/a/?utm_source=x&b=2") == (301, f"{at}/c/?utm_source=x&b=2")
    assert lead(client, f"{at}/b/") == (301, f"{at}/c/")
    assert client.get(f"{at}/c/").status_code == 200
    assert client.post(f"{at}/a/").status_code in {404, 405}

    with django_capture_on_commit_callbacks(execute=True):
        rename(thing, "a")

    assert rows() == {f"{at}/b": f"{at}/a/", f"{at}/c": f"{at}/a/"}
    assert client.get(f"{at}/a/").status_code == 200


def test_a_tree_that_moves_leads_on_with_all_below_it(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    home = HomePage.objects.get()
    top, shelf = make_page(LookbookPage, slug="top"), make_page(LookbookPage, slug="shelf")
    below = LookbookPage(title="下面", slug="below")
    top.add_child(instance=below)
    below.save_revision().publish()
    assert client.get("/top/below/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=top.pk).move(shelf, pos="last-child")
    assert lead(client, "/top/below/") == (301, "/shelf/top/below/")
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=top.pk).move(home, pos="last-child")

    assert rows() == {"/shelf/top": "/top/", "/shelf/top/below": "/top/below/"}
    assert client.get("/top/below/").status_code == 200


def test_a_draft_that_nobody_knew_leaves_nothing() -> None:
    product = ProductFactory(slug="a", live=False)
    Product.objects.filter(pk=product.pk).update(first_published_at=None)
    product.refresh_from_db()
    rename(product, "b")
    assert rows() == {}


def test_an_address_in_a_draft_moves_nothing_yet() -> None:
    product = stocked_sku(product=ProductFactory(slug="a")).product
    product.slug = "b"
    product.save_revision()
    assert rows() == {}


def test_redirects_by_hand_are_straightened() -> None:
    product = stocked_sku(product=ProductFactory(slug="a")).product
    Redirect.objects.create(old_path="/flyer", redirect_link="/p/a/")
    rename(product, "b")
    assert rows() == {"/flyer": "/p/b/", "/p/a": "/p/b/"}

    Redirect.objects.create(old_path="/poster", redirect_link="/flyer/")
    Redirect.objects.create(old_path="/p/b", redirect_link="/p/a/")

    assert rows() == {"/flyer": "/p/b/", "/p/a": "/p/b/", "/poster": "/p/b/"}


def test_a_redirect_to_itself_does_not_turn_in_circles(client: Client) -> None:
    Redirect.objects.bulk_create([Redirect(old_path="/round", redirect_link="/round/")])
    assert client.get("/round/").status_code == 404


def test_what_is_gone_for_good_says_so(client: Client) -> None:
    Redirect.objects.create(old_path="/older", redirect_link="/p/gone/", automatically_created=True)
    addresses.gone("/p/gone/")

    for path in ("/p/gone/", "/older/"):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "已经不在了" in answer.text


@pytest.mark.once
def test_the_sitemap_knows_only_where_things_are(client: Client) -> None:
    product = stocked_sku(product=ProductFactory(slug="a")).product
    rename(product, "b")
    names = [part.partition("</loc>")[0] for part in client.get("/sitemap.xml").text.split("<loc>")[1:]]
    text = "".join(client.get(name.replace("http://localhost:8000", "")).text for name in names)
    assert "/p/b/" in text
    assert "/p/a/" not in text


@pytest.mark.once
def test_the_list_says_who_made_a_redirect_and_how(client: Client) -> None:
    client.force_login(editor := member("Editor"))
    client.post(reverse("wagtailredirects:add"), {"old_path": "/flyer", "redirect_link": "https://example.com/"})
    addresses.moved(old="/p/a/", new="/p/b/")
    addresses.gone("/p/x/")

    html = client.get(reverse("wagtailredirects:index")).text

    for words in (editor.username, "手工添加", "自动生成", "/p/b/", "已不存在（410）"):
        assert words in html, words
    row = Redirect.objects.get(old_path="/p/a")
    assert client.post(reverse("wagtailredirects:delete", args=[row.pk])).status_code == 302
    assert not Redirect.objects.filter(pk=row.pk).exists()


def test_a_product_names_the_lookbooks_it_is_in(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    product, other = stocked_sku().product, stocked_sku().product
    goods = {"type": "product_set", "value": {"title": "", "products": [product.pk]}}
    page = make_page(LookbookPage, title="冬天的桌子", looks=json.dumps([goods]))

    assert [found.title for found in lookbooks_with(product, at=timezone.now())] == ["冬天的桌子"]
    assert f'href="{page.url}"' in client.get(product.get_absolute_url()).text
    assert "冬天的桌子" not in client.get(other.get_absolute_url()).text
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=page.pk).specific.unpublish()
    assert lookbooks_with(product, at=timezone.now()) == []
