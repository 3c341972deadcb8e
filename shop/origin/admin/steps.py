"""What one does with a print run: fetch its labels, stop or repeat the drawing, call it back."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from shop.core.errors import ShopError
from shop.origin.admin.forms import WithdrawForm
from shop.origin.admin.runs import OneRunView, RunView
from shop.origin.operations import print_again, stop_sheets, withdraw_run


class LabelsView(OneRunView):
    """The PDF. Of a run that was called back there is none any more to print."""

    permission_required = "origin.view_printrun"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if not self.run.ready_at or self.run.withdrawn_at:
            raise Http404
        name = f"{_('Labels')}-{self.run.pk}.pdf"
        return FileResponse(self.run.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


class StepView(OneRunView):
    """A step: POST only, then back to the run."""

    permission_required = "origin.add_printrun"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.perform()
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(self.run_url())

    def perform(self) -> None:
        """Do the step through one operation."""
        raise NotImplementedError


class StopView(StepView):
    """Stop the drawing."""

    def perform(self) -> None:
        stop_sheets(by=self.request.user, run=self.run)


class AgainView(StepView):
    """Draw after all."""

    def perform(self) -> None:
        print_again(by=self.request.user, run=self.run)


class WithdrawView(RunView):
    """Call the labels back."""

    permission_required = "origin.withdraw_printrun"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                withdraw_run(by=request.user, run=self.run, reason=form.cleaned_data["reason"], at=timezone.now())
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("The labels are withdrawn. Whoever scans one is told so."))
                return redirect(self.run_url())
        return self.render_to_response(self.get_context_data(withdraw_form=form), status=422)
