"""The promotion screens. Every write is one operation; the state is computed at the moment of looking."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.errors import ShopError
from shop.promotions import operations
from shop.promotions.admin.forms import PromotionEditor
from shop.promotions.enums import PromotionState
from shop.promotions.models import Promotion
from shop.promotions.queries import with_reference

TABS = [("", gettext_lazy("All")), *((state.value, state.label) for state in PromotionState)]


def in_state(promotions: QuerySet[Promotion], state: str, *, at: datetime) -> QuerySet[Promotion]:
    """Promotions that are in a state at ``at``."""
    conditions: dict[str, dict[str, Any]] = {
        PromotionState.SCHEDULED: {"cancelled_at": None, "starts_at__gt": at},
        PromotionState.ACTIVE: {"cancelled_at": None, "starts_at__lte": at, "ends_at__gt": at},
        PromotionState.ENDED: {"cancelled_at": None, "ends_at__lte": at},
        PromotionState.CANCELLED: {"cancelled_at__isnull": False},
    }
    return promotions.filter(**conditions.get(state, {}))


class PromotionScreen(DeskView):
    """A screen of the promotion desk."""

    permission_required = "promotions.view_promotion"
    header_icon = "mb-promotion"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("promotion_desk:list"), "label": _("Promotions")}]


class PromotionListView(PromotionScreen):
    """Promotions with their state, exact times and what was sold."""

    template_name = "admin/promotions/list.html"
    page_title = gettext_lazy("Promotions")
    listing = "promotions"

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        tools = super().header_buttons
        if not self.request.user.has_perm("promotions.add_promotion"):
            return tools
        return [HeaderButton(_("Add promotion"), url=reverse("promotion_desk:add"), icon_name="plus"), *tools]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "")
        promotions = in_state(Promotion.objects.all(), tab, at=self.at).annotate(
            item_count=Count("items"),
            limited_count=Count("items__quantity_limit"),
            sold=Sum("items__used", default=0),
            quantity=Sum("items__quantity_limit", default=0),
        )
        page = keyset_page(
            promotions,
            field="starts_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            tabs=tabs_of(TABS, current=tab, rows=lambda key: in_state(Promotion.objects.all(), key, at=self.at)),
            page=page,
            rows=[{"promotion": row, "state": row.state_at(self.at)} for row in page.rows],
            **kwargs,
        )


class PromotionView(PromotionScreen):
    """A screen about one promotion."""

    @cached_property
    def promotion(self) -> Promotion:
        return get_object_or_404(Promotion.objects.select_related("created_by"), pk=self.kwargs["pk"])

    @cached_property
    def state(self) -> PromotionState:
        return self.promotion.state_at(self.at)

    def get_page_title(self) -> str:
        return self.promotion.name

    def url(self) -> str:
        return reverse("promotion_desk:promotion", args=[self.promotion.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promotion=self.promotion, state=self.state, url=self.url(), **kwargs)


class PromotionDetailView(PromotionView):
    """Times, prices, reference prices and what was sold."""

    template_name = "admin/promotions/promotion.html"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("promotions.change_promotion"):
            return []
        pk = self.promotion.pk
        if self.state == PromotionState.SCHEDULED:
            return [
                HeaderButton(
                    _("Change"), url=reverse("promotion_desk:change", args=[pk]), icon_name="edit", priority=10
                ),
                HeaderButton(_("Cancel promotion"), url=reverse("promotion_desk:cancel", args=[pk]), icon_name="cross"),
            ]
        if self.state == PromotionState.ACTIVE:
            return [HeaderButton(_("End now"), url=reverse("promotion_desk:end", args=[pk]), icon_name="cross")]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = with_reference(self.promotion.items.select_related("sku__product")).order_by("id")
        return super().get_context_data(items=list(items), **kwargs)


class PromotionCreateView(PromotionScreen):
    """The form of a new promotion. Looking for goods and adding rows re-renders it; only saving saves."""

    permission_required = "promotions.add_promotion"
    template_name = "admin/promotions/form.html"
    page_title = gettext_lazy("New promotion")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(editor=self.editor()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        editor = self.editor(request.POST)
        if editor.only_edits_rows:
            editor.find()
            return self.render_to_response(self.get_context_data(editor=editor, is_draft=True))
        if editor.is_valid():
            try:
                promotion = self.save(editor)
            except ShopError as error:
                editor.refuse(error)
            else:
                messages.success(request, self.saved_message(promotion))
                return redirect("promotion_desk:promotion", promotion.pk)
        return self.render_to_response(self.get_context_data(editor=editor), status=422)

    def editor(self, data: Any = None) -> PromotionEditor:
        return PromotionEditor(data=data)

    def save(self, editor: PromotionEditor) -> Promotion:
        return operations.create_promotion(by=self.request.user, **editor.values())

    def saved_message(self, promotion: Promotion) -> str:
        local = timezone.localtime(promotion.starts_at)
        return _("“%(name)s” begins on %(time)s, to the second.") % {
            "name": promotion.name,
            "time": f"{local:%Y-%m-%d %H:%M:%S}",
        }


class PromotionChangeView(PromotionView, PromotionCreateView):
    """The same form for a promotion that has not started."""

    permission_required = "promotions.change_promotion"

    def get_page_title(self) -> str:
        return _("Change promotion")

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.promotion.name}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.state != PromotionState.SCHEDULED:
            messages.warning(request, _("Only a promotion that has not started can be changed."))
            return redirect(self.url())
        return super().get(request, *args, **kwargs)

    def editor(self, data: Any = None) -> PromotionEditor:
        return PromotionEditor(data=data, promotion=self.promotion)

    def save(self, editor: PromotionEditor) -> Promotion:
        return operations.change_promotion(by=self.request.user, promotion=self.promotion, **editor.values())


class PromotionStepView(PromotionView):
    """A step that asks once: GET says what will happen, POST does it."""

    permission_required = "promotions.change_promotion"
    template_name = "admin/promotions/step.html"
    state_needed: PromotionState
    label: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.state != self.state_needed:
            messages.warning(request, self.too_late())
            return redirect(self.url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done = self.perform()
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(self.url())
        if done:
            messages.success(request, self.done_message())
        else:
            messages.warning(request, self.too_late())
        return redirect(self.url())

    def perform(self) -> bool:
        raise NotImplementedError

    def done_message(self) -> str:
        raise NotImplementedError

    def too_late(self) -> str:
        return _("This cannot be done with the promotion as it is now.")

    def consequences(self) -> list[str]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(label=self.label, consequences=self.consequences(), **kwargs)


class PromotionEndView(PromotionStepView):
    """End a running promotion early."""

    state_needed = PromotionState.ACTIVE
    label = gettext_lazy("End now")

    def perform(self) -> bool:
        return operations.end_promotion(by=self.request.user, promotion=self.promotion)

    def done_message(self) -> str:
        return _("“%(name)s” has ended. The regular prices apply again.") % {"name": self.promotion.name}

    def consequences(self) -> list[str]:
        return [
            _("The regular prices apply from this second on, also in carts that are not ordered yet."),
            _("Orders already placed keep the promotional price."),
            _("A promotion that has ended cannot be started again."),
        ]


class PromotionCancelView(PromotionStepView):
    """Call off a promotion that has not started."""

    state_needed = PromotionState.SCHEDULED
    label = gettext_lazy("Cancel promotion")

    def perform(self) -> bool:
        return operations.cancel_promotion(by=self.request.user, promotion=self.promotion)

    def done_message(self) -> str:
        return _("“%(name)s” is cancelled. No price changes.") % {"name": self.promotion.name}

    def consequences(self) -> list[str]:
        return [
            _("The promotion will not start; shoppers no longer see it announced."),
            _("It stays in the list as cancelled and cannot be taken up again."),
        ]
