"""Who did what: one line per operation in Wagtail's log, so admin history and site history show it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, TextField, Value
from django.db.models.functions import Concat
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry


def record(*, by: Any, action: str, subject: Model, data: dict[str, Any] | None = None) -> None:
    """Write one audit line. ``by`` is a staff user, or None for a shopper or the system.

    ``action`` is registered in the app's ``wagtail_hooks.py`` (``register_log_actions``); ``data`` is JSON.
    """
    log(instance=subject, action=action, user=by, data=data or {})


def forget(model: type[Model], ids: Iterable[int]) -> None:
    """Name what was done to some things by their kind and id, and no longer by what they were called: that was a
    person's name. Who did what and when stays.
    """
    kind = ContentType.objects.get_for_model(model)
    rows = ModelLogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids])
    name = Concat(Value(f"{model._meta.verbose_name} "), "object_id", output_field=TextField())
    rows.update(label=name)


def register(actions: Any, labels: dict[str, Any]) -> None:
    """For ``register_log_actions`` hooks: what each action of a room is called in the history."""
    for action, label in labels.items():
        actions.register_action(action, label, label)
