"""Badges: what there are, and which a product has. Screens with immediate effect."""

from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.catalog import operations
from shop.catalog.enums import BadgeRole, BadgeRule
from shop.catalog.models import Badge, Product
from shop.catalog.models.badge import MAX_BADGE_DAYS
from shop.catalog.operations import BadgeData
from shop.catalog.shown import badges_of
from shop.core.desk import DeskView, SecondsField
from shop.core.errors import ShopError


class BadgeForm(forms.Form):
    """A badge."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=12,
        help_text=gettext_lazy("A word or two that are true: organic, limited, hand-made. No sales, no ranks."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Colour"), choices=BadgeRole.choices)
    rule = forms.ChoiceField(label=gettext_lazy("Who gets it"), choices=BadgeRule.choices)
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=MAX_BADGE_DAYS,
        required=False,
        help_text=gettext_lazy("For what is new: so many days after it was first published."),
    )


class GivenForm(forms.Form):
    """A badge for a product."""

    badge = forms.TypedChoiceField(label=gettext_lazy("Badge"), coerce=int)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=200,
        help_text=gettext_lazy("What makes it true: a certificate and its number, a count. Shoppers read it."),
    )
    starts_at = SecondsField(label=gettext_lazy("Shown from"), required=False)
    ends_at = SecondsField(label=gettext_lazy("Shown until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Badge.objects.filter(rule=BadgeRule.HAND).values_list("pk", "name")
        self.fields["badge"].choices = [("", "–"), *rows]  # type: ignore[attr-defined]


class BadgeListView(DeskView):
    """All badges, and one more."""

    permission_required = "catalog.change_badge"
    header_icon = "tag"
    template_name = "admin/catalog/badges.html"

    def get_page_title(self) -> str:
        return _("Badges")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        badges = Badge.objects.annotate(product_count=Count("given"))
        return super().get_context_data(**{"badges": badges, "form": BadgeForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.save(BadgeForm(request.POST), badge_id=None)

    def save(self, form: BadgeForm, *, badge_id: int | None) -> HttpResponse:
        """Add or change one, or show the form again."""
        if form.is_valid():
            try:
                row = operations.save_badge(
                    by=self.request.user, data=BadgeData(**form.cleaned_data), badge_id=badge_id
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(self.request, _("“%(title)s” was saved.") % {"title": row.name})
                return redirect("badge_desk:list")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class BadgeView(BadgeListView):
    """Change a badge, or remove it."""

    template_name = "admin/catalog/badge.html"

    @cached_property
    def badge(self) -> Badge:
        return get_object_or_404(Badge, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.badge.name

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("badge_desk:list"), "label": _("Badges")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.badge
        given = row.given.select_related("product").order_by("product__title", "pk")
        initial = {"name": row.name, "role": row.role, "rule": row.rule, "days": row.days}
        context = {"form": BadgeForm(initial=initial), "given": given[:50], "count": given.count()}
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" not in request.POST:
            return self.save(BadgeForm(request.POST), badge_id=self.badge.pk)
        try:
            operations.remove_badge(by=request.user, badge_id=self.badge.pk, lose="lose" in request.POST)
        except ShopError as error:
            return self.render_to_response(self.get_context_data(loss=str(error)), status=error.status)
        messages.success(request, _("The badge was removed."))
        return redirect("badge_desk:list")


class ProductBadgesView(DeskView):
    """Which badges a product has, from when until when, and why."""

    permission_required = "catalog.change_badge"
    header_icon = "tag"
    template_name = "admin/catalog/product_badges.html"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Badges")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        given = list(self.product.badges.select_related("badge"))
        for row in given:
            row.shown_now = row.is_shown(at)  # type: ignore[attr-defined]
        by_time = [mark for mark in badges_of([self.product], at=at)[self.product.pk] if mark.days]
        context = {"product": self.product, "given": given, "by_time": by_time, "form": self.form_of(given)}
        return super().get_context_data(**{**context, **kwargs})

    def form_of(self, given: list[Any]) -> GivenForm:
        """Empty, or as the badge named in the address was given."""
        chosen = next((row for row in given if str(row.badge_id) == self.request.GET.get("badge")), None)
        if chosen is None:
            return GivenForm()
        times = {name: getattr(chosen, name) for name in ("starts_at", "ends_at")}
        local = {name: timezone.localtime(moment) if moment else None for name, moment in times.items()}
        return GivenForm(initial={"badge": chosen.badge_id, "evidence": chosen.evidence, **local})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = redirect("product_desk:badges", self.product.pk)
        if "take" in request.POST:
            text = request.POST["take"]
            badge_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
            if operations.take_badge(by=request.user, product=self.product, badge_id=badge_id):
                messages.success(request, _("The badge was taken off."))
            return here
        form = GivenForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                operations.give_badge(
                    by=request.user,
                    product=self.product,
                    badge_id=data["badge"],
                    evidence=data["evidence"],
                    starts_at=data["starts_at"],
                    ends_at=data["ends_at"],
                    at=timezone.now(),
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Saved. It takes effect at once."))
                return here
        return self.render_to_response(self.get_context_data(form=form), status=422)
