"""Jobs: one holder, progress, resumed after a crash, never two at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from shop.core.errors import ShopError
from shop.core.models import Job, JobLost
from shop.core.operations import jobs
from shop.core.tasks import resume_jobs
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kind() -> Iterator[str]:
    yield "tests.job"
    jobs._runners.pop("tests.job", None)


def count_to_three(job: Job) -> None:
    while job.done_count < 3:
        with transaction.atomic():
            job.advance(done_count=job.done_count + 1, result={"seen": job.done_count + 1})


def stored(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_to_its_end(kind: str) -> None:
    jobs.register(kind, count_to_three)
    job = jobs.start_job(by=None, kind=kind, params={}, total_count=3)

    assert jobs.run(job_id=job.pk) is True

    after = stored(job)
    assert (after.state, after.done_count, after.result, after.percent) == ("done", 3, {"seen": 3}, 100)
    assert after.finished_at == NOW
    assert jobs.run(job_id=job.pk) is False


@pytest.mark.parametrize(
    ("error", "shown"), [(ShopError("The file is empty."), "The file is empty."), (KeyError("x"), "KeyError: 'x'")]
)
def test_a_failure_is_shown_with_its_reason(kind: str, error: Exception, shown: str) -> None:
    def fail(job: Job) -> None:
        raise error

    jobs.register(kind, fail)
    job = jobs.start_job(by=None, kind=kind, params={})

    assert jobs.run(job_id=job.pk) is True
    assert (stored(job).state, stored(job).error) == ("failed", shown)


def test_a_running_job_is_left_alone_until_it_is_stale(kind: str, clock: time_machine.Traveller) -> None:
    jobs.register(kind, count_to_three)
    job = Job.objects.create(kind=kind, state=Job.State.RUNNING, started_at=NOW, heartbeat_at=NOW, done_count=2)

    assert jobs.run(job_id=job.pk, at=NOW + Job.STALE_AFTER) is False
    assert jobs.due_jobs(at=NOW + Job.STALE_AFTER) == []
    later = NOW + Job.STALE_AFTER + timedelta(seconds=1)
    assert jobs.due_jobs(at=later) == [job.pk]
    clock.move_to(later)
    assert jobs.run(job_id=job.pk) is True
    assert (stored(job).state, stored(job).done_count) == ("done", 3)


def test_a_runner_that_wakes_up_after_its_replacement_changes_nothing(kind: str) -> None:
    claims: list[Any] = []

    def sleepy(job: Job) -> None:
        claims.append(job)
        if len(claims) == 1:
            # The next sweep takes this one for dead, and its replacement finishes.
            assert jobs.run(job_id=job.pk, at=NOW + timedelta(minutes=2)) is True
            with transaction.atomic():
                job.advance(done_count=1)
        else:
            count_to_three(job)

    jobs.register(kind, sleepy)
    job = jobs.start_job(by=None, kind=kind, params={}, total_count=3)

    assert jobs.run(job_id=job.pk, at=NOW) is False
    after = stored(job)
    assert (after.state, after.done_count, after.result, after.error) == ("done", 3, {"seen": 3}, "")
    with pytest.raises(JobLost):
        claims[0].advance(done_count=2)


def test_the_sweep_takes_up_a_job_whose_message_was_lost(kind: str) -> None:
    jobs.register(kind, count_to_three)
    job = Job.objects.create(kind=kind, total_count=3)

    resume_jobs()

    assert stored(job).state == "done"


def test_progress_in_percent() -> None:
    assert Job(done_count=1, total_count=3).percent == 33
    assert Job(done_count=3, total_count=3, state=Job.State.RUNNING).percent == 99
    assert Job().percent == 0


def test_a_runner_that_says_nothing_is_noticed_before_it_is_taken_for_dead(clock: time_machine.Traveller) -> None:
    job = Job.objects.create(kind="tests.job", state=Job.State.RUNNING, heartbeat_at=NOW)

    assert not job.is_silent
    clock.shift(Job.SILENT_AFTER + timedelta(seconds=1))
    assert job.is_silent
    assert jobs.due_jobs(at=timezone.now()) == []
    job.state = Job.State.DONE
    assert not job.is_silent


def test_a_job_that_ends_every_runner_is_given_up(kind: str) -> None:
    jobs.register(kind, count_to_three)
    long_ago = NOW - Job.STALE_AFTER - timedelta(seconds=1)
    job = Job.objects.create(
        kind=kind, state=Job.State.RUNNING, started_at=long_ago, heartbeat_at=long_ago, takeovers=Job.MAX_TAKEOVERS
    )

    assert jobs.run(job_id=job.pk, at=NOW) is False

    assert (stored(job).state, stored(job).done_count, stored(job).finished_at) == ("failed", 0, NOW)
    assert stored(job).error
    assert jobs.due_jobs(at=NOW + timedelta(days=1)) == []


def test_progress_forgets_the_runners_that_died(kind: str) -> None:
    jobs.register(kind, count_to_three)
    long_ago = NOW - Job.STALE_AFTER - timedelta(seconds=1)
    job = Job.objects.create(
        kind=kind, state=Job.State.RUNNING, started_at=long_ago, heartbeat_at=long_ago, takeovers=2
    )

    assert jobs.run(job_id=job.pk, at=NOW) is True

    assert (stored(job).state, stored(job).takeovers) == ("done", 0)
