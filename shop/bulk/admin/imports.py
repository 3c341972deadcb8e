"""Imports and bulk edits: take a new file in, the earlier ones below."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.bulk.admin.file_forms import UploadForm
from shop.bulk.admin.runs import title_of
from shop.bulk.imports.reading import BadFile
from shop.bulk.models import Run
from shop.bulk.operations.upload import upload_import
from shop.core.desk import DeskView, keyset_page


class ImportsView(DeskView):
    """Upload a file; earlier imports below."""

    permission_required = "bulk.view_run"
    template_name = "admin/bulk/imports.html"
    page_title = gettext_lazy("Goods import")
    header_icon = "upload"

    @cached_property
    def may_import(self) -> bool:
        return self.request.user.has_perm("bulk.add_run")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        page = keyset_page(
            Run.objects.select_related("created_by").defer("sample", "header"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            size=20,
        )
        for run in page.rows:
            run.title = title_of(run)
        return super().get_context_data(page=page, may_import=self.may_import, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_import:
            messages.error(request, _("Your role does not import goods."))
            return redirect(request.path)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            upload, pictures = form.cleaned_data["file"], form.cleaned_data["pictures"]
            try:
                run = upload_import(
                    by=request.user, file=upload.file, name=upload.name, pictures=pictures.file if pictures else None
                )
            except BadFile as error:
                form.add_error(error.field, str(error))
            else:
                return redirect("bulk_desk:run", pk=run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
