"""The register: terms, what a licence covers, who is told, and what a shared story brought."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.checks.findings import findings_in
from content.media.models import BrandImage
from content.rights.enums import RightKind, Standing
from content.rights.errors import CoversNothing, EndsBeforeItBegins
from content.rights.models import Covered, Project, Right
from content.rights.operations import (
    ProjectData,
    RightData,
    cover,
    remind,
    remove_right,
    save_project,
    save_right,
    uncover,
)
from content.rights.queries import assets_of, blocked_among, exposed, split_of, to_look_at, uses_of
from shop.core.wording import Weight
from shop.payments.models import Payment
from shop.social.models import Attribution
from tests.factories.content import block, items, make_document, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def right(kind: str = "in", ends: int | None = None, **fields: Any) -> Right:
    """Return a right that ends so many days from today."""
    ends_on = None if ends is None else TODAY + timedelta(days=ends)
    return save_right(by=None, data=RightData(**{"kind": kind, "title": "借来的照片", "ends_on": ends_on, **fields}))


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "standing"),
    [
        ("in", None, None, Standing.VALID),
        ("in", None, 61, Standing.VALID),
        ("in", None, 60, Standing.SOON),
        ("in", None, 0, Standing.SOON),
        ("in", None, -1, Standing.OVER),
        ("in", 1, 90, Standing.FUTURE),
        # A mark is renewed within the year before its end.
        ("mark", None, 365, Standing.SOON),
        ("mark", None, 366, Standing.VALID),
    ],
)
def test_how_a_right_stands_and_whether_it_is_looked_at(
    kind: str, starts: int | None, ends: int | None, standing: Standing
) -> None:
    starts_on = None if starts is None else TODAY + timedelta(days=starts)
    row = right(kind, ends, starts_on=starts_on)

    assert row.standing(TODAY) == standing
    assert list(to_look_at(on=TODAY)) == ([row] if standing in {Standing.SOON, Standing.OVER} else [])


def test_every_write_leaves_a_line_with_what_was_said() -> None:
    owner = member("Owner")
    row = save_right(by=owner, data=RightData(kind="mark", title="华芳苑", classes="29, 31", number="6512345"))
    save_right(by=owner, data=RightData(kind="mark", title="华芳苑", classes="31"), right_id=row.pk)
    remove_right(by=owner, right=row)

    lines = ModelLogEntry.objects.filter(action__startswith="rights.").order_by("pk")
    assert [(line.action, line.user) for line in lines] == [
        ("rights.save_right", owner),
        ("rights.save_right", owner),
        ("rights.remove_right", owner),
    ]
    assert lines[0].data == {"kind": "mark", "title": "华芳苑", "classes": "29, 31", "number": "6512345"}
    assert not Right.objects.exists()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}, EndsBeforeItBegins),
        ({"kind": "wish"}, ValidationError),
        ({"title": ""}, ValidationError),
        ({"title": "华" * 81}, ValidationError),
    ],
)
def test_what_cannot_be_is_not_registered(fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        save_right(by=None, data=RightData(**{"kind": "in", "title": "照片", **fields}))

    assert not Right.objects.exists()
    assert not ModelLogEntry.objects.filter(action="rights.save_right").exists()


def test_the_database_keeps_terms_and_covers_honest() -> None:
    row = right()
    for wrong in (
        lambda: Right.objects.create(kind="in", title="x", starts_on=TODAY, ends_on=TODAY - timedelta(days=1)),
        lambda: Covered.objects.create(right=row),
        lambda: Project.objects.create(title="x", partner="y", part_basis_points=10_001),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_only_a_licence_we_hold_covers_something_and_once() -> None:
    image, held, given = make_image(), right("in"), right("out")

    assert cover(by=None, right=held, asset=image)
    assert not cover(by=None, right=held, asset=image)
    with pytest.raises(CoversNothing):
        cover(by=None, right=given, asset=make_document())

    assert Covered.objects.get().asset == image
    assert ModelLogEntry.objects.filter(action="rights.cover").count() == 1
    uncover(by=None, covered=Covered.objects.get())
    assert not Covered.objects.exists()


def test_a_right_that_becomes_another_kind_lets_go_of_what_it_covered() -> None:
    held = right("in")
    cover(by=None, right=held, asset=make_image())

    save_right(by=None, data=RightData(kind="certificate", title="证书"), right_id=held.pk)

    assert not Covered.objects.exists()


def test_an_asset_is_blocked_when_no_licence_covers_it_any_more() -> None:
    over, valid = right(ends=-1), right(ends=0)
    lost, still, own, free = make_image(), make_image(), make_document(expires_on=date(2026, 1, 1)), make_image()
    for row, asset in ((over, lost), (over, still), (valid, still)):
        cover(by=None, right=row, asset=asset)

    found = blocked_among([lost, still, own, free, lost], on=TODAY)

    assert [(row.asset, row.right) for row in found] == [(lost, over), (own, None)]
    assert blocked_among([lost, still], on=TODAY - timedelta(days=1)) == []


def test_pictures_of_a_draft_are_found_wherever_they_stand_and_say_where(django_assert_num_queries: Any) -> None:
    hero, inside, other = make_image(title="头图"), make_image(title="内页"), make_image()
    story = make_story(
        block("gallery", {"pictures": items(*({"image": row.pk, "caption": ""} for row in (inside, other)))}),
        hero_image=hero,
    )
    cover(by=None, right=(row := right(ends=-1)), asset=inside)
    draft = story.get_latest_revision_as_object()

    assert {asset.pk for asset in assets_of(draft)} == {hero.pk, inside.pk, other.pk}
    found = [finding for finding in findings_in(draft, at=NOW) if finding.weight == Weight.STOP]
    assert [(finding.quote, finding.url) for finding in found] == [("内页", f"/admin/rights/{row.pk}/")]
    [use] = uses_of(inside, by=member("Owner"))
    assert (use.title, use.url) == (story.title, f"/admin/pages/{story.pk}/edit/")


def test_a_name_that_is_misspelt_is_asked_about() -> None:
    right("mark", title="华芳苑", wrong_forms="华方苑，花芳苑")
    right("in", title="照片", wrong_forms="霜")
    draft = make_story(block("text", "<p>来自花芳苑的霜。</p>"), publish=False).get_latest_revision_as_object()

    found = [row for row in findings_in(draft, at=NOW) if row.quote in {"花芳苑", "华方苑", "霜"}]

    assert [(row.quote, row.weight, row.before) for row in found] == [("花芳苑", Weight.ASK, "来自")]


def test_a_story_whose_project_is_over_is_asked_about() -> None:
    story = make_story()
    data = ProjectData(title="一碟一果", partner="隔壁陶坊", part_basis_points=3000, story=story)
    project = save_project(by=None, data=data)
    draft = story.get_latest_revision_as_object()
    running = [row.quote for row in findings_in(draft, at=NOW)]

    Project.objects.filter(pk=project.pk).update(ends_on=TODAY - timedelta(days=1))

    assert "一碟一果" not in running
    assert "一碟一果" in [row.quote for row in findings_in(draft, at=NOW)]


def test_keepers_are_told_once_for_each_end(mailoutbox: list[Any]) -> None:
    keeper = member("Owner", email="owner@example.com")
    member("Editor", email="editor@example.com")
    soon, over = right(ends=30, title="合同"), right(ends=-3, title="商标")
    right(ends=300)

    assert remind(at=NOW) == 2
    assert remind(at=NOW) == 0

    [mail] = mailoutbox
    assert mail.to == [keeper.email]
    assert "合同" in mail.body
    assert "商标" in mail.body
    # The end itself is told again, and so is another end.
    assert remind(at=NOW + timedelta(days=31)) == 1
    save_right(by=None, data=RightData(kind="in", title="商标", ends_on=TODAY + timedelta(days=9)), right_id=over.pk)
    assert remind(at=NOW) == 1
    soon.refresh_from_db()
    assert (soon.told_soon, soon.told_over) == (soon.ends_on, soon.ends_on)


def test_without_anybody_to_tell_nothing_counts_as_told(mailoutbox: list[Any]) -> None:
    row = right(ends=-3)

    assert remind(at=NOW) == 0

    row.refresh_from_db()
    assert (row.told_over, mailoutbox) == (None, [])


def test_a_project_counts_what_its_story_sold_while_it_ran_less_what_went_back() -> None:
    story, at = make_story(), timezone.now()
    today = timezone.localdate(at)
    sku = stocked_sku(units=90, price_fen=6667)
    told = [paid_order({sku: units}, at=at) for units in (1, 2)]
    before, elsewhere, unpaid = paid_order({sku: 1}, at=at), paid_order({sku: 1}, at=at), place({sku: 1}, at=at)
    for order in (*told, before, unpaid):
        Attribution.objects.update_or_create(order=order, defaults={"story": story, "story_title": story.title})
    type(before).objects.filter(pk=before.pk).update(placed_at=at - timedelta(days=2))
    Payment.objects.filter(order=told[1]).update(refunded_fen=6667)
    data = ProjectData(
        title="一碟一果", partner="陶坊", part_basis_points=3333, story=story, starts_on=today, ends_on=today
    )

    split = split_of(save_project(by=None, data=data))

    assert elsewhere not in told
    assert (split.orders, split.paid_fen, split.refunded_fen, split.net_fen) == (2, 20001, 6667, 13334)
    # Rounded down: nobody is owed a part of a fen.
    assert (split.partner_fen, split.ours_fen) == (4444, 8890)


def test_a_project_without_a_story_brought_nothing() -> None:
    project = save_project(by=None, data=ProjectData(title="x", partner="y", part_basis_points=5000))

    assert (split_of(project).orders, split_of(project).net_fen) == (0, 0)


def test_kinds_are_as_many_as_the_list_sorts() -> None:
    from content.rights.admin.views import TABS

    assert {kind for _label, kinds in TABS.values() for kind in kinds} == set(RightKind)


def test_what_is_public_with_something_that_is_over_is_a_task_until_it_is_replaced(client: Client) -> None:
    editor = member("Editor")
    client.force_login(editor)
    today = timezone.localdate()
    over, licensed, good = (make_image(title=title) for title in ("过期的图", "授权的图", "好的图"))
    story = make_story(block("picture", {"image": over.pk, "alt": "图"}), title="公开的故事", hero_image=licensed)
    draft = make_story(title="草稿", hero_image=over, publish=False)
    make_story(title="没事的故事", hero_image=good)
    assert exposed(on=today) == []

    BrandImage.objects.filter(pk=over.pk).update(expires_on=today - timedelta(days=1))
    right = save_right(by=None, data=RightData(kind="in", title="图库授权", ends_on=today - timedelta(days=3)))
    cover(by=None, right=right, asset=licensed)

    [row] = exposed(on=today)
    assert (row.thing.pk, {one.asset.title for one in row.blocked}) == (story.pk, {"过期的图", "授权的图"})
    assert draft.pk != story.pk
    screen = client.get("/admin/rights/exposed/").text
    assert "公开的故事" in screen
    assert "草稿" not in screen
    assert "/admin/rights/exposed/" in client.get("/admin/").text
