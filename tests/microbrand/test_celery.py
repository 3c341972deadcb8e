"""The clock stops when it is told to, whatever it is doing."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from celery.apps.beat import Beat
from celery.beat import Scheduler, Service
from celery.signals import beat_init

from microbrand.celery import app, stop_between_ticks


class Clock(Scheduler):
    """A clock that is told to stop while it sends, and takes every failure for one of the broker."""

    ticks = 0
    sent = 0
    closed = 0

    def setup_schedule(self) -> None:
        """No schedule of its own."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        type(self).ticks += 1
        try:
            if self.ticks == 1:
                os.kill(os.getpid(), signal.SIGTERM)
            type(self).sent += 1
        except BaseException:  # as redis-py makes it an I/O error and Celery logs that
            return 0.0
        if self.ticks == 3:
            raise KeyboardInterrupt
        return 0.0

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def clock() -> Iterator[Service]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    Clock.ticks = Clock.sent = Clock.closed = 0
    service = Service(app, scheduler_cls=Clock, schedule_filename="")
    Beat(app=app, quiet=True).install_sync_handler(service)
    yield service
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_clock_stops_after_the_message_at_hand(clock: Service) -> None:
    clock.start()

    assert (Clock.ticks, Clock.sent, Clock.closed) == (1, 1, 1)


def test_control_celery_alone_goes_on_with_a_closed_schedule(clock: Service) -> None:
    beat_init.disconnect(stop_between_ticks)
    try:
        clock.start()
    finally:
        beat_init.connect(stop_between_ticks)

    assert Clock.ticks == 3
    assert Clock.closed == 2
