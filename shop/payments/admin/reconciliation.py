"""The desk of reconciliation: days with what differs, one day's entries, and how each was settled."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.core.desk import DeskView, tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.payments.admin.panels import gateway_label
from shop.payments.enums import EntryOutcome, StatementKind
from shop.payments.models import Statement, StatementEntry
from shop.payments.operations import reconcile, reopen_entry, resolve_entry
from shop.payments.queries import open_entries

ON_A_PAGE = 50
RESOLVE = "payments.resolve_statemententry"
TABS: list[tuple[str, Any, Q]] = [
    ("", gettext_lazy("To settle"), Q(resolved_at=None) & ~Q(outcome=EntryOutcome.MATCHED)),
    *((outcome.value, outcome.label, Q(outcome=outcome)) for outcome in EntryOutcome if outcome != "matched"),
    ("matched", EntryOutcome.MATCHED.label, Q(outcome=EntryOutcome.MATCHED)),
    ("all", gettext_lazy("All"), Q()),
]


class StatementsView(DeskView):
    """A row for each day and gateway, newest first; what is to be settled is a tab."""

    permission_required = "payments.view_statement"
    template_name = "admin/payments/statements.html"
    page_title = gettext_lazy("Reconciliation")
    header_icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Statement.objects.filter(Exists(open_entries().filter(statement=OuterRef("pk"))))
        behind = {"": Statement.objects.all(), "open": waiting, "away": Statement.objects.filter(fetched_at=None)}
        current = self.request.GET.get("tab", "")
        current = current if current in behind else ""
        page = Paginator(behind[current].order_by("-day", "gateway"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        choices = [("", _("All")), ("open", _("To settle")), ("away", _("Not fetched"))]
        return super().get_context_data(
            # Only the days of this page are added up.
            rows=[
                {"statement": row, "gateway": gateway_label(row.gateway)}
                for row in _with_sums(Statement.objects.filter(pk__in=[row.pk for row in page]))
            ],
            page=page,
            tab=current,
            tabs=tabs_of(choices, current=current, rows=lambda key: behind[key]),
            **kwargs,
        )


def _with_sums(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    paid, sent = Q(entries__kind=StatementKind.PAYMENT), Q(entries__kind=StatementKind.REFUND)
    to_settle = Q(entries__resolved_at=None) & ~Q(entries__outcome=EntryOutcome.MATCHED)
    return statements.annotate(
        entry_count=Count("entries"),
        open_count=Count("entries", filter=to_settle & Q(entries__isnull=False)),
        paid_fen=Sum("entries__billed_fen", filter=paid, default=0),
        sent_fen=Sum("entries__billed_fen", filter=sent, default=0),
        fee_fen=Sum("entries__fee_fen", default=0),
    ).order_by("-day", "gateway")


class StatementMixin:
    """A screen about one day of one gateway."""

    permission_required = "payments.view_statement"
    header_icon = "tasks"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def statement(self) -> Statement:
        return get_object_or_404(Statement, pk=self.kwargs["statement"])

    def url(self) -> str:
        return reverse("payment_desk:statement", args=[self.statement.pk])

    def title(self) -> str:
        return f"{self.statement.day:%Y-%m-%d} {gateway_label(self.statement.gateway)}"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("payment_desk:statements"), "label": _("Reconciliation")}]


class StatementView(StatementMixin, DeskView):
    """One day: what differs first."""

    template_name = "admin/payments/statement.html"

    def get_page_title(self) -> str:
        return self.title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        behind = {key: self.statement.entries.filter(condition) for key, _label, condition in TABS}
        current = self.request.GET.get("tab", "")
        current = current if current in behind else ""
        rows = behind[current].select_related("payment__order", "refund__payment__order", "resolved_by")
        page = Paginator(rows.order_by("at", "pk"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            bill=self.statement,
            sums=_with_sums(Statement.objects.filter(pk=self.statement.pk)).get(),
            page=page,
            tab=current,
            tabs=tabs_of([(key, label) for key, label, _c in TABS], current=current, rows=lambda key: behind[key]),
            may_resolve=self.request.user.has_perm(RESOLVE),
            **kwargs,
        )


class FetchView(StatementMixin, ButtonView):
    """Fetch the bill again and compare anew."""

    permission_required = RESOLVE

    def perform(self) -> str:
        now = timezone.now()
        statement = reconcile(gateway_code=self.statement.gateway, day=self.statement.day, at=now, by=self.request.user)
        if statement.fetched_at != now:
            raise InvalidInput(statement.error)
        count = statement.entries.count()
        return ngettext(
            "Compared: the bill and our books have %(count)s entry.",
            "Compared: the bill and our books have %(count)s entries.",
            count,
        ) % {"count": count}


class ReasonForm(forms.Form):
    """How a difference was settled."""

    reason = forms.CharField(
        label=gettext_lazy("How was it settled?"),
        max_length=200,
        help_text=gettext_lazy("Colleagues and auditors read it: what you found out, and what was done."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    book = forms.BooleanField(
        label=gettext_lazy("Book the difference"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "On the account of differences with gateways. Not if the gateway mends its bill, or another day has it."
        ),
    )


class EntryMixin(StatementMixin):
    """A step with one entry of a day."""

    permission_required = RESOLVE

    @cached_property
    def entry(self) -> StatementEntry:
        return get_object_or_404(
            self.statement.entries.select_related("payment__order", "refund__payment__order"), pk=self.kwargs["entry"]
        )


class ResolveView(EntryMixin, OperationView):
    """Say how a difference was settled."""

    form_class = ReasonForm
    button = gettext_lazy("Settled")

    def get_page_title(self) -> str:
        return _("Settle a difference")

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.title()}]

    def facts(self) -> list[tuple[Any, Any]]:
        entry = self.entry
        return [
            (_("Reference"), entry.reference),
            (_("What differs"), entry.get_outcome_display()),
            (_("On the bill"), _amount(entry.billed_fen)),
            (_("In our books"), _amount(entry.booked_fen)),
            (_("Difference"), f"{'−' if entry.difference_fen < 0 else '+'}¥{yuan(abs(entry.difference_fen))}"),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        resolve_entry(
            entry=self.entry,
            reason=values["reason"],
            book=values["book"],
            by=self.request.user,
            at=timezone.now(),
        )
        return _("Settled.")


class ReopenView(EntryMixin, ButtonView):
    """Take back that it was settled."""

    def perform(self) -> str:
        reopen_entry(entry=self.entry, by=self.request.user, at=timezone.now())
        return _("It is to be settled again.")


def _amount(fen: int | None) -> str:
    return _("not there") if fen is None else f"¥{yuan(fen)}"
