"""Exports: what the list shows, for those who may see it, at once or as a job, kept for a while."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.core.errors import NotFound, StaleState
from shop.core.models import Job, JobStopped
from shop.core.operations import jobs
from shop.exports.models import Export
from shop.exports.operations import produce
from shop.exports.operations.produce import start_export, stop_export, try_again
from shop.exports.operations.tidy import forget_expired
from shop.exports.registry import kinds
from shop.inventory.operations import LotData, receive
from tests.factories import NOW
from tests.factories.bookings import booked, make_session
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.enquiries import make_enquiry
from tests.factories.events import join, make_event
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

NEW = "export_desk:new"


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def exported(client: Client, query: str) -> list[list[str]]:
    response = client.post(f"{reverse(NEW)}?{query}", {"format": "csv"}, follow=True)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_filter_of_the_list_is_the_filter_of_the_file(clerk: Client) -> None:
    stocked_sku(code="APPLE-1", price_fen=6800, units=3)
    stocked_sku(code="PEAR-1")
    product = ProductFactory(title="草稿", live=False)
    make_sku(code="DRAFT-1", product=product)

    assert [(row[0], row[2], row[3]) for row in exported(clerk, "list=skus&q=apple")] == [("APPLE-1", "68.00", "3")]
    assert [row[0] for row in exported(clerk, "list=products&state=draft")] == ["草稿"]
    assert [row[0] for row in exported(clerk, "list=products&q=草稿")] == ["草稿"]
    assert {row[0] for row in exported(clerk, "list=stock")} == {"APPLE-1", "PEAR-1", "DRAFT-1"}
    assert [(row[1], row[7], row[8]) for row in exported(clerk, "list=movements&q=APPLE")] == [("APPLE-1", "3", "3")]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("goods_desk:grid", "skus"),
        ("goods_desk:stock", "stock"),
        ("goods_desk:movements", "movements"),
        ("order_desk:list", "orders"),
        ("wagtailsnippets_catalog_product:list", "products"),
        ("customer_desk:list", "customers"),
        ("goods_desk:lots", "lots"),
        ("promotion_desk:list", "promotions"),
        ("enquiry_desk:list", "enquiries"),
    ],
)
def test_every_list_leads_there_with_its_filter(clerk: Client, address: str, key: str) -> None:
    page = clerk.get(reverse(address), {"q": "apple"}).content.decode()

    link = f"{reverse(NEW)}?list={key}&amp;q=apple"
    assert link in page
    assert clerk.get(link.replace("&amp;", "&")).status_code == 200


def test_a_long_list_is_made_in_the_background_and_fetched_later(
    clerk: Client, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(produce, "AT_ONCE_ROWS", 1)
    make_sku(code="A-1")
    make_sku(code="A-2")

    with work():
        response = clerk.post(f"{reverse(NEW)}?list=skus", {"format": "xlsx"})

    assert response["Location"] == reverse("export_desk:list")
    export = Export.objects.get()
    assert (export.row_count, export.job.state) == (2, Job.State.DONE)
    page = clerk.get(reverse("export_desk:list")).content.decode()
    assert reverse("export_desk:download", args=[export.pk]) in page
    assert clerk.get(reverse("export_desk:download", args=[export.pk])).status_code == 200


def test_nobody_fetches_the_files_of_others_nor_what_they_may_not_see_any_more(clerk: Client, client: Client) -> None:
    place()
    manager = member("Operations")
    export = start_export(by=manager, key="orders", query="", format_="csv", language="zh-hans", at=timezone.now())
    address = reverse("export_desk:download", args=[export.pk])

    assert clerk.get(address).status_code == 404
    client.force_login(manager)
    assert client.get(address).status_code == 200
    manager.groups.clear()
    manager.groups.add(member("Warehouse").groups.get())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("role", "key"), [("Warehouse", "orders"), ("Editor", "skus"), ("Editor", "customers")])
def test_a_list_that_one_may_not_export(client: Client, role: str, key: str) -> None:
    person = member(role)
    client.force_login(person)

    assert client.get(f"{reverse(NEW)}?list={key}").status_code == 404
    with pytest.raises(NotFound):
        start_export(by=person, key=key, query="", format_="csv", language="en", at=timezone.now())
    assert not Export.objects.exists()
    assert not ModelLogEntry.objects.filter(action="exports.export").exists()


def test_a_filter_that_makes_no_sense_is_said(clerk: Client) -> None:
    response = clerk.get(f"{reverse(NEW)}?list=orders&since=nonsense")

    assert response.status_code == 200
    assert response.context["refusal"]
    assert clerk.post(f"{reverse(NEW)}?list=orders&since=nonsense", {"format": "csv"}).status_code == 422


def test_expired_files_are_forgotten(clerk: Client) -> None:
    make_sku()
    exported(clerk, "list=skus")
    export = Export.objects.get()
    storage, name = export.file.storage, export.file.name

    assert forget_expired(at=timezone.now()) == 0
    assert forget_expired(at=timezone.now() + timedelta(days=7)) == 1

    assert not storage.exists(name)
    with pytest.raises(ObjectDoesNotExist):
        export.refresh_from_db()


@pytest.mark.once
def test_the_number_of_questions_does_not_grow_with_the_rows() -> None:
    by = member("Operations")
    session, event = make_session(), make_event(100)
    # Lists of people are of one session, or one event.
    queries = {"attendees": f"session={session.pk}", "event_people": f"event={event.pk}"}
    counts: dict[str, list[int]] = {kind.key: [] for kind in kinds()}
    # The first round also looks up what stays known: permissions, content types.
    for _round in range(3):
        sku = stocked_sku()
        place({sku: 1})
        make_promotion(sku, starts_at=NOW, ends_at=NOW + timedelta(days=1), at=NOW)
        make_enquiry()
        booked(session)
        join(event)
        receive(by=by, sku=sku, units=2, lot=LotData(code="L-1", expires_on=date(2027, 1, 1)), at=NOW)
        for key, asked in counts.items():
            with CaptureQueriesContext(connection) as questions:
                start_export(
                    by=by, key=key, query=queries.get(key, ""), format_="xlsx", language="en", at=timezone.now()
                )
            asked.append(len(questions))
    assert {key: asked[1] for key, asked in counts.items()} == {key: asked[2] for key, asked in counts.items()}


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Export:
    """An export of two SKUs whose job nobody has taken yet."""
    monkeypatch.setattr(produce, "AT_ONCE_ROWS", 1)
    make_sku(code="A-1")
    make_sku(code="A-2")
    by = member("Operations")
    return start_export(by=by, key="skus", query="", format_="xlsx", language="en", at=timezone.now())


def test_the_work_can_be_stopped_and_done_after_all(waiting: Export, client: Client) -> None:
    client.force_login(waiting.created_by)
    client.post(reverse("export_desk:stop", args=[waiting.pk]))

    assert jobs.run(job_id=waiting.job_id) is False
    waiting.refresh_from_db()
    assert (waiting.ready_at, waiting.job.state) == (None, Job.State.STOPPED)
    with pytest.raises(StaleState):
        stop_export(by=waiting.created_by, export=waiting)

    client.post(reverse("export_desk:again", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert jobs.run(job_id=waiting.job_id)
    waiting.refresh_from_db()
    assert waiting.row_count == 2
    with pytest.raises(StaleState):
        try_again(by=waiting.created_by, export=waiting)


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_stopped_in_the_middle_it_leaves_no_file(
    waiting: Export, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    Export.objects.update(format=format_)

    def stopped(rows: Any, job: Job) -> Any:
        yield from list(rows)[:1]
        raise JobStopped

    monkeypatch.setattr(produce, "_watched", stopped)
    assert jobs.run(job_id=waiting.job_id)

    waiting.refresh_from_db()
    assert (waiting.job.state, bool(waiting.file), waiting.ready_at) == (Job.State.STOPPED, False, None)


def test_a_worker_that_was_killed_is_replaced_and_the_file_is_whole(waiting: Export) -> None:
    later = timezone.now() + Job.STALE_AFTER * 2
    Job.objects.update(state=Job.State.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now(), done_count=1)

    assert jobs.due_jobs(at=later) == [waiting.job_id]
    assert jobs.run(job_id=waiting.job_id, at=later)

    waiting.refresh_from_db()
    assert (waiting.row_count, waiting.job.state) == (2, Job.State.DONE)


def test_nobody_stops_or_repeats_what_others_asked_for(waiting: Export, clerk: Client) -> None:
    for step in ("stop", "again"):
        assert clerk.post(reverse(f"export_desk:{step}", args=[waiting.pk])).status_code == 404
    waiting.job.refresh_from_db()
    assert waiting.job.state == Job.State.QUEUED


@pytest.mark.parametrize(("role", "seen"), [("Operations", True), ("Warehouse", False)])
def test_costs_are_for_who_may_see_them(client: Client, role: str, *, seen: bool) -> None:
    sku = make_sku(code="A-1")
    type(sku).objects.update(cost_fen=3210)
    client.force_login(member(role))

    assert ("32.10" in exported(client, "list=skus")[0]) is seen
    assert Export.objects.get().sees == (["catalog.view_cost"] if seen else [])


def test_enquiries_and_customers_are_masked_as_on_the_screen(client: Client) -> None:
    make_enquiry(name="王小明", phone="13900139000")
    client.force_login(member("Editor"))

    (row,) = exported(client, "list=enquiries")

    assert row[2:4] == ["王**", "139****9000"]


def test_lots_and_promotions_by_tab(clerk: Client) -> None:
    sku = stocked_sku()
    receive(by=None, sku=sku, units=2, lot=LotData(code="OLD", expires_on=date(2026, 1, 1)), at=NOW)
    receive(by=None, sku=sku, units=3, lot=LotData(code="FRESH", expires_on=date(2099, 1, 1)), at=NOW)
    make_promotion(sku, name="秋收")

    assert [(row[0], row[5]) for row in exported(clerk, "list=lots&tab=expired")] == [("OLD", "2")]
    assert [(row[0], row[5]) for row in exported(clerk, "list=lots&q=fresh")] == [("FRESH", "3")]
    assert [row[0] for row in exported(clerk, "list=promotions&tab=ended")] == ["秋收"]
    assert exported(clerk, "list=promotions&tab=scheduled") == []
