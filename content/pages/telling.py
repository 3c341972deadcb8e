"""What is on a page, as JSON: what its template shows, by kind."""

from datetime import datetime
from functools import singledispatch
from typing import Any

from wagtail.blocks import StreamValue

from content.pages import queries
from content.pages.models import AboutPage, FaqPage, LegalPage, LookbookPage, SeriesPage, VenuePage
from content.stories.api import StoryListSerializer
from content.stories.models import BrandPage, PersonPage
from content.stories.queries import person_contents
from shop.storefront.api.serializers.common import picture
from shop.storefront.api.serializers.goods import ProductListSerializer


def content_of(page: BrandPage, *, at: datetime, request: Any) -> dict[str, Any]:
    """The page's own part of what the API says."""
    return _content(page, at, request)


@singledispatch
def _content(page: Any, at: datetime, request: Any) -> dict[str, Any]:
    raise TypeError(page)


def _blocks(stream: StreamValue, contents: dict[str, Any], request: Any) -> Any:
    return stream.stream_block.get_api_representation(stream, context={**contents, "request": request})


def _people(people: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": someone.pk,
            "name": someone.title,
            "role": someone.role,
            "picture": picture(someone.portrait),
            "url": someone.get_absolute_url(),
        }
        for someone in people
    ]


@_content.register
def _series(page: SeriesPage, at: datetime, request: Any) -> dict[str, Any]:
    contents = queries.series_contents(page, at=at)
    parts = StoryListSerializer(contents["parts"], many=True).data
    return {"parts": parts, "body": _blocks(page.body, contents, request)}


@_content.register
def _lookbook(page: LookbookPage, at: datetime, request: Any) -> dict[str, Any]:
    contents = queries.lookbook_contents(page, at=at)
    return {"looks": _blocks(page.looks, contents, request)}


@_content.register
def _venue(page: VenuePage, at: datetime, request: Any) -> dict[str, Any]:
    contents = queries.venue_contents(page, at=at) | {"at": at}
    halls = [
        {
            "title": hall.value["title"],
            "line": hall.value["line"],
            "products": [ProductListSerializer(row).data for row in queries.hall_offers(hall.value, contents)],
        }
        for hall in page.halls
    ]
    return {
        "state": contents["state"],
        "opens_at": page.opens_at,
        "closes_at": page.closes_at,
        "halls": halls,
        "body": _blocks(page.body, contents, request),
    }


@_content.register
def _person(page: PersonPage, at: datetime, request: Any) -> dict[str, Any]:
    contents = person_contents(page, at=at)
    return {
        "role": page.role,
        "words": page.words,
        "since": page.since,
        "stories": StoryListSerializer(contents["written"], many=True).data,
        "body": _blocks(page.body, contents, request),
    }


@_content.register
def _about(page: AboutPage, at: datetime, request: Any) -> dict[str, Any]:
    contents = queries.about_contents(page, at=at)
    return {"people": _people(contents["people"]), "body": _blocks(page.body, contents, request)}


@_content.register
def _faq(page: FaqPage, at: datetime, request: Any) -> dict[str, Any]:
    return {
        "groups": [
            {
                "title": group.title,
                "answers": [
                    {"question": row.question, "answer": row.answer, "anchor": row.anchor} for row in group.answers
                ],
            }
            for group in queries.groups_of(page)
        ]
    }


@_content.register
def _legal(page: LegalPage, at: datetime, request: Any) -> dict[str, Any]:
    html = queries.legal_contents(page)["html"]
    return {"legal_kind": page.kind, "language": page.language, "valid_from": page.valid_from, "html": html}
