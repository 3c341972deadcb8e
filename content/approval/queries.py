"""What waits for whom."""

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import Revision, TaskState, WorkflowState

from content.approval.models import ApprovalRule
from content.history.leaves import without_keys

APPROVE = ("approval", "approve_page")
# Further back nobody looks for who wrote what.
MOST_VERSIONS = 50
# What a version notes of itself and of its state, beside what readers see.
_BOOKKEEPING = {
    "comments",
    "draft_title",
    "expired",
    "first_published_at",
    "go_live_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "owner",
    "path",
    "depth",
    "url_path",
    "wagtail_admin_comments",
}


def is_required() -> bool:
    """Whether pages need somebody's yes."""
    return ApprovalRule.objects.filter(is_on=True).exists()


def approvers() -> QuerySet[Group]:
    """The roles that may say yes."""
    app, codename = APPROVE
    return Group.objects.filter(permissions__content_type__app_label=app, permissions__codename=codename)


def other_approvers(user: Any) -> QuerySet[Any]:
    """Who else may say yes."""
    staff = get_user_model().objects.filter(is_active=True, groups__in=approvers())
    return staff.exclude(pk=user.pk).distinct().order_by("pk")


def author_of(page: Any) -> int | None:
    """Who wrote the draft as it stands: saving or publishing it unchanged makes nobody its author. One query."""
    author, words = None, None
    rows = page.revisions.order_by("-created_at", "-pk").values_list("user_id", "content")[:MOST_VERSIONS]
    for user_id, content in rows:
        found = {name: _as_written(value) for name, value in content.items() if name not in _BOOKKEEPING}
        if words is not None and found != words:
            break
        author, words = user_id, found
    return author


def waiting_for_others(states: Iterable[WorkflowState], user: Any) -> set[int]:
    """Ids of those on which this person, who could say yes, has no say: they wrote it last.

    Versions are read only of what they worked on.
    """
    if not is_required() or not other_approvers(user).exists():
        return set()
    states = list(states)
    touched = Revision.objects.filter(user=user, object_id__in=[state.object_id for state in states])
    ids = set(touched.values_list("object_id", flat=True))
    return {state.pk for state in states if state.object_id in ids and author_of(state.content_object) == user.pk}


def _as_written(value: Any) -> Any:
    """A field of a version as far as somebody wrote it; blocks are stored as JSON in a text."""
    if not isinstance(value, str):
        return value
    value = without_keys(value)
    with suppress(ValueError):
        return json.loads(value) if value.startswith("[{") else value
    return value


def needs_another(page: Any, user: Any) -> bool:
    """Whether this person wrote it last, and somebody else is there to say yes. Nobody else: then it is their own."""
    return is_required() and author_of(page) == user.pk and other_approvers(user).exists()


def _open(states: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    return (
        states.select_related("requested_by", "current_task_state")
        .prefetch_related("content_object")
        .order_by("created_at", "pk")
    )


def to_approve() -> QuerySet[WorkflowState]:
    """What was handed in and not answered, the oldest first."""
    return _open(WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS))


def to_approve_count() -> int:
    """How many these are."""
    return int(TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count())


def handed_back(user: Any) -> QuerySet[WorkflowState]:
    """What this person handed in and got back with a wish."""
    return _open(WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user))
