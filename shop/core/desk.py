"""What the desk screens of the admin share: permission at the door, keyset pages, counts with a ceiling."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

# A number beyond this reads "999+": counting further costs time and tells nobody anything.
COUNT_CEILING = 999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class DeskMixin(WagtailAdminTemplateMixin):
    """A screen of the admin that asks for ``permission_required`` before anything else."""

    permission_required = ""
    header_icon = ""
    # The name by which rooms above offer their tools for this list.
    listing = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.trail(), {"url": "", "label": self.get_page_title()}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return tool_buttons(self.listing, self.request)

    def trail(self) -> list[dict[str, Any]]:
        """Breadcrumbs between home and this screen."""
        return []


class DeskView(DeskMixin, TemplateView):
    """A desk screen that shows a template."""


class ViewOnlyPolicy(ModelPermissionPolicy):
    """Rows that nobody adds, changes or deletes by hand, superusers included: operations write them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")


@dataclass(frozen=True, kw_only=True)
class Tool:
    """Something that a room above does with a list: a button beside its title, given the list's filter."""

    label: Any
    icon: str
    permission: str
    # From the list's query string to the address.
    url: Callable[[str], str]
    priority: int = 50


_tools: dict[str, list[Tool]] = {}


def register_tool(listing: str, tool: Tool) -> None:
    """Offer a tool on the list of that name (``DeskMixin.listing``)."""
    _tools.setdefault(listing, []).append(tool)


def tool_buttons(listing: str, request: HttpRequest) -> list[HeaderButton]:
    """The buttons of a list that this person may use, with the filter as it is now."""
    query = request.GET.copy()
    for name in ("after", "before", "p"):
        query.pop(name, None)
    return [
        HeaderButton(tool.label, url=tool.url(query.urlencode()), icon_name=tool.icon, priority=tool.priority)
        for tool in _tools.get(listing, ())
        if request.user.has_perm(tool.permission)
    ]


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page and the cursors of its neighbours ('' where there is none)."""

    rows: Sequence[Any]
    next_cursor: str
    previous_cursor: str


def keyset_page(
    queryset: QuerySet[Any], *, field: str, after: str = "", before: str = "", size: int = 50, newest_first: bool = True
) -> KeysetPage:
    """A page by position, not by number: as fast at row one million as at row one.

    Ordered by ``field`` and then id; ``after`` and ``before`` are cursors of an earlier page. One query.
    A cursor that cannot be read is the first page.
    """
    position = _read_cursor(before) or _read_cursor(after)
    backwards = _read_cursor(before) is not None
    descending = newest_first != backwards
    if position:
        at, pk = position
        side, beyond = ("lte", "gte") if descending else ("gte", "lte")
        queryset = queryset.filter(**{f"{field}__{side}": at}).exclude(**{field: at, f"pk__{beyond}": pk})
    order = [f"-{field}", "-pk"] if descending else [field, "pk"]
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, position is not None)
    return KeysetPage(
        rows=rows,
        next_cursor=_cursor(rows[-1], field) if rows and has_next else "",
        previous_cursor=_cursor(rows[0], field) if rows and has_previous else "",
    )


def _cursor(row: Model, field: str) -> str:
    at = getattr(row, field)
    if at is None:
        return ""
    microseconds = (at - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{row.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    microseconds, _dash, pk = text.partition("-")
    if not (microseconds.isdecimal() and pk.isdecimal() and len(microseconds) <= 16 and len(pk) <= 18):
        return None
    return _EPOCH + timedelta(microseconds=int(microseconds)), int(pk)


def capped_count(queryset: QuerySet[Any], *, ceiling: int = COUNT_CEILING) -> int:
    """How many rows, counting no further than one beyond ``ceiling``."""
    return queryset.order_by()[: ceiling + 1].count()


def count_text(count: int, *, ceiling: int = COUNT_CEILING) -> str:
    """``12``, or ``999+`` beyond the ceiling."""
    return f"{ceiling}+" if count > ceiling else str(count)


@dataclass(frozen=True)
class Tab:
    """A part of a list: its key in the address, its name, how many rows (no further than the ceiling)."""

    key: str
    label: Any
    count: str
    is_current: bool
    # What the address calls it.
    name: str = "tab"


def tabs_of(
    choices: Iterable[tuple[str, Any]], *, current: str, rows: Callable[[str], QuerySet[Any]], name: str = "tab"
) -> list[Tab]:
    """The tabs of a list in their order; ``rows(key)`` are the rows behind one. A query each.

    Drawn by ``admin/desk/tabs.html``.
    """
    return [Tab(key, label, count_text(capped_count(rows(key))), key == current, name) for key, label in choices]


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


def choice_label(row: Model, name: str) -> str:
    """What the choice in a field is called: ``get_…_display`` for long lists, which has every choice of the field
    translated each time only to find one.
    """
    value = getattr(row, name)
    return str(_labels(row._meta.get_field(name)).get(value, value))


def validate_sane_date(value: date) -> None:
    """Years that no shop has records of are typing errors."""
    if not 2000 <= value.year <= 2100:
        raise ValidationError(_("Enter a date between 2000 and 2100."))


class DayField(forms.DateField):
    """An optional day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("validators", [validate_sane_date])
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class SecondsField(forms.DateTimeField):
    """A local moment with seconds, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment:
            validate_sane_date(moment.date())
        return moment


def day_start(day: date) -> datetime:
    """Midnight of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def day_end(day: date) -> datetime:
    """Midnight after a local day."""
    return day_start(day + timedelta(days=1))
