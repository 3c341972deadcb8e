"""The steps of a run, each a POST: check, confirm, stop, go on, undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from shop.bulk.admin.file_forms import ChoicesForm
from shop.bulk.admin.runs import RunView
from shop.bulk.enums import RunState
from shop.bulk.operations.apply import confirm_import, go_on_importing, stop_run
from shop.bulk.operations.edit import check_again
from shop.bulk.operations.undo import start_undo
from shop.bulk.operations.upload import start_check
from shop.core.errors import ShopError


class StepView(RunView):
    """A step of an import: POST only, then back to its page."""

    permission_required = "bulk.add_run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.perform(request)
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(self.run_url())

    def perform(self, request: HttpRequest) -> None:
        """Do the step through one operation."""
        raise NotImplementedError


class CheckView(StepView):
    """Begin the dry run, or repeat it with other choices."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ChoicesForm(self.run, request.POST, user=request.user)
        if form.is_valid():
            data = form.cleaned_data
            try:
                start_check(
                    by=request.user,
                    run=self.run,
                    mapping=form.mapping(),
                    code_rule=data["code_rule"],
                    stock_rule=data["stock_rule"],
                    new_products=data["new_products"],
                )
            except ShopError as error:
                if error.field not in form.fields:
                    messages.error(request, str(error))
                    return redirect(self.run_url())
                form.add_error(error.field, str(error))
            else:
                return redirect(self.run_url())
        # The columns again, with what is wrong at its place.
        self.template_name = "admin/bulk/import_uploaded.html"
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmView(StepView):
    """Import what the dry run showed."""

    def perform(self, request: HttpRequest) -> None:
        confirm_import(by=request.user, run=self.run, allowed_codes=request.POST.getlist("allow"))


class GoOnView(StepView):
    """Take up what stopped on its way."""

    def perform(self, request: HttpRequest) -> None:
        if self.run.state == RunState.CHECKING:
            check_again(by=request.user, run=self.run)
        elif self.run.state == RunState.UNDOING:
            start_undo(by=request.user, run=self.run)
        else:
            go_on_importing(by=request.user, run=self.run)


class StopView(StepView):
    """Stop the work between two pieces."""

    def perform(self, request: HttpRequest) -> None:
        stop_run(by=request.user, run=self.run)


class UndoView(StepView):
    """Take everything back that nobody changed since."""

    def perform(self, request: HttpRequest) -> None:
        start_undo(by=request.user, run=self.run)
