"""The feeds of the latest stories."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.content import make_story

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_atom_lists_what_readers_may_see_the_newest_first(client: Client) -> None:
    make_story(title="第一年", published_on=date(2025, 10, 1), standfirst="一夜", author="苑建军")
    make_story(title="第二年", published_on=date(2026, 10, 1))
    make_story(title="草稿", publish=False)
    make_story(title="过去了", expire_at=timezone.now() - timedelta(days=1))

    response = client.get("/stories.atom", headers={"host": "other.example"})
    root = ET.fromstring(response.content)

    entries = root.findall(f"{ATOM}entry")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["第二年", "第一年"]
    assert entries[1].findtext(f"{ATOM}summary") == "一夜"
    assert entries[1].findtext(f"{ATOM}author/{ATOM}name") == "苑建军"
    links = [link.get("href") or "" for link in root.iter(f"{ATOM}link")]
    assert links
    assert all(link.startswith("http://testserver/") for link in links)


def test_rss_says_the_same(client: Client) -> None:
    make_story(title="第一年", standfirst="一夜")

    channel = ET.fromstring(client.get("/stories.rss").content).find("channel")

    assert channel is not None
    assert [(item.findtext("title"), item.findtext("description")) for item in channel.findall("item")] == [
        ("第一年", "一夜")
    ]


def test_the_queries_do_not_grow_with_the_stories(client: Client, django_assert_max_num_queries) -> None:
    for number in range(3):
        make_story(title=f"故事 {number}")
    client.get("/stories.atom")

    with django_assert_max_num_queries(6):
        client.get("/stories.atom")


def test_pages_name_the_feed(client: Client) -> None:
    story = make_story()

    for address in ("/", "/stories/", story.url):
        assert '<link rel="alternate" type="application/atom+xml"' in client.get(address).text
