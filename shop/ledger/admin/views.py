"""The books of a period: the trial balance, and the entries behind it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.desk import DayField, DeskView, keyset_page
from shop.ledger.enums import Account
from shop.ledger.models import Entry
from shop.ledger.queries import balances, entries, start_of

DAYS = 30


class BooksForm(forms.Form):
    """Which days, which account, which document."""

    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    account = forms.ChoiceField(
        label=_("Ledger account"), required=False, choices=[("", _("All accounts")), *Account.choices]
    )
    q = forms.CharField(label=_("Document or order number"), required=False, max_length=60)


class BooksView(DeskView):
    """Nobody writes here: entries come with what they are booked for, and stay."""

    permission_required = "ledger.view_entry"
    header_icon = "list-ul"
    page_title = _("Books")
    template_name = "admin/ledger/books.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = BooksForm(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        last = values.get("until") or timezone.localdate(timezone=timezone.get_default_timezone())
        first = values.get("since") or last - timedelta(days=DAYS - 1)
        since, until = start_of(first), start_of(last + timedelta(days=1))
        found = entries(
            since=since,
            until=until,
            account=values.get("account", ""),
            words=values.get("q", "").replace("\x00", "").upper().split(),
        )
        page = keyset_page(
            found.select_related("by").prefetch_related("lines") if form.is_valid() else Entry.objects.none(),
            field="at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        rows = balances(first=first, last=last) if form.is_valid() else []
        return super().get_context_data(
            form=form,
            first=first,
            last=last,
            balances=rows,
            debit_fen=sum(row.debit_fen for row in rows),
            credit_fen=sum(row.credit_fen for row in rows),
            page=page,
            is_filtered=bool(values.get("account") or values.get("q")),
            **kwargs,
        )
