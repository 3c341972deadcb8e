"""What one does with exports and schedules, each a POST: stop, try again, end, leave."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from shop.core.desk import DeskMixin, DeskView
from shop.core.errors import ShopError
from shop.exports.admin.views import DOOR, label_of
from shop.exports.models import Export, Schedule
from shop.exports.operations.produce import stop_export, try_again
from shop.exports.operations.schedules import end_schedule, leave_schedule


class StepView(DeskMixin, View):
    """A step: POST only, then back to the list."""

    permission_required = DOOR
    http_method_names = ["post"]
    said: Any = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            self.perform(request, pk)
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, self.said)
        return redirect("export_desk:list")

    def perform(self, request: HttpRequest, pk: int) -> None:
        """Do the step through one operation."""
        raise NotImplementedError


class StopView(StepView):
    """Stop the making of one's own file."""

    said = gettext_lazy("It stops.")

    def perform(self, request: HttpRequest, pk: int) -> None:
        export = get_object_or_404(Export.objects.select_related("job"), pk=pk, created_by=request.user)
        stop_export(by=request.user, export=export)


class AgainView(StepView):
    """Make one's own file after all; whoever set a schedule up may do so for each who gets it."""

    said = gettext_lazy("It is made once more.")

    def perform(self, request: HttpRequest, pk: int) -> None:
        mine = Q(created_by=request.user) | Q(schedule__created_by=request.user)
        try_again(by=request.user, export=get_object_or_404(Export.objects.filter(mine), pk=pk))


class EndScheduleView(StepView):
    """Send it to nobody any more."""

    said = gettext_lazy("It is sent no more.")

    def perform(self, request: HttpRequest, pk: int) -> None:
        end_schedule(by=request.user, schedule=get_object_or_404(Schedule, pk=pk, created_by=request.user))


class LeaveScheduleView(DeskView):
    """The way out that every mail names: a question, then it is sent to this person no more."""

    permission_required = DOOR
    template_name = "admin/exports/leave.html"
    page_title = gettext_lazy("Send me this no more")
    header_icon = "mail"

    @cached_property
    def schedule(self) -> Schedule:
        return get_object_or_404(Schedule.objects.filter(recipients=self.request.user.pk), pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("export_desk:list"), "label": _("My exports")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(schedule=self.schedule, label=label_of(self.schedule.kind), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        leave_schedule(by=request.user, schedule=self.schedule)
        messages.success(request, _("You get it no more."))
        return redirect("export_desk:list")
