"""Open a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.aftersales import rules
from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState
from shop.aftersales.errors import NotClaimable
from shop.aftersales.models import Case, CaseLine, CasePicture
from shop.aftersales.operations.steps import Step, settle, write
from shop.aftersales.operations.sweep import catch_up
from shop.aftersales.queries import Choices, KindChoice, LineChoice, choices
from shop.aftersales.rules import CaseData, LineClaim
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.money import allocate
from shop.core.numbering import new_number
from shop.inventory.models import Place
from shop.orders.models import Order, OrderPicture
from shop.orders.operations import catch_up_receipt, review_receipt
from shop.orders.operations.pictures import claim_pictures
from shop.payments.queries import left_fen

MAX_WORDS = 500
MAX_PICTURES = 6
GONE = gettext_lazy("A picture is not there any more. Please send it again.")


@transaction.atomic
def open_case(*, order: Order, data: CaseData, client_token: str, at: datetime, by: Any = None) -> Case:
    """Ask for something to be put right. Idempotent per (order, ``client_token``).

    A return within the statutory time and a fallen price are granted as they are asked for; the rest waits for the
    shop's answer, which is yes once its time is over. Staff (``by``) open cases for shoppers whose own time is over.
    ``NotClaimable`` says what cannot be asked for; ``InvalidInput`` names the field.
    """
    if not (1 <= len(client_token) <= 64 and client_token.isprintable()):
        raise InvalidInput(_("The form's token has 1 to 64 printable characters."), field="client_token")
    order = _locked(order, at)
    existing = Case.objects.filter(order=order, client_token=client_token).first()
    if existing:
        return existing
    words = data.words.strip()
    if len(words) > MAX_WORDS or "\0" in words:
        raise InvalidInput(_("Please say it in %(count)s characters.") % {"count": MAX_WORDS}, field="words")
    if len(set(data.pictures)) > MAX_PICTURES:
        raise InvalidInput(_("%(count)s pictures at most.") % {"count": MAX_PICTURES}, field="pictures")
    offered = choices(order, at=at, by_staff=by is not None)
    kind = _kind(offered, data)
    rows = _rows(kind, data, by_staff=by is not None)
    asked_fen, freight_fen = _sum(order, kind, rows, data)
    shares = _shares(kind, rows, asked_fen - freight_fen)
    case = Case(
        order=order,
        client_token=client_token,
        kind=data.kind,
        state=_first_state(data),
        reason=data.reason,
        words=words,
        calls_off=kind.calls_off,
        asked_fen=asked_fen,
        freight_fen=freight_fen,
        opened_at=at,
        due_at=rules.due_after(_first_state(data), at),
        place=_back_to() if data.kind in {CaseKind.RETURN, CaseKind.EXCHANGE} else None,
    )
    insert(case)
    CaseLine.objects.bulk_create(
        CaseLine(case=case, line=choice.line, units=claim.units, to_sku_id=claim.to_sku_id, asked_fen=share)
        for (choice, claim), share in zip(rows, shares, strict=True)
    )
    _keep_pictures(case, data, at)
    step = Step(actor=Actor.SHOPPER if by is None else Actor.STAFF, at=at, by=by)
    write(case, CaseState.ASKED, step, text=words, fen=asked_fen or None)
    if case.state == CaseState.RETURNING:
        write(case, CaseState.RETURNING, Step(actor=Actor.TIME, at=at))
    if by is not None:
        audit.record(by=by, action="aftersales.open", subject=case, data={"kind": str(data.kind)})
    if data.kind == CaseKind.PRICE:
        # It was computed, so there is nothing to decide.
        settle(case, Step(actor=Actor.TIME, at=at, by=by), case.asked_fen)
    review_receipt(order_id=order.pk, at=at)
    return case


def _locked(order: Order, at: datetime) -> Order:
    """The order, locked, with what time has decided about its other cases written down: units count once."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if catch_up_receipt(order_id=order.pk, at=at):
        order.refresh_from_db()
    due = list(Case.objects.filter(order=order, due_at__lte=at).exclude(state=CaseState.REPLACING).order_by("pk"))
    for case in due:
        catch_up(case, at)
    if due:
        order.refresh_from_db()
    return order


def _kind(offered: Choices, data: CaseData) -> KindChoice:
    kind = offered.of(data.kind)
    if kind is None:
        raise NotClaimable(_("This cannot be asked for with this order now."), field="kind")
    if data.reason not in kind.reasons:
        raise NotClaimable(_("Choose one of the reasons."), field="reason")
    return kind


def _rows(kind: KindChoice, data: CaseData, *, by_staff: bool) -> list[tuple[LineChoice, LineClaim]]:
    """The claims with their lines. ``NotClaimable`` for units that are not free, or goods that cannot be meant."""
    by_line = {row.line.pk: row for row in kind.lines}
    if kind.kind == CaseKind.PRICE:
        return [(row, LineClaim(row.line.pk, row.units)) for row in kind.lines]
    if not data.claims or len({claim.line_id for claim in data.claims}) != len(data.claims):
        raise NotClaimable(_("Choose what it is about."), field="lines")
    rows = []
    for claim in data.claims:
        row = by_line.get(claim.line_id)
        if row is None:
            raise NotClaimable(_("This cannot be asked for with these goods."), field="lines")
        if not 1 <= claim.units <= row.units:
            raise NotClaimable(
                _("%(title)s: %(count)s at most.") % {"title": row.line.product_title, "count": row.units},
                field="lines",
            )
        if data.reason == CaseReason.NO_REASON and not row.is_returnable and not by_staff:
            raise NotClaimable(
                _("%(title)s cannot be returned without a reason.") % {"title": row.line.product_title}, field="lines"
            )
        rows.append((row, _instead(kind, row, claim)))
    if kind.calls_off and (len(rows) != len(by_line) or any(claim.units != row.units for row, claim in rows)):
        raise NotClaimable(_("Before it is shipped the order is called off as a whole."), field="lines")
    return sorted(rows, key=lambda pair: pair[0].line.pk)


def _instead(kind: KindChoice, row: LineChoice, claim: LineClaim) -> LineClaim:
    """An exchange names what is wanted; the same again unless something else is."""
    if kind.kind != CaseKind.EXCHANGE:
        return LineClaim(claim.line_id, claim.units)
    wanted = claim.to_sku_id or row.line.sku_id
    if wanted not in {sku.pk for sku in row.instead}:
        raise NotClaimable(
            _(
                "It can be exchanged for the same product at the same price only. For anything else send it back for "
                "the money, and order what you want instead."
            ),
            field="lines",
        )
    return LineClaim(claim.line_id, claim.units, wanted)


def _sum(order: Order, kind: KindChoice, rows: list[tuple[LineChoice, LineClaim]], data: CaseData) -> tuple[int, int]:
    """What is asked for, and the freight in it: all of the freight where the shop failed with all of the goods."""
    if kind.kind in {CaseKind.EXCHANGE, CaseKind.RESHIP}:
        return 0, 0
    if kind.kind == CaseKind.PRICE:
        return min(sum(row.fallen_fen for row, _claim in rows), left_fen(order)), 0
    worth = sum(row.money.worth(claim.units) for row, claim in rows)
    left = left_fen(order)
    if kind.calls_off:
        return left, min(left, order.freight_fen)
    if data.amount_fen is not None and data.amount_fen < worth:
        if data.amount_fen < 1:
            raise InvalidInput(_("Enter an amount."), field="amount")
        return min(data.amount_fen, left), 0
    freight = order.freight_fen if data.reason in rules.FAULTS and _is_last(order, rows) else 0
    if data.amount_fen is not None and data.amount_fen > worth + freight:
        raise NotClaimable(_("That is more than was paid for it."), field="amount")
    if left < 1:
        raise NotClaimable(_("All that was paid for this order has been sent back."), field="kind")
    return min(worth + freight, left), min(freight, max(0, left - worth))


def _shares(kind: KindChoice, rows: list[tuple[LineChoice, LineClaim]], goods_fen: int) -> list[int]:
    """The sum by line: what each is worth, or by how much its price has fallen."""
    if kind.kind == CaseKind.PRICE:
        weights = [row.fallen_fen for row, _claim in rows]
    else:
        weights = [row.money.worth(claim.units) for row, claim in rows]
    return allocate(goods_fen, weights) if sum(weights) else [0 for _row in rows]


def _is_last(order: Order, rows: list[tuple[LineChoice, LineClaim]]) -> bool:
    units = {row.line.pk: claim.units for row, claim in rows}
    return all(line.returned + units.get(line.pk, 0) == line.quantity for line in order.lines.all())


def _first_state(data: CaseData) -> CaseState:
    """Nobody has to be asked where the law, or the shop's own promise, has answered already."""
    is_promised = data.kind == CaseKind.RETURN and data.reason == CaseReason.NO_REASON
    return CaseState.RETURNING if is_promised else CaseState.ASKED


def _back_to() -> Place:
    """Where goods are sent back to: the first place that is in use and has an address, else the first one."""
    places = Place.objects.open().order_by("position", "pk")
    return places.exclude(address="").first() or places.first() or Place.objects.default()


def insert(case: Case) -> None:
    """Under a fresh number. The order's lock keeps its twin away."""
    for attempt in range(5):
        case.number = f"A{new_number(case.opened_at)}"
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:
            if attempt == 4:
                raise
        else:
            return


def _keep_pictures(case: Case, data: CaseData, at: datetime) -> None:
    if not data.pictures:
        return
    customer = case.order.customer
    try:
        wanted = {UUID(public_id) for public_id in data.pictures}
    except ValueError as error:
        raise InvalidInput(GONE, field="pictures") from error
    rows = OrderPicture.objects.filter(customer=customer, public_id__in=wanted)
    if rows.count() != len(wanted) or CasePicture.objects.filter(picture__in=rows).exists():
        raise InvalidInput(GONE, field="pictures")
    claim_pictures(customer=customer, public_ids=[str(public_id) for public_id in wanted], at=at)
    CasePicture.objects.bulk_create(CasePicture(case=case, picture=row) for row in rows.order_by("pk"))
