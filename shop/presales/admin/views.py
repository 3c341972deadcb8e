"""The screens of pre-sales. Every write is one operation; the state is computed at the moment of looking."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.core.money import yuan
from shop.inventory.queries import UNLIMITED, available
from shop.orders.enums import DepositKind
from shop.presales import operations
from shop.presales.admin.forms import PlanForm, ReasonForm, TermsForm, terms_in, terms_of
from shop.presales.enums import PresaleState
from shop.presales.models import Presale
from shop.presales.operations.ending import left_of
from shop.presales.queries import Figures, figures
from shop.presales.rules import TRANSITIONS

S = PresaleState
TABS = [("", gettext_lazy("All")), *((state.value, state.label) for state in PresaleState)]
CHANGE = "presales.change_presale"
# So many orders are named on the page; the desk of orders has them all.
SHOWN_ORDERS = 20


class PresaleScreen(DeskView):
    """A screen of the desk."""

    permission_required = "presales.view_presale"
    header_icon = "date"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("presale_desk:list"), "label": _("Pre-sales")}]


class PresaleListView(PresaleScreen):
    """Pre-sales by state, with what was ordered and what is outstanding."""

    template_name = "admin/presales/list.html"
    page_title = gettext_lazy("Pre-sales")

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm(CHANGE):
            return []
        return [HeaderButton(_("Plan a pre-sale"), url=reverse("presale_desk:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in PresaleState.values else ""
        page = keyset_page(
            Presale.objects.in_state(tab, self.at).select_related("sku__product", "quota"),
            field="opens_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        counted = figures(page.rows, at=self.at)
        rows = [{"presale": row, "state": row.state_at(self.at), "figures": counted[row.pk]} for row in page.rows]
        return super().get_context_data(
            tabs=tabs_of(TABS, current=tab, rows=lambda key: Presale.objects.in_state(key, self.at)),
            page=page,
            rows=rows,
            **kwargs,
        )


class OfPresale(PresaleScreen):
    """A screen about one."""

    @cached_property
    def presale(self) -> Presale:
        rows = Presale.objects.to_send().select_related("sku__product", "quota", "job", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def state(self) -> PresaleState:
        return self.presale.state_at(self.at)

    @cached_property
    def figures(self) -> Figures:
        return figures([self.presale], at=self.at)[self.presale.pk]

    def get_page_title(self) -> str:
        return self.presale.sku.full_title

    def url(self) -> str:
        return reverse("presale_desk:presale", args=[self.presale.pk])


class PresaleView(OfPresale):
    """Its promise, what was ordered, and the money of it."""

    template_name = "admin/presales/presale.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        presale = self.presale
        stock = available([presale.sku_id], at=self.at).get(presale.sku_id, 0)
        rows = presale.orders.select_related("order__deposit").order_by("-pk")
        job = presale.job if presale.called_off_at else None
        left = left_of(presale).count() if presale.called_off_at else 0
        return super().get_context_data(
            presale=presale,
            state=self.state,
            ends=S.CALLED_OFF in TRANSITIONS.get(self.state, ()),
            figures=self.figures,
            stock=None if stock >= UNLIMITED else stock,
            orders=[(row, row.order.status_at(self.at)) for row in rows[: SHOWN_ORDERS + 1][:SHOWN_ORDERS]],
            job=job,
            is_at_work=job is not None and not job.is_over,
            left=left,
            may_change=self.request.user.has_perm(CHANGE),
            **kwargs,
        )


class PlanView(PresaleScreen, OperationView):
    """Plan one."""

    permission_required = CHANGE
    page_title = gettext_lazy("Plan a pre-sale")
    form_class = PlanForm
    button = gettext_lazy("Plan it")

    def url(self) -> str:
        made: Presale | None = getattr(self, "made", None)
        return reverse("presale_desk:presale", args=[made.pk]) if made else reverse("presale_desk:list")

    def make_form(self, data: Any = None) -> forms.Form:
        return PlanForm(data, initial={"sku": self.request.GET.get("sku", "")[:40]})

    def perform(self, values: dict[str, Any]) -> str:
        self.made = operations.plan_presale(by=self.request.user, sku=values["sku"], terms=terms_in(values), at=self.at)
        return _begins(self.made)


class ChangeView(OfPresale, OperationView):
    """Change one that has not opened."""

    permission_required = CHANGE
    form_class = TermsForm
    button = gettext_lazy("Save")

    def make_form(self, data: Any = None) -> forms.Form:
        return TermsForm(data, initial=terms_of(self.presale))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _too_late(self, S.PLANNED) or super().get(request, *args, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        terms = terms_in(values)
        return _begins(operations.change_presale(by=self.request.user, presale=self.presale, terms=terms, at=self.at))


def _begins(presale: Presale) -> str:
    local = timezone.localtime(presale.opens_at)
    return _("It opens on %(time)s, to the second.") % {"time": f"{local:%Y-%m-%d %H:%M:%S}"}


def _too_late(view: OfPresale, *states: PresaleState) -> HttpResponse | None:
    if view.state in states:
        return None
    messages.warning(view.request, _("This cannot be done with the pre-sale as it is now."))
    return redirect(view.url())


class StepView(OfPresale, OperationView):
    """A step that asks once: GET says what will happen, POST does it."""

    permission_required = CHANGE
    template_name = "admin/presales/step.html"
    is_dangerous = True
    states: tuple[PresaleState, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _too_late(self, *self.states) or super().get(request, *args, **kwargs)

    def consequences(self) -> list[str]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            presale=self.presale, state=self.state, consequences=self.consequences(), **kwargs
        )


class EndView(StepView):
    """End an open one early."""

    states = (S.OPEN,)
    button = gettext_lazy("End now")

    def perform(self, values: dict[str, Any]) -> str:
        operations.end_presale(by=self.request.user, presale=self.presale, at=self.at)
        return _("It takes no more orders, and the goods are sold the normal way again.")

    def consequences(self) -> list[str]:
        return [
            _("From this second on nobody orders it in advance; it is sold the normal way again, if any is there."),
            _("Orders that exist go on: balance and promised day stay as they are."),
            _("It cannot be opened again."),
        ]


class CallOffView(StepView):
    """Call it off with all its orders."""

    form_class = ReasonForm
    states = tuple(state for state, steps in TRANSITIONS.items() if S.CALLED_OFF in steps)
    button = gettext_lazy("Call off the pre-sale")

    def perform(self, values: dict[str, Any]) -> str:
        operations.call_off_presale(by=self.request.user, presale=self.presale, reason=values["reason"], at=self.at)
        return _("The pre-sale is called off.")

    def consequences(self) -> list[str]:
        found, count = self.figures, left_of(self.presale).count()
        said = [_("Nobody orders it in advance any more, and it is not taken up again.")]
        if not count:
            return [*said, _("Nobody has ordered it, so no money goes back.")]
        said.append(
            ngettext(
                "%(count)s order that has not left is closed, and all its money goes back.",
                "%(count)s orders that have not left are closed, and all their money goes back.",
                count,
            )
            % {"count": count}
        )
        if self.presale.deposit_kind == DepositKind.EARNEST and found.deposits:
            waiting = left_of(self.presale).filter(deposit__paid_at__isnull=False)
            sum_fen = sum(waiting.values_list("deposit__amount_fen", flat=True))
            said.append(
                _("You owe the earnest money a second time, ¥%(sum)s in all, by bank transfer (Civil Code 587).")
                % {"sum": yuan(sum_fen)}
            )
        return said


class FinishView(OfPresale, ButtonView):
    """Try again with the orders that could not be ended."""

    permission_required = CHANGE

    def perform(self) -> str:
        operations.finish_calling_off(by=self.request.user, presale=self.presale)
        return _("The orders that are left are tried again.")
