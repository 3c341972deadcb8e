"""The register at the desk, and the door of publishing."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.rights.models import Covered, Project, Right
from content.rights.operations import ProjectData, RightData, cover, save_project, save_right
from content.stories.models import StoryPage
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, make_document, make_image, make_story
from tests.factories.forms import formset
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def licence(**fields: Any) -> Right:
    return save_right(by=None, data=RightData(**{"kind": "in", "title": "借来的照片", **fields}))


def test_a_right_is_registered_changed_and_removed(desk: Client) -> None:
    document = make_document()
    sent = {"kind": "mark", "title": "华芳苑", "number": "6512345", "classes": "31", "ends_on": "2030-01-01"}

    added = desk.post(reverse("rights_desk:add"), {**sent, "document": document.pk})
    row = Right.objects.get()
    shown = desk.get(reverse("rights_desk:right", args=[row.pk]))
    changed = desk.post(reverse("rights_desk:change", args=[row.pk]), {**sent, "title": "华芳苑果园"})

    assert added.url == reverse("rights_desk:list")
    assert (row.document, row.ends_on) == (document, date(2030, 1, 1))
    for text in ("6512345", "2030-01-01", document.title):
        assert text in shown.text
    assert changed.url == reverse("rights_desk:right", args=[row.pk])
    row.refresh_from_db()
    assert (row.title, row.document) == ("华芳苑果园", None)
    assert desk.post(reverse("rights_desk:remove", args=[row.pk])).status_code == 302
    assert not Right.objects.exists()


def test_a_term_that_ends_before_it_begins_is_said_at_the_form(desk: Client) -> None:
    sent = {"kind": "in", "title": "照片", "starts_on": "2026-02-02", "ends_on": "2026-02-01"}

    page = desk.post(reverse("rights_desk:add"), sent)

    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Right.objects.exists()


def test_a_licence_covers_pictures_and_shows_where_they_are(desk: Client) -> None:
    image, row = make_image(title="老照片"), licence()
    story = make_story(hero_image=image, title="奶奶的梯子")

    desk.post(reverse("rights_desk:cover", args=[row.pk]), {"image": image.pk})
    page = desk.get(reverse("rights_desk:right", args=[row.pk]))

    assert "老照片" in page.text
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in page.text
    desk.post(reverse("rights_desk:uncover", args=[row.pk, Covered.objects.get().pk]))
    assert not Covered.objects.exists()


def test_choosing_nothing_or_two_things_covers_nothing(desk: Client) -> None:
    row = licence()
    for sent in ({}, {"image": make_image().pk, "document": make_document().pk}, {"image": "x"}):
        assert desk.post(reverse("rights_desk:cover", args=[row.pk]), sent).status_code == 302
    assert not Covered.objects.exists()


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("rights_desk:list")).status_code == 200
        return len(seen)

    licence()
    queries()
    one = queries()
    licence()
    licence(ends_on=LONG_AGO)

    assert queries() == one


@pytest.mark.parametrize(
    ("tab", "count"), [("", 3), ("look", 1), ("names", 1), ("licences", 1), ("papers", 1), ("x", 3)]
)
def test_tabs_hold_what_they_say(desk: Client, tab: str, count: int) -> None:
    licence(ends_on=LONG_AGO)
    licence(kind="name")
    licence(kind="report")

    assert len(desk.get(reverse("rights_desk:list"), {"tab": tab}).context["rows"]) == count


def test_the_home_of_the_admin_counts_what_ends(desk: Client) -> None:
    licence(ends_on=timezone.localdate() + timedelta(days=5))

    assert reverse("rights_desk:list") + "?tab=look" in desk.get(reverse("wagtailadmin_home")).text


def test_a_project_is_written_down_with_its_part_in_percent(desk: Client) -> None:
    story = make_story(title="一只碟子")
    sent = {"title": "一碟一果", "partner": "陶坊", "story": story.pk, "share": "33.33", "ends_on": "2030-01-01"}

    assert desk.post(reverse("rights_desk:project_add"), sent).url == reverse("rights_desk:projects")
    project = Project.objects.get()
    page = desk.get(reverse("rights_desk:project", args=[project.pk]))
    form = desk.get(reverse("rights_desk:project_change", args=[project.pk]))

    assert (project.part_basis_points, project.story_id) == (3333, story.pk)
    for text in ("一只碟子", "33.33%", "¥0.00"):
        assert text in page.text
    assert 'value="33.33"' in form.text
    assert "一碟一果" in desk.get(reverse("rights_desk:projects")).text
    assert desk.post(reverse("rights_desk:project_add"), {**sent, "share": "101"}).status_code == 422
    desk.post(reverse("rights_desk:project_remove", args=[project.pk]))
    assert not Project.objects.exists()
    assert StoryPage.objects.filter(pk=story.pk).exists()


def test_editors_read_the_register_and_change_nothing(client: Client) -> None:
    row = licence()
    project = save_project(by=None, data=ProjectData(title="x", partner="y", part_basis_points=0))
    client.force_login(member("Editor"))

    assert client.get(reverse("rights_desk:right", args=[row.pk])).status_code == 200
    for name, arguments in (
        ("add", []),
        ("change", [row.pk]),
        ("remove", [row.pk]),
        ("cover", [row.pk]),
        ("projects", []),
        ("project", [project.pk]),
        ("project_remove", [project.pk]),
    ):
        assert client.post(reverse(f"rights_desk:{name}", args=arguments)).status_code in {302, 403, 405}
    assert (Right.objects.count(), Project.objects.count()) == (1, 1)


def test_a_published_page_is_not_published_again_with_what_may_not_be_used(desk: Client) -> None:
    image, row = make_image(title="老照片"), licence(ends_on=LONG_AGO)
    story = make_story(block("picture", {"image": image.pk, "caption": "", "width": "text"}), title="旧题")
    cover(by=None, right=row, asset=image)
    story.title = "新题"
    story.save_revision()

    page = desk.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={story.pk}", follow=True
    )

    assert "老照片" in page.text
    story.refresh_from_db()
    assert (story.live, story.title) == (True, "旧题")


def test_a_product_is_not_published_with_what_may_not_be_used(desk: Client) -> None:
    product = ProductFactory(title="旧名", cover=make_image(title="老照片", expires_on=LONG_AGO))
    product.save_revision()
    address = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
    sent = {
        "title": "新名",
        "slug": product.slug,
        "cover": product.cover_id,
        "body": json.dumps({"blocks": [], "entityMap": {}}),
        **formset("related"),
        **formset("pictures"),
        "action-publish": "1",
    }

    page = desk.post(address, sent, follow=True)

    assert "老照片" in page.text
    product.refresh_from_db()
    assert product.title == "旧名"


def test_many_are_not_published_while_one_may_not_be(desk: Client) -> None:
    over = make_image(expires_on=LONG_AGO)
    drafts = [make_story(publish=False), make_story(publish=False, hero_image=over)]
    ids = "&".join(f"id={draft.pk}" for draft in drafts)

    desk.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?{ids}")

    assert not StoryPage.objects.filter(live=True).exists()
