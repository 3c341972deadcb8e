"""Home, the list of stories and a story, as readers and search engines get them."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content.stories.models import FeaturedProduct, HomePage, StoryIndexPage, StoryMention, StoryPage
from content.stories.operations import warm_page
from content.stories.queries import stories_about, story_contents, visible_stories
from shop.catalog.models import Collection, Product
from shop.core.models import OutboxEvent
from shop.social import touch
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, make_image, make_story
from tests.factories.inventory import stocked_sku

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_fresh_site_has_a_front_and_a_list_of_stories(client: Client) -> None:
    home = client.get("/")
    stories = client.get("/stories/")

    assert (home.status_code, stories.status_code) == (200, 200)
    assert "Wagtail" not in home.text
    assert Page.find_problems() == ([], [], [], [], [])
    assert StoryIndexPage.objects.get().get_parent().specific == HomePage.objects.get()


def test_the_front_shows_picture_stories_goods_and_shelves(client: Client) -> None:
    stories = [make_story(title=f"故事{n}", published_on=date(2026, 10, n)) for n in range(1, 6)]
    chosen = [stocked_sku(product=ProductFactory(title=f"礼盒{n}")).product for n in range(3)]
    stocked_sku(product=ProductFactory(title="没有选的"))
    Collection.objects.create(title="当季", slug="dang-ji")
    home = HomePage.objects.get()
    home.hero_image, home.headline, home.lead_story = make_image(), "霜下过了，才摘。", stories[0]
    home.featured = [FeaturedProduct(product=product, sort_order=n) for n, product in enumerate(reversed(chosen))]
    home.save_revision().publish()

    response = client.get("/")

    context = response.context_data
    assert context["lead_story"] == stories[0]
    assert [story.title for story in context["stories"]] == ["故事5", "故事4", "故事3"]
    assert context["products"] == [*reversed(chosen)]
    for text in ("霜下过了，才摘。", "当季", "礼盒0", 'href="/stories/"'):
        assert text in response.text
    assert "没有选的" not in response.text


def test_the_front_leaves_out_what_is_not_on_show(client: Client) -> None:
    product = stocked_sku(product=ProductFactory(title="下架的")).product
    story = make_story(title="过期的")
    home = HomePage.objects.get()
    home.lead_story = story
    home.featured = [FeaturedProduct(product=product, sort_order=0)]
    home.save_revision().publish()
    Product.objects.update(live=False)
    StoryPage.objects.update(expire_at=timezone.now() - timedelta(seconds=1))

    page = client.get("/").text

    assert "下架的" not in page
    assert "过期的" not in page


def test_the_list_turns_pages_newest_first(client: Client) -> None:
    for n in range(1, 12):
        make_story(title=f"第{n}篇", published_on=date(2026, 10, n))

    first, second = client.get("/stories/"), client.get("/stories/?page=2")

    assert [story.title for story in first.context_data["page_obj"]][:2] == ["第11篇", "第10篇"]
    assert [story.title for story in second.context_data["page_obj"]] == ["第2篇", "第1篇"]
    assert client.get("/stories/?page=nonsense").status_code == 200
    assert client.get("/stories/?page=99").status_code == 200


def test_a_story_tells_search_engines_what_it_is(client: Client) -> None:
    evil = '</script><script>alert("1")</script>'
    story = make_story(title=evil, standfirst="守着一支旧温度计。", author="晓晓", hero_image=make_image())

    page = client.get(story.url).text

    assert evil not in page
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (data["@type"], data["headline"], data["author"]["name"]) == ("Article", evil, "晓晓")
    assert data["url"] == f"http://testserver{story.url}"
    assert data["image"].startswith("http://testserver/media/")
    assert '<meta property="og:type" content="article">' in page
    assert '<meta name="description" content="守着一支旧温度计。">' in page


def test_pages_keep_the_strict_content_security_policy(client: Client) -> None:
    story = make_story(card(stocked_sku().product), hero_image=make_image())

    for url in ("/", "/stories/", story.url):
        response = client.get(url)
        assert "unsafe" not in response["Content-Security-Policy"]
        assert " style=" not in response.text
        assert "<style" not in response.text
        assert " onclick=" not in response.text
        for script in response.text.split("<script")[1:]:
            assert script.lstrip().startswith(("src=", 'type="application/ld+json"')), script[:60]


def test_more_stories_need_no_more_queries(client: Client) -> None:
    def queries_of(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    for _ in range(2):
        make_story(hero_image=make_image())
    few = queries_of("/stories/")
    for _ in range(3):
        make_story(hero_image=make_image())

    assert queries_of("/stories/") == few
    assert few < 20


# --- Time ---------------------------------------------------------------------------------------------------
def test_a_story_goes_live_when_its_time_has_come(client: Client) -> None:
    story = make_story(publish=False)
    story.go_live_at = timezone.now() + timedelta(hours=1)
    story.save_revision().publish()
    before = client.get(story.url).status_code
    story.refresh_from_db()

    revision = story.scheduled_revision
    revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
    revision.save()
    content = revision.content
    content["go_live_at"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    revision.content = content
    revision.save()
    call_command("publish_scheduled", verbosity=0)

    assert before == 404
    assert client.get(story.url).status_code == 200
    assert OutboxEvent.objects.filter(name="stories.story_published", payload={"page_id": story.pk}).exists()


@pytest.mark.parametrize("page", ["story", "index", "home"])
def test_a_page_past_its_end_is_gone_even_when_the_job_is_late(client: Client, page: str) -> None:
    story = make_story()
    row = {"story": story, "index": StoryIndexPage.objects.get(), "home": HomePage.objects.get()}[page]
    Page.objects.filter(pk=row.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    response = client.get(row.url)

    assert response.status_code == 410
    assert story.title not in response.text
    assert 'href="/c/"' in response.text


def test_an_expired_story_disappears_from_lists_at_once(client: Client) -> None:
    product = stocked_sku().product
    story = make_story(card(product), title="已经结束的")
    Page.objects.filter(pk=story.pk).update(expire_at=timezone.now())

    assert "已经结束的" not in client.get("/stories/").text
    assert "已经结束的" not in client.get("/").text
    assert stories_about(product, at=timezone.now()) == []


def test_an_address_that_leads_nowhere_gets_a_helpful_page(client: Client) -> None:
    response = client.get("/stories/nowhere/")

    assert response.status_code == 404
    assert 'action="/search/"' in response.text


# --- Products and stories -----------------------------------------------------------------------------------
def test_a_product_knows_the_published_stories_that_show_it(client: Client) -> None:
    product, other = stocked_sku().product, stocked_sku().product
    older = make_story(card(product), card(product), title="旧的", published_on=date(2026, 9, 1))
    newer = make_story(card(other), card(product), title="新的", published_on=date(2026, 10, 1))
    make_story(card(product), title="草稿", publish=False)
    now = timezone.now()

    assert stories_about(product, at=now) == [newer, older]
    assert stories_about(other, at=now) == [newer]
    page = client.get(product.get_absolute_url()).text
    assert "新的" in page
    assert "草稿" not in page


def test_a_draft_changes_nothing_until_it_is_published() -> None:
    product, other = stocked_sku().product, stocked_sku().product
    story = make_story(card(product))
    now = timezone.now()

    story.body = story.body.stream_block.to_python([card(other)])
    revision = story.save_revision()
    drafted = (stories_about(product, at=now), stories_about(other, at=now))
    revision.publish()

    assert drafted == ([story], [])
    assert (stories_about(product, at=now), stories_about(other, at=now)) == ([], [story])
    assert StoryMention.objects.count() == 1


def test_the_tag_takes_one_query_and_none_for_a_product_without_id(django_assert_num_queries: Any) -> None:
    product = stocked_sku().product
    make_story(card(product), hero_image=make_image())
    template = Template("{% load story_tags %}{% stories_about product as stories %}{{ stories|length }}")
    template.render(Context({"product": product}))

    # Restrictions of pages, the stories.
    with django_assert_num_queries(1):
        assert template.render(Context({"product": product, "at": timezone.now()})) == "1"
    with django_assert_num_queries(0):
        assert template.render(Context({"product": Product(title="new")})) == "0"


def test_a_story_that_shows_a_product_is_named_before_the_product_is_deleted() -> None:
    from wagtail.models import ReferenceIndex

    product = stocked_sku().product
    story = make_story(card(product))

    sources = [usage[0].pk for usage in ReferenceIndex.get_grouped_references_to(product)]

    assert story.pk in sources


def test_buying_from_a_card_credits_the_story(client: Client) -> None:
    sku = stocked_sku(price_fen=6800)
    story = make_story(card(sku.product))

    client.post(f"/cart/add/?story={story.pk}", {"sku": sku.pk, "quantity": 1, "then": "cart"})

    assert touch.loads(client.cookies[touch.COOKIE].value).story == story.pk


def test_the_story_room_serves_a_preview_without_being_saved() -> None:
    story = StoryPage(title="还没有存", slug="x")
    StoryIndexPage.objects.get().add_child(instance=story)
    unsaved = StoryPage(title="只在预览里", slug="y")

    response = unsaved.make_preview_request(RequestFactory().get("/"))

    assert response.status_code == 200
    assert "只在预览里" in response.content.decode()


def test_publishing_announces_the_story() -> None:
    story = make_story(block("text", "<p>六度。</p>"))

    events = OutboxEvent.objects.filter(name="stories.story_published")

    assert [event.payload for event in events] == [{"page_id": story.pk}]


def test_publishing_makes_the_pictures_before_the_first_reader(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    image = make_image()

    with django_capture_on_commit_callbacks(execute=True):
        story = make_story(block("picture", {"image": image.pk, "caption": "", "width": "full"}), hero_image=image)
    made = image.renditions.count()
    for url in (story.url, "/stories/", "/"):
        assert client.get(url).status_code == 200

    assert made > 5
    assert image.renditions.count() == made


def test_a_page_that_is_gone_is_not_drawn() -> None:
    assert warm_page(page_id=999_999) is False


def test_what_to_read_next_is_what_the_list_shows_without_it(client: Client) -> None:
    stories = [make_story(title=title) for title in ("一", "二", "三", "四")]
    PageViewRestriction.objects.create(page=stories[3], restriction_type="login")
    at = timezone.now()

    shown = story_contents(stories[2], at=at)["more_stories"]

    assert list(shown) == list(visible_stories(at=at).exclude(pk=stories[2].pk)[:2]) == [stories[1], stories[0]]
    stories[1].expire_at = at
    stories[1].save()
    assert [row.title for row in story_contents(stories[2], at=at)["more_stories"]] == ["一"]


def test_a_page_that_is_known_is_not_asked_for_again_until_a_word_changes(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEEP_PIECES = True
    story = make_story(title="老地方", slug="here")
    client.get("/stories/here/")

    with CaptureQueriesContext(connection) as queries:
        assert "老地方" in client.get("/stories/here/").text
    assert not [query["sql"] for query in queries if "wagtailcore_page" in query["sql"]]
    with django_capture_on_commit_callbacks(execute=True):
        story.slug = "there"
        story.save_revision().publish()
    assert client.get("/stories/here/").status_code == 301
    assert client.get("/stories/there/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/stories/there/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.all().delete()
        story.unpublish()
    assert client.get("/stories/there/").status_code == 404
