"""The steps that staff can take with custom work: from which states, with which form, through which operation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.bespoke import operations, rules
from shop.bespoke.admin import forms
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.orders.enums import Fault
from shop.orders.operations import store_picture

S = BespokeState
QUOTE, DO, CANCEL = "bespoke.quote_bespokework", "bespoke.do_bespokework", "orders.cancel_order"


@dataclass(frozen=True, kw_only=True)
class DeskStep:
    """A step, as it is offered."""

    name: str
    label: str | Promise
    states: frozenset[BespokeState]
    # (work, what was sent or None)
    make: Callable[[BespokeWork, Any], Any]
    # (by, work, valid form, uploads, at)
    do: Callable[[Any, BespokeWork, Any, list[Any], datetime], Any]
    done: str | Promise
    permission: str = DO
    is_multipart: bool = False
    # On the customer's word: folded away.
    for_customer: bool = False

    def is_allowed(self, *, state: BespokeState, user: Any) -> bool:
        """Whether this person may take it in that state."""
        return state in self.states and bool(user.has_perm(self.permission))


def _quote_form(row: BespokeWork, data: Any) -> forms.QuoteForm:
    terms = BespokeTerms.objects.filter(product=row.sku.product_id).first()
    return forms.QuoteForm(data, work=row, terms=terms)


def _proof(by: Any, row: BespokeWork, form: Any, uploads: list[Any], at: datetime) -> Any:
    kept = [
        str(store_picture(customer=row.customer, upload=upload, at=at).public_id)
        for upload in uploads[: rules.MAX_PICTURES]
    ]
    return operations.send_proof(by=by, work=row, pictures=kept, text=form.cleaned_data["text"], at=at)


STEPS = [
    DeskStep(
        name="quote",
        label=_("Make a quote"),
        states=frozenset({S.ASKED}),
        make=_quote_form,
        do=lambda by, row, form, files, at: operations.quote(by=by, work=row, offer=form.offer(), at=at),
        done=_("The customer has the quote."),
        permission=QUOTE,
    ),
    DeskStep(
        name="decline",
        label=_("Decline"),
        states=frozenset({S.ASKED}),
        make=lambda row, data: forms.TextForm(data),
        do=lambda by, row, form, files, at: operations.decline(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("Declined; the customer reads why."),
        permission=QUOTE,
    ),
    DeskStep(
        name="proof",
        label=_("Show a proof"),
        states=frozenset({S.DESIGNING}),
        make=lambda row, data: forms.ProofForm(data),
        do=_proof,
        done=_("The customer has the proof and five days to answer."),
        is_multipart=True,
    ),
    DeskStep(
        name="finish",
        label=_("It is made: call for the balance"),
        states=frozenset({S.MAKING}),
        make=lambda row, data: forms.FinishForm(data),
        do=lambda by, row, form, files, at: operations.finish(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("The customer can pay the balance, for seven days from now."),
    ),
    DeskStep(
        name="call_off",
        label=_("Call off"),
        states=frozenset(rules.BOUND_STATES),
        make=lambda row, data: forms.CallOffForm(data),
        do=lambda by, row, form, files, at: operations.call_off(
            by=by, work=row, fault=Fault(form.cleaned_data["fault"]), text=form.cleaned_data["text"], at=at
        ),
        done=_("Called off. What becomes of the deposit is on the order."),
        permission=CANCEL,
    ),
    DeskStep(
        name="approve",
        label=_("The proof is approved"),
        states=frozenset({S.PROOF}),
        make=lambda row, data: forms.EmptyForm(data),
        do=lambda by, row, form, files, at: operations.approve(by=by, work=row, seen=row.rounds, at=at),
        done=_("It can be made now."),
        for_customer=True,
    ),
    DeskStep(
        name="changes",
        label=_("The proof is to be different"),
        states=frozenset({S.PROOF}),
        make=lambda row, data: forms.ChangesForm(data),
        do=lambda by, row, form, files, at: operations.want_changes(
            by=by, work=row, text=form.cleaned_data["text"], at=at
        ),
        done=_("Show another proof; the customer cannot approve this one any more."),
        for_customer=True,
    ),
    DeskStep(
        name="different",
        label=_("The quote is to be different"),
        states=frozenset({S.QUOTED}),
        make=lambda row, data: forms.ChangesForm(data),
        do=lambda by, row, form, files, at: operations.ask_again(
            by=by, work=row, text=form.cleaned_data["text"], at=at
        ),
        done=_("Make another quote; the customer cannot accept this one any more."),
        permission=QUOTE,
        for_customer=True,
    ),
    DeskStep(
        name="withdraw",
        label=_("It is not wanted any more"),
        states=frozenset({S.ASKED, S.QUOTED}),
        make=lambda row, data: forms.EmptyForm(data),
        do=lambda by, row, form, files, at: operations.withdraw(by=by, work=row, at=at),
        done=_("Withdrawn. Nothing was ordered."),
        permission=QUOTE,
        for_customer=True,
    ),
]
BY_NAME = {step.name: step for step in STEPS}
