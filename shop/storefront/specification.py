"""The order form of what is made to order, as fields of a page that needs no JavaScript."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from shop.catalog.enums import SpecKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.specification import OrderForm, Question
from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.orders.operations import store_picture
from shop.storefront.base_forms import ShopForm


def field_name(question_id: int) -> str:
    """The name of a question's input."""
    return f"spec-{question_id}"


def kept_name(question_id: int) -> str:
    """The name of the hidden input that remembers a picture sent before."""
    return f"spec-{question_id}-kept"


class SpecificationFields(ShopForm):
    """A field for each question. What is right is decided by ``OrderForm.fill``; errors are put in from there."""

    def __init__(self, order_form: OrderForm, *, at: datetime, values: Mapping[str, str] | None = None) -> None:
        data = None if values is None else {field_name(int(key)): value for key, value in values.items()}
        super().__init__(data)
        self.order_form = order_form
        self.values = values or {}
        for question in order_form.questions:
            self.fields[field_name(question.id)] = _field(question, at)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What the template shows: question, field, and the picture sent before."""
        return [
            {
                "question": question,
                "field": self[field_name(question.id)],
                "value": self.values.get(str(question.id), ""),
                "kept_name": kept_name(question.id),
            }
            for question in self.order_form.questions
        ]

    @property
    def is_multipart_form(self) -> bool:
        return any(question.kind == SpecKind.PICTURE for question in self.order_form.questions)

    def refuse(self, error: SpecificationInvalid) -> None:
        """Show what keeps the answers from being taken, beside each question."""
        self.full_clean()
        for question_id, message in error.errors.items():
            name = field_name(question_id) if question_id else None
            self.add_error(name, message)
            if name:
                attributes = {"aria-invalid": "true", "aria-describedby": f"error-{name}"}
                self.fields[name].widget.attrs |= attributes


def _field(question: Question, at: datetime) -> forms.Field:
    attributes: dict[str, Any] = {"required": True} if question.is_required else {}
    if question.help_text:
        attributes["aria-describedby"] = f"hint-{field_name(question.id)}"
    options: dict[str, Any] = {"label": question.told_label or question.label, "required": False}
    if question.kind == SpecKind.TEXT:
        attributes |= {"maxlength": question.max_length, "autocomplete": "off"}
        widget = forms.Textarea({**attributes, "rows": 3}) if question.is_long else forms.TextInput(attributes)
        return forms.CharField(**options, widget=widget)
    if question.kind == SpecKind.DATE:
        first = question.earliest(at)
        attributes |= {"type": "date", "min": first.isoformat(), "max": (first + timedelta(days=729)).isoformat()}
        return forms.CharField(**options, widget=forms.TextInput(attributes))
    if question.kind == SpecKind.PICTURE:
        return forms.CharField(**options, widget=forms.FileInput({"accept": "image/*"}))
    return forms.CharField(**options)


def values_of(request: HttpRequest, order_form: OrderForm, *, customer: Customer, at: datetime) -> dict[str, str]:
    """What the request answers (question id → value); pictures are stored. ``SpecificationInvalid`` for a bad one."""
    values, errors = {}, {}
    for question in order_form.questions:
        value = request.POST.get(field_name(question.id), "")
        if question.kind == SpecKind.PICTURE:
            value = request.POST.get(kept_name(question.id), "")
            upload = request.FILES.get(field_name(question.id))
            if upload:
                try:
                    value = str(store_picture(customer=customer, upload=upload, at=at).public_id)
                except InvalidInput as error:
                    errors[question.id] = str(error)
        # Longer than any answer may be; the form says so.
        values[str(question.id)] = value[:2000]
    if errors:
        raise PicturesRefused(values, errors)
    return values


class PicturesRefused(SpecificationInvalid):
    """A picture cannot be taken; ``values`` are the answers that can."""

    def __init__(self, values: Mapping[str, str], errors: Mapping[int, str]) -> None:
        self.values = dict(values)
        super().__init__(errors)
