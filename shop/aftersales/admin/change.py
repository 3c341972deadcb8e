"""Change the goods of an order that has not left: what it comes to is shown before anybody says so."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.aftersales import operations
from shop.aftersales.admin.steps import DECIDE
from shop.aftersales.admin.views import CaseDeskView
from shop.aftersales.changing import Change, Wanted, change_of, changeable
from shop.aftersales.models import Case
from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.orders.models import Order, OrderLine
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.promotions.queries import prices

NEW_ROWS = 3
MOST_SUGGESTED = 500
_SHIPPED = [kind for kind in ProductKind if kind.is_shipped]


class ChangeForm(forms.Form):
    """How many units of each line are to be sent, what comes instead of others, and what is added by its SKU code."""

    text = forms.CharField(label=gettext_lazy("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    token = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        lines: Sequence[OrderLine],
        others: Mapping[int, Sequence[tuple[Sku, int]]],
        **kwargs: Any,
    ) -> None:
        """``others``: by product its SKUs for sale, each with its price now."""
        super().__init__(data, **kwargs)
        self.lines = [line for line in lines if line.to_ship]
        for line in self.lines:
            self.fields[f"units-{line.pk}"] = forms.IntegerField(
                label=line.title,
                min_value=0,
                max_value=MAX_LINE_QUANTITY,
                initial=line.to_ship,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            if choices := others.get(line.sku.product_id):
                self.fields[f"to-{line.pk}"] = forms.TypedChoiceField(
                    label=_("Instead of what is taken out"),
                    coerce=int,
                    empty_value=None,
                    required=False,
                    choices=[
                        ("", _("nothing")),
                        *(
                            (sku.pk, f"{sku.option_text or sku.code} · ¥{yuan(price_fen)}")
                            for sku, price_fen in choices
                            if sku.pk != line.sku_id
                        ),
                    ],
                )
        codes, counts = (data.getlist(name)[:NEW_ROWS] if data else [] for name in ("code", "quantity"))
        rows = [{"code": code, "quantity": count} for code, count in zip(codes, counts, strict=False)]
        self.new_rows = rows + [{"code": "", "quantity": ""}] * (NEW_ROWS - len(rows))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        added: dict[int, int] = {}
        for row in self.new_rows:
            code, count = row["code"].strip(), row["quantity"].strip()
            if not code and not count:
                continue
            sku = Sku.objects.filter(code__iexact=code).first() if code and "\0" not in code else None
            if sku is None:
                raise ValidationError(_("There is no SKU with the code %(code)s.") % {"code": code[:40]})
            if not (count.isascii() and count.isdigit() and 1 <= int(count[:9]) <= MAX_LINE_QUANTITY):
                raise ValidationError(_("%(code)s: enter a whole number of units.") % {"code": code})
            added[sku.pk] = added.get(sku.pk, 0) + int(count)
        for line in self.lines:
            to, taken = data.get(f"to-{line.pk}"), line.to_ship - (data.get(f"units-{line.pk}") or 0)
            if to and taken > 0:
                added[to] = added.get(to, 0) + taken
        data["added"] = added
        return data

    def wanted(self) -> Wanted:
        """What is to be in the order."""
        units = {line.pk: self.cleaned_data[f"units-{line.pk}"] for line in self.lines}
        return Wanted(units=units, added=self.cleaned_data["added"])

    def rows(self) -> list[dict[str, Any]]:
        """A row for each line: the line and its fields."""
        return [
            {
                "line": line,
                "units": self[f"units-{line.pk}"],
                "to": self[f"to-{line.pk}"] if f"to-{line.pk}" in self.fields else None,
            }
            for line in self.lines
        ]


class ChangeView(CaseDeskView):
    """The form, what it comes to, and the button that does it."""

    permission_required = DECIDE
    template_name = "admin/aftersales/change.html"
    page_title = gettext_lazy("Change goods")

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(Order, number=self.kwargs["number"])

    @cached_property
    def lines(self) -> list[OrderLine]:
        return list(OrderLine.objects.filter(order=self.order).select_related("sku").order_by("pk"))

    def order_url(self, order: Order | None = None) -> str:
        return reverse("order_desk:order", args=[(order or self.order).number])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.order_url(), "label": self.order.number}]

    def make_form(self, data: QueryDict | None = None) -> ChangeForm:
        others: dict[int, list[tuple[Sku, int]]] = {}
        products = {line.sku.product_id for line in self.lines}
        skus = list(Sku.objects.for_sale(self.at).filter(product__in=products).order_by("product_id", "pk"))
        price_of = prices(skus, at=self.at, references=False)
        for sku in skus:
            others.setdefault(sku.product_id, []).append((sku, price_of[sku.pk].price_fen))
        others = {pk: skus for pk, skus in others.items() if len(skus) > 1}
        return ChangeForm(data, lines=self.lines, others=others, initial={"token": secrets.token_hex(16)})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not changeable(self.order, self.at):
            messages.warning(request, _("This cannot be done with the order as it is now."))
            return redirect(self.order_url())
        return self.render_to_response(self.get_context_data(form=self.make_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            if request.POST.get("confirm"):
                return self.confirm(form, request.POST.get("key", ""))
            change = change_of(self.order, form.wanted(), at=self.at)
        except ShopError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=form, change=change, told=self.consequences(change)))

    def confirm(self, form: ChangeForm, key: str) -> HttpResponse:
        """Do what was shown."""
        done = operations.change_goods(
            by=self.request.user,
            order=self.order,
            wanted=form.wanted(),
            key=key,
            text=form.cleaned_data["text"],
            client_token=form.cleaned_data["token"],
            at=self.at,
        )
        if isinstance(done, Case):
            said = _("Taken out; ¥%(sum)s is on its way back to the customer.")
            messages.success(self.request, said % {"sum": yuan(done.refunded_fen)})
            return redirect(self.order_url())
        due = done.total_fen - done.credit_fen
        texts = {"number": done.number, "sum": yuan(due)}
        said = _("Order %(number)s is placed; nothing is due.") if not due else ""
        said = said or _("Order %(number)s is placed. Tell the customer: ¥%(sum)s is to be paid on its page.")
        messages.success(self.request, said % texts)
        return redirect(self.order_url(done))

    def consequences(self, change: Change) -> list[str]:
        """What will happen, sentence by sentence."""
        sums = {
            "due": yuan(change.due_fen),
            "back": yuan(change.back_fen),
            "freight": yuan(change.freight_back_fen),
            "number": self.order.number,
        }
        if change.is_unpaid:
            return [
                _("Order %(number)s is closed, and another one takes its place at the prices of today.") % sums,
                _("The customer sees both, and pays ¥%(due)s within 24 hours. What they pay for the old one goes back.")
                % sums,
            ]
        said = []
        if change.takes_out_only:
            said.append(_("These units go back on sale. The rest of the order goes on."))
        elif change.due_fen:
            said.append(_("The goods are held for the customer, who sees it on their page and pays ¥%(due)s.") % sums)
            said.append(_("Without a payment within 24 hours it closes by itself, and this order stays as it is."))
            if change.gives_up:
                said.append(_("Until then this order is not shipped, as something in it may be exchanged."))
        else:
            said.append(_("It happens at once: nothing is to be paid."))
        if change.replaces:
            said.append(_("Nothing of order %(number)s is left, so it is closed; what was paid goes over.") % sums)
        if change.back_fen:
            said.append(_("¥%(back)s goes back to the customer at once, the way it was paid.") % sums)
        if change.freight_back_fen:
            said.append(_("¥%(freight)s of the freight is not needed any more and counts for the customer.") % sums)
        if change.stays_free:
            said.append(
                _("What is left alone would cost freight, or more of it. Nothing is charged afterwards.") % sums
            )
        return said

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suggestions = Sku.objects.for_sale(self.at).filter(product__kind__in=_SHIPPED).select_related("product")
        return super().get_context_data(
            order=self.order,
            order_url=self.order_url(),
            suggestions=suggestions.defer("product__body").order_by("code")[:MOST_SUGGESTED],
            **kwargs,
        )
