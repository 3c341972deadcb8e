"""The Celery application; tasks live in each app's ``tasks.py``."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microbrand.settings.dev")

app = Celery("microbrand")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def stop_between_ticks(sender: Any, **_: Any) -> None:
    """Let the clock finish what it is sending before it stops.

    Celery's own handler closes the schedule and raises wherever the clock is. In the middle of a message that is taken
    for a broken connection: the clock goes on, and dies of its closed schedule with hundreds of lines.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sender.stop())
