"""Two pairs of eyes: who publishes while it is asked for, and what becomes of what was handed in."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, WorkflowState

from content.approval.errors import NobodyToAsk
from content.approval.models import ApprovalRule
from content.approval.operations import require_approval, stop_approval
from content.approval.queries import author_of, handed_back, to_approve, to_approve_count
from content.stories.models import StoryPage
from microbrand.roles import sync_roles
from tests.factories.content import block, make_story
from tests.factories.forms import story_form
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def publishers() -> set[str]:
    return set(
        GroupPagePermission.objects.filter(permission__codename="publish_page").values_list("group__name", flat=True)
    )


def logged_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def edit(client: Client, story: Page, **action: str) -> Any:
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        {**story_form(title=story.title, slug=story.slug), **action},
    )


def test_a_story_is_handed_in_read_and_published() -> None:
    owner, editor = member("Owner"), member("Editor")
    require_approval(by=owner)
    story = make_story(block("text", "<p>夜里。</p>"), publish=False, owner=editor)

    # Publishing is not theirs, however it is asked for.
    edit(logged_in(editor), story, **{"action-publish": "1"})
    assert not StoryPage.objects.get(pk=story.pk).live
    edit(logged_in(editor), story, **{"action-submit": "1"})

    [state] = to_approve()
    assert (state.content_object.pk, state.requested_by) == (story.pk, editor)
    assert to_approve_count() == 1
    desk = logged_in(owner).get("/admin/approval/").content.decode()
    assert story.title in desk
    assert "Read and decide" in desk

    task = state.current_task_state
    act = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    assert logged_in(editor).post(act, {"comment": ""}).status_code == 302
    assert not StoryPage.objects.get(pk=story.pk).live
    logged_in(owner).post(act, {"comment": ""})

    assert StoryPage.objects.get(pk=story.pk).live
    assert not to_approve()


def test_whoever_may_approve_asks_another_for_words_of_their_own() -> None:
    owner, operations = member("Owner"), member("Operations")
    require_approval(by=owner)
    story = make_story(publish=False, owner=operations)
    writer = logged_in(operations)

    refused = edit(writer, story, **{"action-publish": "1"})
    assert refused.url == reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert f"Hand it in: {owner}" in writer.get(refused.url).content.decode()
    writer.post(f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}&next=/admin/")
    assert not StoryPage.objects.get(pk=story.pk).live

    edit(writer, story, **{"action-submit": "1"})
    assert "You wrote it" in writer.get("/admin/approval/").content.decode()
    form = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert f"so somebody else says yes: {owner}" in writer.get(form).content.decode()
    assert "Read and decide" in logged_in(owner).get("/admin/approval/").content.decode()
    assert "so somebody else says yes" not in logged_in(owner).get(form).content.decode()
    task = to_approve()[0].current_task_state
    act = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    writer.post(act, {"comment": ""})
    assert not StoryPage.objects.get(pk=story.pk).live
    logged_in(owner).post(act, {"comment": ""})
    assert StoryPage.objects.get(pk=story.pk).live


def test_numbers_that_the_editor_gives_to_paragraphs_make_nobody_an_author() -> None:
    owner, operations = member("Owner"), member("Operations")
    text = block("text", "<p>夜里。</p>")
    page = make_story(text)
    page.save_revision(user=operations, clean=False)
    page.body = page.body.stream_block.to_python([{**text, "value": '<p data-block-key="a1b2c">夜里。</p>'}])
    page.save_revision(user=owner, clean=False)

    assert author_of(page) != owner.pk


def test_publishing_what_another_wrote_makes_nobody_its_author() -> None:
    owner, operations = member("Owner"), member("Operations")
    require_approval(by=owner)
    story = make_story(publish=False, owner=operations)
    edit(logged_in(operations), story)
    assert author_of(StoryPage.objects.get(pk=story.pk)) == operations.pk

    edit(logged_in(owner), story, **{"action-publish": "1"})
    assert StoryPage.objects.get(pk=story.pk).live
    assert author_of(StoryPage.objects.get(pk=story.pk)) == operations.pk


def test_whoever_is_alone_publishes_their_own() -> None:
    owner = member("Owner")
    member("Editor")
    require_approval(by=owner)
    story = make_story(publish=False, owner=owner)

    edit(logged_in(owner), story, **{"action-publish": "1"})

    assert StoryPage.objects.get(pk=story.pk).live


def test_what_is_sent_back_says_why() -> None:
    owner, editor = member("Owner"), member("Editor")
    require_approval(by=owner)
    story = make_story(publish=False, owner=editor)
    edit(logged_in(editor), story, **{"action-submit": "1"})
    task = to_approve()[0].current_task_state

    act = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "reject", task.pk])
    logged_in(owner).post(act, {"comment": "结尾再短些"})

    assert [state.object_id for state in handed_back(editor)] == [str(story.pk)]
    assert not handed_back(owner)
    assert "结尾再短些" in logged_in(editor).get("/admin/approval/").content.decode()


def test_the_right_to_publish_is_taken_and_given_back_exactly() -> None:
    owner = member("Owner")
    member("Editor")
    before = set(GroupPagePermission.objects.values_list("group", "page", "permission"))
    apprentice = Group.objects.create(name="Apprentice")
    change = GroupPagePermission.objects.filter(permission__codename="change_page").first()
    assert change
    GroupPagePermission.objects.create(group=apprentice, page=change.page, permission=change.permission)

    require_approval(by=owner)
    require_approval(by=owner)
    assert publishers() == {"Owner", "Operations"}
    sync_roles()
    assert publishers() == {"Owner", "Operations"}
    stop_approval(by=owner)
    stop_approval(by=owner)

    after = set(GroupPagePermission.objects.exclude(group=apprentice).values_list("group", "page", "permission"))
    assert after == before
    assert "Apprentice" not in publishers()


def test_what_was_handed_in_is_a_draft_again() -> None:
    owner, editor = member("Owner"), member("Editor")
    require_approval(by=owner)
    story = make_story(publish=False, owner=editor)
    edit(logged_in(editor), story, **{"action-submit": "1"})

    stop_approval(by=owner)

    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    edit(logged_in(editor), story, **{"action-publish": "1"})
    assert StoryPage.objects.get(pk=story.pk).live
    require_approval(by=owner)
    edit(logged_in(editor), story, **{"action-submit": "1"})
    assert to_approve_count() == 1


def test_one_person_is_not_asked_for_four_eyes() -> None:
    owner = member("Owner")

    with pytest.raises(NobodyToAsk):
        require_approval(by=owner)

    assert not ApprovalRule.objects.exists()
    assert "Editor" in publishers()


def test_only_the_owner_decides_and_who_writes_nothing_sees_nothing() -> None:
    owner, editor, operations = member("Owner"), member("Editor"), member("Operations")
    for user in (editor, operations):
        logged_in(user).post("/admin/approval/require/")
        assert not ApprovalRule.objects.exists()
        assert logged_in(user).get("/admin/approval/").status_code == 200
    assert logged_in(member("Warehouse")).get("/admin/approval/").status_code in (302, 403)

    logged_in(owner).post("/admin/approval/require/")
    assert ApprovalRule.objects.get().is_on
    logged_in(owner).post("/admin/approval/stop/")
    assert not ApprovalRule.objects.get().is_on


@pytest.mark.parametrize("stories", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(stories: int, django_assert_max_num_queries: Any) -> None:
    owner, editor = member("Owner"), member("Editor")
    require_approval(by=owner)
    for _number in range(stories):
        make_story(publish=False, owner=editor).get_workflow().start(Page.objects.last().specific, editor)
    client = logged_in(owner)
    client.get("/admin/approval/")

    with django_assert_max_num_queries(30):
        client.get("/admin/approval/")
