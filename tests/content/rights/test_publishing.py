"""What may not be used any more is not published, whichever way it would be."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from content.approval.operations import require_approval
from content.stories.models import StoryPage
from shop.catalog.models import Product
from tests.factories.catalog import ProductFactory
from tests.factories.content import make_image, make_story
from tests.factories.forms import story_form
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_what_was_scheduled_waits_until_it_may_be_shown() -> None:
    image = make_image()
    story = make_story(publish=False, hero_image=image)
    story.go_live_at = timezone.now() + timedelta(minutes=1)
    story.save_revision().publish()
    image.expires_on = timezone.localdate() - timedelta(days=1)
    image.save()

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        call_command("publish_scheduled")
        assert not StoryPage.objects.get(pk=story.pk).live

        image.expires_on = None
        image.save()
        call_command("publish_scheduled")
    assert StoryPage.objects.get(pk=story.pk).live


def test_a_schedule_beyond_the_licence_is_not_taken() -> None:
    image = make_image(expires_on=timezone.localdate())
    story = make_story(publish=False, hero_image=image)
    story.go_live_at = timezone.now() + timedelta(days=2)

    story.save_revision().publish()

    assert not StoryPage.objects.get(pk=story.pk).approved_schedule


def test_a_product_with_an_expired_cover_stays_as_it_is() -> None:
    product = ProductFactory(title="苹果")
    product.title, product.cover = "梨", make_image(expires_on=timezone.localdate() - timedelta(days=1))

    product.save_revision().publish()

    assert Product.objects.get(pk=product.pk).title == "苹果"


@pytest.mark.parametrize("way", ["editor", "action"])
def test_approving_does_not_publish_it(way: str) -> None:
    owner, editor = member("Owner"), member("Editor")
    require_approval(by=owner)
    story = make_story(publish=False, hero_image=make_image(expires_on=timezone.localdate() - timedelta(days=1)))
    state: WorkflowState = story.get_workflow().start(story, editor)
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner)

    data: dict[str, Any] = {"comment": ""}
    address = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.current_task_state.pk])
    if way == "editor":
        address = reverse("wagtailadmin_pages:edit", args=[story.pk])
        data = {
            **story_form(title=story.title, slug=story.slug),
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
        }
    response = client.post(address, data, follow=True)

    assert not StoryPage.objects.get(pk=story.pk).live
    if way == "editor":
        assert "may not be used any more" in response.content.decode()
        state.refresh_from_db()
        assert state.status == WorkflowState.STATUS_IN_PROGRESS
