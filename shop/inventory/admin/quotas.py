"""Quotas: how many units of several SKUs may be sold together."""

from typing import Any

from django import forms
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView
from shop.inventory.admin.forms import SkuCodesField, UnitsField
from shop.inventory.models import Quota, QuotaItem
from shop.inventory.operations import end_quota, save_quota

MAX_SKUS = 200


class QuotaForm(forms.Form):
    """Name, units and the SKUs by code."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    limit = UnitsField(
        label=gettext_lazy("Units"), help_text=gettext_lazy("That may be sold of all these SKUs together, from now on.")
    )
    skus = SkuCodesField(label=gettext_lazy("SKU codes"), most=MAX_SKUS)


class QuotaMixin:
    """A screen of the quotas."""

    permission_required = "inventory.change_quota"
    header_icon = "tasks"
    kwargs: dict[str, Any]

    @cached_property
    def quota(self) -> Quota | None:
        return get_object_or_404(Quota, is_apart=False, pk=self.kwargs["quota"]) if "quota" in self.kwargs else None

    def url(self) -> str:
        return reverse("goods_desk:quotas")


class QuotasView(QuotaMixin, DeskView):
    """All quotas with what is taken."""

    template_name = "admin/inventory/quotas.html"
    page_title = gettext_lazy("Quotas")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quotas = (
            Quota.objects.filter(is_apart=False).annotate(sku_count=Count("items")).order_by("-created_at", "-pk")[:200]
        )
        return super().get_context_data(quotas=list(quotas), **kwargs)


class QuotaView(QuotaMixin, OperationView):
    """Add or change a quota."""

    form_class = QuotaForm
    button = gettext_lazy("Save")

    def get_page_title(self) -> str:
        return self.quota.name if self.quota else _("New quota")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Quotas")}]

    def facts(self) -> list[tuple[Any, Any]]:
        return [(_("Taken"), self.quota.used), (_("Left"), self.quota.left)] if self.quota else []

    def make_form(self, data: Any = None) -> QuotaForm:
        if self.quota is None:
            return QuotaForm(data)
        items = QuotaItem.objects.filter(quota=self.quota).order_by("sku__code")
        codes = "\n".join(items.values_list("sku__code", flat=True))
        return QuotaForm(data, initial={"name": self.quota.name, "limit": self.quota.limit, "skus": codes})

    def perform(self, values: dict[str, Any]) -> str:
        save_quota(
            by=self.request.user,
            quota=self.quota,
            name=values["name"],
            limit=values["limit"],
            sku_ids=values["skus"],
        )
        return _("%(name)s is saved.") % {"name": values["name"]}


class EndQuotaView(QuotaMixin, ButtonView):
    """Sell its SKUs without it."""

    def perform(self) -> str:
        assert self.quota is not None  # noqa: S101
        end_quota(by=self.request.user, quota=self.quota)
        return _("%(name)s has ended.") % {"name": self.quota.name}
