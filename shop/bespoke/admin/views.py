"""The list of custom work, one piece of it with the steps that can be taken now, and the terms of a product."""

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

from shop.bespoke import operations, rules
from shop.bespoke.admin.forms import TermsForm
from shop.bespoke.admin.listing import BespokeListing
from shop.bespoke.admin.steps import BY_NAME, STEPS
from shop.bespoke.admin.wording import by_itself, turn
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokePicture, BespokeTerms, BespokeWork
from shop.bespoke.queries import with_goods
from shop.catalog.models import Product
from shop.core.errors import ShopError
from shop.customers.desk import PersonalDeskView, TurnListView
from shop.customers.rules import mask_name, mask_phone


class BespokeDeskView(PersonalDeskView):
    """A screen of the desk."""

    permission_required = "bespoke.view_bespokework"
    header_icon = "edit"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("bespoke_desk:list"), "label": _("Custom work")}]


class BespokeListView(TurnListView):
    """Custom work by whose turn it is."""

    permission_required = "bespoke.view_bespokework"
    header_icon = "edit"
    template_name = "admin/bespoke/list.html"
    page_title = gettext_lazy("Custom work")
    listing_class = BespokeListing

    def with_goods(self, rows: Any) -> Any:
        return with_goods(rows)

    def row(self, item: BespokeWork) -> dict[str, Any]:
        return {"name": item.name if self.personal else mask_name(item.name)}


class BespokeView(BespokeDeskView):
    """Everything about a piece of custom work, and what can be done with it now."""

    template_name = "admin/bespoke/work.html"

    @cached_property
    def work(self) -> BespokeWork:
        return get_object_or_404(with_goods(BespokeWork.objects.all()), number=self.kwargs["number"])

    def get_page_title(self) -> str:
        return self.work.number

    def url(self) -> str:
        return reverse("bespoke_desk:work", args=[self.work.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        work = self.work
        state = work.state_at(self.at)
        bound: dict[str, Any] = kwargs.pop("bound", {})
        steps = [
            {"step": step, "form": bound.get(step.name) or step.make(work, None)}
            for step in STEPS
            if step.is_allowed(state=state, user=self.request.user)
        ]
        main = [row for row in steps if not row["step"].for_customer]
        pictures = list(work.pictures.select_related("picture"))
        return super().get_context_data(
            work=work,
            state=state,
            is_open=state in rules.OPEN_STATES,
            is_late=work.is_late(self.at),
            turn=turn(state),
            by_itself=by_itself(state),
            main=main,
            is_for_others=state == BespokeState.ASKED and not main,
            for_customer=[row for row in steps if row["step"].for_customer],
            entries=[{"entry": row, "by": str(row.by or "")} for row in work.entries.select_related("by")],
            name=work.name if self.personal else mask_name(work.name),
            phone=work.phone if self.personal else mask_phone(work.phone),
            wished=[row for row in pictures if not row.round],
            proofs=[row for row in pictures if row.round],
            personal=self.personal,
            **kwargs,
        )


class StepView(BespokeView):
    """One step: POST does it through one operation and says what happened; GET leads to the work."""

    step = ""

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        return BY_NAME[self.step].permission

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = BY_NAME[self.step]
        form = step.make(self.work, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(bound={step.name: form}), status=422)
        try:
            step.do(request.user, self.work, form, request.FILES.getlist("pictures"), self.at)
        except ShopError as error:
            field = "each" if error.field == "each_fen" else error.field
            if field in form.fields:
                form.add_error(field, str(error))
                return self.render_to_response(self.get_context_data(bound={step.name: form}), status=422)
            messages.error(request, str(error))
        else:
            messages.success(request, str(step.done))
        return redirect(self.url())


class PictureView(BespokeDeskView):
    """A picture of it, for those who may see personal data."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.personal:
            raise PermissionDenied
        try:
            public_id = UUID(self.kwargs["public_id"])
        except ValueError as error:
            raise Http404 from error
        row = get_object_or_404(
            BespokePicture.objects.select_related("picture"),
            work__number=self.kwargs["number"],
            picture__public_id=public_id,
        )
        return FileResponse(row.picture.file.open("rb"), filename=f"{public_id}{row.picture.suffix}")


class TermsView(BespokeDeskView):
    """Whether a product is made to wishes, and what a quote begins with."""

    permission_required = "bespoke.change_bespoketerms"
    template_name = "admin/bespoke/terms.html"
    page_title = gettext_lazy("Custom work of this product")

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("product_desk:kind", args=[self.product.pk]), "label": self.product.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = BespokeTerms.objects.filter(product=self.product).first() or BespokeTerms()
        initial = {name: getattr(terms, name) for name in TermsForm.base_fields}
        kwargs.setdefault("form", TermsForm(initial=initial))
        return super().get_context_data(product=self.product, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TermsForm(request.POST)
        if form.is_valid():
            try:
                operations.set_terms(by=request.user, product=self.product, **form.cleaned_data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Saved. The product page shows it at once."))
                return redirect("product_desk:kind", self.product.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
