"""Texts that a merchant writes, in further languages (ADR 12).

A row keeps its translations in one column beside the texts themselves, so that whoever has loaded the row has them too:
no language costs a statement. ``row.title`` is always the text in the shop's own language, which orders, documents and
the admin show; what shoppers read is ``row.told.title``: in the language of the address, else in the shop's own.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from shop.core.languages import language_tag, spoken


class Text(str):
    """A text as it is read, which knows its language."""

    language: str

    def __new__(cls, text: str, language: str = "") -> "Text":
        made = super().__new__(cls, text)
        made.language = language or settings.LANGUAGE_CODE
        return made

    @property
    def lang(self) -> SafeString:
        """For a tag of HTML: ``<h1{{ product.told.title.lang }}>``; empty where the page is in that language."""
        return mark_safe("" if self.language == get_language() else f' lang="{language_tag(self.language)}"')


class Standing(models.TextChoices):
    """Of a text, a row or a page in another language, beside what it was made from."""

    MISSING = "missing", gettext_lazy("missing")
    DRAFT = "draft", gettext_lazy("draft")
    OUTDATED = "outdated", gettext_lazy("outdated")
    CURRENT = "current", gettext_lazy("up to date")


def digest(text: str) -> str:
    """By which a translation knows what it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Source:
    """A text that can be translated: its name among those of its row, and what it is for people."""

    key: str
    label: Any
    text: str
    max_length: int | None = None
    is_long: bool = False
    is_rich: bool = False


@dataclass(frozen=True)
class Pair:
    """A text beside its translation; "" where there is none."""

    source: Source
    text: str
    standing: Standing


class Told:
    """What a row says to shoppers: ``told.title``; by key for what is no field: ``told.of(key, text)``."""

    def __init__(self, row: "Translated") -> None:
        self._row = row

    def __getattr__(self, name: str) -> Text:
        if name.startswith("_") or name not in self._row.TRANSLATED:
            raise AttributeError(name)
        return self.of(name, getattr(self._row, name))

    def of(self, key: str, text: str) -> Text:
        """The translation under that key, or the text itself. Nothing in the shop's language is nothing in any."""
        code = spoken()
        if text and code != settings.LANGUAGE_CODE:
            found = self._row.translations.get(code, {}).get(key)
            if found:
                return Text(found["text"], code)
        return Text(text)


class Translated(models.Model):
    """A row with texts that shoppers read. ``operations`` never write ``translations``: ``core.translating`` does."""

    # By language, by key: the text, and the digest of what it was made from (``of``).
    translations = models.JSONField(default=dict, blank=True, editable=False)

    # Fields that hold such texts.
    TRANSLATED: ClassVar[tuple[str, ...]] = ()
    # Who may translate it; that of changing it unless named.
    TRANSLATED_PERMISSION: ClassVar[str] = ""
    # Whether it is translated by itself: not what is part of another row, nor what follows from others.
    HAS_TRANSLATIONS_SCREEN: ClassVar[bool] = True

    class Meta:
        abstract = True

    @property
    def told(self) -> Told:
        """What it says to shoppers, in the language of the address."""
        return Told(self)

    @property
    def told_name(self) -> Text:
        """Its name as shoppers read it: the first of its texts."""
        return self.told.of(self.TRANSLATED[0], getattr(self, self.TRANSLATED[0]))

    def told_first(self, *names: str) -> Text:
        """The first of some texts that is there in the language of the address, else the first that is there."""
        texts = [text for name in names if (text := getattr(self.told, name))]
        return next((text for text in texts if text.language == spoken()), texts[0] if texts else Text(""))

    def is_told_in(self, code: str) -> bool:
        """Whether it has a version in a language of its own: its first text, which is its name."""
        return code == settings.LANGUAGE_CODE or self.TRANSLATED[0] in self.translations.get(code, {})

    def sources(self) -> list[Source]:
        """Its texts that are not empty, in the order of a form."""
        rows = [self._source(name) for name in self.TRANSLATED]
        return [row for row in rows if row.text]

    def _source(self, name: str) -> Source:
        field: Any = self._meta.get_field(name)
        return Source(
            key=name,
            label=field.verbose_name,
            text=getattr(self, name),
            max_length=field.max_length and field.max_length * 2,
            is_long=isinstance(field, models.TextField) or (field.max_length or 0) > 120,
            is_rich=hasattr(field, "editor"),
        )

    def pairs(self, code: str) -> list[Pair]:
        """Each of its texts beside its translation."""
        kept = self.translations.get(code, {})
        return [_pair(source, kept.get(source.key)) for source in self.sources()]

    def standing_in(self, code: str) -> Standing:
        """The worst of its texts'; up to date where there is nothing to translate."""
        return worst(pair.standing for pair in self.pairs(code))

    @classmethod
    def to_translate(cls) -> "models.QuerySet[Any]":
        """The rows that have texts, with all that ``translated_parts`` looks at."""
        return cls._default_manager.all()

    def translated_parts(self) -> "list[Translated]":
        """Itself and the rows that are translated on the same screen."""
        return [self]

    def after_translation(self) -> None:
        """What follows from its translations, in the transaction that wrote them."""


def _pair(source: Source, kept: Mapping[str, str] | None) -> Pair:
    if not kept:
        return Pair(source, "", Standing.MISSING)
    is_current = kept["of"] == digest(source.text)
    return Pair(source, kept["text"], Standing.CURRENT if is_current else Standing.OUTDATED)


def worst(standings: Iterable[Standing]) -> Standing:
    """What a row or a list of rows is, by its texts."""
    found = set(standings)
    return next((one for one in (Standing.MISSING, Standing.OUTDATED) if one in found), Standing.CURRENT)


def joined(key: str, text: str, parts: Iterable[tuple[Translated, str]], separator: str) -> dict[str, Any]:
    """Translations of a text that is joined of the texts of rows (row, field): in each language in which one of them
    has its own.
    """
    rows = list(parts)
    found: dict[str, Any] = {}
    for code in dict.fromkeys(code for row, _name in rows for code in row.translations):
        words = [row.translations.get(code, {}).get(name, {}).get("text") for row, name in rows]
        if any(words):
            told = separator.join(word or getattr(row, name) for word, (row, name) in zip(words, rows, strict=True))
            found[code] = {key: {"text": told, "of": digest(text)}}
    return found
