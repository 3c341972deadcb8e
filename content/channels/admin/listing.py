"""All pieces as a list, with what each brought."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.channels.admin.forms import TABS, PieceFilter
from content.channels.enums import PieceState
from content.channels.models import Piece
from content.channels.queries import results_of
from shop.core.desk import DeskView, keyset_page, tabs_of, tool_buttons


class PieceListing:
    """The filter of the list, for the screen and for the file."""

    def __init__(self, query: QueryDict, *, at: datetime) -> None:
        self.form = PieceFilter(query)
        self.at = at

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was asked; nothing of a filter that makes no sense."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    def found(self) -> QuerySet[Piece]:
        """Pieces by words and channel."""
        if not self.form.is_valid():
            return Piece.objects.none()
        rows = Piece.objects.all()
        if channel := self.values["channel"]:
            rows = rows.filter(channel=channel)
        for word in self.values["q"].split():
            rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(story__title__icontains=word))
        return rows

    def in_tab(self, rows: QuerySet[Piece], tab: str) -> QuerySet[Piece]:
        """Those of a tab."""
        if tab == "now":
            return rows & Piece.objects.called_for(self.at)
        if tab == PieceState.SCHEDULED:
            return rows.filter(state__in=[PieceState.SCHEDULED, PieceState.SENDING])
        return rows.filter(state=tab) if tab else rows & Piece.objects.standing()

    def pieces(self) -> QuerySet[Piece]:
        """Those that the address asks for."""
        return self.in_tab(self.found(), self.values.get("tab", ""))


class PieceListView(DeskView):
    """Pieces, the newest first."""

    permission_required = "channels.view_piece"
    header_icon = "globe"
    template_name = "admin/channels/list.html"
    page_title = gettext_lazy("Channels")
    listing = "pieces"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        calendar = HeaderButton(_("Calendar"), url=reverse("channel_desk:calendar"), icon_name="calendar-alt")
        tools = [calendar, *tool_buttons(self.listing, self.request)]
        if not self.request.user.has_perm("channels.change_piece"):
            return tools
        return [HeaderButton(_("Tell a story"), url=reverse("channel_desk:plan"), icon_name="plus"), *tools]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = PieceListing(self.request.GET, at=timezone.now())
        found = listing.found()
        tab = listing.values.get("tab", "")
        page = keyset_page(
            listing.pieces().select_related("story"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        results = results_of(page.rows)
        return super().get_context_data(
            form=listing.form,
            tab=tab,
            tabs=tabs_of(TABS, current=tab, rows=lambda key: listing.in_tab(found, key)),
            rows=[
                {"piece": piece, "result": results[piece.pk], "is_now": piece.is_called_for(listing.at)}
                for piece in page.rows
            ],
            page=page,
            is_filtered=bool(listing.values.get("q") or listing.values.get("channel")),
            sees_money=self.request.user.has_perm("orders.view_order"),
            **kwargs,
        )
