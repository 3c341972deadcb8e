"""Who did what: one line per operation in Wagtail's log, so admin history and site history show it."""

from typing import Any

from django.db.models import Model
from wagtail.log_actions import log


def record(*, by: Any, action: str, subject: Model, data: dict[str, Any] | None = None) -> None:
    """Write one audit line. ``by`` is a staff user, or None for a shopper or the system.

    ``action`` is registered in the app's ``wagtail_hooks.py`` (``register_log_actions``); ``data`` is JSON.
    """
    log(instance=subject, action=action, user=by, data=data or {})


def register(actions: Any, labels: dict[str, Any]) -> None:
    """For ``register_log_actions`` hooks: what each action of a room is called in the history."""
    for action, label in labels.items():
        actions.register_action(action, label, label)
