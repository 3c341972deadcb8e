"""What speaks against publishing a draft, asked wherever that happens: by hand, in bulk, on schedule, on approval.

Rooms above register what they object to; a draft that is objected to stays one, and its schedule is tried again.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

log = structlog.get_logger(__name__)

# Whether a draft may not be public on a day.
Objection = Callable[[Any, date], bool]
_objections: list[Objection] = []


def register(objection: Objection) -> None:
    """Have it asked before anything is published."""
    _objections.append(objection)


class AskedBeforePublishing:
    """For models with drafts; before ``DraftStateMixin`` among the bases."""

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish unless there is an objection on the day it becomes public; then nothing changes, and that is logged.

        Whoever publishes by hand is told before (``before_publish`` hooks).
        """
        with transaction.atomic():
            return self._publish(self._in_place(revision), *args, **kwargs)

    def _in_place(self, revision: Any) -> Any:
        """The revision of a page that nobody moves or deletes meanwhile: it would be written where it was before."""
        if not isinstance(self, Page):
            return revision
        path = Page.objects.select_for_update().filter(pk=self.pk).values_list("path", flat=True).first()
        return revision if path == self.path else type(revision).objects.get(pk=revision.pk)

    def _publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        draft = revision.as_object()
        moment = max(filter(None, (timezone.now(), draft.go_live_at)))
        if any(objection(draft, timezone.localdate(moment)) for objection in _objections):
            log.warning("publication_refused", model=draft._meta.label, id=draft.pk, revision=revision.pk)
            return None
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]


def keep_as_draft(page: Page) -> None:
    """After a refusal to publish: Wagtail adds a page that is published right away as a live one, before it asks."""
    Page.objects.filter(pk=page.pk, live=True, first_published_at=None).update(live=False, has_unpublished_changes=True)
