"""The facts in the product editor: one field whose inputs follow the product's type."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from wagtail.admin.compare import FieldComparison
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from shop.catalog import attributes
from shop.catalog.models import Attribute, ProductType

Typed = dict[str, str]


class FactsWidget(forms.Widget):
    """The inputs of every type, each group named; a script leaves only those of the chosen type in sight."""

    template_name = "admin/catalog/facts_widget.html"
    types: tuple[ProductType, ...] = ()

    class Media:
        js = ["js/admin/facts.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        kept: Mapping[str, Any] = value or {}
        context["groups"] = [
            {"type": row, "inputs": [_input(name, attribute, kept) for attribute in row.attributes.all()]}
            for row in self.types
        ]
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        # Forms look for templates in apps; this one lies with all others of the admin.
        return mark_safe(render_to_string(template_name, context))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        prefix = f"{name}-"
        return {key.removeprefix(prefix): data[key] for key in data if key.startswith(prefix)}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""


def _input(name: str, attribute: Attribute, kept: Mapping[str, Any]) -> dict[str, Any]:
    value = kept.get(str(attribute.pk), "")
    # What came back with errors is as it was typed.
    text = value if name and isinstance(value, _Raw) else attributes.raw(attribute, value)
    choices = attribute.choice_list
    if text and attribute.kind == "choice" and text not in choices:
        choices = [*choices, str(text)]
    return {"attribute": attribute, "name": f"{name}-{attribute.pk}", "value": text, "choices": choices}


class _Raw(str):
    """A value as it was typed."""

    __slots__ = ()


class FactsField(forms.Field):
    """What is told about a product: attribute id → value."""

    widget = FactsWidget
    known: Mapping[str, Attribute] = {}
    stored: Mapping[str, Any] = {}

    def clean(self, value: Typed) -> dict[str, Any]:
        """Everything that is kept: what was sent, checked by kind, and what this form did not ask for."""
        result, errors = dict(self.stored), []
        for key, typed in value.items():
            attribute = self.known.get(key)
            if attribute is None:
                continue
            try:
                kept = attributes.clean(attribute, typed, current=self.stored.get(key))
            except ValidationError as error:
                errors += [f"{attribute.name}: {message}" for message in error.messages]
                continue
            result.pop(key, None)
            if kept is not None:
                result[key] = kept
        if errors:
            raise ValidationError(errors)
        return result

    def bound_data(self, data: Any, initial: Any) -> dict[str, Any]:
        return {**(initial or {}), **{key: _Raw(typed) for key, typed in data.items()}}

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != (initial or {}))
        except ValidationError:
            return True


class ProductForm(WagtailAdminModelForm):
    """The editor of a product."""

    attributes = FactsField(label=gettext_lazy("Facts"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("attributes")
        if field is not None:
            field.widget.types = tuple(ProductType.objects.prefetch_related("attributes"))
            field.known = {str(row.pk): row for kind in field.widget.types for row in kind.attributes.all()}
            field.stored = self.instance.attributes


class FactsComparison(FieldComparison):
    """Two versions of a product, fact by fact."""

    @cached_property
    def _rows(self) -> list[tuple[str, str, str]]:
        keys = [key for key in {**self.val_a, **self.val_b} if key.isdecimal()]
        known = Attribute.objects.in_bulk([int(key) for key in keys])
        texts = [
            (row.name, *(attributes.text_of(row, values.get(key)) for values in (self.val_a, self.val_b)))
            for key in keys
            if (row := known.get(int(key)))
        ]
        return [(name, before, after) for name, before, after in texts if before != after]

    def has_changed(self) -> bool:
        return bool(self._rows)

    def htmldiff(self) -> SafeString:
        lines = [
            format_html(
                '{}: <span class="deletion">{}</span> <span class="addition">{}</span><br>', name, before, after
            )
            for name, before, after in self._rows
        ]
        return format_html("{}" * len(lines), *lines)


class FactsPanel(FieldPanel):
    """The facts, with a comparison people can read."""

    def get_comparison_class(self) -> type[FieldComparison]:
        return FactsComparison

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            # Without a type there is nothing to tell, but other versions are compared all the same.
            return bool(super().is_shown()) and (self.bound_field is None or bool(self.bound_field.field.known))
