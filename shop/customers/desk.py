"""Desks of what people asked for: who may see names and numbers, whose turn it is, what is due first on top."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from shop.core.desk import DeskView, Tab, keyset_page, tabs_of

PERSONAL = "orders.view_personal_data"
# Key, name, states.
Turn = tuple[str, str | Promise, tuple[str, ...]]


class PersonalDeskView(DeskView):
    """A screen about people, as they are at one moment."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    @cached_property
    def personal(self) -> bool:
        """Whether this person may see names, numbers and what customers write."""
        return bool(self.request.user.has_perm(PERSONAL))


class TurnListing:
    """The rows behind a tab and a search, told by the address.

    Values that make no sense are shown as errors and leave the list empty.
    """

    # The shop's turns first; what is over is ``closed``. All of it is a tab more.
    turns: ClassVar[list[Turn]] = []
    placeholder: ClassVar[str | Promise] = ""

    def __init__(self, data: Any, *, personal: bool, at: datetime) -> None:
        self.at, self.personal = at, personal
        self.form = _filter_form(self.tab_choices(), self.placeholder, data)
        self.is_valid = self.form.is_valid()
        values = self.form.cleaned_data if self.is_valid else {}
        self.tab: str = values.get("tab") or self.turns[0][0]
        self.text: str = values.get("q", "").strip()

    @classmethod
    def tab_choices(cls) -> list[tuple[str, str | Promise]]:
        """Every tab with its name."""
        return [*((key, label) for key, label, _states in cls.turns), ("all", _("All"))]

    @classmethod
    def in_tab(cls, rows: Any, tab: str, *, at: datetime) -> Any:
        """The rows behind a tab, in the state that time has them in."""
        states = {key: states for key, _label, states in cls.turns}
        return cls.in_state(rows, states[tab], at=at) if tab in states else rows

    @classmethod
    def in_state(cls, rows: Any, states: Iterable[str], *, at: datetime) -> Any:
        """Those in one of the states at ``at``."""
        raise NotImplementedError

    def everything(self) -> QuerySet[Any]:
        """All there is."""
        raise NotImplementedError

    def matching(self, rows: QuerySet[Any], word: str) -> QuerySet[Any]:
        """Those that a word of the search fits."""
        raise NotImplementedError

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """Those of every tab that match the search."""
        rows = self.everything()
        if not self.is_valid:
            return rows.none()
        for word in self.text.split():
            rows = self.matching(rows, word)
        return rows

    @property
    def is_by_deadline(self) -> bool:
        """Whether what is due first is on top: everywhere but among what is over."""
        return self.tab not in {"closed", "all"}

    def rows(self) -> Any:
        """What to show."""
        return self.in_tab(self.filtered, self.tab, at=self.at)

    def tabs(self) -> list[Tab]:
        """Every tab with its count under the present filter."""
        return tabs_of(
            self.tab_choices(), current=self.tab, rows=lambda key: self.in_tab(self.filtered, key, at=self.at)
        )


def _filter_form(tabs: list[tuple[str, str | Promise]], placeholder: str | Promise, data: Any) -> forms.Form:
    """Tab and search, read from the address."""
    form = forms.Form(data)
    form.fields["tab"] = forms.ChoiceField(choices=tabs, required=False)
    form.fields["q"] = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": placeholder}),
    )
    return form


class TurnListView(PersonalDeskView):
    """Rows by whose turn it is; what is due first, and what is late, on top."""

    listing_class: type[TurnListing]

    def trail(self) -> list[dict[str, Any]]:
        return []

    def with_goods(self, rows: Any) -> Any:
        """With what a row says."""
        raise NotImplementedError

    def row(self, item: Any) -> dict[str, Any]:
        """What a row says, beside its item, state and whether it is late."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.listing_class(self.request.GET, personal=self.personal, at=self.at)
        page = keyset_page(
            self.with_goods(listing.rows()),
            field="due_at" if listing.is_by_deadline else "opened_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            newest_first=not listing.is_by_deadline,
        )
        rows = [
            {"item": item, "state": item.state_at(self.at), "is_late": item.is_late(self.at), **self.row(item)}
            for item in page.rows
        ]
        return super().get_context_data(
            listing_of=listing,
            form=listing.form,
            tab=listing.tab,
            tabs=listing.tabs(),
            page=page,
            rows=rows,
            is_filtered=bool(listing.text),
            **kwargs,
        )
