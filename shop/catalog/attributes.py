"""Facts about a product: what a value may be, how it is kept, how it reads. No I/O."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.catalog.enums import AttributeKind
from shop.catalog.models import Attribute, fact_key
from shop.core.translated import Text, Told

MAX_TEXT = 120
_LARGEST = Decimal(10) ** 9
_PLACES = 3

Value = str | int | float | bool


@dataclass(frozen=True)
class Fact:
    """A line of the table: for people (``name``, ``text``), and for programs (``kind``, ``value``, ``unit``)."""

    name: str
    text: str
    kind: str
    value: Value
    unit: str


def clean(attribute: Attribute, raw: str, *, current: Any = None) -> Value | None:
    """What is kept for what was typed; None for nothing. ``ValidationError`` in words.

    ``current`` may stay although it is no choice any more: whoever edits something else must not lose it.
    """
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if not text:
        return None
    match attribute.kind:
        case AttributeKind.NUMBER:
            return _number(text)
        case AttributeKind.DATE:
            return _date(text).isoformat()
        case AttributeKind.YES_NO:
            if text not in {"yes", "no"}:
                raise ValidationError(_("Choose yes or no."))
            return text == "yes"
        case AttributeKind.CHOICE:
            if text not in attribute.choice_list and text != current:
                raise ValidationError(_("Choose one of the choices."))
            return text
    if len(text) > MAX_TEXT:
        raise ValidationError(_("At most %(count)s characters.") % {"count": MAX_TEXT})
    return text


def _number(text: str) -> int | float:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation as error:
        raise ValidationError(_("Enter a number.")) from error
    if not number.is_finite():
        raise ValidationError(_("Enter a number."))
    if abs(number) > _LARGEST or number != round(number, _PLACES):
        raise ValidationError(_("Enter a number of ordinary size, with at most three decimals."))
    return int(number) if number == int(number) else float(number)


def _date(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise ValidationError(_("Enter a date."))
    return day


def raw(attribute: Attribute, value: Any) -> str:
    """A kept value as a form shows it; "" for one that is not of the attribute's kind."""
    if not _fits(attribute, value):
        return ""
    if attribute.kind == AttributeKind.YES_NO:
        return "yes" if value else "no"
    return _plain(value) if attribute.kind == AttributeKind.NUMBER else str(value)


def text_of(attribute: Attribute, value: Any) -> str:
    """A kept value for people; "" for one that is not of the attribute's kind."""
    if not _fits(attribute, value):
        return ""
    match attribute.kind:
        case AttributeKind.NUMBER:
            return f"{_plain(value)} {attribute.unit}".strip()
        case AttributeKind.DATE:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        case AttributeKind.YES_NO:
            return _("Yes") if value else _("No")
    return str(value)


def _fits(attribute: Attribute, value: Any) -> bool:
    match attribute.kind:
        case AttributeKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case AttributeKind.YES_NO:
            return isinstance(value, bool)
        case AttributeKind.DATE:
            try:
                return isinstance(value, str) and bool(date.fromisoformat(value))
            except ValueError:
                return False
    return isinstance(value, str) and bool(value)


def _plain(number: float) -> str:
    return format(Decimal(str(number)).normalize(), "f")


def facts(attributes: Iterable[Attribute], values: Mapping[str, Any], told: Told | None = None) -> list[Fact]:
    """The values of these attributes, in their order; what has no value is left out. ``told``: of their product."""
    rows = []
    for attribute in attributes:
        value: Any = values.get(str(attribute.pk))
        if text := text_of(attribute, value):
            rows.append(
                Fact(attribute.told.name, _told(attribute, text, told), attribute.kind, value, attribute.told.unit)
            )
    return rows


def _told(attribute: Attribute, text: str, told: Told | None) -> Text:
    """A value in the language of the address."""
    match attribute.kind:
        case AttributeKind.NUMBER:
            unit = attribute.told.unit
            return Text(text.removesuffix(attribute.unit) + unit, unit.language if unit else get_language() or "")
        case AttributeKind.CHOICE:
            return attribute.told_choice(text)
        case AttributeKind.TEXT:
            return told.of(fact_key(attribute.pk), text) if told else Text(text)
    return Text(text, get_language() or "")
