"""Which pages there are in which language, and which of them lag behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Locale, Page, Site

from shop.core.translated import Standing, Translated, worst
from shop.core.translating import permission_of


def other_languages() -> dict[str, str]:
    """By code: the languages a page may have beside the shop's own, by their own names."""
    names = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
    return {code: names.get(code, str(name)) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


def standing_of(page: Page, version: Page | None) -> Standing:
    """How a version stands: outdated once the page was published after it."""
    if version is None:
        return Standing.MISSING
    if not version.live:
        return Standing.DRAFT
    if page.last_published_at and version.last_published_at and page.last_published_at > version.last_published_at:
        return Standing.OUTDATED
    return Standing.CURRENT


@dataclass(frozen=True)
class Version:
    """A page in a language; ``page`` is None where there is none."""

    code: str
    name: str
    page: Page | None
    standing: Standing


def originals() -> QuerySet[Any]:
    """Pages of the site in the shop's own language, in the order of the tree."""
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    pages: QuerySet[Any] = Page.objects.descendant_of(root, inclusive=True).filter(
        locale__language_code=settings.LANGUAGE_CODE
    )
    return pages.select_related("content_type").order_by("path")


def versions_of(pages: list[Page]) -> dict[int, list[Version]]:
    """By page: each other language with what there is. One query."""
    codes = other_languages()
    found: dict[tuple[Any, str], Page] = {
        (row.translation_key, row.locale.language_code): row
        for row in Page.objects.filter(
            translation_key__in=[page.translation_key for page in pages], locale__language_code__in=codes
        ).select_related("locale")
    }
    rows = {}
    for page in pages:
        rows[page.pk] = [
            Version(code, name, version := found.get((page.translation_key, code)), standing_of(page, version))
            for code, name in codes.items()
        ]
    return rows


def original_of(page: Page) -> Page | None:
    """The page in the shop's own language from which this one was made; None for one that is it."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    home = Locale.objects.filter(language_code=settings.LANGUAGE_CODE).first()
    return page.get_translation_or_none(home) if home else None


# --- Texts beside pages: goods, shelves, menus … -------------------------------------------------------------
# What shoppers read first, by label; the others follow.
_READ_FIRST = (
    "catalog.product",
    "catalog.collection",
    "catalog.category",
    "brand.menus",
    "brand.brandkit",
    "banners.banner",
)


def kinds_for(user: Any) -> dict[str, type[Translated]]:
    """By label: the kinds of rows with texts that somebody may translate, as their screens are named."""
    kinds = [model for model in apps.get_models() if issubclass(model, Translated) and model.HAS_TRANSLATIONS_SCREEN]
    mine = {kind._meta.label_lower: kind for kind in kinds if user.has_perm(permission_of(kind))}
    return {label: mine[label] for label in (*_READ_FIRST, *mine) if label in mine}


@dataclass(frozen=True)
class Told:
    """A row with texts, and how it stands in a language: so many of so many texts are up to date."""

    row: Translated
    standing: Standing
    done: int
    total: int

    @property
    def label(self) -> str:
        return str(self.row._meta.label_lower)

    @property
    def kind(self) -> Any:
        return self.row._meta.verbose_name


def told_in(row: Translated, code: str) -> Told:
    """How a row stands in a language, with its parts."""
    standings = [pair.standing for part in row.translated_parts() for pair in part.pairs(code)]
    return Told(row, worst(standings), standings.count(Standing.CURRENT), len(standings))


def rows_told(kinds: Iterable[type[Translated]], code: str) -> list[Told]:
    """All rows of some kinds that have texts, and how they stand. A few queries for each kind."""
    rows = [told_in(row, code) for kind in kinds for row in kind.to_translate()]
    return [row for row in rows if row.total]
