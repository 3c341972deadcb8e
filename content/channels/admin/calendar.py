"""The calendar: a month or a week, each day with its pieces and what is missing, and what the channels brought."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.channels import operations
from content.channels.admin.forms import ChannelField
from content.channels.enums import PieceState
from content.channels.ical import feed_address
from content.channels.models import DailyQuota, Piece
from content.channels.outlets import channel_label, channels
from content.channels.queries import results_of
from shop.core.desk import DayField, DeskView, day_end, day_start
from shop.core.desk_form import ButtonView, OperationView
from shop.core.errors import InvalidInput
from shop.social.queries import LinkResult

VIEWS = [("month", gettext_lazy("Month")), ("week", gettext_lazy("Week"))]
# Where a piece that had no moment is put when it is laid on a day.
USUAL_TIME = time(10)
MOST_QUOTA = 20


class CalendarFilter(forms.Form):
    """Which days, and of which channel."""

    view = forms.ChoiceField(choices=VIEWS, required=False)
    day = DayField(label=gettext_lazy("Day"))
    channel = ChannelField()


@dataclass(frozen=True)
class Entry:
    """A piece in its day."""

    piece: Piece
    result: LinkResult
    is_now: bool


@dataclass
class Day:
    """A day with its pieces, and the channels whose quota is not met: (name, how many, of how many)."""

    day: date
    is_today: bool
    is_inside: bool
    entries: list[Entry] = field(default_factory=list)
    gaps: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass
class Sum:
    """What a channel brought by the pieces that are shown."""

    label: str
    out: int = 0
    result: LinkResult = field(default_factory=LinkResult)


def moment_of(piece: Piece) -> datetime | None:
    """Where it stands: when it came out, else when it is to."""
    return piece.out_at or piece.goes_out_at


class CalendarView(DeskView):
    """A month or a week around ``?day=``."""

    permission_required = "channels.view_piece"
    header_icon = "calendar-alt"
    template_name = "admin/channels/calendar.html"
    page_title = gettext_lazy("Calendar of channels")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("channel_desk:list"), "label": _("Channels")}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = []
        if self.request.user.has_perm("channels.change_piece"):
            buttons.append(HeaderButton(_("Tell a story"), url=reverse("channel_desk:plan"), icon_name="plus"))
        if self.request.user.has_perm("channels.approve_piece"):
            buttons.append(HeaderButton(_("How many a day"), url=reverse("channel_desk:quota"), icon_name="tasks"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        today = timezone.localdate(at)
        form = CalendarFilter(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        is_week = values.get("view") == "week"
        chosen: date = values.get("day") or today
        first, last, inside = _range(chosen, is_week=is_week)
        rows = Piece.objects.standing().select_related("story")
        if channel := values.get("channel"):
            rows = rows.filter(channel=channel)
        span = (day_start(first), day_end(last))
        shown = list(rows.filter(out_at__range=span) | rows.filter(out_at=None, goes_out_at__range=span))
        results = results_of(shown)
        days = {
            day: Day(day, day == today, inside is None or day.month == inside)
            for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
        }
        for piece in sorted(shown, key=lambda row: (moment_of(row) or at, row.pk)):
            day = days.get(timezone.localdate(moment_of(piece)))
            if day:
                day.entries.append(Entry(piece, results[piece.pk], piece.is_called_for(at)))
        if not values.get("channel"):
            _find_gaps(days.values(), today)
        ordered = list(days.values())
        previous, following = _neighbours(chosen, first, is_week=is_week)
        waiting = rows.filter(goes_out_at=None).exclude(state=PieceState.OUT).order_by("-pk")
        return super().get_context_data(
            form=form,
            view="week" if is_week else "month",
            views=VIEWS,
            chosen=chosen,
            first=first,
            last=last,
            previous=previous,
            following=following,
            today=today,
            is_now=first <= today <= last and (inside is None or today.month == inside),
            weeks=[ordered[start : start + 7] for start in range(0, len(ordered), 7)],
            days=[day for day in ordered if day.is_inside],
            is_empty=not shown,
            sums=_sums(shown, results),
            waiting=list(waiting[:30]),
            may_change=self.request.user.has_perm("channels.change_piece"),
            sees_money=self.request.user.has_perm("orders.view_order"),
            feed=self.request.build_absolute_uri(feed_address(self.request.user)),
            **kwargs,
        )


def _range(day: date, *, is_week: bool) -> tuple[date, date, int | None]:
    """First and last day that are shown (whole weeks), and the month that counts."""
    if is_week:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6), None
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()), first.month


def _neighbours(day: date, first: date, *, is_week: bool) -> tuple[date, date]:
    if is_week:
        return first - timedelta(days=7), first + timedelta(days=7)
    month = day.replace(day=1)
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)


def _find_gaps(days: Any, today: date) -> None:
    """From today on: channels that have fewer pieces than they are to have. One query."""
    quotas = {row.channel: row.pieces for row in DailyQuota.objects.all()}
    for day in days:
        if day.day < today or not day.is_inside:
            continue
        for code, wanted in quotas.items():
            there = sum(entry.piece.channel == code for entry in day.entries)
            if there < wanted:
                day.gaps.append((channel_label(code), there, wanted))


def _sums(pieces: list[Piece], results: dict[int, LinkResult]) -> list[Sum]:
    sums: dict[str, Sum] = {}
    for piece in pieces:
        row = sums.setdefault(piece.channel, Sum(piece.channel_label))
        row.out += piece.state == PieceState.OUT
        result = results[piece.pk]
        row.result.clicks += result.clicks
        row.result.orders += result.orders
        row.result.left_fen += result.left_fen
    return sorted(sums.values(), key=lambda row: (-row.result.left_fen, -row.result.clicks, row.label))


class LayOnDayView(ButtonView):
    """A piece was dragged to another day: it keeps its time of day."""

    permission_required = "channels.change_piece"

    @cached_property
    def piece(self) -> Piece:
        return get_object_or_404(Piece.objects.select_related("story", "link"), pk=self.kwargs["pk"])

    def url(self) -> str:
        back = self.request.POST.get("next", "")
        ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
        return back if ours else reverse("channel_desk:calendar")

    def perform(self) -> str:
        form = CalendarFilter({"day": self.request.POST.get("day", "")})
        if not form.is_valid() or not form.cleaned_data["day"]:
            raise InvalidInput
        old = self.piece.goes_out_at
        clock = timezone.localtime(old).time() if old else USUAL_TIME
        moment = timezone.make_aware(datetime.combine(form.cleaned_data["day"], clock))
        operations.move_piece(by=self.request.user, piece=self.piece, goes_out_at=moment, at=timezone.now())
        return _("Moved.")


class QuotaForm(forms.Form):
    """How many pieces a day each channel is to have."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        now = {row.channel: row.pieces for row in DailyQuota.objects.all()}
        for channel in channels():
            self.fields[channel.code] = forms.IntegerField(
                label=str(channel.label), min_value=0, max_value=MOST_QUOTA, initial=now.get(channel.code, 0)
            )


class QuotaView(OperationView):
    """The daily quota."""

    permission_required = "channels.approve_piece"
    page_title = gettext_lazy("How many a day")
    header_icon = "tasks"
    form_class = QuotaForm
    button = gettext_lazy("Save")

    def url(self) -> str:
        return reverse("channel_desk:calendar")

    def perform(self, values: dict[str, Any]) -> str:
        operations.save_quotas(by=self.request.user, pieces=values)
        return _("Saved. Days that have less are marked from today on.")
