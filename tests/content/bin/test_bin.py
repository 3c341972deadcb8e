"""What was deleted: out of sight at once, back where it was with everything that refers to it, gone after a month."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content.bin.errors import FrontStays, NoPlaceToReturn, StillUsed
from content.bin.models import Binned, BinPage
from content.bin.operations import bin_asset, bin_page, remove_for_good, remove_old, restore_asset, restore_page
from content.bin.queries import KEPT
from content.media.models import BrandImage
from content.previews.models import PreviewLink
from content.previews.operations import share_preview
from content.stories.models import HomePage, StoryIndexPage, StoryMention, StoryPage
from microbrand.figures import page_drafts
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, make_image, make_story
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def logged_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_a_deleted_story_is_out_of_sight_and_comes_back_with_everything(client: Client) -> None:
    owner, product = member("Owner"), ProductFactory()
    first = make_story(title="霜降")
    story = make_story(card(product), title="头一场霜")
    last = make_story(title="立冬")
    draft = story.get_latest_revision_as_object()
    draft.standfirst = "还没发出去的话"
    draft.save_revision(user=owner)
    share_preview(by=owner, target=story, days=7, at=timezone.now())
    Redirect.add_redirect("/old-frost/", story)
    address = story.url
    desk = logged_in(owner)
    delete = reverse("wagtailadmin_pages:delete", args=[story.pk])

    asked = desk.get(delete).content.decode()
    assert "goes into the bin" in asked
    assert Binned.objects.count() == 0
    assert desk.post(delete).status_code == 302

    assert client.get(address).status_code == 410
    assert client.get("/old-frost/").status_code == 410
    assert page_drafts() == []
    explorer = desk.get(reverse("wagtailadmin_explore", args=[first.get_parent().pk])).content.decode()
    assert "头一场霜" not in explorer
    assert "回收站" not in desk.get("/admin/api/main/pages/?child_of=1&for_explorer=1").content.decode()
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).url == "/admin/bin/"
    bin_screen = desk.get("/admin/bin/").content.decode()
    assert "头一场霜" in bin_screen
    # Nobody publishes it there, on schedule neither.
    story.refresh_from_db()
    story.get_latest_revision().publish()
    assert not StoryPage.objects.get(pk=story.pk).live

    binned = Binned.objects.get()
    assert (binned.by, binned.parent_id, binned.slug) == (owner, first.get_parent().pk, "frost-1")
    answer = desk.post(f"/admin/bin/{binned.pk}/restore/", {"place": str(binned.parent_id), "as_public": "on"})
    assert answer.status_code == 302, answer.content.decode()

    back = StoryPage.objects.get(pk=story.pk)
    assert (back.live, back.url, back.has_unpublished_changes) == (True, address, True)
    assert back.standfirst == ""
    assert back.get_latest_revision_as_object().standfirst == "还没发出去的话"
    assert [page.pk for page in back.get_parent().get_children()] == [first.pk, back.pk, last.pk]
    assert client.get(address).status_code == 200
    assert Redirect.objects.get().redirect_page.url == address
    assert PreviewLink.objects.get().target == back
    assert list(StoryMention.objects.filter(story=back).values_list("product", flat=True)) == [product.pk]
    assert Binned.objects.count() == 0


def test_addresses_of_what_lies_in_the_bin_are_gone_and_lead_to_where_it_returns(client: Client) -> None:
    owner, index = member("Owner"), StoryIndexPage.objects.get()
    public, hidden = make_story(title="公开", slug="open"), make_story(title="草稿", slug="draft", publish=False)
    there, secret = public.url, hidden.url
    other = HomePage.objects.get().add_child(instance=StoryIndexPage(title="新故事", slug="new-stories"))
    other.save_revision().publish()

    binned = bin_page(by=owner, page=public, at=timezone.now())
    bin_page(by=owner, page=hidden, at=timezone.now())
    assert client.get(there).status_code == 410
    # Nobody ever knew it.
    assert client.get(secret).status_code == 404

    restore_page(by=owner, binned=binned, place=other)
    led = client.get(f"{there}?b=7")
    assert (led.status_code, led["Location"]) == (301, "/new-stories/open/?b=7")
    assert client.get(led["Location"]).status_code == 200

    again = bin_page(by=owner, page=Page.objects.get(pk=public.pk), at=timezone.now())
    remove_for_good(by=owner, binned=again)
    for address in (there, "/new-stories/open/"):
        assert client.get(address).status_code == 410
    index.add_child(instance=(anew := StoryPage(title="公开", slug="open")))
    anew.save_revision().publish()
    assert client.get(there).status_code == 200


def test_what_was_below_goes_along_and_what_was_public_is_so_again() -> None:
    owner = member("Owner")
    index = StoryIndexPage.objects.get()
    public, hidden = make_story(title="公开"), make_story(title="草稿", publish=False)

    binned = bin_page(by=owner, page=index, at=timezone.now())
    assert not Page.objects.filter(pk__in=[index.pk, public.pk], live=True).exists()
    restore_page(by=owner, binned=binned)

    assert StoryPage.objects.get(pk=public.pk).live
    assert not StoryPage.objects.get(pk=hidden.pk).live
    assert StoryPage.objects.get(pk=public.pk).get_parent().pk == index.pk


def test_a_name_that_was_taken_meanwhile_gets_a_number() -> None:
    owner = member("Owner")
    story = make_story(title="头一场霜", slug="frost")
    binned = bin_page(by=owner, page=story, at=timezone.now())
    other = make_story(title="头一场霜", slug="frost")
    # Two of one name lie in the bin side by side.
    again = bin_page(by=owner, page=other, at=timezone.now())
    restore_page(by=owner, binned=again)

    page, left = restore_page(by=owner, binned=binned)
    assert (page.live, left) == (True, [])
    assert page.slug != "frost"
    assert page.specific.get_latest_revision_as_object().slug == page.slug


def test_where_it_was_is_in_the_bin_too() -> None:
    owner, index = member("Owner"), StoryIndexPage.objects.get()
    story = make_story()
    binned = bin_page(by=owner, page=story, at=timezone.now())
    bin_page(by=owner, page=index, at=timezone.now())
    other = HomePage.objects.get().add_child(instance=StoryIndexPage(title="新故事", slug="new-stories"))

    with pytest.raises(NoPlaceToReturn):
        restore_page(by=owner, binned=binned)
    assert Binned.objects.filter(pk=binned.pk).exists()
    screen = logged_in(owner).get(f"/admin/bin/{binned.pk}/restore/").content.decode()
    assert "Choose another place" in screen
    page, _left = restore_page(by=owner, binned=binned, place=other)
    assert page.get_parent().pk == other.pk


def test_the_front_stays() -> None:
    with pytest.raises(FrontStays):
        bin_page(by=member("Owner"), page=HomePage.objects.get(), at=timezone.now())
    assert not BinPage.objects.exists()


def test_many_at_once_and_only_by_those_who_may() -> None:
    first, second = make_story(title="一"), make_story(title="二")
    query = f"?id={first.pk}&id={second.pk}&next=/admin/"
    warehouse = logged_in(member("Warehouse"))
    warehouse.post(f"/admin/bulk/wagtailcore/page/delete/{query}")
    assert Binned.objects.count() == 0
    assert warehouse.get("/admin/bin/").status_code in {302, 403}

    editor = logged_in(member("Editor"))
    assert editor.post(f"/admin/bulk/wagtailcore/page/delete/{query}").status_code == 302
    assert set(Binned.objects.values_list("title", flat=True)) == {"一", "二"}
    # Removing for good is the owner's.
    binned = Binned.objects.first()
    assert binned is not None
    assert editor.post(f"/admin/bin/{binned.pk}/remove/").status_code in {302, 403}
    assert Binned.objects.count() == 2
    logged_in(member("Owner")).post(f"/admin/bin/{binned.pk}/remove/")
    assert Binned.objects.count() == 1
    assert not StoryPage.objects.filter(pk=binned.object_id).exists()


def test_a_picture_that_is_shown_stays_and_another_comes_back() -> None:
    owner = member("Owner")
    shown, loose = make_image(title="苹果"), make_image(title="旧图")
    make_story(block("picture", {"image": shown.pk, "alt": "苹果"}), hero_image=shown, title="用着它")
    desk = logged_in(owner)

    page = desk.get(f"/admin/images/{shown.pk}/delete/").content.decode()
    assert "用着它" in page
    desk.post(f"/admin/images/{shown.pk}/delete/")
    with pytest.raises(StillUsed):
        bin_asset(by=owner, asset=shown, at=timezone.now())
    assert BrandImage.objects.count() == 2

    assert desk.post(f"/admin/images/{loose.pk}/delete/").status_code == 302
    assert list(BrandImage.objects.all()) == [shown]
    desk.get("/admin/")  # where the message is read
    assert "旧图" not in desk.get("/admin/images/").content.decode()
    assert desk.get(f"/admin/images/{loose.pk}/").status_code in {302, 404}
    restore_asset(by=owner, binned=Binned.objects.get())
    assert BrandImage.objects.count() == 2


def test_after_a_month_the_job_removes_it() -> None:
    owner, now = member("Owner"), timezone.now()
    story, picture = make_story(), make_image()
    bin_page(by=owner, page=story, at=now - KEPT)
    bin_asset(by=owner, asset=picture, at=now - KEPT + timedelta(hours=1))

    assert remove_old(at=now) == 1
    assert not StoryPage.objects.filter(pk=story.pk).exists()
    assert BrandImage.everything.filter(pk=picture.pk).exists()
    assert remove_old(at=now + timedelta(hours=1)) == 1
    assert not BrandImage.everything.filter(pk=picture.pk).exists()
    assert Binned.objects.count() == 0


def test_what_is_gone_for_good_by_another_way_is_not_brought_back() -> None:
    owner = member("Owner")
    binned = bin_page(by=owner, page=make_story(), at=timezone.now())
    Page.objects.get(pk=binned.object_id).delete()
    desk = logged_in(owner)

    assert desk.get(reverse("bin_desk:list")).status_code == 200
    assert desk.get(reverse("bin_desk:restore", args=[binned.pk])).status_code == 404
    assert desk.post(reverse("bin_desk:restore", args=[binned.pk])).status_code == 404
    desk.post(reverse("bin_desk:remove", args=[binned.pk]))
    assert not Binned.objects.exists()
