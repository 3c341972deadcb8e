"""What changes pages beside the editor."""

from typing import Any

from django.db import transaction
from django.utils import translation
from wagtail.models import Page

from content.pages.enums import LegalKind, LegalLanguage
from content.pages.legal import text_of
from content.pages.models import LegalPage
from content.stories.front import FrontBlocks
from content.stories.models import HomePage
from content.stories.queries import FEATURED, LATEST, free_slug
from shop.core import audit


@transaction.atomic
def add_legal_page(*, by: Any, parent: Page, kind: LegalKind, language: LegalLanguage) -> LegalPage:
    """A draft with the text of that kind. Facts of the seller come from the brand kit whenever it is shown."""
    with translation.override(language.value):
        title = str(kind.label)
    page = LegalPage(
        title=title,
        slug=free_slug(f"{kind.value} {'' if language == LegalLanguage.CHINESE else language.value}", parent=parent),
        kind=kind,
        language=language,
        text=text_of(kind, language),
        owner=by,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision(user=by)
    audit.record(by=by, action="pages.add_legal", subject=page, data={"kind": kind.value, "language": language.value})
    return page


@transaction.atomic
def compose_front(*, by: Any, page: HomePage) -> HomePage:
    """A draft of the front in which what it shows now stands as blocks, to be moved, changed and added to.

    Nothing is published. A front that is composed already stays as it is.
    """
    draft: HomePage = page.get_latest_revision_as_object()
    if draft.front:
        return draft
    blocks: list[tuple[str, Any]] = [
        (
            "opening",
            {
                "image": draft.hero_image,
                "headline": draft.headline,
                "sentence": draft.sentence,
                "page": None,
                "word": "",
            },
        ),
        ("stories", {"title": "", "lead": True, "count": LATEST + 1, "stories": []}),
        ("goods", {"title": "", "products": [row.product for row in draft.featured.all()][: FEATURED * 3]}),
        *((child.block_type, child.value) for child in draft.body),
        ("shelves", {"title": ""}),
    ]
    draft.front = [row for row in blocks if row[0] in FrontBlocks().child_blocks]
    draft.save_revision(user=by)
    audit.record(by=by, action="pages.compose_front", subject=page)
    return draft
