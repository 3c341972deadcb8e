"""What to order, with the arithmetic, and drafts made of it."""

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from shop.core.desk import DeskView
from shop.core.errors import ShopError
from shop.inventory.models import Place
from shop.purchasing.admin.tokens import new_token, read_token
from shop.purchasing.models import MAX_UNITS, Supplier
from shop.purchasing.operations import draft_orders
from shop.purchasing.queries import COVER_DAYS, RATE_DAYS, suggestions

USUAL = {"days": 28, "cover": 30}


def _days_choices(numbers: tuple[int, ...]) -> list[tuple[int, str]]:
    return [(number, ngettext("%(count)s day", "%(count)s days", number) % {"count": number}) for number in numbers]


class BasisForm(forms.Form):
    """Over which days the rate is taken, and for how long an order should last."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Sales rate of the last"), choices=lambda: _days_choices(RATE_DAYS), coerce=int
    )
    cover = forms.TypedChoiceField(
        label=gettext_lazy("Lasting, after delivery, for"), choices=lambda: _days_choices(COVER_DAYS), coerce=int
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Supplier"),
        queryset=Supplier.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label=gettext_lazy("All suppliers"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__({**USUAL, **data.dict()})

    def basis(self) -> dict[str, Any]:
        """The arguments of ``suggestions``; the usual ones where something cannot be read."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "days": data.get("days") or USUAL["days"],
            "cover_days": data.get("cover") or USUAL["cover"],
            "supplier": data.get("supplier"),
        }


class SuggestionsView(DeskView):
    """What to order by supplier. POST makes drafts of the ticked rows."""

    permission_required = "purchasing.change_purchaseorder"
    template_name = "admin/purchasing/suggestions.html"
    page_title = gettext_lazy("Order suggestions")
    header_icon = "tasks"
    listing = "purchase_suggestions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = BasisForm(self.request.GET)
        basis = form.basis()
        may_cost = self.request.user.has_perm("catalog.view_cost")
        after = self.request.GET.get("after", "")
        place = int(after) if after.isdecimal() and len(after) <= 18 else 0
        page = suggestions(at=timezone.now(), after=place, **basis)
        groups = []
        for supplier, some in groupby(page.rows, key=lambda row: row.item.supplier):
            group = list(some)
            groups.append(
                {
                    "supplier": supplier,
                    "rows": group,
                    "sum_fen": sum(row.sum_fen or 0 for row in group) if may_cost else None,
                }
            )
        return super().get_context_data(
            form=form,
            groups=groups,
            page={"next_cursor": page.next_after or ""},
            is_part=bool(page.next_after or place),
            days=basis["days"],
            cover_days=basis["cover_days"],
            places=Place.objects.all(),
            token=new_token(),
            has_suppliers=Supplier.objects.filter(is_active=True, items__isnull=False).exists(),
            may_cost=may_cost,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            orders = draft_orders(
                by=request.user,
                quantities=self._ticked(),
                place=Place.objects.filter(pk=_number(request.POST.get("place", ""))).first()
                or Place.objects.default(),
                at=timezone.now(),
                token=read_token(request.POST.get("token", "")),
            )
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        numbers = ", ".join(order.number for order in orders)
        messages.success(
            request,
            ngettext("Draft %(numbers)s is written.", "Drafts %(numbers)s are written.", len(orders))
            % {"numbers": numbers},
        )
        if len(orders) == 1:
            return redirect("purchasing_desk:order", orders[0].number)
        return redirect(f"{reverse('purchasing_desk:orders')}?tab=draft")

    def _ticked(self) -> dict[int, int]:
        """Item id → units, of the ticked rows."""
        data = self.request.POST
        ticked = {_number(text) for text in data.getlist("item")}
        return {pk: units for pk in ticked if (units := _number(data.get(f"units-{pk}", "")))}


def _number(text: str) -> int:
    """A whole number from 1 to ``MAX_UNITS``, else 0."""
    text = text.strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) <= 12 and int(text) <= MAX_UNITS else 0
