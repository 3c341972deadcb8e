"""The conditions of a collection by rule in its editor, and what they match while they are written."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel, Panel

from shop.catalog.attributes import MAX_TEXT
from shop.catalog.enums import AttributeKind, ConditionKind
from shop.catalog.models import Attribute, Category, Collection, CollectionCondition
from shop.catalog.queries import matching_products, visible_products
from shop.core.desk import COUNT_CEILING, count_text
from shop.core.money import YuanField

MAX_CONDITIONS = 10
SHOWN = 12
MAX_DAYS = 3650

# What each kind of condition must and may say. The template shows only these.
NEEDS: dict[str, tuple[str, ...]] = {
    ConditionKind.CATEGORY: ("category",),
    ConditionKind.TAG: ("tag",),
    ConditionKind.TYPE: ("product_type",),
    ConditionKind.CHOICE: ("answer",),
    ConditionKind.YES_NO: ("attribute",),
    ConditionKind.NUMBER: ("attribute",),
    ConditionKind.DATE: ("attribute",),
    ConditionKind.NEW: ("days",),
}
RANGES: dict[str, tuple[str, str]] = {
    ConditionKind.NUMBER: ("low", "high"),
    ConditionKind.DATE: ("first_day", "last_day"),
    ConditionKind.PRICE: ("low_fen", "high_fen"),
}
_ATTRIBUTE_KINDS: dict[str, str] = {
    ConditionKind.YES_NO: AttributeKind.YES_NO,
    ConditionKind.NUMBER: AttributeKind.NUMBER,
    ConditionKind.DATE: AttributeKind.DATE,
}
FIELDS = [
    "kind",
    "category",
    "tag",
    "product_type",
    "answer",
    "attribute",
    "boolean",
    "low",
    "high",
    "first_day",
    "last_day",
    "low_fen",
    "high_fen",
    "days",
]


def _answers() -> list[Any]:
    """Every answer of every choice, by attribute; of attributes that tell the same only once."""
    groups: dict[str, dict[str, str]] = {}
    for attribute in Attribute.objects.filter(kind=AttributeKind.CHOICE).order_by("name", "pk"):
        answers = groups.setdefault(attribute.name, {})
        for text in attribute.choice_list:
            if text not in answers.values():
                answers[f"{attribute.pk}:{text}"] = text
    return [("", "–"), *((name, list(answers.items())) for name, answers in groups.items())]


def _measured() -> list[Any]:
    kinds = {AttributeKind.YES_NO, AttributeKind.NUMBER, AttributeKind.DATE}
    seen: dict[tuple[str, str, str], Attribute] = {}
    for attribute in Attribute.objects.filter(kind__in=kinds).order_by("name", "pk"):
        seen.setdefault((attribute.name, attribute.kind, attribute.unit), attribute)
    groups: dict[str, list[Any]] = {}
    for attribute in seen.values():
        label = f"{attribute.name} ({attribute.unit})" if attribute.unit else attribute.name
        groups.setdefault(str(AttributeKind(attribute.kind).label), []).append((attribute.pk, label))
    return [("", "–"), *groups.items()]


class CategoryField(forms.ModelChoiceField):
    """A category, each below its own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Category.objects.order_by("path"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return "\u3000" * (obj.depth - 1) + str(obj.title)


class ConditionForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A condition; what its kind does not need is forgotten."""

    category = CategoryField(label=gettext_lazy("Category, with all below it"), required=False, empty_label="–")
    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=_answers, required=False)
    attribute = forms.TypedChoiceField(
        label=gettext_lazy("Attribute"), choices=_measured, required=False, coerce=int, empty_value=None
    )
    boolean = forms.ChoiceField(
        label=gettext_lazy("is"),
        choices=[("True", gettext_lazy("yes")), ("False", gettext_lazy("no"))],
        required=False,
    )
    low_fen = YuanField(label=gettext_lazy("from (yuan)"), required=False)
    high_fen = YuanField(label=gettext_lazy("to (yuan)"), required=False)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=MAX_DAYS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.kind == ConditionKind.CHOICE and row.attribute_id:
            same = Attribute.objects.filter(name=row.attribute.name, kind=row.attribute.kind).order_by("pk")
            first = next((attribute for attribute in same if row.value in attribute.choice_list), None)
            self.initial["answer"] = f"{first.pk}:{row.value}" if first else ""

    def clean_attribute(self) -> Attribute | None:
        return Attribute.objects.filter(pk=self.cleaned_data["attribute"] or 0).first()

    def clean_boolean(self) -> bool:
        return bool(self.cleaned_data["boolean"] != "False")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind = data.get("kind")
        if kind is None:
            return data
        for name in NEEDS.get(kind, ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Choose what the condition asks for."))
        if kind in RANGES:
            self._check_range(data, *RANGES[kind])
        attribute = data.get("attribute")
        if kind in _ATTRIBUTE_KINDS and attribute and attribute.kind != _ATTRIBUTE_KINDS[kind]:
            self.add_error("attribute", _("This attribute has another kind of answer."))
        # What another kind left behind must not speak.
        kept = {"kind", *NEEDS.get(kind, ()), *RANGES.get(kind, ())} | ({"boolean"} if kind == "yes_no" else set())
        for name in FIELDS:
            if name not in kept and name in data:
                data[name] = True if name == "boolean" else None
        if kind == ConditionKind.CHOICE and data.get("answer"):
            pk, _colon, value = data["answer"].partition(":")
            data["attribute"] = Attribute.objects.filter(pk=int(pk)).first()
            self.instance.value = value[:MAX_TEXT]
        else:
            self.instance.value = ""
        return data

    def _check_range(self, data: dict[str, Any], first: str, last: str) -> None:
        low, high = data.get(first), data.get(last)
        if low is None and high is None and not {first, last} & set(self.errors):
            self.add_error(first, _("Give at least one of the two."))
        elif low is not None and high is not None and low > high:
            self.add_error(last, _("This is less than the beginning."))


class ConditionFields(Panel):  # type: ignore[misc]
    """The fields of a condition; a style sheet shows those that its kind needs."""

    def get_form_options(self) -> dict[str, Any]:
        return {"fields": FIELDS}

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The fields of one condition."""

        template_name = "admin/catalog/condition.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            shown_for: dict[str, list[str]] = {name: [] for name in FIELDS}
            for kind, names in [*NEEDS.items(), *RANGES.items(), (ConditionKind.YES_NO, ("boolean",))]:
                for name in names:
                    shown_for[name].append(str(kind))
            rows = [(self.form[name], " ".join(shown_for[name])) for name in FIELDS if name != "kind"]
            return {**context, "kind": self.form["kind"], "rows": rows}


class ConditionsPanel(InlinePanel):  # type: ignore[misc]
    """The conditions of a collection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("relation_name", "conditions")
        kwargs.setdefault("panels", [ConditionFields()])
        kwargs.setdefault("label", pgettext_lazy("of a rule", "Condition"))
        kwargs.setdefault("heading", pgettext_lazy("of a rule", "Conditions"))
        kwargs.setdefault("max_num", MAX_CONDITIONS)
        super().__init__(*args, **kwargs)

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = ConditionForm
        return options


class MatchesPanel(Panel):  # type: ignore[misc]
    """What is in the collection at this moment; a script asks again while its conditions are written."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The goods of one collection."""

        template_name = "admin/catalog/matches_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["url"] = reverse_lazy("collection_preview")
            if self.instance.pk is None:
                return context
            conditions = list(self.instance.conditions.select_related("category", "attribute"))
            chosen = list(self.instance.items.values_list("product_id", flat=True))
            excluded = list(self.instance.exclusions.values_list("product_id", flat=True))
            return {**context, **matches(self.instance.match, conditions, chosen, excluded)}


def matches(
    match: str, conditions: list[CollectionCondition], chosen: list[int], excluded: list[int]
) -> dict[str, Any]:
    """How many goods are matched, and some of them, for the template."""
    at = timezone.now()
    found = matching_products(conditions, match=match, chosen=chosen, excluded=excluded, at=at)
    # The rule is asked once.
    ids = list(found.values_list("pk", flat=True)[: COUNT_CEILING + 1])
    return {
        "count": len(ids),
        "count_text": count_text(len(ids)),
        "products": list(visible_products(at=at).filter(pk__in=ids[:SHOWN])),
        "is_by_rule": bool(conditions),
    }


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the form as it stands would match; nothing is saved."""
    if not request.user.has_perm("catalog.change_collection"):
        raise PermissionDenied
    from shop.catalog.admin.collections import CollectionViewSet

    form_class = CollectionViewSet().get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=Collection(), for_user=request.user)
    rows = {name: form.formsets[name] for name in ("conditions", "items", "exclusions")}
    template = "admin/catalog/matches.html"
    if not all(formset.is_valid() for formset in rows.values()):
        return render(request, template, {"is_unfinished": True})

    def kept(name: str) -> list[Any]:
        formset = rows[name]
        return [row for row in formset.forms if row not in formset.deleted_forms and row.has_changed()]

    conditions = [row.save(commit=False) for row in kept("conditions")]
    ids = {name: [row.cleaned_data["product"].pk for row in kept(name)] for name in ("items", "exclusions")}
    match = "any" if request.POST.get("match") == "any" else "all"
    return render(request, template, matches(match, conditions, ids["items"], ids["exclusions"]))
