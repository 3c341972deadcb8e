"""What a product's kind means and needs: one screen for each product, with immediate effect."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages

from shop.catalog import operations
from shop.catalog.admin.forms import KindForm, LinkForm, ProductionForm, QuestionForm
from shop.catalog.enums import ProductKind, SpecKind
from shop.catalog.models import Product, ProductTerms, SpecField
from shop.catalog.rules import OFFERED_KINDS
from shop.core.desk import DeskView
from shop.core.errors import ShopError, StaleState

SENTENCES: dict[str, str | Promise] = {
    ProductKind.PHYSICAL: gettext_lazy("Things that lie in stock and are sent in a parcel."),
    ProductKind.MADE_TO_ORDER: gettext_lazy(
        "Made for each buyer: they fill in a form (texts, choices, dates, pictures), and you say how long it takes."
    ),
    ProductKind.VOUCHER: gettext_lazy(
        "Paid here, redeemed at one of your places: a code for each piece, good once. No parcel, no address."
    ),
    ProductKind.SERVICE: gettext_lazy(
        "Workshops, guided tours, picking days: sessions at a time and place, with seats. The buyer gets a ticket."
    ),
    ProductKind.PAID_CONTENT: gettext_lazy(
        "Chapters to read or watch, opened by the payment. No stock, no parcel, no address."
    ),
    ProductKind.LINK: gettext_lazy("Told of here and sold in another shop: the button leads there, and is counted."),
    ProductKind.ENQUIRY: gettext_lazy("Shown without a price: whoever is interested writes to you."),
}


def kind_choices() -> list[dict[str, Any]]:
    """The kinds a product can be made as, with a sentence each."""
    return [{"kind": kind.value, "label": kind.label, "sentence": SENTENCES[kind]} for kind in OFFERED_KINDS]


class KindView(DeskView):
    """A product's kind, and the order form, production time or other shop that belongs to it.

    Rooms above add what their kinds need (hook ``product_kind_panels``: request and product to a component or None).
    """

    permission_required = "catalog.view_sku"
    header_icon = "tag"
    template_name = "admin/catalog/kind.html"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    @cached_property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("catalog.change_sku"))

    def get_page_title(self) -> str:
        return str(ProductKind(self.product.kind).label)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def address(self) -> str:
        return reverse("product_desk:kind", args=[self.product.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        product = self.product
        terms = ProductTerms.objects.filter(product=product).first() or ProductTerms(product=product)
        questions = list(SpecField.objects.filter(product=product).prefetch_related("choices"))
        context = {
            "product": product,
            "kind": ProductKind(product.kind),
            "sentence": SENTENCES.get(product.kind, ""),
            "may_change": self.may_change,
            "terms": terms,
            "questions": questions,
            "spec_kinds": SpecKind.choices,
            "production_form": ProductionForm(initial={"production_days": terms.production_days}),
            "link_form": LinkForm(initial={"link_url": terms.link_url}),
            "panels": [
                panel for make in hooks.get_hooks("product_kind_panels") if (panel := make(self.request, product))
            ],
            "kind_form": None if product.skus.exists() or questions else KindForm(initial={"kind": product.kind}),
        }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One of the small forms of the screen, named by ``save``."""
        self.check_may_change()
        which = request.POST.get("save", "")
        form: forms.Form
        if which == "production":
            form = ProductionForm(request.POST)
            return self._save(
                form,
                which,
                lambda data: operations.set_production_days(days=data["production_days"], **self.whose()),
            )
        if which == "link":
            form = LinkForm(request.POST)
            return self._save(form, which, lambda data: operations.set_link(url=data["link_url"], **self.whose()))
        if which == "kind":
            form = KindForm(request.POST)
            return self._save(form, which, lambda data: operations.change_kind(kind=data["kind"], **self.whose()))
        return redirect(self.address())

    def whose(self) -> dict[str, Any]:
        """What every operation here takes."""
        return {"by": self.request.user, "product": self.product}

    def check_may_change(self) -> None:
        if not self.may_change:
            raise PermissionDenied

    def _save(self, form: forms.Form, which: str, perform: Any) -> HttpResponse:
        if form.is_valid():
            try:
                perform(form.cleaned_data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(self.request, _("Saved. It takes effect at once."))
                return redirect(self.address())
        return self.render_to_response(self.get_context_data(**{f"{which}_form": form}), status=422)


class QuestionView(KindView):
    """A question of the order form: add it (by ``?answer=``), change it, move it, ask it no more."""

    permission_required = "catalog.change_sku"
    template_name = "admin/catalog/question.html"

    @cached_property
    def question(self) -> SpecField | None:
        if "question" not in self.kwargs:
            return None
        rows = SpecField.objects.filter(product=self.product).prefetch_related("choices")
        return get_object_or_404(rows, pk=self.kwargs["question"])

    @cached_property
    def answer_kind(self) -> SpecKind:
        """What kind of answer is asked for."""
        if self.question:
            return SpecKind(self.question.kind)
        chosen = self.request.GET.get("answer", "")
        return SpecKind(chosen) if chosen in SpecKind.values else SpecKind.TEXT

    def get_page_title(self) -> str:
        return self.question.label if self.question else _("New question")

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.address(), "label": self.product.title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.product.kind != ProductKind.MADE_TO_ORDER:
            return redirect(self.address())
        return self.render_to_response(self.get_context_data(form=QuestionForm(self.answer_kind, row=self.question)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            answer_kind=self.answer_kind, question=self.question, back=self.address(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self.question
        try:
            if question and "move" in request.POST:
                step = -1 if request.POST["move"] == "up" else 1
                operations.move_question(question_id=question.pk, step=step, **self.whose())
                return redirect(self.address())
            if question and "remove" in request.POST:
                operations.remove_question(question_id=question.pk, **self.whose())
                messages.success(request, _("“%(label)s” is not asked any more.") % {"label": question.label})
                return redirect(self.address())
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(self.address())
        form = QuestionForm(self.answer_kind, request.POST, row=question)
        if form.is_valid():
            try:
                saved = operations.save_question(
                    data=form.question_data(),
                    question_id=question.pk if question else None,
                    seen=form.cleaned_data["seen"] or None,
                    **self.whose(),
                )
            except StaleState:
                # What was typed stays, beside what stands there now; saving again is a decision.
                return self.render_to_response(self.get_context_data(form=self._again(), is_stale=True), status=409)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("“%(label)s” is asked from now on.") % {"label": saved.label})
                return redirect(self.address())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _again(self) -> QuestionForm:
        del self.question
        data = self.request.POST.copy()
        data["seen"] = self.question.version if self.question else ""
        return QuestionForm(self.answer_kind, data, row=self.question)
