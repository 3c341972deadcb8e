"""Old runs: their files and rows go, what they did stays told, and nothing is taken that somebody still needs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from shop.bulk import tasks
from shop.bulk.enums import RunState
from shop.bulk.models import Row, Run
from shop.bulk.operations.clear import KEPT_FOR, clear_old_runs
from shop.bulk.operations.undo import start_undo
from shop.catalog.models import PriceEntry, Sku
from shop.core.errors import StaleState
from shop.core.files import private_storage
from shop.core.models import Job
from tests.factories import NOW
from tests.factories.staff import member
from tests.shop.bulk.test_import import GOODS, check, confirm, page, upload

pytestmark = pytest.mark.django_db

LATER = NOW + KEPT_FOR + timedelta(seconds=1)
BAD_ROW = "QX-4,无价,,1,\n"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def done(clerk: Client, work: Any) -> Run:
    return confirm(clerk, work, check(clerk, work, GOODS + BAD_ROW))


def test_a_run_that_is_done_keeps_its_summary_and_loses_file_and_rows(clerk: Client, done: Run, clock: Any) -> None:
    name, counts = done.file.name, done.counts
    history = list(PriceEntry.objects.values())
    assert private_storage().exists(name)

    assert clear_old_runs(at=NOW + KEPT_FOR) == 0
    assert (Row.objects.count(), private_storage().exists(name)) == (4, True)

    clock.move_to(LATER)
    assert clear_old_runs(at=LATER) == 1

    done.refresh_from_db()
    assert (done.state, done.cleared_at, done.counts, done.sample) == (RunState.DONE, LATER, counts, [])
    assert (done.file.name, private_storage().exists(name), Row.objects.count()) == ("", False, 0)
    assert (Sku.objects.count(), list(PriceEntry.objects.values())) == (3, history)
    assert clear_old_runs(at=LATER) == 0


def test_a_cleared_run_is_shown_without_what_is_gone(clerk: Client, done: Run, clock: Any) -> None:
    refused, undo = (reverse(f"bulk_desk:{name}", args=[done.pk]) for name in ("refused", "undo"))
    before = page(clerk, done).content.decode()
    assert refused in before
    assert undo in before

    clock.move_to(LATER)
    clear_old_runs(at=LATER)

    clerk.force_login(member("Operations", username="later"))
    after = page(clerk, done)
    assert after.status_code == 200
    assert refused not in after.content.decode()
    assert undo not in after.content.decode()
    assert ">3<" in after.content.decode()
    assert clerk.get(refused).status_code == 302
    assert clerk.get(reverse("bulk_desk:imports")).status_code == 200


def test_a_cleared_run_is_not_undone(done: Run, clock: Any) -> None:
    clear_old_runs(at=LATER)

    with pytest.raises(StaleState):
        start_undo(by=done.created_by, run=done)

    done.refresh_from_db()
    assert (done.state, Job.objects.filter(kind="bulk.undo").exists()) == (RunState.DONE, False)


@pytest.mark.parametrize("checked", [False, True])
def test_a_file_that_was_never_imported_goes_altogether(clerk: Client, work: Any, checked: bool) -> None:
    if checked:
        run = check(clerk, work, GOODS)
    else:
        upload(clerk, GOODS)
        run = Run.objects.get()

    clear_old_runs(at=LATER)

    assert not Run.objects.exists()
    assert not Row.objects.exists()
    assert not private_storage().exists(run.file.name)


def test_a_file_that_was_checked_again_lately_stays(clerk: Client, work: Any, clock: Any) -> None:
    run = check(clerk, work, GOODS)
    Job.objects.filter(pk=run.job_id).update(finished_at=NOW + timedelta(days=80))

    assert clear_old_runs(at=LATER) == 0
    assert Row.objects.filter(run=run).count() == 3


@pytest.mark.parametrize("state", [RunState.APPLYING, RunState.UNDOING])
def test_a_run_that_stopped_on_its_way_waits_for_somebody(done: Run, state: str) -> None:
    Run.objects.filter(pk=done.pk).update(state=state)
    Job.objects.filter(pk=done.job_id).update(state=Job.State.FAILED)

    assert clear_old_runs(at=LATER) == 0
    assert Row.objects.filter(run=done).count() == 4
    assert private_storage().exists(done.file.name)


def test_a_dry_run_that_failed_goes(clerk: Client, work: Any) -> None:
    run = check(clerk, work, GOODS)
    Run.objects.filter(pk=run.pk).update(state=RunState.CHECKING)
    Job.objects.filter(pk=run.job_id).update(state=Job.State.FAILED)

    assert clear_old_runs(at=LATER) == 1
    assert not Run.objects.exists()


def test_a_file_that_is_gone_already_stops_nothing(done: Run) -> None:
    private_storage().delete(done.file.name)

    assert clear_old_runs(at=LATER) == 1


def test_the_task_clears(done: Run, clock: Any, settings: Any) -> None:
    clock.move_to(LATER)

    tasks.clear_old()

    assert not Row.objects.exists()
    assert "bulk.clear_old_runs" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
