"""The steps that staff can take with a case: for whom, from which states, with which form, through which operation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.aftersales import operations, rules
from shop.aftersales.admin import forms
from shop.aftersales.enums import CaseReason, CaseState
from shop.aftersales.models import Case
from shop.customers.steps import DeskStep, plain
from shop.inventory.queries import shipping_places
from shop.shipping.forms import ParcelForm

S = CaseState
DECIDE, INSPECT = "aftersales.decide_case", "aftersales.inspect_case"


def _inspect_form(case: Case, at: datetime, data: Any = None, files: Any = None) -> forms.InspectForm:
    return forms.InspectForm(data, lines=list(case.lines.all()), place_id=case.place_id)


def _can_arrive(case: Case, state: CaseState) -> bool:
    """What was posted may come after time has ended the case without it."""
    if case.kind in rules.RETURNED and case.tracking_number and not case.received_at:
        return state in {S.SENT, S.SETTLED, S.REPLACING, S.RESENT}
    return state == S.RETURNING


def _send_form(case: Case, at: datetime, data: Any = None, files: Any = None) -> forms.ReplacementForm:
    return forms.ReplacementForm(data, places=shipping_places(case.number, at=at))


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
        make=lambda case, at, data=None, files=None: forms.AgreeForm(data, case=case),
        template="admin/aftersales/_agree.html",
        do=lambda by, case, form, at: operations.agree(
            by=by, case=case, at=at, text=form.cleaned_data["text"], place=form.cleaned_data.get("place")
        ),
        done=_("Agreed. The customer sees what happens next."),
    ),
    DeskStep(
        name="inspect",
        label=_("Received and looked at"),
        permission=INSPECT,
        states=frozenset({S.RETURNING, S.SENT, S.SETTLED, S.REPLACING, S.RESENT}),
        fits=_can_arrive,
        make=_inspect_form,
        template="admin/aftersales/_inspect.html",
        do=_inspect,
        done=_("Booked in."),
    ),
    DeskStep(
        name="send",
        label=_("Send the replacement"),
        permission=INSPECT,
        states=frozenset({S.REPLACING}),
        make=_send_form,
        do=lambda by, case, form, at: operations.send_replacement(by=by, case=case, at=at, **form.cleaned_data),
        done=_("The replacement is on its way; the customer sees its number."),
    ),
    DeskStep(
        name="offer",
        label=_("Offer another sum"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.RECEIVED}),
        fits=lambda case, state: not case.calls_off,
        make=plain(forms.OfferForm),
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
        # A return within the time is no favour.
        fits=lambda case, state: case.reason != CaseReason.NO_REASON or state != S.ASKED,
        make=plain(forms.RefuseForm),
        do=lambda by, case, form, at: operations.refuse(by=by, case=case, text=form.cleaned_data["text"], at=at),
        done=_("Refused; the customer reads why."),
    ),
    DeskStep(
        name="sent",
        label=_("The goods were posted"),
        permission=INSPECT,
        states=frozenset({S.RETURNING}),
        make=plain(ParcelForm),
        do=lambda by, case, form, at: operations.send_back(by=by, case=case, at=at, **form.cleaned_data),
        done=_("Noted."),
        for_customer=True,
    ),
    DeskStep(
        name="accept",
        label=_("The offer is accepted"),
        permission=DECIDE,
        states=frozenset({S.OFFERED}),
        do=lambda by, case, form, at: operations.accept_offer(by=by, case=case, at=at),
        done=_("The money is on its way."),
        for_customer=True,
    ),
    DeskStep(
        name="arrived",
        label=_("The replacement has arrived"),
        permission=INSPECT,
        states=frozenset({S.RESENT}),
        do=lambda by, case, form, at: operations.confirm_replacement(by=by, case=case, at=at),
        done=_("The case is settled."),
        for_customer=True,
    ),
    DeskStep(
        name="money",
        label=_("The money instead of a replacement"),
        permission=DECIDE,
        states=frozenset({S.REPLACING}),
        do=lambda by, case, form, at: operations.take_money(by=by, case=case, at=at),
        done=_("The money is on its way."),
        for_customer=True,
    ),
    DeskStep(
        name="withdraw",
        label=_("The case is withdrawn"),
        permission=DECIDE,
        states=frozenset({S.ASKED, S.OFFERED, S.RETURNING}),
        fits=lambda case, state: not case.received_at,
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
    make=plain(forms.NoteForm),
    do=lambda by, case, form, at: operations.add_note(by=by, case=case, text=form.cleaned_data["text"], at=at),
    done=_("The note is on the time line."),
)
BY_NAME = {step.name: step for step in [*STEPS, NOTE]}
