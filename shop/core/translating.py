"""Write the texts of a row in another language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.core.events import Event
from shop.core.languages import other_languages
from shop.core.translated import Translated, digest


@dataclass(frozen=True, kw_only=True)
class TextsTranslated(Event):
    """What shoppers read in another language changed."""

    name = "core.texts_translated"
    model: str
    id: int
    language: str


def permission_of(model: type[Translated]) -> str:
    """What one must be allowed to translate a row: to change it."""
    meta: Any = model._meta
    return model.TRANSLATED_PERMISSION or f"{meta.app_label}.change_{meta.model_name}"


@transaction.atomic
def translate(
    *,
    by: Any,
    row: Translated,
    language: str,
    texts: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> bool:
    """Write texts of a row in a language, by key, with immediate effect; "" removes one. False if nothing changes.

    A text counts as made from the row's text as it is now if it is another than before, or ``confirmed`` as still
    right. ``seen`` are the translations that the person saw: another one by now is ``StaleState``. ``InvalidInput``
    names the key of a text that is too long, or that there is no text for.
    """
    if language not in other_languages():
        raise InvalidInput(_("The shop does not speak this language."))
    model = type(row)
    locked: Translated = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    sources = {source.key: source for source in locked.sources()}
    kept = dict(locked.translations.get(language, {}))
    before = dict(kept)
    for key, text in texts.items():
        told = text.strip()
        was = kept.get(key, {}).get("text", "")
        if seen is not None and seen.get(key, "") != was and told != was:
            raise StaleState(field=key)
        if key not in sources:
            if told:
                raise InvalidInput(_("There is no text to translate here any more."), field=key)
            kept.pop(key, None)
            continue
        limit = sources[key].max_length
        if limit and len(told) > limit:
            raise InvalidInput(_("At most %(count)s characters.") % {"count": limit}, field=key)
        if not told:
            kept.pop(key, None)
        elif told != was or key in confirmed:
            kept[key] = {"text": told, "of": digest(sources[key].text)}
    if kept == before:
        return False
    locked.translations = {code: texts for code, texts in {**locked.translations, language: kept}.items() if texts}
    model._default_manager.filter(pk=row.pk).update(translations=locked.translations)
    row.translations = locked.translations
    locked.after_translation()
    keys = sorted(key for key in {*kept, *before} if kept.get(key) != before.get(key))
    audit.record(by=by, action="core.translate", subject=locked, data={"language": language, "texts": keys})
    events.publish(TextsTranslated(model=model._meta.label_lower, id=row.pk, language=language))
    return True
