"""What waits for whom."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import TaskState, WorkflowState

from content.approval.models import ApprovalRule

APPROVE = ("approval", "approve_page")


def is_required() -> bool:
    """Whether pages need somebody's yes."""
    return ApprovalRule.objects.filter(is_on=True).exists()


def approvers() -> QuerySet[Group]:
    """The roles that may say yes."""
    app, codename = APPROVE
    return Group.objects.filter(permissions__content_type__app_label=app, permissions__codename=codename)


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
