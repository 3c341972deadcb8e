"""Exports: choose a format, or a time and recipients; fetch what is ready."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from shop.core.desk import DeskMixin, DeskView, keyset_page
from shop.core.errors import InvalidInput, NotFound, ShopError
from shop.core.mail import sends_mail
from shop.exports import registry
from shop.exports.admin.forms import FormatForm, ScheduleForm
from shop.exports.enums import Format, Frequency
from shop.exports.models import Export, Schedule
from shop.exports.operations.produce import AT_ONCE_ROWS, KEPT_FOR, count_rows, kind_for, start_export
from shop.exports.operations.schedules import save_schedule
from shop.exports.registry import PERSONAL, Kind
from shop.exports.writing import CONTENT_TYPES, MAX_ROWS

# Everybody who works here may export what they may see: each list asks for its own permission.
DOOR = "wagtailadmin.access_admin"


def label_of(key: str) -> Any:
    """What a list is called."""
    kind = registry.get(key)
    return kind.label if kind else key


def when(schedule: Schedule) -> str:
    """``Every week, Monday 08:00``."""
    day = {
        Frequency.DAILY: "",
        Frequency.WEEKLY: str(WEEKDAYS[schedule.weekday]),
        Frequency.MONTHLY: _("day %(day)s") % {"day": schedule.month_day},
    }[Frequency(schedule.frequency)]
    return " ".join(filter(None, [str(schedule.get_frequency_display()), day, f"{schedule.clock:%H:%M}"]))


class ExportsView(DeskView):
    """My exports, and what is sent on a schedule."""

    permission_required = DOOR
    template_name = "admin/exports/list.html"
    page_title = gettext_lazy("My exports")
    header_icon = "download"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        me = self.request.user.pk
        page = keyset_page(
            Export.objects.filter(created_by=me, expires_at__gt=timezone.now()).select_related("job"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            page=page,
            rows=[{"export": export, "label": label_of(export.kind)} for export in page.rows],
            waiting=any(row.is_at_work for row in page.rows),
            schedules=[self._told(schedule) for schedule in self._schedules(me)],
            sends_mail=sends_mail(),
            days=KEPT_FOR.days,
            **kwargs,
        )

    def _schedules(self, me: Any) -> list[Schedule]:
        """Those I set up or get, each with what it made lately."""
        lately = Export.objects.select_related("job", "created_by").order_by("-due_at", "pk")
        mine = Schedule.objects.filter(Q(created_by=me) | Q(recipients=me)).distinct().order_by("next_at", "pk")
        return list(mine.prefetch_related("recipients", Prefetch("exports", queryset=lately)))

    def _told(self, schedule: Schedule) -> dict[str, Any]:
        exports = list(schedule.exports.all())  # type: ignore[attr-defined]  # reverse relation
        owns = schedule.created_by_id == self.request.user.pk
        return {
            "schedule": schedule,
            "label": label_of(schedule.kind),
            "when": when(schedule),
            "owns": owns,
            "failed": [row for row in exports if row.has_failed] if owns else [],
            "sent": next((row.due_at for row in exports if row.mail_state == "sent"), None),
        }


class NewExportView(DeskView):
    """How many rows, which format; or by mail, again and again."""

    permission_required = DOOR
    template_name = "admin/exports/new.html"
    header_icon = "download"

    @cached_property
    def kind(self) -> Kind:
        try:
            return kind_for(self.request.user, self.request.GET.get("list", ""))
        except NotFound:
            raise Http404 from None

    @cached_property
    def query(self) -> str:
        query = self.request.GET.copy()
        query.pop("list", None)
        return query.urlencode()

    def get_page_title(self) -> str:
        return _("Export: %(list)s") % {"list": self.kind.label}

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("export_desk:list"), "label": _("My exports")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count, refusal = 0, ""
        try:
            count = count_rows(by=self.request.user, key=self.kind.key, query=self.query, at=timezone.now())
        except InvalidInput as error:
            refusal = str(error)
        kwargs.setdefault("format_form", FormatForm())
        kwargs.setdefault("schedule_form", ScheduleForm(self.kind))
        knows_people = PERSONAL in self.kind.sensitive
        return super().get_context_data(
            kind=self.kind,
            count=count,
            refusal=refusal,
            limit=MAX_ROWS,
            at_once=AT_ONCE_ROWS,
            days=KEPT_FOR.days,
            is_filtered=bool(self.query),
            sends_mail=sends_mail(),
            zone=settings.TIME_ZONE,
            masked=knows_people and not self.request.user.has_perm(PERSONAL),
            knows_people=knows_people,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        common: dict[str, Any] = {
            "by": request.user,
            "key": self.kind.key,
            "query": self.query,
            "language": get_language() or settings.LANGUAGE_CODE,
            "at": timezone.now(),
        }
        by_mail = "mail" in request.POST
        form: Any = ScheduleForm(self.kind, request.POST) if by_mail else FormatForm(request.POST)
        if form.is_valid():
            try:
                if by_mail:
                    save_schedule(**common, **form.values())
                    messages.success(request, _("It will be sent from now on."))
                    return redirect("export_desk:list")
                export = start_export(**common, format_=form.cleaned_data["format"])
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                if export.ready_at:
                    return redirect("export_desk:download", pk=export.pk)
                return redirect("export_desk:list")
        name = "schedule_form" if by_mail else "format_form"
        return self.render_to_response(self.get_context_data(**{name: form}), status=422)


class DownloadView(DeskMixin, View):
    """The file, to whoever asked for it and still may see that list and all that is in it."""

    permission_required = DOOR

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        export = get_object_or_404(Export, pk=pk, created_by=request.user, expires_at__gt=timezone.now())
        try:
            kind = kind_for(request.user, export.kind)
        except NotFound:
            raise Http404 from None
        if not export.ready_at or not request.user.has_perms(export.sees):
            raise Http404
        name = f"{kind.label}-{timezone.localtime(export.created_at):%Y%m%d-%H%M}.{export.format}"
        return FileResponse(
            export.file.open("rb"),
            as_attachment=True,
            filename=name,
            content_type=CONTENT_TYPES[Format(export.format)],
        )
