"""Change what a product's kind needs: the order form of what is made to order, days to make it, the other shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind, SpecKind
from shop.catalog.errors import KindFixed
from shop.catalog.events import ProductChanged
from shop.catalog.models import Product, ProductTerms, SpecChoice, SpecField
from shop.catalog.models.specification import MAX_PRODUCTION_DAYS, MAX_TEXT_LENGTH
from shop.catalog.rules import OFFERED_KINDS
from shop.core import audit, events
from shop.core.errors import InvalidInput, NotFound, StaleState
from shop.core.money import MAX_FEN

MAX_QUESTIONS = 20
MAX_CHOICES = 20


@dataclass(frozen=True, kw_only=True)
class ChoiceData:
    """A choice to offer. With the ``id`` of an existing one it changes that; carts keep what they chose."""

    label: str
    surcharge_fen: int = 0
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionData:
    """A question to ask. ``max_length`` counts for texts, ``lead_days`` for dates, ``choices`` for choices."""

    kind: str
    label: str
    help_text: str = ""
    is_required: bool = True
    max_length: int = 60
    lead_days: int = 0
    choices: Sequence[ChoiceData] = ()


@transaction.atomic
def change_kind(*, by: Any, product: Product, kind: str) -> bool:
    """Correct a product's kind as long as nothing rests on it. False if it is so already.

    ``KindFixed`` once it has SKUs or questions; ``InvalidInput`` for a kind that is not offered.
    """
    if kind not in OFFERED_KINDS:
        raise InvalidInput(_("Choose a kind."), field="kind")
    product = _lock(product)
    if product.kind == kind:
        return False
    if product.skus.exists() or product.spec_fields.exists():
        raise KindFixed(field="kind")
    former = product.kind
    Product.objects.filter(pk=product.pk).update(kind=kind)
    audit.record(by=by, action="catalog.change_kind", subject=product, data={"from": former, "to": kind})
    events.publish(ProductChanged(product_id=product.pk))
    return True


@transaction.atomic
def set_production_days(*, by: Any, product: Product, days: int) -> bool:
    """How many days after the payment it is ready; orders already placed keep theirs. False if it is so already."""
    if not 0 <= days <= MAX_PRODUCTION_DAYS:
        message = _("Enter a number of days between 0 and %(limit)s.") % {"limit": MAX_PRODUCTION_DAYS}
        raise InvalidInput(message, field="production_days")
    return _set_terms(by, product, ProductKind.MADE_TO_ORDER, "production_days", days)


@transaction.atomic
def set_link(*, by: Any, product: Product, url: str) -> bool:
    """Where the product is sold: an https address. False if it is so already."""
    return _set_terms(by, product, ProductKind.LINK, "link_url", clean_link(url))


def clean_link(url: str) -> str:
    """An address that a shopper can be sent to: https, a host with a dot, no user name. ``InvalidInput`` otherwise."""
    url = url.strip()
    message = _("Enter an address that begins with https://, as it stands in the browser.")
    try:
        URLValidator(schemes=["https"])(url)
        parts = urlsplit(url)
        port = parts.port
    except (ValidationError, ValueError) as error:
        raise InvalidInput(message, field="link_url") from error
    if len(url) > 500 or "@" in parts.netloc or "." not in (parts.hostname or "") or port not in {None, 443}:
        raise InvalidInput(message, field="link_url")
    return url


def _set_terms(by: Any, product: Product, kind: ProductKind, name: str, value: Any) -> bool:
    product = _lock(product)
    if product.kind != kind:
        raise NotFound
    terms, _created = ProductTerms.objects.get_or_create(product=product)
    former = getattr(terms, name)
    if former == value:
        return False
    setattr(terms, name, value)
    terms.save(update_fields=[name])
    audit.record(by=by, action="catalog.set_terms", subject=product, data={"field": name, "from": former, "to": value})
    events.publish(ProductChanged(product_id=product.pk))
    return True


@transaction.atomic
def save_question(
    *, by: Any, product: Product, data: QuestionData, question_id: int | None = None, seen: str | None = None
) -> SpecField:
    """Add a question to the order form (at its end), or change one; its kind never changes.

    Takes effect at once: carts whose answers do not fit any more say so, orders keep what was agreed.
    Errors: ``InvalidInput`` (names the field), ``NotFound``, ``StaleState`` if its ``version`` is not what was seen.
    """
    product = _lock(product)
    if product.kind != ProductKind.MADE_TO_ORDER:
        raise NotFound
    rows = list(SpecField.objects.filter(product=product))
    row = next((row for row in rows if row.pk == question_id), None)
    if question_id is not None and row is None:
        raise NotFound
    if row is not None and seen is not None and row.version != seen:
        raise StaleState
    if row is None:
        if len(rows) >= MAX_QUESTIONS:
            raise InvalidInput(_("An order form has at most %(count)s questions.") % {"count": MAX_QUESTIONS})
        if data.kind not in SpecKind.values:
            raise InvalidInput(_("Choose what kind of answer you need."), field="kind")
        row = SpecField(product=product, kind=data.kind, position=max((row.position for row in rows), default=-1) + 1)
    _fill(row, data, taken={other.label for other in rows if other.pk != row.pk})
    choices = _checked_choices(data.choices) if row.kind == SpecKind.CHOICE else []
    row.save()
    _set_choices(row, choices)
    _changed(by, product, "catalog.save_question", row.label)
    return row


def _fill(row: SpecField, data: QuestionData, taken: set[str]) -> None:
    row.label, row.help_text = " ".join(data.label.split()), " ".join(data.help_text.split())
    if not 1 <= len(row.label) <= 40:
        raise InvalidInput(_("A question has 1 to 40 characters."), field="label")
    if row.label in taken:
        raise InvalidInput(_("The form already asks this."), field="label")
    if len(row.help_text) > 120:
        raise InvalidInput(_("A hint has at most 120 characters."), field="help_text")
    if not 1 <= data.max_length <= MAX_TEXT_LENGTH:
        message = _("Enter a number between 1 and %(limit)s.") % {"limit": MAX_TEXT_LENGTH}
        raise InvalidInput(message, field="max_length")
    if not 0 <= data.lead_days <= MAX_PRODUCTION_DAYS:
        message = _("Enter a number of days between 0 and %(limit)s.") % {"limit": MAX_PRODUCTION_DAYS}
        raise InvalidInput(message, field="lead_days")
    row.is_required, row.max_length, row.lead_days = data.is_required, data.max_length, data.lead_days


def _checked_choices(choices: Sequence[ChoiceData]) -> list[ChoiceData]:
    labels = [" ".join(choice.label.split()) for choice in choices]
    if not 1 <= len(labels) <= MAX_CHOICES:
        raise InvalidInput(
            _("Offer at least one choice, and at most %(count)s.") % {"count": MAX_CHOICES}, field="choices"
        )
    if len(set(labels)) != len(labels):
        raise InvalidInput(_("Two choices have the same name."), field="choices")
    if any(not 1 <= len(label) <= 40 for label in labels):
        raise InvalidInput(_("A choice has 1 to 40 characters."), field="choices")
    if any(not 0 <= choice.surcharge_fen <= MAX_FEN for choice in choices):
        raise InvalidInput(_("A surcharge is zero or more."), field="choices")
    return [
        ChoiceData(id=choice.id, label=label, surcharge_fen=choice.surcharge_fen)
        for choice, label in zip(choices, labels, strict=True)
    ]


def _set_choices(row: SpecField, choices: Sequence[ChoiceData]) -> None:
    """Existing choices keep their row, so that carts that chose them stay right."""
    known = {choice.pk: choice for choice in SpecChoice.objects.filter(field=row)}
    kept = {choice.id for choice in choices if choice.id in known}
    SpecChoice.objects.filter(field=row).exclude(pk__in=kept).delete()
    # Two that swap their names would collide on the way.
    for pk in kept:
        SpecChoice.objects.filter(pk=pk).update(label=f"#{pk}")
    for position, choice in enumerate(choices):
        stored = known[choice.id] if choice.id is not None and choice.id in kept else SpecChoice(field=row)
        stored.label, stored.surcharge_fen, stored.position = choice.label, choice.surcharge_fen, position
        stored.save()


@transaction.atomic
def remove_question(*, by: Any, product: Product, question_id: int) -> bool:
    """Ask it no more. False if it is not asked."""
    product = _lock(product)
    row = SpecField.objects.filter(product=product, pk=question_id).first()
    if row is None:
        return False
    row.delete()
    _changed(by, product, "catalog.remove_question", row.label)
    return True


@transaction.atomic
def move_question(*, by: Any, product: Product, question_id: int, step: int) -> bool:
    """Ask it earlier (-1) or later (+1). False if it stands at that end already."""
    product = _lock(product)
    rows = list(SpecField.objects.filter(product=product).order_by("position", "pk"))
    place = next((place for place, row in enumerate(rows) if row.pk == question_id), None)
    if place is None:
        raise NotFound
    target = place + (1 if step > 0 else -1)
    if not 0 <= target < len(rows):
        return False
    rows[place], rows[target] = rows[target], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    SpecField.objects.bulk_update(rows, ["position"])
    _changed(by, product, "catalog.save_question", rows[target].label)
    return True


def _lock(product: Product) -> Product:
    """One writer per product at a time, the same lock under which SKUs are made."""
    locked: Product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    return locked


def _changed(by: Any, product: Product, action: str, label: str) -> None:
    audit.record(by=by, action=action, subject=product, data={"question": label})
    events.publish(ProductChanged(product_id=product.pk))
