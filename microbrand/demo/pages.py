"""Brand kit, home page and stories: the demo's texts as the content rooms hold them."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from content.brand.enums import SellerKind
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.languages.operations import make_version
from content.stories.models import FeaturedProduct, HomePage, PersonPage, StoryIndexPage, StoryPage
from microbrand.demo import brand, gatherings, house
from microbrand.demo.clock import History
from microbrand.demo.pieces import Images, Products, block_of, drawings_of, store_film
from microbrand.demo.shapes import Drawing, Film, Story
from microbrand.demo.stories import LEAD, STORIES, ladder_en


def drawings() -> list[Drawing]:
    """Every picture that brand, home page and stories need."""
    found = [brand.LOGO, brand.HOME_HERO, *gatherings.drawings(), *(story.hero for story in STORIES), *house.drawings()]
    for piece in [*brand.HOME_PIECES, *(piece for story in STORIES for piece in story.pieces)]:
        found += drawings_of(piece)
    return found


def make_pages(
    images: Images, products: Products, history: History, *, by: Any, owner: Any, now: datetime
) -> dict[str, StoryPage]:
    """Dress the shop as 华芳苑 and publish home page and stories, each at its time; the stories by key."""
    opened = _morning(now, max(story.days_old for story in STORIES) + 1)
    with history.at(opened):
        home = _open_home(images)
        index = StoryIndexPage.objects.child_of(home).get()
        index.title, index.intro = brand.STORIES_TITLE, brand.STORIES_INTRO
        publish(index, by=by, at=opened)
        _dress(images, by=owner)
        for page in gatherings.make_events(home, images, now=now):
            publish(page, by=by, at=opened)
        for piece in (piece for story in STORIES for piece in story.pieces if isinstance(piece, Film)):
            store_film(piece, by=by)
        people = house.make_people(home, images, products, by=by, at=opened, publish=publish)
    stories = {}
    for story in STORIES:
        at = _morning(now, story.days_old)
        with history.at(at):
            stories[story.key] = index.add_child(instance=_story(story, images, products, at, people["xiaoshuang"]))
            publish(stories[story.key], by=by, at=at)
    led = _morning(now, LEAD.days_old)
    with history.at(led):
        home.lead_story = stories[LEAD.key]
        home.featured = [
            FeaturedProduct(product=products[key], sort_order=place) for place, key in enumerate(brand.HOME_FEATURED)
        ]
        home.body = _stream(brand.HOME_PIECES, images, products)
        publish(home, by=by, at=led)
        _in_english(stories[ladder_en.STORY.key], images, products, by=owner, at=led)
    return stories


def _in_english(story: StoryPage, images: Images, products: Products, *, by: Any, at: datetime) -> None:
    """One story, and the pages above it, in a second language."""
    page = make_version(by=by, page=story, language="en")
    front, index = (row.specific for row in page.get_ancestors().filter(depth__gt=2))
    front.title, front.seo_title, front.search_description = ladder_en.FRONT_TITLE, "", ladder_en.FRONT_SENTENCE
    front.headline, front.sentence, front.lead_story, front.body = (
        ladder_en.FRONT_HEADLINE,
        ladder_en.FRONT_SENTENCE,
        None,
        [],
    )
    index.title, index.intro = ladder_en.STORIES_TITLE, ladder_en.STORIES_INTRO
    told, page = ladder_en.STORY, page.specific
    page.title, page.kicker, page.standfirst = told.title, told.kicker, told.standfirst
    page.search_description, page.author, page.written_by = told.seo, ladder_en.FRONT_TITLE, None
    page.body = _stream(told.pieces, images, products)
    for row in (front, index, page):
        publish(row, by=by, at=at)


def _dress(images: Images, *, by: Any) -> None:
    kit = BrandKit.load()
    kit.name, kit.slogan, kit.description = brand.NAME, brand.SLOGAN, brand.DESCRIPTION
    kit.latin_name, kit.logo = brand.LATIN_NAME, images[brand.LOGO.key]
    kit.picture_style, kit.voice = brand.PICTURE_STYLE, brand.VOICE
    kit.voice_do, kit.voice_dont = "\n".join(brand.VOICE_DO), "\n".join(brand.VOICE_DONT)
    kit.avoided_words, kit.hashtags = "\n".join(brand.AVOIDED_WORDS), "\n".join(brand.HASHTAGS)
    kit.openings, kit.closings = "\n".join(brand.OPENINGS), "\n".join(brand.CLOSINGS)
    kit.replies = [("reply", {"occasion": occasion, "text": text}) for occasion, text in brand.REPLIES]
    kit.paper, kit.ink = brand.FROST_WHITE, brand.INK
    kit.brand, kit.accent, kit.price = brand.APPLE_RED, brand.LEAF_SHADOW, brand.APPLE_RED
    kit.seller_name, kit.licence_number = brand.SELLER_NAME, brand.SELLER_LICENCE
    kit.food_licence_number, kit.icp_number = brand.FOOD_LICENCE, brand.ICP_NUMBER
    kit.registered_address, kit.representative = brand.SELLER_ADDRESS, brand.REPRESENTATIVE
    kit.seller_kind, kit.capital = SellerKind.COOPERATIVE, brand.CAPITAL
    kit.return_address, kit.email = brand.SELLER_ADDRESS, brand.SELLER_EMAIL
    kit.phone, kit.service_hours = brand.SELLER_PHONE, brand.SELLER_HOURS
    save_brand_kit(by=by, kit=kit)


def _open_home(images: Images) -> HomePage:
    """The home page that every fresh site has, with the brand's picture and words."""
    site = Site.objects.get(is_default_site=True)
    address = urlsplit(settings.SITE_URL)
    site.site_name = brand.NAME
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()
    home: HomePage = HomePage.objects.get(pk=site.root_page_id)
    home.seo_title, home.search_description = brand.NAME, brand.DESCRIPTION
    home.hero_image = images[brand.HOME_HERO.key]
    home.headline, home.sentence = brand.HOME_HEADLINE, brand.HOME_SENTENCE
    return home


def _story(story: Story, images: Images, products: Products, at: datetime, writer: PersonPage) -> StoryPage:
    return StoryPage(
        title=story.title,
        slug=story.slug,
        kicker=story.kicker,
        standfirst=story.standfirst,
        search_description=story.seo,
        hero_image=images[story.hero.key],
        author=brand.AUTHOR,
        written_by=writer,
        published_on=timezone.localdate(at),
        body=_stream(story.pieces, images, products),
        live=False,
    )


def publish(page: Page, *, by: Any, at: datetime) -> None:
    """Publish with a revision, then give page and revision the demo's time instead of the moment of writing."""
    revision = page.save_revision(user=by)
    revision.publish(user=by)
    page.revisions.filter(pk=revision.pk).update(created_at=at)
    Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at, latest_revision_created_at=at)
    page.refresh_from_db()


def _stream(pieces: Any, images: Images, products: Products) -> list[tuple[str, Any]]:
    return [block_of(piece, images, products) for piece in pieces]


def _morning(now: datetime, days_ago: int) -> datetime:
    """Half past eight of that day: when the daughter writes."""
    day = timezone.localdate(now) - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time(8, 30)))
