"""The list of custom work, one piece of it with the steps that can be taken now, and the terms of a product."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bespoke import operations, rules
from shop.bespoke.admin.forms import TermsForm
from shop.bespoke.admin.listing import BespokeListing
from shop.bespoke.admin.steps import STEPS
from shop.bespoke.admin.wording import by_itself, turn
from shop.bespoke.models import BespokePicture, BespokeTerms, BespokeWork
from shop.bespoke.queries import with_goods
from shop.catalog.admin.terms import ProductTermsView
from shop.customers.desk import PersonalDeskView, TurnListView
from shop.customers.rules import mask_name, mask_phone
from shop.customers.steps import SubjectPictureView, SubjectView, TakeStepView


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


class BespokeView(SubjectView, BespokeDeskView):
    """Everything about a piece of custom work, and what can be done with it now."""

    template_name = "admin/bespoke/work.html"
    steps = STEPS
    open_states = rules.OPEN_STATES

    @cached_property
    def subject(self) -> BespokeWork:
        return get_object_or_404(with_goods(BespokeWork.objects.all()), number=self.kwargs["number"])

    def url(self) -> str:
        return reverse("bespoke_desk:work", args=[self.subject.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        work = self.subject
        state = work.state_at(self.at)
        pictures = list(work.pictures.select_related("picture"))
        return super().get_context_data(
            work=work,
            turn=turn(state),
            by_itself=by_itself(state),
            name=work.name if self.personal else mask_name(work.name),
            phone=work.phone if self.personal else mask_phone(work.phone),
            wished=[row for row in pictures if not row.round],
            proofs=[row for row in pictures if row.round],
            **kwargs,
        )


class StepView(TakeStepView, BespokeView):
    """A step with custom work."""

    fields_of: ClassVar[dict[str, str]] = {"each_fen": "each"}


class PictureView(SubjectPictureView):
    """A picture of custom work."""

    permission_required = "bespoke.view_bespokework"

    def pictures(self, number: str) -> QuerySet[BespokePicture]:
        return BespokePicture.objects.filter(work__number=number)


class TermsView(ProductTermsView):
    """Whether a product is made to wishes, and what a quote begins with."""

    permission_required = "bespoke.change_bespoketerms"
    header_icon = "edit"
    page_title = gettext_lazy("Custom work of this product")
    form_class = TermsForm
    note = gettext_lazy("Quotes that were made keep their own deposit.")
    saved = gettext_lazy("Saved. The product page shows it at once.")

    def initial(self) -> dict[str, Any]:
        terms = BespokeTerms.objects.filter(product=self.product).first() or BespokeTerms()
        return {name: getattr(terms, name) for name in TermsForm.base_fields}

    def keep(self, form: TermsForm) -> None:
        operations.set_terms(by=self.request.user, product=self.product, **form.cleaned_data)
