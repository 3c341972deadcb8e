"""A product's options, and which of their combinations are SKUs: one screen, with immediate effect."""

from dataclasses import dataclass
from itertools import product as combinations
from math import prod
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from shop.catalog.admin.forms import CombinationForm, split_values
from shop.catalog.models import Option, OptionValue, Product, Sku, SkuValue
from shop.catalog.operations import OptionEdits, Renamed, add_combinations, revise_options
from shop.core.desk import DeskView
from shop.core.errors import ShopError

# Beyond this nobody reads the list of what is missing.
MAX_LISTED = 300


@dataclass(frozen=True)
class Line:
    """A text field of the options form: what it holds, and why it was refused."""

    field: str
    text: str
    seen: str
    error: str = ""


class OptionsView(DeskView):
    """Rename and sort options and values, add values, make SKUs of combinations that have none."""

    permission_required = "catalog.change_sku"
    header_icon = "list-ul"
    template_name = "admin/catalog/options.html"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    @cached_property
    def may_add(self) -> bool:
        return bool(self.request.user.has_perm("catalog.add_sku"))

    def get_page_title(self) -> str:
        return _("Options and combinations")

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")},
            {"url": reverse("goods_desk:product", args=[self.product.pk]), "label": self.product.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = list(Option.objects.filter(product=self.product).prefetch_related("values"))
        skus = list(Sku.objects.filter(product=self.product).order_by("position", "pk"))
        missing, is_too_many = self._missing(options, skus)
        kwargs.setdefault("form", CombinationForm(initial=self._suggested(skus)))
        return super().get_context_data(
            product=self.product,
            options=self._lines(options),
            skus=skus,
            missing=missing if self.may_add else [],
            is_too_many=is_too_many,
            ticked=set(self.request.POST.getlist("combination")),
            **kwargs,
        )

    def _suggested(self, skus: list[Sku]) -> dict[str, Any]:
        """Code and price as most of the product's SKUs have them."""
        if not skus:
            return {}
        codes = [sku.code.rpartition("-")[0] or sku.code for sku in skus]
        prices = [sku.price_fen for sku in skus]
        return {"code": max(codes, key=codes.count), "price": max(prices, key=prices.count)}

    def _missing(self, options: list[Option], skus: list[Sku]) -> tuple[list[dict[str, str]], bool]:
        """Combinations that no SKU has: the ids of their values, and their words."""
        values = [list(option.values.all()) for option in options]
        if not options or not all(values):
            return [], False
        if prod(map(len, values)) > MAX_LISTED:
            return [], True
        taken = {sku.combination for sku in skus}
        found = []
        for row in combinations(*values):
            key = _key([value.pk for value in row])
            if key not in taken:
                found.append({"key": key, "text": " / ".join(value.value for value in row)})
        return found, False

    def _lines(self, options: list[Option]) -> list[dict[str, Any]]:
        """The options form; what was typed and refused stands in it as it was typed."""
        used = set(SkuValue.objects.filter(sku__product=self.product).values_list("value_id", flat=True))
        refused: tuple[str, str] | None = getattr(self, "refused", None)

        def line(field: str, stored: str) -> Line:
            typed = self.request.POST.get(field, stored) if refused else stored
            return Line(field, typed, stored, refused[1] if refused and refused[0] == field else "")

        return [
            {
                "option": option,
                "name": line(f"option-{option.pk}", option.name),
                "new": line(f"new-{option.pk}", ""),
                "values": [
                    {"value": value, "line": line(f"value-{value.pk}", value.value), "is_used": value.pk in used}
                    for value in option.values.all()
                ],
            }
            for option in options
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "add" in request.POST:
            return self._add()
        try:
            changed = revise_options(by=request.user, product=self.product, edits=self._edits())
        except ShopError as error:
            self.refused = (error.field or "", str(error))
            if not (error.field or "").startswith(("option-", "value-", "new-")):
                messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=error.status)
        if changed:
            messages.success(request, _("The options are saved. SKUs and the shop show them at once."))
        return redirect(request.path)

    def _edits(self) -> OptionEdits:
        data = self.request.POST

        def renamed(kind: str, rows: Any) -> dict[int, Renamed]:
            return {
                pk: Renamed(name=data[f"{kind}-{pk}"].replace("\0", ""), seen=data.get(f"{kind}-{pk}-seen", ""))
                for pk in rows
                if f"{kind}-{pk}" in data
            }

        options = Option.objects.filter(product=self.product).values_list("pk", flat=True)
        values = OptionValue.objects.filter(option__product=self.product).values_list("pk", flat=True)
        remove = data.get("remove", "")
        return OptionEdits(
            options=renamed("option", options),
            values=renamed("value", values),
            added={pk: texts for pk in options if (texts := split_values(data.get(f"new-{pk}", "")))},
            move=_move(data.get("move", "")),
            remove=_number(remove) if remove else None,
        )

    def _add(self) -> HttpResponse:
        form = CombinationForm(self.request.POST)
        chosen = self.request.POST.getlist("combination")
        if form.is_valid() and self.may_add:
            try:
                with transaction.atomic():
                    matrix = add_combinations(
                        by=self.request.user,
                        product=self.product,
                        code=form.cleaned_data["code"],
                        price_fen=form.cleaned_data["price"],
                        combinations=[[_number(pk) for pk in key.split("-")] for key in chosen],
                    )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                count = len(matrix.created)
                said = ngettext("%(count)s SKU was added.", "%(count)s SKUs were added.", count) % {"count": count}
                messages.success(self.request, said)
                return redirect(self.request.path)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _key(ids: list[int]) -> str:
    """A combination as SKUs keep it."""
    return "-".join(str(pk) for pk in sorted(ids))


def _number(text: str) -> int:
    """An id of a form; 0, which nothing has, for whatever is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _move(text: str) -> tuple[str, int, int] | None:
    """``value-12-up`` → ("value", 12, -1)."""
    kind, _dash, rest = text.partition("-")
    pk, _dash, direction = rest.partition("-")
    if kind not in {"option", "value"} or direction not in {"up", "down"}:
        return None
    return kind, _number(pk), -1 if direction == "up" else 1
