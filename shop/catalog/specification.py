"""An order form and its answers: pure decisions about what a shopper filled in and what it costs."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.catalog.enums import SpecKind
from shop.catalog.errors import SpecificationInvalid

# A day further ahead is a typing error.
_MAX_AHEAD = timedelta(days=730)
# Shorter texts are typed on one line.
_ONE_LINE = 60


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen."""

    id: int
    label: str
    surcharge_fen: int
    # As shoppers read it: in the language of the address. Orders keep ``label``.
    told_label: str = ""


@dataclass(frozen=True)
class Answer:
    """What was answered to one question: ``value`` as stored, ``text`` for people."""

    field_id: int
    kind: str
    label: str
    value: str
    text: str
    surcharge_fen: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For the snapshot on an order line."""
        return {
            "label": self.label,
            "kind": self.kind,
            "value": self.value,
            "text": self.text,
            "surcharge_fen": self.surcharge_fen,
        }


@dataclass(frozen=True)
class Specification:
    """Answers in the order of the form. Those with the same answers have the same ``key``; without any it is ''."""

    answers: tuple[Answer, ...] = ()

    @property
    def surcharge_fen(self) -> int:
        return sum(answer.surcharge_fen for answer in self.answers)

    @property
    def values(self) -> dict[str, str]:
        """Question id → value, as a cart keeps it."""
        return {str(answer.field_id): answer.value for answer in self.answers}

    @property
    def pictures(self) -> list[str]:
        """The ids of the pictures among the answers."""
        return [answer.value for answer in self.answers if answer.kind == SpecKind.PICTURE]

    @cached_property
    def key(self) -> str:
        if not self.answers:
            return ""
        text = json.dumps(self.values, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


NOTHING = Specification()


@dataclass(frozen=True)
class Question:
    """One question of an order form."""

    id: int
    kind: str
    label: str
    help_text: str = ""
    is_required: bool = True
    max_length: int = _ONE_LINE
    lead_days: int = 0
    choices: tuple[Choice, ...] = ()
    # As shoppers read them: in the language of the address. Orders keep ``label``.
    told_label: str = ""
    told_help: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the text may have several lines."""
        return self.max_length > _ONE_LINE

    def earliest(self, at: datetime) -> date:
        """The first day that can be chosen at ``at``."""
        return timezone.localdate(at) + timedelta(days=self.lead_days)

    def answer(self, value: str, *, at: datetime) -> Answer:
        """The answer of a value that is not empty; ``ValueError`` says in words why it cannot be taken."""
        return getattr(self, f"_{self.kind}")(value, at)  # type: ignore[no-any-return]

    def _answer(self, value: str, text: str, surcharge_fen: int = 0) -> Answer:
        return Answer(self.id, self.kind, self.label, value, text, surcharge_fen)

    def _text(self, value: str, at: datetime) -> Answer:
        text = "\n".join(value.splitlines())
        if len(text) > self.max_length:
            raise ValueError(
                _("At most %(limit)s characters; you have %(count)s.") % {"limit": self.max_length, "count": len(text)}
            )
        if not text.replace("\n", "").isprintable() or ("\n" in text and not self.is_long):
            raise ValueError(_("Some of these characters cannot be used here."))
        return self._answer(text, text)

    def _choice(self, value: str, at: datetime) -> Answer:
        for choice in self.choices:
            if str(choice.id) == value:
                return self._answer(value, choice.label, choice.surcharge_fen)
        raise ValueError(_("This choice is not offered any more. Please choose again."))

    def _date(self, value: str, at: datetime) -> Answer:
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(_("Enter a date, such as 2026-12-24.")) from error
        earliest = self.earliest(at)
        if day < earliest:
            raise ValueError(_("The first day possible is %(day)s.") % {"day": date_format(earliest)})
        if day > timezone.localdate(at) + _MAX_AHEAD:
            raise ValueError(_("Choose a day within two years."))
        return self._answer(day.isoformat(), date_format(day))

    def _picture(self, value: str, at: datetime) -> Answer:
        try:
            picture_id = uuid.UUID(value)
        except ValueError as error:
            raise ValueError(_("Please choose the picture again.")) from error
        return self._answer(str(picture_id), _("Picture"))


@dataclass(frozen=True)
class OrderForm:
    """What is asked about a product that is made to order, and how long making it takes."""

    questions: tuple[Question, ...] = ()
    production_days: int = 0
    by_id: dict[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {str(question.id): question for question in self.questions})

    @property
    def has_surcharges(self) -> bool:
        """Whether an answer can make it dearer."""
        return any(choice.surcharge_fen for question in self.questions for choice in question.choices)

    @property
    def least_surcharge_fen(self) -> int:
        """What the cheapest answers to the questions that must be answered add to the price."""
        return sum(
            min((choice.surcharge_fen for choice in question.choices), default=0)
            for question in self.questions
            if question.is_required
        )

    def fill(self, values: Mapping[str, str], *, at: datetime) -> Specification:
        """The specification of these values (question id → value) at ``at``; empty values count as not answered.

        ``SpecificationInvalid`` names every question whose answer is missing or cannot be taken; a value for a question
        that is not asked (any more) is refused under the id 0.
        """
        errors: dict[int, str] = {}
        answers = []
        for question in self.questions:
            value = values.get(str(question.id), "").strip()
            if not value:
                if question.is_required:
                    errors[question.id] = _("Please fill in this field.")
                continue
            try:
                answers.append(question.answer(value, at=at))
            except ValueError as error:
                errors[question.id] = str(error)
        if any(value.strip() for key, value in values.items() if key not in self.by_id):
            errors[0] = _("The order form has changed. Please fill it in again.")
        if errors:
            raise SpecificationInvalid(errors)
        return Specification(tuple(answers))
