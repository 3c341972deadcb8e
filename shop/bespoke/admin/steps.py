"""The steps that staff can take with custom work: from which states, with which form, through which operation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.bespoke import operations, rules
from shop.bespoke.admin import forms
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.customers.steps import DeskStep, plain
from shop.orders.enums import Fault
from shop.orders.operations import store_picture

S = BespokeState
QUOTE, DO, CANCEL = "bespoke.quote_bespokework", "bespoke.do_bespokework", "orders.cancel_order"


def _quote_form(row: BespokeWork, at: datetime, data: Any = None, files: Any = None) -> forms.QuoteForm:
    terms = BespokeTerms.objects.filter(product=row.sku.product_id).first()
    return forms.QuoteForm(data, work=row, terms=terms)


def _proof(by: Any, row: BespokeWork, form: Any, at: datetime) -> Any:
    kept = [
        str(store_picture(customer=row.customer, upload=upload, at=at).public_id)
        for upload in form.cleaned_data["pictures"][: rules.MAX_PICTURES]
    ]
    return operations.send_proof(by=by, work=row, pictures=kept, text=form.cleaned_data["text"], at=at)


STEPS = [
    DeskStep(
        name="quote",
        label=_("Make a quote"),
        permission=QUOTE,
        states=frozenset({S.ASKED}),
        make=_quote_form,
        template="admin/bespoke/_quote.html",
        do=lambda by, row, form, at: operations.quote(by=by, work=row, offer=form.offer(), at=at),
        done=_("The customer has the quote."),
    ),
    DeskStep(
        name="decline",
        label=_("Decline"),
        permission=QUOTE,
        states=frozenset({S.ASKED}),
        make=plain(forms.TextForm),
        do=lambda by, row, form, at: operations.decline(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("Declined; the customer reads why."),
    ),
    DeskStep(
        name="proof",
        label=_("Show a proof"),
        permission=DO,
        states=frozenset({S.DESIGNING}),
        make=plain(forms.ProofForm),
        do=_proof,
        done=_("The customer has the proof and five days to answer."),
    ),
    DeskStep(
        name="finish",
        label=_("It is made: call for the balance"),
        permission=DO,
        states=frozenset({S.MAKING}),
        make=plain(forms.FinishForm),
        do=lambda by, row, form, at: operations.finish(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("The customer can pay the balance, for seven days from now."),
    ),
    DeskStep(
        name="call_off",
        label=_("Call off"),
        permission=CANCEL,
        states=frozenset(rules.BOUND_STATES),
        make=plain(forms.CallOffForm),
        do=lambda by, row, form, at: operations.call_off(
            by=by, work=row, fault=Fault(form.cleaned_data["fault"]), text=form.cleaned_data["text"], at=at
        ),
        done=_("Called off. What becomes of the deposit is on the order."),
        is_hard=True,
    ),
    DeskStep(
        name="approve",
        label=_("The proof is approved"),
        permission=DO,
        states=frozenset({S.PROOF}),
        do=lambda by, row, form, at: operations.approve(by=by, work=row, seen=row.rounds, at=at),
        done=_("It can be made now."),
        for_customer=True,
    ),
    DeskStep(
        name="changes",
        label=_("The proof is to be different"),
        permission=DO,
        states=frozenset({S.PROOF}),
        make=plain(forms.ChangesForm),
        do=lambda by, row, form, at: operations.want_changes(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("Show another proof; the customer cannot approve this one any more."),
        for_customer=True,
    ),
    DeskStep(
        name="different",
        label=_("The quote is to be different"),
        permission=QUOTE,
        states=frozenset({S.QUOTED}),
        make=plain(forms.ChangesForm),
        do=lambda by, row, form, at: operations.ask_again(by=by, work=row, text=form.cleaned_data["text"], at=at),
        done=_("Make another quote; the customer cannot accept this one any more."),
        for_customer=True,
    ),
    DeskStep(
        name="withdraw",
        label=_("It is not wanted any more"),
        permission=QUOTE,
        states=frozenset({S.ASKED, S.QUOTED}),
        do=lambda by, row, form, at: operations.withdraw(by=by, work=row, at=at),
        done=_("Withdrawn. Nothing was ordered."),
        for_customer=True,
    ),
]
BY_NAME = {step.name: step for step in STEPS}
