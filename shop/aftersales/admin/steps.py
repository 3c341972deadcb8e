"""The steps that staff can take with a case: for whom, from which states, with which form, through which operation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.aftersales import operations, rules
from shop.aftersales.admin import forms
from shop.aftersales.enums import CaseReason, CaseState
from shop.aftersales.models import Case
from shop.inventory.queries import shipping_places

S = CaseState
DECIDE, INSPECT = "aftersales.decide_case", "aftersales.inspect_case"
Make = Callable[[Case, datetime, Any], Any]
# (by, case, cleaned form, at)
Do = Callable[[Any, Case, Any, datetime], Any]


@dataclass(frozen=True, kw_only=True)
class DeskStep:
    """A step, as it is offered."""

    name: str
    label: str | Promise
    permission: str
    states: frozenset[CaseState]
    make: Make
    do: Do
    done: str | Promise
    # On the customer's word: folded away.
    for_customer: bool = False

    def is_allowed(self, case: Case, *, state: CaseState, user: Any) -> bool:
        """Whether this person may take it with the case in that state."""
        if not user.has_perm(self.permission):
            return False
        if self.name == "inspect" and case.kind in rules.RETURNED and case.tracking_number and not case.received_at:
            return state in {S.SENT, S.SETTLED, S.REPLACING, S.RESENT}
        if self.name == "refuse" and case.reason == CaseReason.NO_REASON and state == S.ASKED:
            return False
        if self.name == "offer" and case.calls_off:
            return False
        if self.name == "withdraw" and case.received_at:
            return False
        return state in self.states


def _plain(form_class: type) -> Make:
    return lambda case, at, data: form_class(data)


def _inspect_form(case: Case, at: datetime, data: Any) -> forms.InspectForm:
    return forms.InspectForm(data, lines=list(case.lines.all()), place_id=case.place_id)


def _inspect(by: Any, case: Case, form: Any, at: datetime) -> Any:
    data = form.cleaned_data
    return operations.inspect(
        by=by, case=case, findings=form.findings(), place=data.get("place"), text=data["text"], at=at
    )


STEPS = [
    DeskStep(
        name="agree",
        label=_("Agree"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.RECEIVED}),
        make=lambda case, at, data: forms.AgreeForm(data, case=case),
        do=lambda by, case, form, at: operations.agree(
            by=by, case=case, at=at, text=form.cleaned_data["text"], place=form.cleaned_data.get("place")
        ),
        done=_("Agreed. The customer sees what happens next."),
    ),
    DeskStep(
        name="inspect",
        label=_("Received and looked at"),
        permission=INSPECT,
        states=frozenset({S.RETURNING}),
        make=_inspect_form,
        do=_inspect,
        done=_("Booked in."),
    ),
    DeskStep(
        name="send",
        label=_("Send the replacement"),
        permission=INSPECT,
        states=frozenset({S.REPLACING}),
        make=lambda case, at, data: forms.ReplacementForm(data, places=shipping_places(case.number, at=at)),
        do=lambda by, case, form, at: operations.send_replacement(by=by, case=case, at=at, **form.cleaned_data),
        done=_("The replacement is on its way; the customer sees its number."),
    ),
    DeskStep(
        name="offer",
        label=_("Offer another sum"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.RECEIVED}),
        make=_plain(forms.OfferForm),
        do=lambda by, case, form, at: operations.make_offer(
            by=by, case=case, amount_fen=form.cleaned_data["amount"], text=form.cleaned_data["text"], at=at
        ),
        done=_("The customer has the offer and three days to answer it."),
    ),
    DeskStep(
        name="refuse",
        label=_("Refuse"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.RECEIVED}),
        make=_plain(forms.RefuseForm),
        do=lambda by, case, form, at: operations.refuse(by=by, case=case, text=form.cleaned_data["text"], at=at),
        done=_("Refused; the customer reads why."),
    ),
    DeskStep(
        name="sent",
        label=_("The goods were posted"),
        permission=INSPECT,
        states=frozenset({S.RETURNING}),
        make=_plain(forms.ParcelForm),
        do=lambda by, case, form, at: operations.send_back(by=by, case=case, at=at, **form.cleaned_data),
        done=_("Noted."),
        for_customer=True,
    ),
    DeskStep(
        name="accept",
        label=_("The offer is accepted"),
        permission=DECIDE,
        states=frozenset({S.OFFERED}),
        make=_plain(forms.EmptyForm),
        do=lambda by, case, form, at: operations.accept_offer(by=by, case=case, at=at),
        done=_("The money is on its way."),
        for_customer=True,
    ),
    DeskStep(
        name="arrived",
        label=_("The replacement has arrived"),
        permission=INSPECT,
        states=frozenset({S.RESENT}),
        make=_plain(forms.EmptyForm),
        do=lambda by, case, form, at: operations.confirm_replacement(by=by, case=case, at=at),
        done=_("The case is settled."),
        for_customer=True,
    ),
    DeskStep(
        name="money",
        label=_("The money instead of a replacement"),
        permission=DECIDE,
        states=frozenset({S.REPLACING}),
        make=_plain(forms.EmptyForm),
        do=lambda by, case, form, at: operations.take_money(by=by, case=case, at=at),
        done=_("The money is on its way."),
        for_customer=True,
    ),
    DeskStep(
        name="withdraw",
        label=_("The case is withdrawn"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.OFFERED, S.RETURNING}),
        make=_plain(forms.EmptyForm),
        do=lambda by, case, form, at: operations.withdraw(by=by, case=case, at=at),
        done=_("The case is closed."),
        for_customer=True,
    ),
]
NOTE = DeskStep(
    name="note",
    label=_("Add note"),
    permission=INSPECT,
    states=frozenset(S),
    make=_plain(forms.NoteForm),
    do=lambda by, case, form, at: operations.add_note(by=by, case=case, text=form.cleaned_data["text"], at=at),
    done=_("The note is on the time line."),
)
BY_NAME = {step.name: step for step in [*STEPS, NOTE]}
