"""The list of cases, and one case with the steps that can be taken now."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages

from shop.aftersales import operations
from shop.aftersales.admin import wording
from shop.aftersales.admin.forms import OpenForm, TermsForm
from shop.aftersales.admin.listing import CaseListing
from shop.aftersales.admin.steps import DECIDE, NOTE, STEPS
from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case, CasePicture
from shop.aftersales.queries import choices, refunds_of, replacement_of, terms_of, with_goods
from shop.aftersales.rules import OPEN_STATES
from shop.catalog.admin.terms import ProductTermsView
from shop.core.errors import ShopError
from shop.customers.desk import PersonalDeskView, TurnListView
from shop.customers.rules import mask_name, mask_phone
from shop.customers.steps import SubjectPictureView, SubjectView, TakeStepView
from shop.orders.models import Order, Shipment
from shop.payments.queries import left_fen

# So many other cases of the customer are named.
OTHERS = 5


class CaseDeskView(PersonalDeskView):
    """A screen of the desk."""

    permission_required = "aftersales.view_case"
    header_icon = "rotate"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("case_desk:list"), "label": _("After-sales")}]


class CaseListView(TurnListView):
    """Cases by whose turn it is."""

    permission_required = "aftersales.view_case"
    header_icon = "rotate"
    template_name = "admin/aftersales/list.html"
    page_title = gettext_lazy("After-sales")
    listing = "cases"
    listing_class = CaseListing

    def with_goods(self, rows: Any) -> Any:
        return with_goods(rows)

    def row(self, item: Case) -> dict[str, Any]:
        lines = list(item.lines.all())
        return {
            "first": lines[0] if lines else None,
            "units": sum(line.units for line in lines),
            "more": len(lines) - 1,
            "recipient": item.order.recipient if self.personal else mask_name(item.order.recipient),
        }


class CaseView(SubjectView, CaseDeskView):
    """Everything about a case, and what can be done with it now."""

    template_name = "admin/aftersales/case.html"
    steps = STEPS
    open_states = OPEN_STATES

    @cached_property
    def subject(self) -> Case:
        rows = with_goods(Case.objects.all()).select_related("order__customer", "place")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def url(self) -> str:
        return reverse("case_desk:case", args=[self.subject.number])

    @cached_property
    def parcel(self) -> Shipment | None:
        """That of the replacement."""
        return replacement_of(self.subject)

    @cached_property
    def is_in_trouble(self) -> bool:
        return self.parcel is not None and self.parcel.is_in_trouble(self.at)

    def due_at(self, state: Any) -> datetime | None:
        # It does not count as received before somebody has taken care.
        return None if self.is_in_trouble else super().due_at(state)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, order = self.subject, self.subject.order
        state = case.state_at(self.at)
        # What a yes, or the clock, can still send back.
        left = left_fen(order) if state in OPEN_STATES else 0
        if NOTE.is_allowed(case, state=state, user=self.request.user):
            kwargs["note_form"] = kwargs.get("bound", {}).get("note") or NOTE.make(case, self.at)
        return super().get_context_data(
            case=case,
            order=order,
            turn=wording.turn(case, state),
            by_itself=""
            if self.is_in_trouble
            else wording.by_itself(case, state, is_late=case.is_late(self.at), left_fen=left),
            warning=wording.TROUBLE if self.is_in_trouble else wording.warning(case, state, left_fen=left),
            agreed=wording.agreed(case, state, left_fen=left),
            legal=wording.legal(case),
            refunds=refunds_of(case),
            others=Case.objects.filter(order__customer=order.customer_id).exclude(pk=case.pk).order_by("-pk")[:OTHERS],
            recipient=order.recipient if self.personal else mask_name(order.recipient),
            phone=order.phone if self.personal else mask_phone(order.phone),
            parcel=self.parcel,
            troubled={self.parcel.pk} if self.parcel and self.is_in_trouble else set(),
            packs=state == CaseState.REPLACING and self.request.user.has_perm("orders.ship_order"),
            pictures=list(case.pictures.select_related("picture")),
            # What rooms above know about it.
            panels=[panel for make in hooks.get_hooks("case_panels") if (panel := make(self.request, case))],
            **kwargs,
        )


class StepView(TakeStepView, CaseView):
    """A step with a case."""


class CasePictureView(SubjectPictureView):
    """A picture that came with a case."""

    permission_required = "aftersales.view_case"

    def pictures(self, number: str) -> QuerySet[CasePicture]:
        return CasePicture.objects.filter(case__number=number)


class OpenCaseView(CaseDeskView):
    """A case for a customer who called, also when their own time is over."""

    permission_required = DECIDE
    template_name = "admin/aftersales/open.html"
    page_title = gettext_lazy("New case")

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(Order, number=self.kwargs["number"])

    def order_url(self) -> str:
        return reverse("order_desk:order", args=[self.order.number])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.order_url(), "label": self.order.number}]

    def make_form(self, data: Any = None) -> OpenForm:
        return OpenForm(data, choices=choices(self.order, at=self.at, by_staff=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.make_form())
        kwargs.setdefault("token", secrets.token_hex(16))
        return super().get_context_data(order=self.order, order_url=self.order_url(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        token = request.POST.get("client_token", "")[:64]
        token = token if token and token.isprintable() else secrets.token_hex(16)
        if existing := Case.objects.filter(order=self.order, client_token=token).first():
            return redirect("case_desk:case", existing.number)
        if form.is_valid():
            try:
                case = operations.open_case(
                    by=request.user, order=self.order, data=form.data_given(), client_token=token, at=self.at
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("The case is open."))
                return redirect("case_desk:case", case.number)
        return self.render_to_response(self.get_context_data(form=form, token=token), status=422)


class TermsView(ProductTermsView):
    """What a product promises about returns, with effect for orders from now on."""

    permission_required = "aftersales.change_returnterms"
    header_icon = "rotate"
    page_title = gettext_lazy("Returns of this product")
    form_class = TermsForm
    note = gettext_lazy(
        "Orders placed before keep what they were promised. The product page says it before anybody buys."
    )
    saved = gettext_lazy("Saved. It holds for orders from now on.")

    def initial(self) -> dict[str, Any]:
        terms = terms_of(self.product, at=timezone.now())
        return {"exception": terms.exception, "days": terms.days}

    def keep(self, form: TermsForm) -> None:
        operations.set_terms(by=self.request.user, product=self.product, terms=form.terms(), at=timezone.now())
