"""The desk and the door of events: who sees whom, what is let in, what a file holds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from content.events import operations
from content.events.models import Admission, EventPage, SignUp
from content.events.tickets import ticket_qr
from shop.exports import registry
from shop.exports.registry import PERSONAL, Asked
from tests.factories import NOW
from tests.factories.events import TEN, join, make_event
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def signed_in(role: str = "Operations") -> Client:
    client = Client()
    client.force_login(member(role))
    return client


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text().split())


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the QR code of a ticket says."""
    monkeypatch.setattr("content.events.tickets.qr_svg", lambda text: text)
    return ticket_qr


def test_the_list_counts_people(django_assert_max_num_queries: Any) -> None:
    page = make_event(3)
    join(page, 2)
    join(page, 3)
    client = signed_in()
    client.get(reverse("event_desk:list"))
    for _number in range(3):
        make_event()
    with django_assert_max_num_queries(45):
        shown = words(client.get(reverse("event_desk:list")))
    assert "2 / 3" in shown


def test_names_and_numbers_are_masked_for_who_need_not_call() -> None:
    page = make_event()
    join(page, name="欧阳晓", phone="13800138000", answers=(("忌口？", "花生"),))
    address = reverse("event_desk:people", args=[page.pk])

    seen, masked = words(signed_in().get(address)), words(signed_in("Editor").get(address))

    assert "欧阳晓" in seen
    assert "花生" in seen
    assert "欧**" in masked
    assert "138****8000" in masked
    assert "花生" not in masked
    # What is masked cannot be found by guessing either.
    assert "欧**" not in words(signed_in("Editor").get(address, {"q": "欧阳晓"}))
    assert "欧阳晓" in words(signed_in().get(address, {"q": "8000"}))


@pytest.mark.parametrize(("sees", "name"), [(frozenset({PERSONAL}), "林晓"), (frozenset(), "林*")])
def test_a_tab_is_exported_as_it_is_seen(sees: frozenset[str], name: str) -> None:
    page = make_event(2)
    join(page, 2)
    join(page, 1)
    kind = registry.get("event_people")
    assert kind is not None
    query = QueryDict(f"event={page.pk}&tab=coming")
    asked = Asked(by=None, query=query, sees=sees, at=NOW)

    [sheet] = kind.sheets(asked, kind.matching(asked))
    rows = list(sheet.rows)

    assert [(row[3], row[6]) for row in rows] == [(name, 2)]


def test_follow_up_lists_tell_who_came_and_who_did_not(clock: Any) -> None:
    page = make_event(9)
    came = join(page, 2, name="林晓")
    join(page, 1, name="欧阳")
    operations.check_in(by=member("Owner"), signup=came, at=TEN)
    clock.move_to(TEN + timedelta(hours=2))
    client, address = signed_in(), reverse("event_desk:people", args=[page.pk])
    assert "欧阳" not in words(client.get(address, {"tab": "came"}))
    missed = words(client.get(address, {"tab": "missed"}))
    assert "欧阳" in missed
    assert "林晓" not in missed


def test_the_door_reads_codes_numbers_and_names(clock: Any, scanned: Any) -> None:
    page, other = make_event(9), make_event(9, title="看窑")
    row = join(page, 2, name="林晓", phone="13800138000")
    elsewhere = join(other, name="老邢")
    clock.move_to(TEN)
    door = reverse("event_desk:check_in")
    client = signed_in("Warehouse")

    for text in (scanned(row), row.readable_number, "8000", "林"):
        assert row.readable_number in words(client.get(door, {"event": page.pk, "code": text})), text
    assert "这张票是另一场活动的" in words(client.get(door, {"event": page.pk, "code": scanned(elsewhere)}))
    assert "不是我们的" in words(client.get(door, {"event": page.pk, "code": f"{row.pk}~forged"}))
    assert "没有" in words(client.get(door, {"event": page.pk, "code": "999999"}))
    assert row.readable_number not in words(client.get(door, {"event": page.pk, "code": "138"}))

    client.post(door, {"signup": row.pk})
    row.refresh_from_db()
    assert row.checked_in_at == TEN
    again = client.post(door, {"signup": row.pk}, follow=True)
    assert "已经入场" in again.content.decode()
    client.post(door, {"signup": row.pk, "undo": "1"})
    row.refresh_from_db()
    assert row.checked_in_at is None
    assert client.post(door, {"signup": "x"}).status_code == 404


def test_places_are_set_and_refused_at_their_field() -> None:
    page = make_event(None)
    address = reverse("event_desk:admission", args=[page.pk])
    form = {"capacity": 3, "party_limit": 2, "opens_at": "", "closes_at": "", "has_waiting_list": "on"}
    client = signed_in("Editor")

    assert client.post(address, form).status_code == 302
    join(EventPage.objects.get(pk=page.pk), 2)
    refused = client.post(address, {**form, "capacity": 1})

    assert refused.status_code == 422
    assert "2" in refused.content.decode()
    assert Admission.objects.get().capacity == 3


def test_a_sign_up_is_changed_at_the_desk_by_who_may() -> None:
    page, other = make_event(2), make_event(2, title="看窑")
    row, waiting = join(page, 2), join(page, 1)
    address = reverse("event_desk:sign_up", args=[row.pk])
    client = signed_in()

    assert signed_in("Warehouse").post(address, {"do": "withdraw"})["Location"] == reverse("wagtailadmin_home")
    client.post(address, {"do": "party", "party": "1"})
    client.post(reverse("event_desk:sign_up", args=[waiting.pk]), {"do": "accept"})
    client.post(address, {"do": "move", "to": other.pk})

    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.event_id, row.party, row.state) == (other.pk, 1, "joined")
    assert waiting.state == "joined"
    assert "看窑" in words(client.get(address))
    client.post(address, {"do": "withdraw"})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.post(address, {"do": "fly"}).status_code == 302


def test_walk_ins_calling_off_and_paper(clock: Any) -> None:
    page = make_event(2)
    join(page, 1, name="林晓")
    client, args = signed_in(), [page.pk]
    clock.move_to(TEN)

    client.post(reverse("event_desk:walk_in", args=args), {"party": "1", "name": "", "phone": ""})
    refused = client.post(reverse("event_desk:walk_in", args=args), {"party": "1", "name": "", "phone": ""})
    assert refused.status_code == 422
    assert SignUp.objects.filter(is_walk_in=True).count() == 1
    assert "林晓" in words(client.get(reverse("event_desk:print", args=args)))

    client.post(reverse("event_desk:cancel", args=args), {"reason": "大雪封山"})
    assert "大雪封山" in words(client.get(reverse("event_desk:people", args=args)))
    client.post(reverse("event_desk:hold", args=args))
    assert Admission.objects.get().cancelled_at is None


def test_an_event_with_people_is_not_deleted() -> None:
    page = make_event()
    row = join(page)
    client = signed_in("Owner")

    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert EventPage.objects.filter(pk=page.pk).exists()
    SignUp.objects.filter(pk=row.pk).update(name="", phone="", forgotten_at=NOW)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not EventPage.objects.filter(pk=page.pk, live=True).exists()


def test_an_event_is_written_in_the_editor() -> None:
    client = signed_in("Editor")
    page = make_event()
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert shown.status_code == 200
    assert reverse("event_desk:people", args=[page.pk]) in shown.content.decode()
