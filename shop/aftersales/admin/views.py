"""The list of cases, and one case with the steps that can be taken now."""

import secrets
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.aftersales import operations
from shop.aftersales.admin import wording
from shop.aftersales.admin.forms import OpenForm, TermsForm
from shop.aftersales.admin.listing import CaseListing
from shop.aftersales.admin.steps import BY_NAME, DECIDE, NOTE, STEPS
from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case, CasePicture
from shop.aftersales.queries import choices, refunds_of, replacement_of, terms_of, with_goods
from shop.aftersales.rules import OPEN_STATES
from shop.catalog.models import Product
from shop.core.errors import ShopError
from shop.customers.desk import PersonalDeskView, TurnListView
from shop.customers.rules import mask_name, mask_phone
from shop.orders.models import Order
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


class CaseView(CaseDeskView):
    """Everything about a case, and what can be done with it now."""

    template_name = "admin/aftersales/case.html"

    @cached_property
    def case(self) -> Case:
        rows = with_goods(Case.objects.all()).select_related("order__customer", "place")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_page_title(self) -> str:
        return self.case.number

    def case_url(self) -> str:
        return reverse("case_desk:case", args=[self.case.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, order = self.case, self.case.order
        state = case.state_at(self.at)
        sent = replacement_of(case)
        bound: dict[str, Any] = kwargs.pop("bound", {})
        steps = [
            {"step": step, "form": bound.get(step.name) or step.make(case, self.at, None)}
            for step in STEPS
            if step.is_allowed(case, state=state, user=self.request.user)
        ]
        is_late = case.is_late(self.at)
        may_note = self.request.user.has_perm(NOTE.permission)
        # What a yes, or the clock, can still send back.
        left = left_fen(order) if state in OPEN_STATES else 0
        return super().get_context_data(
            case=case,
            order=order,
            state=state,
            is_open=state in OPEN_STATES,
            is_late=is_late,
            turn=wording.turn(case, state),
            by_itself=wording.by_itself(case, state, is_late=is_late, left_fen=left),
            warning=wording.warning(case, state, left_fen=left),
            agreed=wording.agreed(case, state, left_fen=left),
            legal=wording.legal(case),
            main=[row for row in steps if not row["step"].for_customer],
            for_customer=[row for row in steps if row["step"].for_customer],
            note_form=(bound.get("note") or NOTE.make(case, self.at, None)) if may_note else None,
            entries=[{"entry": row, "by": str(row.by or "")} for row in case.entries.select_related("by")],
            refunds=refunds_of(case),
            others=Case.objects.filter(order__customer=order.customer_id).exclude(pk=case.pk).order_by("-pk")[:OTHERS],
            recipient=order.recipient if self.personal else mask_name(order.recipient),
            phone=order.phone if self.personal else mask_phone(order.phone),
            parcel=sent,
            troubled={sent.pk} if sent and sent.is_in_trouble(self.at) else set(),
            packs=state == CaseState.REPLACING and self.request.user.has_perm("orders.ship_order"),
            pictures=list(case.pictures.select_related("picture")),
            personal=self.personal,
            **kwargs,
        )


class StepView(CaseView):
    """One step: POST does it through one operation and says what happened; GET leads to the case."""

    step = ""

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        return BY_NAME[self.step].permission

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.case_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = BY_NAME[self.step]
        form = step.make(self.case, self.at, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(bound={step.name: form}), status=422)
        try:
            step.do(request.user, self.case, form, self.at)
        except ShopError as error:
            if error.field in form.fields:
                form.add_error(error.field, str(error))
                return self.render_to_response(self.get_context_data(bound={step.name: form}), status=422)
            messages.error(request, str(error))
        else:
            messages.success(request, str(step.done))
        return redirect(self.case_url())


class CasePictureView(CaseDeskView):
    """A picture that came with a case, for those who may see personal data."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.personal:
            raise PermissionDenied
        try:
            public_id = UUID(self.kwargs["public_id"])
        except ValueError as error:
            raise Http404 from error
        row = get_object_or_404(
            CasePicture.objects.select_related("picture"),
            case__number=self.kwargs["number"],
            picture__public_id=public_id,
        )
        return FileResponse(row.picture.file.open("rb"), filename=f"{public_id}{row.picture.suffix}")


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


class TermsView(CaseDeskView):
    """What a product promises about returns, with effect for orders from now on."""

    permission_required = "aftersales.change_returnterms"
    template_name = "admin/aftersales/terms.html"
    page_title = gettext_lazy("Returns of this product")

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("product_desk:kind", args=[self.product.pk]), "label": self.product.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = terms_of(self.product, at=self.at)
        kwargs.setdefault("form", TermsForm(initial={"exception": terms.exception, "days": terms.days}))
        return super().get_context_data(product=self.product, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TermsForm(request.POST)
        if form.is_valid():
            try:
                operations.set_terms(by=request.user, product=self.product, terms=form.terms(), at=self.at)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Saved. It holds for orders from now on."))
                return redirect("product_desk:kind", self.product.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
