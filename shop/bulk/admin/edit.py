"""Bulk edit: choose what to do with the chosen goods; nothing is written before the dry run was seen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shop.bulk.admin.forms import FORMS, EditForm
from shop.bulk.admin.selection import Selection
from shop.bulk.edits import OF_PRODUCTS, PERMISSIONS
from shop.bulk.operations.edit import start_edit
from shop.core.desk import DeskView
from shop.core.errors import ShopError


class EditView(DeskView):
    """What shall become of the chosen goods."""

    permission_required = "bulk.add_run"
    template_name = "admin/bulk/edit.html"
    page_title = _("Bulk edit")
    header_icon = "edit"

    @cached_property
    def selection(self) -> Selection:
        return Selection.of(self.request)

    def trail(self) -> list[dict[str, Any]]:
        label = _("Products") if self.selection.listed == "products" else _("SKUs and prices")
        return [{"url": self.selection.back_url(), "label": label}]

    def _forms(self, sent: EditForm | None = None) -> list[EditForm]:
        allowed = [form for form in FORMS if self.request.user.has_perm(PERMISSIONS[form.what])]
        return [sent if sent and isinstance(sent, form) else form() for form in allowed]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        products, skus = self.selection.counts()
        kwargs.setdefault("edit_forms", self._forms())
        return super().get_context_data(
            selected=self.selection.in_words(products, skus),
            sku_count=skus,
            product_count=products,
            back_url=self.selection.back_url(),
            of_products=OF_PRODUCTS,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = next((form(request.POST) for form in FORMS if form.what == request.POST.get("what")), None)
        if form is None:
            return redirect(request.get_full_path())
        if form.is_valid():
            ids = self.selection.product_ids() if form.what in OF_PRODUCTS else self.selection.sku_ids()
            said = request.POST.get("said", "")
            try:
                run = start_edit(
                    by=request.user,
                    edit=form.edit(),
                    ids=ids,
                    listed=self.selection.back_url(),
                    said=int(said) if said.isdecimal() and len(said) < 10 else None,
                )
            except ShopError as error:
                form.add_error(None, str(error))
            else:
                return redirect("bulk_desk:run", pk=run.pk)
        return self.render_to_response(self.get_context_data(edit_forms=self._forms(form)), status=422)
