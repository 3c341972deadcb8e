"""Freight templates, and which goods are sent by which."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from shop.catalog.enums import ProductKind
from shop.catalog.finding import find_products
from shop.catalog.models import Product
from shop.core.desk import DeskView, tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.core.errors import ShopError
from shop.shipping.admin.forms import GoodsFilterForm, TemplateEditor, region_text
from shop.shipping.enums import Basis
from shop.shipping.models import FreightTemplate
from shop.shipping.operations import assign_template, make_default, remove_template, save_template, set_volume

_SENT = [kind for kind in ProductKind if kind.is_sold_here and kind.is_shipped]
# More regions than this are counted.
_NAMED = 4
_PAGE = 50


class FreightMixin:
    """A screen of freight."""

    permission_required = "shipping.change_freighttemplate"
    header_icon = "mb-orders"
    kwargs: dict[str, Any]

    def url(self) -> str:
        return reverse("freight_desk:list")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Freight")}]


def _regions_text(codes: list[str]) -> str:
    named = "、".join(region_text(code) for code in codes[:_NAMED])
    left = len(codes) - _NAMED
    if left <= 0:
        return named
    return ngettext("%(named)s and %(count)s more", "%(named)s and %(count)s more", left) % {
        "named": named,
        "count": left,
    }


class TemplatesView(FreightMixin, DeskView):
    """All templates, each in words."""

    template_name = "admin/shipping/templates.html"
    page_title = gettext_lazy("Freight")

    def trail(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = FreightTemplate.objects.annotate(product_count=Count("products")).prefetch_related("zones")
        return super().get_context_data(
            rows=[
                {
                    "template": row,
                    "zones": [
                        {
                            "zone": zone,
                            "regions": _regions_text(zone.regions),
                            "all": "、".join(map(region_text, zone.regions)),
                        }
                        for zone in row.zones.all()
                    ],
                }
                for row in rows
            ],
            unweighed=_unmeasured(Basis.WEIGHT),
            unmeasured=_unmeasured(Basis.VOLUME),
            **kwargs,
        )


def _unmeasured(basis: Basis) -> int:
    """How many products for sale are sent by weight (or volume) and have a SKU without one."""
    default = FreightTemplate.objects.filter(is_default=True, basis=basis).exists()
    by_basis = Q(freight__template__basis=basis) | (Q(freight=None) if default else Q(pk__in=[]))
    missing = Q(skus__weight_g=None) if basis == Basis.WEIGHT else Q(skus__volume=None)
    products = Product.objects.filter(by_basis, missing, skus__is_active=True, kind__in=_SENT, live=True)
    return products.distinct().count()


class TemplateView(FreightMixin, DeskView):
    """Write a template."""

    template_name = "admin/shipping/template.html"

    @cached_property
    def template(self) -> FreightTemplate | None:
        return get_object_or_404(FreightTemplate, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_page_title(self) -> str:
        return self.template.name if self.template else _("New freight template")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("editor", TemplateEditor(template=self.template))
        return super().get_context_data(url=self.url(), template=self.template, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        editor = TemplateEditor(data=request.POST, template=self.template)
        if editor.is_valid():
            try:
                saved = save_template(
                    by=request.user, zones=editor.zone_data(), template=self.template, **editor.terms.cleaned_data
                )
            except ShopError as error:
                editor.terms.add_error(error.field if error.field in editor.terms.fields else None, str(error))
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
                return redirect(self.url())
        return self.render_to_response(self.get_context_data(editor=editor), status=422)


class _TemplateButton(FreightMixin, ButtonView):
    @cached_property
    def template(self) -> FreightTemplate:
        return get_object_or_404(FreightTemplate, pk=self.kwargs["pk"])


class DefaultView(_TemplateButton):
    """Let it hold for all other goods."""

    def perform(self) -> str:
        make_default(by=self.request.user, template=self.template)
        return _("%(name)s holds for all goods without a template of their own.") % {"name": self.template.name}


class RemoveView(_TemplateButton):
    """Remove it."""

    def perform(self) -> str:
        name = self.template.name
        remove_template(by=self.request.user, template=self.template)
        return _("%(name)s is removed.") % {"name": name}


class GoodsView(FreightMixin, DeskView):
    """What is sent by which template; ticked products are given another one."""

    template_name = "admin/shipping/goods.html"
    page_title = gettext_lazy("Goods by template")

    def _rows(self, key: str) -> QuerySet[Product]:
        rows = Product.objects.filter(kind__in=_SENT)
        if key == "":
            return rows
        template = next((row for row in self.templates if str(row.pk) == key), None)
        if template is None:
            return rows.none()
        return rows.filter(Q(freight__template=template) | (Q(freight=None) if template.is_default else Q(pk__in=[])))

    @cached_property
    def templates(self) -> list[FreightTemplate]:
        return list(FreightTemplate.objects.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = GoodsFilterForm(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {"q": "", "template": "-"}
        rows = self._rows(values["template"]).select_related("freight__template").order_by("title", "pk")
        if values["q"].strip():
            rows = find_products(rows, values["q"].strip())
        page = Paginator(rows.annotate(sku_count=Count("skus")), _PAGE).get_page(self.request.GET.get("p"))
        choices = [("", _("All goods")), *((str(row.pk), row.name) for row in self.templates)]
        return super().get_context_data(
            form=form,
            page_obj=page,
            templates=self.templates,
            default=next((row for row in self.templates if row.is_default), None),
            tabs=tabs_of(choices, current=values["template"], rows=self._rows, name="template"),
            is_filtered=bool(values["q"]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        ids = [int(text) for text in request.POST.getlist("product") if text.isdecimal() and len(text) < 11]
        products = list(Product.objects.filter(pk__in=ids[:_PAGE], kind__in=_SENT).order_by("pk"))
        chosen = request.POST.get("to", "")
        template = next((row for row in self.templates if str(row.pk) == chosen), None)
        if not products:
            messages.warning(request, _("Tick the products first."))
        elif template is None and chosen != "default":
            messages.warning(request, _("Choose a template."))
        else:
            count = assign_template(by=request.user, products=products, template=template)
            said = ngettext(
                "%(count)s product is sent by %(name)s now.", "%(count)s products are sent by %(name)s now.", count
            )
            messages.success(
                request, said % {"count": count, "name": template or _("the template for all other goods")}
            )
        return redirect(request.get_full_path())


class VolumesForm(forms.Form):
    """The volume of each SKU of a product."""

    def __init__(self, data: Any = None, *, product: Product) -> None:
        self.skus = list(product.skus.select_related("volume").order_by("position", "pk"))
        super().__init__(data)
        for sku in self.skus:
            volume = getattr(sku, "volume", None)
            self.fields[f"sku-{sku.pk}"] = forms.IntegerField(
                label=f"{sku.code} {sku.option_text}".strip(),
                min_value=1,
                max_value=10_000_000,
                required=False,
                initial=volume.volume_cm3 if volume else None,
                help_text=_("Weight: %(grams)s g") % {"grams": f"{sku.weight_g:,}"}
                if sku.weight_g
                else _("No weight yet"),
            )


class VolumesView(FreightMixin, OperationView):
    """How much room the SKUs of a product take in a parcel, in cm³."""

    button = gettext_lazy("Save")

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["product"], kind__in=_SENT)

    def get_page_title(self) -> str:
        return _("Volume of %(product)s in cm³") % {"product": self.product.title}

    def url(self) -> str:
        return reverse("freight_desk:goods")

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("freight_desk:list"), "label": _("Freight")},
            {"url": self.url(), "label": _("Goods by template")},
        ]

    def make_form(self, data: Any = None) -> VolumesForm:
        return VolumesForm(data, product=self.product)

    def perform(self, values: dict[str, Any]) -> str:
        for sku in VolumesForm(product=self.product).skus:
            set_volume(by=self.request.user, sku=sku, volume_cm3=values.get(f"sku-{sku.pk}"))
        return _("Saved.")
