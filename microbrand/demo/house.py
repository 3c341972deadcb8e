"""The demo's pages beside its stories: the people, a series, a lookbook, a sale, answers, what is agreed."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from content.brand.models import Menus
from content.brand.operations import save_menus
from content.events.models import EventIndexPage
from content.pages.enums import LegalKind, LegalLanguage
from content.pages.models import AboutPage, FaqPage, LookbookPage, SeriesPage, SeriesPart, VenuePage
from content.pages.operations import add_legal_page, compose_front
from content.stories.models import HomePage, PeoplePage, PersonPage, StoryIndexPage, StoryPage
from microbrand.demo import house_words as words
from microbrand.demo.clock import History
from microbrand.demo.pieces import Images, Products, block_of, drawings_of
from microbrand.demo.shapes import Drawing, Piece
from shop.catalog.models import Collection
from shop.promotions.models import Promotion

Publish = Any


def drawings() -> list[Drawing]:
    """Every picture that these pages need."""
    found = [*(row.drawing for row in words.PEOPLE), *(look.drawing for look in words.LOOKS)]
    found += [words.SERIES_HERO, words.LOOKBOOK_HERO, words.VENUE_HERO, words.ABOUT_HERO]
    pieces: list[Piece] = [*words.ABOUT, *words.SERIES_PIECES, *words.VENUE_PIECES]
    pieces += [piece for row in words.PEOPLE for piece in row.pieces]
    for piece in pieces:
        found += drawings_of(piece)
    return found


def make_people(home: HomePage, images: Images, products: Products, *, by: Any, at: datetime, publish: Publish) -> Any:
    """The page of the people and everybody on it, by key."""
    page = home.add_child(
        instance=PeoplePage(title=words.PEOPLE_TITLE, slug="ren", intro=words.PEOPLE_INTRO, live=False)
    )
    publish(page, by=by, at=at)
    people = {}
    for row in words.PEOPLE:
        people[row.key] = page.add_child(
            instance=PersonPage(
                title=row.name,
                slug=row.slug,
                role=row.role,
                since=row.since,
                words=row.words,
                portrait=images[row.drawing.key],
                body=_stream(row.pieces, images, products),
                live=False,
            )
        )
        publish(people[row.key], by=by, at=at)
    return people


def make_house(
    home: HomePage,
    images: Images,
    products: Products,
    stories: dict[str, StoryPage],
    history: History,
    *,
    by: Any,
    now: datetime,
    publish: Publish,
) -> None:
    """Series, lookbook, venue, about, answers and legal pages, each published; then the menus lead there."""
    at = now - timedelta(days=4)
    with history.at(at):
        index = StoryIndexPage.objects.child_of(home).get()
        series = SeriesPage(**_head(words.SERIES, images, words.SERIES_HERO), live=False)
        series.body = _stream(words.SERIES_PIECES, images, products)
        series.parts = [
            SeriesPart(story=stories[key], sort_order=place) for place, key in enumerate(words.SERIES_PARTS)
        ]
        index.add_child(instance=series)
        lookbook = LookbookPage(**_head(words.LOOKBOOK, images, words.LOOKBOOK_HERO), live=False)
        lookbook.looks = [_look(look, images, products) for look in words.LOOKS]
        venue = VenuePage(
            **_head(words.VENUE, images, words.VENUE_HERO),
            opens_at=_evening(now, -1),
            closes_at=_evening(now, 3),
            farewell=words.VENUE_FAREWELL,
            live=False,
        )
        venue.halls = _halls(products)
        venue.body = _stream(words.VENUE_PIECES, images, products)
        about = AboutPage(**_head(words.ABOUT_HEAD, images, words.ABOUT_HERO), live=False)
        about.body = _stream(words.ABOUT, images, products)
        faq = FaqPage(title=words.FAQ_TITLE, slug="wen-da", intro=words.FAQ_INTRO, live=False)
        faq.answers = [block_of(group, images, products) for group in words.FAQ]
        for page in (lookbook, venue, about, faq):
            home.add_child(instance=page)
        for page in (series, lookbook, venue, about, faq):
            publish(page, by=by, at=at)
        for kind in LegalKind:
            for language in LegalLanguage:
                legal = add_legal_page(by=by, parent=home, kind=kind, language=language)
                legal.is_checked = True
                publish(legal, by=by, at=at)
        _menus(index, home, series, lookbook, about, faq, by=by)
        front = compose_front(by=by, page=home)
        front.front = _front(front, announced={"lookbook": lookbook, "series": series, "venue": venue})
        publish(front, by=by, at=at)


def _front(front: HomePage, *, announced: dict[str, Page]) -> list[tuple[str, Any]]:
    """What the front showed by itself, with the venue after the stories, then the lookbook, and the series at last."""
    rows = [(child.block_type, child.value) for child in front.front]
    titles = {"stories": "", "goods": words.FRONT_GOODS, "shelves": words.FRONT_SHELVES}
    for kind, value in rows:
        if kind in titles:
            value["title"] = titles[kind]
    places = {"stories": ("venue", words.FRONT_VENUE), "goods": ("lookbook", ""), "facts": ("series", "")}
    shown: list[tuple[str, Any]] = []
    for kind, value in rows:
        shown.append((kind, value))
        if kind in places:
            name, title = places[kind]
            shown.append(("pages", {"title": title, "pages": [Page.objects.get(pk=announced[name].pk)]}))
    return shown


def _head(head: tuple[str, str, str, str], images: Images, hero: Drawing) -> dict[str, Any]:
    slug, kicker, title, standfirst = head
    return {
        "title": title,
        "slug": slug,
        "kicker": kicker,
        "standfirst": standfirst,
        "search_description": standfirst,
        "hero_image": images[hero.key],
    }


def _stream(pieces: Any, images: Images, products: Products) -> list[tuple[str, Any]]:
    return [block_of(piece, images, products) for piece in pieces]


def _look(look: words.Look, images: Images, products: Products) -> tuple[str, Any]:
    spots = [{"product": products[key], "x": x, "y": y, "line": line} for key, x, y, line in look.spots]
    return "look", {
        "image": images[look.drawing.key],
        "title": look.title,
        "line": look.line,
        "spots": spots,
        "caption": "",
    }


def _halls(products: Products) -> list[tuple[str, Any]]:
    promotion = Promotion.objects.filter(cancelled_at=None).order_by("-starts_at").first()
    shelf = Collection.objects.filter(slug=words.VENUE_SHELF).first()
    return [
        (
            "hall",
            {
                "title": title,
                "line": line,
                "products": [products[key] for key in goods],
                "collection": str(shelf.pk) if place == 1 and shelf else "",
                "promotion": str(promotion.pk) if place == 0 and promotion else "",
            },
        )
        for place, (title, line, goods) in enumerate(words.VENUE_HALLS)
    ]


def _menus(index: Page, home: Page, *pages: Page, by: Any) -> None:
    series, lookbook, about, faq = pages
    people = PeoplePage.objects.child_of(home).get()
    events = EventIndexPage.objects.child_of(home).get()

    def to(page: Page, label: str = "") -> tuple[str, Any]:
        return "page", {"label": label, "page": page}

    goods = ("goods", {"label": "货架", "goods": "all"})
    shelves = [
        ("goods", {"label": "", "goods": f"collection:{row.pk}"})
        for row in Collection.objects.filter(is_visible=True)[:4]
    ]
    save_menus(
        by=by,
        menus=Menus(
            header=[
                to(index, "故事"),
                goods,
                to(events, "活动"),
                to(lookbook, "画册"),
                to(people, "园子里的人"),
                to(about, "关于"),
            ],
            footer=[
                ("column", {"title": "读", "links": [to(index), to(series), to(lookbook)]}),
                ("column", {"title": "买", "links": [goods, *shelves]}),
                ("column", {"title": "园子", "links": [to(about, "关于我们"), to(people), to(events), to(faq)]}),
            ],
        ),
    )


def _evening(now: datetime, days: int) -> datetime:
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=20, minute=0, second=0, microsecond=0)
