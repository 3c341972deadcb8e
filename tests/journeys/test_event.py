"""An event from the phone of a visitor to the phone at its door."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from content.events.models import EventPage, SignUp
from content.events.tickets import _signer
from tests.factories.events import make_event
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff, text
from tests.journeys.test_redemption import CAMERA

pytestmark = pytest.mark.django_db(transaction=True)


def fine(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def test_from_the_sign_up_to_the_door(open_page: Callable[..., Page]) -> None:
    now = timezone.now()
    event = make_event(3, at=now, starts_at=now + timedelta(days=1))
    staff("Warehouse", "zhaoshen")

    visitor = open_page("phone")
    visitor.goto(event.url)
    fine(visitor)
    visitor.click(".bar .btn")
    visitor.fill("[name=name]", "林晓")
    visitor.fill("[name=phone]", "138 0013 8000")
    visitor.select_option("[name=party]", "2")
    visitor.check("[name=consent]")
    visitor.click(".signup-form button")
    visitor.wait_for_selector(".pass-code svg")
    fine(visitor)
    row = SignUp.objects.get()
    assert row.readable_number in text(visitor, ".pass")

    # The day has come.
    EventPage.objects.update(starts_at=now, ends_at=now + timedelta(hours=2))
    door = open_page("phone")
    code = _signer("door").sign(str(row.pk))
    door.add_init_script(CAMERA.replace("SEEN", f"{settings.SITE_URL}/admin/events/door/?code={code}"))
    sign_in(door, "zhaoshen")
    door.goto("/admin/events/door/")
    fine(door)
    door.click("[data-mb-camera-open]")
    door.wait_for_selector("#person-title")
    fine(door)
    door.click("button.mb-button--large")
    door.wait_for_selector(".messages li.success")
    fine(door)

    row.refresh_from_db()
    assert row.checked_in_by.username == "zhaoshen"
    visitor.reload()
    visitor.wait_for_selector(".pass")
    assert visitor.query_selector(".pass-code") is None
    fine(visitor)
