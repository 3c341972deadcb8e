"""Ask for approval from now on, or no longer."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import GroupPagePermission, Page, Task, Workflow, WorkflowPage, WorkflowTask

from content.approval.errors import NobodyToAsk
from content.approval.models import ApprovalRule, FourEyesTask
from content.approval.queries import approvers
from shop.core import audit

WORKFLOW = "approval"


@transaction.atomic
def require_approval(*, by: Any) -> None:
    """From now on whoever may not approve hands pages in instead of publishing them. Idempotent.

    ``NobodyToAsk`` unless there are two people, one of whom may approve.
    """
    staff = get_user_model().objects.filter(is_active=True)
    if not staff.filter(groups__in=approvers()).exists() or staff.count() < 2:
        raise NobodyToAsk
    ApprovalRule.objects.update_or_create(pk=1, defaults={"is_on": True})
    apply_rule()
    audit.record(by=by, action="approval.require", subject=by, data={})


@transaction.atomic
def stop_approval(*, by: Any) -> None:
    """From now on whoever writes publishes. What was handed in is a draft again. Idempotent."""
    rule = ApprovalRule.objects.select_for_update().filter(is_on=True).first()
    if rule is None:
        return
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    groups, pages = set(Group.objects.values_list("pk", flat=True)), set(Page.objects.values_list("pk", flat=True))
    for group_id, page_id in rule.taken:
        if group_id in groups and page_id in pages:
            GroupPagePermission.objects.get_or_create(group_id=group_id, page_id=page_id, permission=publish)
    rule.is_on, rule.taken = False, []
    rule.save(update_fields=["is_on", "taken"])
    for workflow in Workflow.objects.filter(name=WORKFLOW, active=True):
        workflow.deactivate(user=by)
    audit.record(by=by, action="approval.stop", subject=by, data={})


def apply_rule() -> None:
    """Take the right to publish from those who may not approve, if that is the rule. Idempotent.

    Roles that are set to their table afterwards call it again.
    """
    rule = ApprovalRule.objects.filter(is_on=True).first()
    if rule is None:
        return
    roles = approvers()
    _offer_workflow(roles)
    given = GroupPagePermission.objects.filter(permission__codename="publish_page").exclude(group__in=roles)
    taken = {tuple(row) for row in rule.taken} | set(given.values_list("group_id", "page_id"))
    given.delete()
    rule.taken = sorted(taken)
    rule.save(update_fields=["taken"])


def _offer_workflow(roles: Any) -> None:
    workflow, _created = Workflow.objects.update_or_create(name=WORKFLOW, defaults={"active": True})
    task = FourEyesTask.objects.filter(workflow_tasks__workflow=workflow).first()
    if task is None:
        task = FourEyesTask.objects.create(name=gettext("Approval"))
        # One of before, which took everybody's own yes: what was handed in there is a draft again.
        for former in Task.objects.filter(workflow_tasks__workflow=workflow, active=True):
            former.deactivate()
        WorkflowTask.objects.filter(workflow=workflow).delete()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    elif not task.active:
        task.active = True
        task.save(update_fields=["active"])
    task.groups.set(roles)
    root = Page.objects.get(depth=1)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
