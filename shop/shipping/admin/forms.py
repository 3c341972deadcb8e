"""What people type about freight."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shop.core.money import YuanField
from shop.customers.regions import Region, path_of, path_of_code, provinces
from shop.shipping.enums import Basis
from shop.shipping.models import FreightTemplate
from shop.shipping.operations.templates import MAX_UNITS, MAX_ZONES
from shop.shipping.rules import Zone

# Empty rows below those that are there.
_SPARE = 3


class RegionsField(forms.CharField):
    """Regions as people name them (``江苏、浙江 杭州、北京朝阳``); cleans to their codes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(region_text(code) for code in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        codes: dict[str, None] = {}
        for name in re.split(r"[、,，;；\n]+", super().clean(value)):
            if not name.strip():
                continue
            code = _code_of(name.strip())
            if not code:
                raise ValidationError(_("There is no region called %(name)s.") % {"name": name.strip()[:20]})
            codes[code] = None
        return list(codes)


def region_text(code: str) -> str:
    """``浙江``, ``浙江 杭州``, ``上海 静安``: what ``RegionsField`` reads again."""
    return " ".join(dict.fromkeys(region.short for region in path_of_code(code)))


def _code_of(name: str) -> str:
    """The code of one name: a province, or a place with what lies above it."""
    parts = name.split()
    level: tuple[Region, ...] = provinces()
    code = ""
    for part in parts:
        path = path_of(part) if not code else ()
        found = path[0] if path else next((region for region in level if part in {region.name, region.short}), None)
        if found is None and len(level) == 1:
            # A municipality is a city of itself that nobody names.
            found = next((region for region in level[0].children if part in {region.name, region.short}), None)
        if found is None:
            return ""
        code, level = found.code, found.children
    return code


class UnitsField(forms.IntegerField):
    """Pieces, grams or cm³."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_UNITS, **kwargs)


class ZoneForm(forms.Form):
    """What some regions are charged."""

    regions = RegionsField(label=_("Regions"), required=False)
    no_delivery = forms.BooleanField(label=_("Not delivered"), required=False)
    first_units = UnitsField(label=_("First"), required=False)
    first_fen = YuanField(label=_("Costs (yuan)"), required=False)
    more_units = UnitsField(label=_("Each further"), required=False)
    more_fen = YuanField(label=_("Costs (yuan)"), required=False)
    free_from_fen = YuanField(label=_("Free from (yuan)"), required=False, min_fen=1)

    def zone(self) -> Zone:
        """The zone as typed; what is left empty is one unit, nothing, never free."""
        data = self.cleaned_data
        return Zone(
            regions=tuple(data.get("regions", ())),
            delivers=not data["no_delivery"],
            first_units=data["first_units"] or 1,
            first_fen=data["first_fen"] or 0,
            more_units=data["more_units"] or 1,
            more_fen=data["more_fen"] or 0,
            free_from_fen=data["free_from_fen"],
        )


class RestForm(ZoneForm):
    """The zone of all other regions."""

    regions = None  # type: ignore[assignment]


class TemplateForm(forms.Form):
    """Name, and by what freight is reckoned."""

    name = forms.CharField(
        label=_("Name"), max_length=40, help_text=_("Shoppers see it where goods go in two parcels.")
    )
    basis = forms.ChoiceField(label=_("Reckoned by"), choices=Basis.choices)
    by_place = forms.BooleanField(
        label=_("Each place by itself"),
        required=False,
        help_text=_("Goods that lie in different places go in parcels of their own, and each is charged."),
    )


class TemplateEditor:
    """A template and its zones, bound to a request or to what is there."""

    def __init__(self, *, data: QueryDict | None = None, template: FreightTemplate | None = None) -> None:
        rows = list(template.zones.all()) if template else []
        initial = {"name": template.name, "basis": template.basis, "by_place": template.by_place} if template else {}
        self.terms = TemplateForm(data, initial=initial)
        rest = next((row for row in rows if not row.regions), None)
        self.rest = RestForm(data, prefix="rest", initial=_initial(rest))
        named = [row for row in rows if row.regions]
        count = len(named) + _SPARE if data is None else self._sent(data)
        self.zones = [
            ZoneForm(
                data,
                prefix=f"zone-{at}",
                initial=_initial(named[at] if at < len(named) else None),
                empty_permitted=True,
                use_required_attribute=False,
            )
            for at in range(min(count, MAX_ZONES))
        ]

    @staticmethod
    def _sent(data: QueryDict) -> int:
        return sum(f"zone-{at}-regions" in data for at in range(MAX_ZONES))

    def is_valid(self) -> bool:
        forms_valid = [form.is_valid() for form in (self.terms, self.rest, *self.zones)]
        if not all(forms_valid):
            return False
        lost = [form for form in self.zones if form.has_changed() and not form.cleaned_data.get("regions")]
        for form in lost:
            if any(value for name, value in form.cleaned_data.items() if name != "regions"):
                form.add_error("regions", _("Name the regions, or empty the row."))
        return all(form.is_valid() for form in self.zones)

    def zone_data(self) -> list[Zone]:
        """All zones, the one for all others last."""
        named = [form.zone() for form in self.zones if form.cleaned_data.get("regions")]
        return [*named, self.rest.zone()]


def _initial(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "regions": row.regions,
        "no_delivery": not row.delivers,
        "first_units": row.first_units,
        "first_fen": row.first_fen,
        "more_units": row.more_units,
        "more_fen": row.more_fen,
        "free_from_fen": row.free_from_fen,
    }


class GoodsFilterForm(forms.Form):
    """Narrow the list of goods."""

    q = forms.CharField(label=_("Product"), max_length=60, required=False)
    template = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
