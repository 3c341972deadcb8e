"""Events as visitors see them: pages, the sign-up, the ticket, cards in stories; without JavaScript."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from content.events import operations
from content.events.models import EventIndexPage, EventPage, SignUp
from content.events.queries import next_change
from content.events.tickets import ticket_path
from content.stories.models import HomePage
from shop.bookings.models import Session
from tests.factories import NOW
from tests.factories.bookings import make_session, service
from tests.factories.content import block, make_story
from tests.factories.events import TEN, join, make_event
from tests.factories.staff import UserFactory, member
from tests.harness.payloads import CORPUS, assert_harmless

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def words(tag: Any) -> str:
    return " ".join(tag.get_text().split())


def form_of(page: EventPage, **fields: Any) -> dict[str, Any]:
    return {"name": "林晓", "phone": "138 0013 8000", "party": "2", "consent": "on", "website": "", **fields}


def told(page: BeautifulSoup) -> dict[str, Any]:
    found = [json.loads(tag.string) for tag in page.find_all("script", type="application/ld+json")]
    return next(data for data in found if data["@type"] == "Event")


def test_a_page_says_when_where_and_how_many_places_are_free(client: Client) -> None:
    page = make_event(20, address="观里镇苑家沟 1 号")
    join(page, 2)

    shown = soup(client, page.url)

    assert "2026年10月11日" in words(shown)
    assert "10:00–12:00 北京时间" in words(shown)
    assert "还有 18 个名额。" in words(shown)
    assert [option["value"] for option in shown.find("select", attrs={"name": "party"}).find_all("option")] == [
        "1", "2", "3", "4",
    ]  # fmt: skip
    data = told(shown)
    assert (data["eventStatus"], data["remainingAttendeeCapacity"]) == ("https://schema.org/EventScheduled", 18)
    assert data["location"] == {"@type": "Place", "name": "苑家沟南坡", "address": "观里镇苑家沟 1 号"}
    assert data["startDate"] == "2026-10-11T02:00:00+00:00"


@pytest.mark.parametrize(
    ("state", "says", "has_form"),
    [
        ("free", "直接来就好", False),
        ("early", "10-02 20:00", False),
        ("open", "还有 20 个名额", True),
        ("few", "还有 2 个名额", True),
        ("full", "候补", True),
        ("full_without_line", "名额已满。", False),
        ("closed", "报名已截止", False),
        ("over", "已结束", False),
        ("cancelled", "大雪封山", False),
    ],
)
def test_every_state_says_what_one_can_do(client: Client, clock: Any, state: str, says: str, has_form: bool) -> None:
    later = NOW + timedelta(days=1)
    fields: dict[str, Any] = {"early": {"opens_at": later}, "closed": {"closes_at": later}}.get(state, {})
    page = make_event(
        None if state == "free" else 20, party_limit=10, has_waiting_list=state != "full_without_line", **fields
    )
    if state in {"few", "full", "full_without_line"}:
        join(page, 8)
        join(page, 10)
        if state != "few":
            join(page, 2)
    if state == "closed":
        clock.move_to(later)
    if state == "over":
        clock.move_to(TEN + timedelta(hours=2))
    if state == "cancelled":
        operations.cancel_event(by=UserFactory(), page=page, reason="大雪封山", at=NOW)

    shown = soup(client, page.url)

    assert says in words(shown.find(class_="event"))
    assert bool(shown.find("form", class_="signup-form")) == has_form


def test_somebody_signs_up_and_gets_a_ticket(client: Client) -> None:
    page = make_event(5, questions=json.dumps([block("ask", {"question": "坐车来吗？", "is_required": True})]))
    address = reverse("events:sign_up", args=[page.pk])

    missing = client.post(address, form_of(page, consent=""))
    assert missing.status_code == 422
    assert SignUp.objects.count() == 0

    answer = client.post(address, form_of(page, answer_0="自驾"))
    row = SignUp.objects.get()
    assert answer["Location"] == ticket_path(row)
    assert (row.name, row.phone, row.party, row.answers) == ("林晓", "13800138000", 2, [["坐车来吗？", "自驾"]])
    ticket = client.get(answer["Location"])
    assert row.readable_number in ticket.content.decode()
    assert ticket["Referrer-Policy"] == "same-origin"
    assert "no-store" in ticket["Cache-Control"]

    # Again on this device: the ticket; on another one: a word at the field, and nothing about whom.
    assert client.post(address, form_of(page, answer_0="是"))["Location"] == ticket_path(row)
    other = Client()
    refused = other.post(address, form_of(page, answer_0="是"))
    assert refused.status_code == 422
    assert "林晓" not in BeautifulSoup(refused.content, "html.parser").find(id="error-phone").get_text()
    # What a machine fills in goes nowhere.
    assert other.post(address, form_of(page, phone="13900139000", answer_0="x", website="x")).status_code == 422
    assert SignUp.objects.count() == 1


def test_who_comes_too_late_is_offered_the_line(client: Client) -> None:
    page = make_event(2)
    join(page, 2)
    address = reverse("events:sign_up", args=[page.pk])

    full = client.post(address, form_of(page))
    assert full.status_code == 422
    assert BeautifulSoup(full.content, "html.parser").find("button", attrs={"name": "wait"})

    ticket = soup(client, client.post(address, form_of(page, wait="1"))["Location"])
    assert "你排在第一位" in words(ticket)
    assert ticket.find(class_="pass-code") is None


def test_a_ticket_is_changed_and_an_offer_taken(client: Client, clock: Any) -> None:
    page = make_event(2)
    first, waiting = join(page, 2), join(page, 1)
    mine, theirs = ticket_path(first), ticket_path(waiting)

    client.post(mine, {"do": "party", "party": "1"})
    assert "放号" not in words(soup(client, mine))
    shown = soup(client, theirs)
    assert shown.find("button", attrs={"value": "accept"})
    client.post(theirs, {"do": "accept"})
    assert soup(client, theirs).find(class_="pass-code")
    client.post(mine, {"do": "withdraw"})
    assert "再次报名" in words(soup(client, mine))
    # Nonsense changes nothing.
    client.post(theirs, {"do": "party", "party": "99"})
    client.post(theirs, {"do": "fly"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.party) == ("joined", 1)
    assert client.get(f"/sign-up/ticket/{waiting.pk}~forged/").status_code == 404

    operations.forget_people(at=page.ends_at + timedelta(days=30))
    assert client.get(theirs).status_code == 410


def test_a_ticket_is_found_by_its_number_and_mobile_number(client: Client) -> None:
    row = join(make_event(2), phone="13800138000")
    address = reverse("events:mine")

    wrong = client.post(address, {"number": row.number, "phone": "13900139000"})
    right = client.post(address, {"number": row.readable_number, "phone": "138 0013 8000"})

    assert (wrong.status_code, right["Location"]) == (422, ticket_path(row))


def test_guessing_tickets_comes_to_an_end(client: Client, settings: Any) -> None:
    row = join(make_event(2), phone="13800138000")
    address = reverse("events:mine")
    for _number in range(20):
        client.post(address, {"number": "000000", "phone": "13800138000"})
    assert client.post(address, {"number": row.number, "phone": "13800138000"}).status_code == 422


def test_the_calendar_file_tells_time_and_place(client: Client) -> None:
    page = make_event(address="1 号")
    lines = client.get(reverse("events:calendar", args=[page.pk])).content.decode().split("\r\n")
    assert "DTSTART:20261011T020000Z" in lines
    assert "LOCATION:苑家沟南坡 1 号" in lines


def test_what_is_online_keeps_its_link_for_the_ticket(client: Client) -> None:
    page = make_event(3, is_online=True, place="", online_url="https://meeting.example/abc")
    assert "meeting.example" not in str(soup(client, page.url))
    assert told(soup(client, page.url))["location"]["@type"] == "VirtualLocation"
    assert soup(client, ticket_path(join(page))).find("a", href="https://meeting.example/abc")


def test_what_costs_something_leads_to_the_shop(client: Client) -> None:
    session: Session = make_session(product=service(title="熬一锅苹果酱"))
    page = make_event(None, product=session.sku.product)

    shown = soup(client, page.url)

    assert shown.find("form", class_="signup-form") is None
    assert session.sku.product.get_absolute_url() in str(shown.find(class_="event-signup"))
    assert "isAccessibleForFree" not in told(shown)


def test_a_past_event_looks_back_and_counts_who_came(client: Client, clock: Any) -> None:
    page = make_event(5, look_back=json.dumps([block("quote", {"text": "摘了两百斤。", "source": ""})]))
    operations.check_in(by=UserFactory(), signup=join(page, 3), at=TEN)
    assert "摘了两百斤" not in words(soup(client, page.url))

    clock.move_to(TEN + timedelta(hours=2))

    shown = words(soup(client, page.url).find(class_="event"))
    assert "摘了两百斤" in shown
    assert "3 人" in shown


def test_the_list_shows_what_is_to_come_and_what_was(client: Client) -> None:
    index = HomePage.objects.get().add_child(instance=EventIndexPage(title="活动", slug="events"))
    assert "暂时没有安排" in words(soup(client, index.url))
    for page in (make_event(title="看窑"), make_event(title="剪枝", starts_at=NOW - timedelta(days=3))):
        page.move(index, pos="last-child")

    shown = soup(client, EventIndexPage.objects.get().url)

    assert "看窑" in words(shown.find(class_="dates"))
    assert "剪枝" in words(shown.find(class_="tales"))


def test_a_story_shows_the_event_as_it_is_now(client: Client) -> None:
    page = make_event(2)
    story = make_story(block("event", {"event": page.pk, "line": "带上手套。"}))

    card = soup(client, story.url).find(class_="invite")
    assert "还有 2 个名额。" in words(card)
    assert card.find("a", class_="btn")["href"] == f"{page.url}#sign-up"
    api = client.get(f"/api/v1/stories/{story.slug}/").json()["body"][0]["value"]
    assert (api["event"]["title"], api["event"]["state"], api["line"]) == ("霜降采摘日", "open", "带上手套。")

    join(page, 2)
    assert "加入候补" in words(soup(client, story.url).find(class_="invite"))

    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert soup(client, story.url).find(class_="invite") is None
    assert client.get(f"/api/v1/stories/{story.slug}/").json()["body"][0]["value"]["event"] is None


def test_who_signed_up_for_another_time_is_told(client: Client) -> None:
    page = make_event(3)
    row = join(page)
    assert "改期" not in words(soup(client, ticket_path(row)))

    EventPage.objects.update(starts_at=TEN + timedelta(days=1), ends_at=TEN + timedelta(days=1, hours=2))

    assert "你报名时定的是 2026-10-11 10:00" in words(soup(client, ticket_path(row)))
    desk = Client()
    desk.force_login(member("Operations"))
    shown = words(soup(desk, reverse("event_desk:people", args=[page.pk])))
    assert "有 1 人报的是改期前的时间" in shown
    assert row.name in words(soup(desk, f"{reverse('event_desk:people', args=[page.pk])}?tab=moved"))


def test_a_kept_page_shows_the_places_of_now(
    client: Client, clock: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PAGE_CACHE = settings.KEEP_PIECES = True
    with django_capture_on_commit_callbacks(execute=True):
        page = make_event(20, closes_at=NOW + timedelta(seconds=30))
        story = make_story(block("event", {"event": page.pk, "line": ""}))
    for address in (page.url, story.url):
        assert "还有 20 个名额" in words(soup(client, address))
        assert "还有 20 个名额" in words(soup(client, address))

    with django_capture_on_commit_callbacks(execute=True):
        join(page, 3)

    for address in (page.url, story.url):
        assert "还有 17 个名额" in words(soup(client, address))
    clock.move_to(NOW + timedelta(seconds=30))
    for address in (page.url, story.url):
        assert "报名已截止" in words(soup(client, address))


def test_pages_know_when_they_change_by_themselves() -> None:
    assert next_change(at=NOW) is None
    page = make_event(1, opens_at=NOW + timedelta(hours=2))
    assert next_change(at=NOW) == NOW + timedelta(hours=2)
    assert next_change(at=NOW + timedelta(hours=2)) == page.starts_at
    assert next_change(at=page.starts_at) == page.ends_at
    assert next_change(at=page.ends_at) is None


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"ends_at": TEN}, "ends_at"),
        ({"ends_at": TEN + timedelta(days=40)}, "ends_at"),
        ({"place": " "}, "place"),
        ({"product": "physical"}, "product"),
    ],
)
def test_an_event_that_cannot_be_is_refused_at_its_field(fields: dict[str, Any], at_fault: str) -> None:
    from tests.factories.catalog import ProductFactory

    page = make_event()
    if "product" in fields:
        fields = {"product": ProductFactory()}
    for name, value in fields.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.message_dict) == {at_fault}


def test_no_payload_gets_out_of_an_event(client: Client) -> None:
    text = " ".join(CORPUS)
    rows = {
        "programme": [block("part", {"when": text[:20], "title": text[:40], "text": text[:200]})],
        "hosts": [block("person", {"image": None, "name": text[:30], "role": "", "text": "", "words": text[:60]})],
        "questions": [block("ask", {"question": text[:60], "is_required": False})],
    }
    page = make_event(
        9,
        title=text[:255],
        standfirst=text[:160],
        place=text[:60],
        address=text[:120],
        **{name: json.dumps(value) for name, value in rows.items()},
    )
    row = join(page, name=CORPUS[3], answers=((text[:60], CORPUS[0]),))
    operations.cancel_event(by=UserFactory(), page=page, reason=CORPUS[0], at=NOW)

    for address in (page.url, ticket_path(row), reverse("events:sign_up", args=[page.pk])):
        assert_harmless(client.get(address).text, address)
