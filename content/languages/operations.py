"""A page gets a version in another language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Locale, Page, Site

from content.languages.errors import NotForThisPage
from content.languages.queries import other_languages
from shop.core import audit
from shop.core.errors import ShopError
from shop.core.translated import Translated
from shop.core.translating import translate


@transaction.atomic
def make_version(*, by: Any, page: Page, language: str) -> Page:
    """A draft of the page in that language, below the versions of the pages above it, which are made as well where
    they are missing; its words are the old ones, to be written anew. Idempotent.

    The front in another language stands below the front, under the language's code: ``/en/``. ``NotForThisPage`` for
    pages beside the site, languages the shop does not speak, and whoever may not add pages there.
    """
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    if language not in other_languages() or not page.path.startswith(root.path):
        raise NotForThisPage
    # Two at once would make two.
    Page.objects.select_for_update().get(pk=root.pk)
    locale, _created = Locale.objects.get_or_create(language_code=language)
    return _version(page, locale, root=root, by=by)


def _version(page: Page, locale: Locale, *, root: Page, by: Any) -> Page:
    if page.locale_id == locale.pk:
        return page
    known: Page | None = page.get_translation_or_none(locale)
    if known is not None:
        return known
    is_front = page.pk == root.pk
    parent = root if is_front else _version(page.get_parent(), locale, root=root, by=by)
    if not parent.permissions_for_user(by).can_add_subpage():
        raise NotForThisPage
    changes = {"locale": locale, "slug": locale.language_code if is_front else page.slug}
    made: Page = CopyPageAction(
        page.specific,
        to=parent,
        update_attrs=changes,
        recursive=False,
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        user=by,
        log_action="wagtail.copy_for_translation",
    ).execute(skip_permission_checks=True)
    audit.record(by=by, action="languages.make", subject=made, data={"language": locale.language_code, "of": page.pk})
    return Page.objects.get(pk=made.pk)


@dataclass(frozen=True)
class Edit:
    """What somebody wrote for the texts of one row, by key; what they had seen; what they say is still right."""

    row: Translated
    texts: Mapping[str, str]
    seen: Mapping[str, str]
    confirmed: frozenset[str] = frozenset()


class Refused(Exception):
    """The refusal of one of several rows."""

    def __init__(self, row: Translated, error: ShopError) -> None:
        super().__init__(str(error))
        self.row, self.error = row, error


@transaction.atomic
def translate_rows(*, by: Any, language: str, edits: Sequence[Edit]) -> int:
    """Write the texts of several rows, all or nothing; how many changed. ``Refused`` names the first that cannot be."""
    changed = 0
    for edit in sorted(edits, key=lambda one: (one.row._meta.label_lower, one.row.pk)):
        try:
            changed += translate(
                by=by, row=edit.row, language=language, texts=edit.texts, seen=edit.seen, confirmed=edit.confirmed
            )
        except ShopError as error:
            raise Refused(edit.row, error) from error
    return changed
