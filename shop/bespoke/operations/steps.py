"""The inner workings of every step: lock, catch up, move. Parts of other operations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shop.bespoke import rules
from shop.bespoke.enums import Actor, BespokeState
from shop.bespoke.errors import BespokeNotInState
from shop.bespoke.models import BespokeEntry, BespokePicture, BespokeWork
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderPicture, deposit_of
from shop.orders.operations.pictures import claim_pictures

S = BespokeState


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who takes a step, and when."""

    actor: Actor
    at: datetime
    by: Any = None


def step_of(by: Any, at: datetime) -> Step:
    """A step of staff, or of the customer."""
    return Step(actor=Actor.STAFF if by is not None else Actor.CUSTOMER, at=at, by=by)


def lock(work: BespokeWork, at: datetime, *states: str) -> BespokeWork:
    """Its order, then the work itself, with what time and the order have brought about written down.

    ``BespokeNotInState`` unless it is in one of ``states`` then (any, without).
    """
    # Once there is an order it stays the same one.
    order_id = BespokeWork.objects.values_list("order", flat=True).get(pk=work.pk)
    if order_id:
        Order.objects.select_for_update(no_key=True).only("pk").get(pk=order_id)
    BespokeWork.objects.select_for_update(no_key=True).only("pk").get(pk=work.pk)
    row = BespokeWork.objects.select_related("order", "sku__product", "customer").get(pk=work.pk)
    catch_up(row, at)
    if states and row.state not in states:
        raise BespokeNotInState
    return row


def catch_up(row: BespokeWork, at: datetime) -> None:
    """Take every step that has happened without anybody taking it, each at its own moment."""
    while True:
        after = (
            rules.follows(row.state, OrderStatus(row.order.status), needs_proof=row.needs_proof) if row.order else None
        )
        if after is not None:
            move(row, after, Step(actor=Actor.PAYMENT, at=_moment(row.order, after)))
        elif row.due_at and row.due_at <= at and (after := rules.timeout(row.state)):
            move(row, after, Step(actor=Actor.TIME, at=row.due_at))
        else:
            return


def _moment(order: Any, state: BespokeState) -> datetime:
    """When the order took the step that it is about."""
    deposit = deposit_of(order)
    moments = {
        S.DESIGNING: deposit.paid_at if deposit else None,
        S.MAKING: deposit.paid_at if deposit else None,
        S.READY: order.paid_at,
        S.DONE: order.shipped_at,
        S.LAPSED: order.cancelled_at,
        S.CALLED_OFF: order.cancelled_at,
    }
    moment: datetime = moments.get(state) or order.placed_at
    return moment


def move(
    row: BespokeWork, to: BespokeState, step: Step, *, text: str = "", fen: int | None = None, **changes: Any
) -> None:
    """One step of the table, written down on the row and on the time line. ``BespokeNotInState``."""
    if not rules.can_become(row.state, to):
        raise BespokeNotInState
    is_end = to not in rules.TRANSITIONS
    due_at = None if is_end else changes.pop("due_at", None) or _due_at(row, to, step.at)
    changes |= {"state": to, "due_at": due_at, "closed_at": step.at if is_end else None}
    changes["news_at"] = step.at if step.actor in {Actor.STAFF, Actor.TIME} else None
    if not BespokeWork.objects.filter(pk=row.pk, state=row.state).update(**changes):
        raise BespokeNotInState
    row.refresh_from_db()
    write(row, to, step, text=text, fen=fen)
    if step.by is not None:
        audit.record(by=step.by, action=f"bespoke.{to}", subject=row)


def _due_at(row: BespokeWork, to: BespokeState, at: datetime) -> datetime:
    if to == S.MAKING:
        return at + timedelta(days=row.make_days or 1)
    if to in {S.ORDERED, S.BALANCE} and row.order:
        return row.order.expires_at
    if to == S.READY and row.order and row.order.ship_by:
        return row.order.ship_by
    return at + {S.ASKED: rules.ANSWER, S.DESIGNING: rules.DESIGN, S.PROOF: rules.APPROVE}[to]


def write(row: BespokeWork, state: str, step: Step, *, text: str = "", fen: int | None = None) -> BespokeEntry:
    """Append a line to the time line."""
    return BespokeEntry.objects.create(
        work=row, state=state, actor=step.actor, text=text, amount_fen=fen, at=step.at, by=step.by
    )


def words(text: str, *, required: bool = True, field: str = "text") -> str:
    """What is told to the other side; ``InvalidInput`` if it is too long, or missing where it is needed."""
    text = text.strip()
    if len(text) > rules.MAX_WORDS or "\0" in text or (required and not text):
        raise InvalidInput(_("Please say it in 1 to %(count)s characters.") % {"count": rules.MAX_WORDS}, field=field)
    return text


def keep_pictures(row: BespokeWork, public_ids: Collection[str], at: datetime, *, of_round: int = 0) -> None:
    """They belong to the work from now on. ``InvalidInput`` for too many, or one that is gone."""
    wanted = list(dict.fromkeys(public_ids))
    if len(wanted) > rules.MAX_PICTURES:
        raise InvalidInput(_("%(count)s pictures at most.") % {"count": rules.MAX_PICTURES}, field="pictures")
    claim_pictures(customer=row.customer, public_ids=wanted, at=at)
    found = {str(picture.public_id): picture for picture in OrderPicture.objects.filter(public_id__in=wanted)}
    if BespokePicture.objects.filter(picture__in=found.values()).exists():
        raise InvalidInput(_("A picture is not there any more. Please send it again."), field="pictures")
    BespokePicture.objects.bulk_create(BespokePicture(work=row, picture=found[key], round=of_round) for key in wanted)
