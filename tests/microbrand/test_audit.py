"""``manage.py audit``: clean after the shop's own operations, and no check is blind to a row changed behind them."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from content.channels.models import Piece
from content.claims.models import CaseTag
from content.claims.operations import tag_case
from content.events.models import Admission, EventPage, SignUp
from content.events.operations import withdraw as withdraw_sign_up
from content.revenue.models import CountedLine, DaySum
from content.revenue.summing import sum_up as sum_up_stories
from microbrand import audit
from shop.aftersales import operations as cases
from shop.aftersales.changing import Wanted, change_of
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.rules import Finding
from shop.bespoke import operations as bespoke
from shop.bespoke.models import BespokeWork
from shop.bookings.models import Session
from shop.bookings.operations import cancel_session
from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Product, Sku, SkuComponent
from shop.core.models import Job, OutboxEvent
from shop.core.operations import outbox
from shop.customers.rules import ContactData
from shop.inventory.enums import Condition
from shop.inventory.models import (
    Balance,
    Lot,
    Place,
    Quota,
    QuotaUse,
    Reservation,
    StockItem,
    StockMovement,
    Stocktake,
    StocktakeCount,
    StocktakeLine,
)
from shop.inventory.operations import (
    Spot,
    cancel_stocktake,
    change_condition,
    move_stock,
    post_stocktake,
    save_quota,
    set_components,
    transfer,
    write_off,
)
from shop.invoices.models import Invoice
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry, Line, Summary
from shop.ledger.summing import sum_up
from shop.notices.models import Notice, Subscription
from shop.notices.operations import announce, deliver, due_notices
from shop.orders.enums import CancelReason, Fault, OrderStatus
from shop.orders.models import AmendedLine, Order, OrderDeposit, OrderLine, Shipment, ShipmentLine
from shop.orders.operations import cancel_order, expire_order
from shop.origin.models import LabelOrder
from shop.payments.models import Compensation, Payment, Refund, Statement, StatementEntry, Wallet, Withdrawal
from shop.payments.operations import pay_from_wallet, reconcile, refund_due, resolve_entry, settle_deposit, withdraw
from shop.payments.operations.refunds import refund_order
from shop.presales.models import Presale, PresaleOrder
from shop.promotions.models import PersonUse, PromotionItem, PromotionUse
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Receipt
from shop.purchasing.operations import cancel_order as cancel_purchase
from shop.purchasing.operations import close_order, undo_receipt
from shop.shipping.models import Consignment
from shop.social.models import Attribution, LineAttribution, ShortLink, StoryBlock
from shop.social.operations import create_link
from shop.social.touch import Touch
from shop.vouchers.models import Voucher
from shop.vouchers.operations import redeem, withdraw_vouchers
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.bespoke import work_in
from tests.factories.bookings import booked, make_session
from tests.factories.catalog import content_sku, make_sku
from tests.factories.channels import piece_in
from tests.factories.claims import make_claim
from tests.factories.content import card, make_story
from tests.factories.customers import CustomerFactory
from tests.factories.events import join, make_event
from tests.factories.inventory import counted, dated_sku, make_place, stocked_sku, stocktake_of
from tests.factories.invoices import issued
from tests.factories.notices import asked, waits
from tests.factories.orders import order_in, paid_order, place, place_several, ship
from tests.factories.origin import code_of, make_lot, printed
from tests.factories.payments import pay
from tests.factories.presales import called_off, reserved, with_deposit
from tests.factories.presales import planned as planned_presale
from tests.factories.promotions import make_promotion
from tests.factories.purchasing import arrive, draft, sent
from tests.factories.staff import UserFactory
from tests.factories.vouchers import voucher_order
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db

# Past every deadline of the outbox.
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def _shop() -> None:
    """A shop in which everything has happened once, by the shop's own operations."""
    sku = stocked_sku(units=50)
    make_promotion(sku, price_fen=4800, quantity_limit=20, per_person_limit=10)
    link = create_link(by=None, target=sku.product, medium=ShortLink.Medium.LINK, at=NOW, sharer=CustomerFactory())
    everything_about_stock()
    stocktakes()
    everything_about_purchasing()
    everything_about_vouchers()
    everything_about_cases()
    sessions_are_booked()
    custom_work()
    pre_sales()
    pieces()
    an_event()
    something_is_exchanged()
    somebody_waits()
    place({sku: 1}, origin=Touch().with_link(link.pk, NOW).as_dict())
    place({sku: 1}, origin=Touch().with_block(story_block(sku).pk, sku.product_id, NOW).as_dict())
    told = stocked_sku()
    paid_order({told: 1}, origin=Touch().with_block(story_block(told).pk, told.product_id, NOW).as_dict())
    place({sku: 1}, origin=Touch().with_code(code_of(printed()).pk, NOW).as_dict())
    paid_order({sku: 2, stocked_sku(): 1})
    paid_order({content_sku(): 1}, address=ContactData(phone="13800138000"))
    for status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED):
        order_in(status)
    cancel_order(by=None, order=paid_order({sku: 1}), reason=CancelReason.MERCHANT, at=NOW)
    expire_order(order_id=place({sku: 1}).pk, at=NOW + timedelta(minutes=30))
    OutboxEvent.objects.update(retry_at=NOW, created_at=NOW)
    while due := outbox.due_events(at=LATER):
        assert all(outbox.deliver(event_id=event_id, at=LATER) for event_id in due)
    refund_due(at=LATER + timedelta(days=365))
    reconcile(gateway_code="sandbox", day=timezone.localdate(NOW), at=LATER)
    everything_about_wallets()
    issued(paid_order(at=NOW), at=NOW)
    orders_for_several_people()
    a_booked_difference()
    sum_up(at=NOW)
    sum_up_stories(at=NOW)


def a_booked_difference() -> None:
    """Billed and unknown here; settled, and booked."""
    entry = StatementEntry.objects.create(
        statement=Statement.objects.get(), kind="payment", reference="X", billed_fen=100, at=NOW, outcome="not_here"
    )
    resolve_entry(entry=entry, reason="x", by=UserFactory(), at=NOW, book=True)


def orders_for_several_people() -> None:
    """One batch waits for its money; of a paid one an order was called off."""
    place_several([{stocked_sku(): 1}, {stocked_sku(): 2}])
    first, second = place_several([{stocked_sku(): 1}, {stocked_sku(): 1}]).orders.order_by("pk")
    pay(first)
    cancel_order(by=None, order=second, reason=CancelReason.MERCHANT, at=NOW)
    refund_order(order=second, reason="x", at=NOW)


def everything_about_wallets() -> None:
    """Topped up, spent, and a part on its way back."""
    wallet = filled(20_000, 1_000)
    pay_from_wallet(order=place({stocked_sku(): 1}, customer=wallet.customer), at=NOW)
    withdraw(wallet=wallet, amount_fen=1_000, token="t", at=NOW)


def everything_about_vouchers() -> None:
    """Open, redeemed, and withdrawn with their order."""
    voucher_order(units=2)
    redeem(by=UserFactory(), code=Voucher.objects.earliest("pk").code, place=Place.objects.default(), at=NOW)
    closed = voucher_order()
    cancel_order(by=None, order=closed, reason=CancelReason.MERCHANT, at=NOW)
    withdraw_vouchers(order_id=closed.pk, at=NOW)


def something_is_exchanged() -> None:
    """One unit of two for a dearer one; the difference is paid."""
    order = paid_order({stocked_sku(): 2})
    wanted = Wanted(units={order.lines.get().pk: 1}, added={stocked_sku(price_fen=9000).pk: 1})
    key = change_of(order, wanted, at=NOW).key
    pay(cases.change_goods(by=UserFactory(), order=order, wanted=wanted, key=key, text="x", client_token="t", at=NOW))


def everything_about_cases() -> None:
    """One that waits, a return that came back damaged, an exchange to send, one sent, one called off, a voucher's."""
    staff = UserFactory()
    ask(received_order(), "return", "quality")
    returned = ask(received_order({stocked_sku(): 2}), "return", "no_reason")
    cases.send_back(case=returned, carrier="sf", tracking_number="SF900", at=NOW)
    row = returned.lines.get()
    claim = make_claim(row.line.sku.product)
    tag_case(by=staff, case=returned, claims={row.pk: {claim.pk}}, at=NOW)
    cases.inspect(by=staff, case=returned, findings={row.pk: Finding(good=1, damaged=1)}, at=NOW)
    cases.agree(by=staff, case=returned, at=NOW)
    for is_sent in (False, True):
        case = ask(received_order(), "reship", "lost")
        cases.agree(by=staff, case=case, at=NOW)
        if is_sent:
            cases.send_replacement(by=staff, case=case, carrier="sf", tracking_number="SF901", at=NOW)
    cases.agree(by=staff, case=ask(paid_order(), "refund", "unwanted"), at=NOW)
    vouchers = voucher_order(units=2)
    cases.agree(by=staff, case=ask(vouchers, "refund", "unwanted", units={vouchers.lines.get().pk: 1}), at=NOW)


def custom_work() -> None:
    """In the making, sent, called off with the earnest money kept, and given back twofold."""
    work_in("making")
    work_in("done")
    for fault in (Fault.CUSTOMER, Fault.SHOP):
        bound = work_in("designing")
        bespoke.call_off(work=bound, by=UserFactory(), fault=fault, text="原因", at=NOW)
        settle_deposit(deposit=OrderDeposit.objects.get(order=bound.order), at=NOW)


def sessions_are_booked() -> None:
    """One is booked, one was cancelled."""
    booked(make_session(), seats=2)
    cancel_session(by=None, session=make_session(), at=NOW)


def everything_about_stock() -> None:
    """Places, lots, conditions, a bundle, a quota, and goods without stock."""
    apples, honey, box = dated_sku(units=40), stocked_sku(units=20), make_sku()
    shop = make_place()
    spot = Spot(place_id=Place.objects.default().pk)
    transfer(by=None, sku=honey, units=5, origin=spot, to=shop, at=NOW)
    change_condition(by=None, sku=honey, units=2, origin=spot, condition=Condition.DAMAGED, at=NOW, note="磕了")
    damaged = Spot(place_id=spot.place_id, condition=Condition.DAMAGED)
    write_off(by=None, sku=honey, units=1, origin=damaged, reason="lost", at=NOW, note="不见了")
    set_components(by=None, sku=box, components={apples.pk: 3, honey.pk: 1})
    save_quota(by=None, name="产季", limit=10, sku_ids=[box.pk, apples.pk])
    for order in (paid_order({box: 2}), paid_order({box: 1, apples: 1})):
        ship(order)
    paid_order({box: 2, make_sku(is_stocked=False): 3})
    place({box: 1, honey: 1})
    cancel_order(by=None, order=paid_order({box: 1}), reason=CancelReason.MERCHANT, at=NOW)


def story_block(sku: Sku) -> StoryBlock:
    """The card of a published story that shows it."""
    return StoryBlock.objects.get(page=make_story(card(sku.product)))


def pieces() -> None:
    """One that is written, one that was handed to its channel, one that is out."""
    piece_in("drafted", at=NOW)
    piece_in("out", at=NOW)
    Piece.objects.filter(pk=piece_in("sending", at=NOW).pk).update(ask_at=LATER)


def an_event() -> None:
    """Full, one place offered, and somebody in line."""
    page = make_event(3)
    first = join(page, 1)
    join(page, 2)
    join(page, 1)
    join(page, 2)
    withdraw_sign_up(signup=first, at=NOW)


def pre_sales() -> None:
    """One with an order in each stage, and one that was called off."""
    presale = planned_presale(limit=20)
    reserved(presale)
    with_deposit(presale)
    called_off(planned_presale())


def stocktakes() -> None:
    """One that is posted, with more and less and a count in two pieces; one that is open, one that was given up."""
    more, less = stocked_sku(units=5), dated_sku(units=8)
    posted, still_open, given_up = stocktake_of(), stocktake_of(), stocktake_of()
    for document in (posted, still_open, given_up):
        counted(document, more, 2)
        counted(document, more, 4, adds=True)
        counted(document, less, 7, lot=Lot.objects.filter(sku=less).get())
    counted(posted, more, 7, seen=6)
    post_stocktake(by=None, stocktake=posted, reason="盘点", at=NOW)
    cancel_stocktake(by=None, stocktake=given_up, at=NOW)


def everything_about_purchasing() -> None:
    """An order in each state, and a receipt that was taken back."""
    draft({make_sku(): 3})
    cancel_purchase(by=None, order=sent({make_sku(): 3}), at=NOW)
    sent({make_sku(): 3})
    arrive(sent({make_sku(): 3}), 3)
    partly, short = sent({make_sku(): 3, make_sku(): 3}), sent({make_sku(): 3})
    sku = partly.lines.latest("pk").sku
    undo_receipt(by=None, receipt=arrive(partly, 2, sku), at=NOW)
    arrive(partly, 1, sku, damaged=1)
    arrive(short, 2)
    close_order(by=None, order=short, at=NOW)


def somebody_waits() -> None:
    """One who was told, one who is to be told, one who waits, one who has not said yes."""
    back, gone = make_sku(), make_sku()
    for _ in range(2):
        waits(back)
    move_stock(by=None, sku=back, delta=2, reason="receive", at=NOW)
    announce(at=NOW)
    deliver(notice_id=due_notices(at=NOW)[0], at=NOW)
    waits(gone)
    asked(gone)


def breaches() -> dict[str, tuple[int, tuple[str, ...]]]:
    return {
        result.name: (result.breach_count, result.examples) for result in audit.run(at=LATER) if result.breach_count
    }


def without_constraint(table: str, constraint: str, change: Callable[[], object]) -> None:
    """What a constraint forbids is changed all the same, as a mistaken hand in the database would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Deferred foreign keys of the rows above are pending; they must be checked before the table changes.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            change()
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            change()
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def a_paid_order() -> Order:
    return Order.objects.get(status=OrderStatus.PAID, lines__promotion_item__isnull=False)


def a_movement(delta: int, *, balance: int, **fields: str) -> None:
    """One that nothing else knows of; ``balance`` is relative to what was there."""
    row = Balance.objects.filter(lot=None, condition="sellable").earliest("pk")
    StockMovement.objects.create(stock=row.stock, place=row.place, delta=delta, balance=row.on_hand + balance, **fields)
    Balance.objects.filter(pk=row.pk).update(on_hand=F("on_hand") + delta)
    StockItem.objects.filter(pk=row.stock_id).update(on_hand=F("on_hand") + delta)


def an_unknown_sale() -> None:
    PriceEntry.objects.create(
        sku=Sku.objects.earliest("pk"), kind=PriceKind.SOLD, price_fen=1, at=NOW, reference="nobody"
    )


def a_sale_that_was_not_logged() -> None:
    order = place()
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CANCELLED, paid_at=NOW)


def half_of_a_batch(which: str, **changes: object) -> None:
    row = Order.objects.filter(batch__isnull=False, status=which).latest("pk")
    Order.objects.filter(pk=row.pk).update(**changes)


BATCHES = "batches: paid and closed as one, and what arrived for them is split over their orders"
IN_PARCELS = "what left is in parcels: all of a shipped order, a part of one that waits for the rest"
VOUCHERS = "vouchers = units that were paid; redeemed ones belong to paid orders, withdrawn ones went back"
LABELS = "orders of labels = what the order's signed touch said, of the run that the code belongs to"
SESSIONS = "sessions: cancelled ones have no seats left or promised, and each SKU of a service is one"
BOOKED = "books: payments that arrived and refunds that were sent, with their amounts, and nothing else"
DIFFERENCES = "books: differences with gateways are those of settled entries of their bills"
FEES = "books: fees of gateways are those of their bills"
INVOICES = "invoices: never over more than arrived for their order at gateways, or was put in"
WALLETS = "wallets: paid in - spent - withdrawn, and as the books have it"
KEPT = "books: what is kept of each day is the sum of the entries behind it"
EARNED = "books: of each sold order, goods and freight stand there with what did not go back of either"
SALES = "books: complete orders are sold, of what was paid for them and did not go back before"


DEPOSITS = "deposits: part of their order's goods, arrived as long as they stand, and settled as their order ended"
DEPOSIT_BOOKS = "books: deposits that were kept, and compensation that is owed and sent"
PRESALE_WINDOWS = "pre-sales: a SKU is kept from normal sale in the window of its pre-sale, and in no other"
PLACES = "events: places taken = people who hold them; offers that ran out were let go"
KNOWN = "events: what is known of people is removed in time"
TAGS = "what a case is held against is claimed of the goods in it"
STORY_SUMS = "stories: what is kept of their revenue = what stayed of the lines they led to"
STORY_LINES = "lines that stories led to = what the touch and the cart said"
PIECE_LINKS = "pieces of channels: the link is theirs and leads to their story"
PIECE_MOMENTS = "pieces of channels: what goes out by itself does not stand still past its moment"
PRESALE_ORDERS = (
    "pre-sales: orders are for their SKU, with the deposit and dates that were promised, and hold what they took"
)
QUOTED = "custom work: ordered as quoted, its last step the last of its time line"

MOVED = "money that went over to an order = what the order it changes pays of it, once that is paid"
GIVEN_UP = "what is given up for an order is of the order it changes, and has happened if and only if it is paid"


def a_total_that_nobody_booked() -> None:
    """Beside what is kept of the entries."""
    sum_up(at=NOW)
    summary = Summary.objects.latest("pk")
    summary.totals.create(day=NOW - timedelta(days=9999), account=Account.BANK, debit_fen=1, credit_fen=0)


def more_of_the_sale(account: Account) -> None:
    """A line that nobody booked, on the entry of a sale."""
    sale = Entry.objects.filter(kind=EntryKind.SALE).earliest("pk")
    Line.objects.create(entry=sale, account=account, amount_fen=1)


def freight_that_lowered_goods() -> None:
    """A refund of a sold order was freight, and is booked as one of goods."""
    sale = Entry.objects.filter(kind=EntryKind.SALE).earliest("pk")
    Order.objects.filter(number=sale.document).update(goods_fen=F("goods_fen") - 1, freight_fen=F("freight_fen") + 1)
    Line.objects.create(entry=sale, account=Account.FREIGHT, amount_fen=-1)
    Line.objects.create(entry=sale, account=Account.REVENUE, amount_fen=1)
    payment = Payment.objects.filter(order__number=sale.document, state="succeeded").earliest("pk")
    refund = {"payment": payment, "reference": "R-freight", "key": "freight", "amount_fen": 1, "freight_fen": 1}
    Refund.objects.create(**refund, state="succeeded", succeeded_at=NOW)
    Line.objects.create(entry=sale, account=Account.REFUNDS, amount_fen=1)


CORRUPTIONS: list[tuple[str, Callable[[], object]]] = [
    (BATCHES, lambda: Order.objects.filter(batch__isnull=False, status="pending").update(batch=None)),
    (BATCHES, lambda: half_of_a_batch("pending", customer=CustomerFactory())),
    (BATCHES, lambda: half_of_a_batch("pending", status="cancelled", cancelled_at=NOW)),
    (BATCHES, lambda: half_of_a_batch("pending", status="completed", paid_at=NOW, completed_at=NOW)),
    (BATCHES, lambda: half_of_a_batch("pending", expires_at=LATER)),
    (BATCHES, lambda: Payment.objects.filter(part_of__isnull=False, refunded_fen=0).update(amount_fen=1)),
    (BATCHES, lambda: Payment.objects.filter(part_of__isnull=False, refunded_fen=0).update(gateway="other")),
    (MOVED, lambda: Order.objects.filter(credit_fen__gt=0).update(credit_fen=1)),
    (MOVED, lambda: Refund.objects.filter(cause="moved").update(cause="returned")),
    (
        MOVED,
        lambda: Payment.objects.filter(order__amends__isnull=False, part_of__isnull=False).update(gateway="wallet"),
    ),
    (GIVEN_UP, lambda: AmendedLine.objects.update(given_up=0, moved_fen=0)),
    (GIVEN_UP, lambda: AmendedLine.objects.update(line=OrderLine.objects.latest("pk").pk)),
    (DEPOSITS, lambda: OrderDeposit.objects.filter(fate="kept").update(fate="returned")),
    (DEPOSITS, lambda: OrderDeposit.objects.filter(fate="applied").update(goods_fen=F("goods_fen") + 1)),
    (
        PRESALE_WINDOWS,
        lambda: Sku.objects.filter(presale_from__isnull=False).update(presale_from=None, presale_until=None),
    ),
    (PRESALE_WINDOWS, lambda: Presale.objects.filter(called_off_at=None).update(called_off_at=NOW)),
    (PLACES, lambda: Admission.objects.update(taken=F("taken") - 1)),
    (PLACES, lambda: SignUp.objects.filter(state="waiting").update(state="joined")),
    (PLACES, lambda: SignUp.objects.filter(state="offered").update(offer_ends_at=NOW)),
    (PLACES, lambda: SignUp.objects.filter(state="waiting").update(event=make_event(None))),
    (KNOWN, lambda: SignUp.objects.update(forgotten_at=NOW)),
    (KNOWN, lambda: EventPage.objects.update(starts_at=NOW - timedelta(days=40), ends_at=NOW - timedelta(days=31))),
    (PIECE_LINKS, lambda: ShortLink.objects.filter(medium="channel").update(medium="link")),
    (PIECE_LINKS, lambda: ShortLink.objects.filter(medium="channel").update(object_id=0)),
    (PIECE_MOMENTS, lambda: Piece.objects.filter(state="sending").update(ask_at=None)),
    (PIECE_MOMENTS, lambda: Piece.objects.filter(state="sending").update(ask_at=NOW - timedelta(hours=1))),
    (PRESALE_ORDERS, lambda: PresaleOrder.objects.update(quantity=2)),
    (PRESALE_ORDERS, lambda: Presale.objects.update(balance_until=F("balance_until") + timedelta(days=1))),
    (PRESALE_ORDERS, lambda: PresaleOrder.objects.all().delete()),
    (DEPOSITS, lambda: Compensation.objects.update(amount_fen=1)),
    (DEPOSIT_BOOKS, lambda: Compensation.objects.update(paid_at=NOW, bank_reference="X")),
    (DEPOSIT_BOOKS, lambda: OrderDeposit.objects.filter(fate="kept").update(amount_fen=1)),
    (
        "custom work stands where its order does",
        lambda: BespokeWork.objects.filter(state="done").update(state="making", due_at=NOW, closed_at=None),
    ),
    (QUOTED, lambda: BespokeWork.objects.filter(state="making").update(each_fen=1)),
    (QUOTED, lambda: BespokeWork.objects.filter(state="making").update(state="proof")),
    (
        "units given back of an order line = sum of its settled cases, and of what went over to other orders",
        lambda: OrderLine.objects.filter(returned=2).update(returned=1),
    ),
    (
        "units given back of an order line = sum of its settled cases, and of what went over to other orders",
        lambda: CaseLine.objects.filter(case__state="asked").update(given_up=1),
    ),
    (
        "money sent back by a case = its refunds, and its lines' shares are in it",
        lambda: Refund.objects.filter(key__startswith="case:").update(key="other"),
    ),
    (
        "money sent back by a case = its refunds, and its lines' shares are in it",
        lambda: CaseLine.objects.filter(refunded_fen__gt=0).update(refunded_fen=F("refunded_fen") + 1),
    ),
    (
        "no more units of an order line are in open cases and given back than were bought",
        lambda: OrderLine.objects.filter(case_lines__case__state="asked").update(returned=1),
    ),
    (
        "units held for a case = what its replacement needs",
        lambda: Case.objects.filter(state="replacing").update(state="resent"),
    ),
    (
        "units held for a case = what its replacement needs",
        lambda: Shipment.objects.exclude(reference="").delete(),
    ),
    (
        "what is sent in a case goes to its customer in a parcel of its own",
        lambda: Case.objects.filter(state="resent").update(state="replacing"),
    ),
    (
        "what is sent in a case goes to its customer in a parcel of its own",
        lambda: Shipment.objects.exclude(reference="").update(reference="A0"),
    ),
    (
        "units held for a case = what its replacement needs",
        lambda: Case.objects.filter(state="asked").update(state="replacing", kind="reship"),
    ),
    (
        "cases do not stand still past their deadline",
        lambda: Case.objects.filter(state="asked").update(due_at=NOW - timedelta(hours=1)),
    ),
    (
        "stock on hand = sum of sellable balances",
        lambda: StockItem.objects.filter(pk=first_stock()).update(on_hand=F("on_hand") + 1),
    ),
    (
        "stock on hand = sum of sellable balances",
        lambda: Balance.objects.filter(stock=first_stock()).update(condition="damaged"),
    ),
    (
        "balance of a place, lot and condition = sum of its movements",
        lambda: Balance.objects.filter(lot__isnull=False).update(on_hand=F("on_hand") + 1),
    ),
    (
        "balance of a place, lot and condition = sum of its movements",
        lambda: Balance.objects.filter(condition="damaged").delete(),
    ),
    ("movement balance = running sum", lambda: a_movement(1, balance=0, reason="correct")),
    (
        "stock reserved = sum of held and confirmed reservations",
        lambda: StockItem.objects.filter(pk=first_stock()).update(reserved=F("reserved") + 1),
    ),
    (
        "movements of a stocktake = differences of its lines",
        lambda: a_movement(-1, balance=-1, reason="stocktake", reference="nobody"),
    ),
    (
        "movements of a stocktake = differences of its lines",
        lambda: a_movement(1, balance=1, reason="stocktake", reference=Stocktake.objects.get(state="open").number),
    ),
    (
        "counted on a stocktake line = sum of its counts since it began anew",
        lambda: StocktakeLine.objects.filter(stocktake__state="open").update(counted=F("counted") + 1),
    ),
    (
        "counted on a stocktake line = sum of its counts since it began anew",
        lambda: StocktakeCount.objects.filter(line__stocktake__state="open").delete(),
    ),
    (
        "shipped reservations = shipping movements",
        lambda: a_movement(-1, balance=-1, reason="ship", reference="nobody"),
    ),
    (
        "shipped reservations = shipping movements",
        lambda: Reservation.objects.filter(pk=a_reservation("confirmed")).update(state="fulfilled"),
    ),
    (
        "moved stock arrives: movements of a transfer cancel out",
        lambda: a_movement(-1, balance=-1, reason="transfer", reference="T1"),
    ),
    ("units of a quota taken = sum of uses", lambda: Quota.objects.update(used=F("used") + 1)),
    (
        "bundles draw on goods that have stock, and have none of their own",
        lambda: SkuComponent.objects.create(sku=Sku.objects.get(pk=first_stock()), component=stocked_sku(), quantity=1),
    ),
    (
        "bundles draw on goods that have stock, and have none of their own",
        lambda: SkuComponent.objects.create(
            sku=make_sku(), component=SkuComponent.objects.earliest("pk").sku, quantity=1
        ),
    ),
    (
        "stock sold by its guard alone has no expiry, quota or components",
        lambda: StockItem.objects.update(is_plain=True),
    ),
    (
        "whoever is being told has one notice, and is forgotten when it was sent",
        lambda: Subscription.objects.waiting().update(notified=True),
    ),
    (
        "whoever is being told has one notice, and is forgotten when it was sent",
        lambda: Subscription.objects.filter(notified=True).update(notified=False),
    ),
    (
        "whoever is being told has one notice, and is forgotten when it was sent",
        lambda: Notice.objects.filter(sent_at=None).update(sent_at=NOW),
    ),
    (
        "mail addresses are forgotten in time",
        lambda: Subscription.objects.filter(confirmed_at=None).update(created_at=NOW - timedelta(days=4)),
    ),
    (
        "mail addresses are forgotten in time",
        lambda: Subscription.objects.waiting().update(confirmed_at=NOW - timedelta(days=182)),
    ),
    (
        "received of a purchase line = movements of its receipts",
        lambda: PurchaseLine.objects.filter(damaged=1).update(damaged=2),
    ),
    (
        "received of a purchase line = movements of its receipts",
        lambda: Receipt.objects.filter(undone_at=None).update(undone_at=NOW),
    ),
    (
        "received of a purchase line = movements of its receipts",
        lambda: PurchaseOrder.objects.filter(state="partly").update(number="P0"),
    ),
    (
        "state of a purchase order follows from its lines",
        lambda: PurchaseOrder.objects.filter(state="partly").update(state="sent"),
    ),
    (
        "state of a purchase order follows from its lines",
        lambda: PurchaseOrder.objects.filter(state="closed").update(is_short=False),
    ),
    (
        "state of a purchase order follows from its lines",
        lambda: PurchaseOrder.objects.filter(state="sent").update(state="closed"),
    ),
    ("promotional units taken = sum of uses", lambda: PromotionItem.objects.update(used=F("used") - 1)),
    (
        "promotional units of a person = sum of uses, within the limit",
        lambda: PersonUse.objects.update(used=F("used") + 1),
    ),
    (
        "promotional units of a person = sum of uses, within the limit",
        lambda: PersonUse.objects.update(person_key="13900000000"),
    ),
    (
        "promotional units of a person = sum of uses, within the limit",
        lambda: PromotionItem.objects.get().promotion.__class__.objects.update(per_person_limit=1),
    ),
    (
        "promotional units are taken by the orders that were promised them",
        lambda: PromotionUse.objects.filter(reference=a_paid_order().number).update(released_at=NOW),
    ),
    (
        "promotional units are taken by the orders that were promised them",
        lambda: PromotionUse.objects.filter(reference=a_paid_order().number).update(reference="nobody"),
    ),
    (
        "order goods = sum of lines",
        lambda: Order.objects.filter(pk=a_paid_order().pk).update(
            goods_fen=F("goods_fen") + 1, total_fen=F("total_fen") + 1
        ),
    ),
    (
        "order freight = sum of its lines' shares",
        lambda: OrderLine.objects.filter(order=a_paid_order()).update(freight_fen=F("freight_fen") + 1),
    ),
    (
        "order line = (unit price + surcharge) × quantity, order total = goods + freight",
        lambda: without_constraint(
            "orders_order", "orders_total_adds_up", lambda: Order.objects.update(total_fen=F("total_fen") + 1)
        ),
    ),
    (
        "order line = (unit price + surcharge) × quantity, order total = goods + freight",
        lambda: without_constraint(
            "orders_orderline", "orders_line_adds_up", lambda: OrderLine.objects.update(total_fen=F("total_fen") + 1)
        ),
    ),
    (
        "orders are shipped if and only if something in them is",
        lambda: OrderLine.objects.filter(order=a_paid_order()).update(kind="paid_content"),
    ),
    (
        "surcharge of an order line = sum of its answers",
        lambda: OrderLine.objects.filter(order=a_paid_order()).update(
            specification=[{"label": "a", "kind": "text", "value": "a", "text": "a", "surcharge_fen": 1}]
        ),
    ),
    (
        "reservations match the state of their order",
        lambda: Reservation.objects.filter(pk=a_reservation("held")).update(state="confirmed"),
    ),
    (
        "reservations match the state of their order",
        lambda: Reservation.objects.filter(pk=a_reservation("confirmed")).update(state="released"),
    ),
    (
        "reservations match the state of their order",
        lambda: (
            Reservation.objects.filter(state="confirmed").exclude(stock=F("sku")).update(quantity=F("quantity") + 1)
        ),
    ),
    (
        "reservations match the state of their order",
        lambda: Reservation.objects.filter(pk=a_part_of_a_bundle()).update(state="released"),
    ),
    (
        "reservations match the state of their order",
        lambda: QuotaUse.objects.filter(state="confirmed").update(state="fulfilled"),
    ),
    (
        "reservations match the state of their order",
        lambda: Order.objects.filter(pk=a_paid_order().pk).update(status=OrderStatus.CANCELLED, cancelled_at=NOW),
    ),
    (IN_PARCELS, lambda: Shipment.objects.earliest("pk").delete()),
    (IN_PARCELS, lambda: Shipment.objects.create(order=a_paid_order(), carrier="sf", tracking_number="X")),
    (IN_PARCELS, lambda: Order.objects.filter(pk=a_paid_order().pk).update(shipped_at=NOW)),
    (IN_PARCELS, lambda: OrderLine.objects.filter(shipped_quantity__gt=0).update(shipped_quantity=0)),
    (
        "orders to ship have a deadline",
        lambda: Order.objects.filter(pk=a_paid_order().pk).update(ship_by=None),
    ),
    (
        "what is known of a parcel = its latest event",
        lambda: Consignment.objects.update(kind="lost"),
    ),
    ("a parcel is followed under its own number", lambda: Consignment.objects.update(carrier="zto")),
    (
        "orders on their way count as received at a moment, which has not passed unseen, and not while a case is open",
        lambda: Order.objects.filter(status="shipped").update(receive_by=NOW - timedelta(days=1), receipt_held=False),
    ),
    (
        "shipped units of a line = sum of its parcels",
        lambda: ShipmentLine.objects.update(quantity=F("quantity") + 1),
    ),
    (
        "paid orders: what arrived, without what was not needed, is their total",
        lambda: Payment.objects.filter(order=a_paid_order()).update(amount_fen=1),
    ),
    (
        "paid orders: what arrived, without what was not needed, is their total",
        lambda: Payment.objects.create(
            order=a_paid_order(), reference="second", amount_fen=1, state="succeeded", succeeded_at=NOW
        ),
    ),
    (
        "paid orders: what arrived, without what was not needed, is their total",
        lambda: Payment.objects.filter(order=a_paid_order()).update(state="pending"),
    ),
    ("money for orders that are not paid is on its way back", lambda: Payment.objects.update(refunded_fen=0)),
    (
        "promised back of a payment that arrived = sum of its refunds, within its amount",
        lambda: Refund.objects.update(amount_fen=F("amount_fen") + 1),
    ),
    (
        "promised back of a payment that arrived = sum of its refunds, within its amount",
        lambda: Payment.objects.filter(refunds__isnull=False, part_of=None).update(state="failed"),
    ),
    (
        "promised back of a payment that arrived = sum of its refunds, within its amount",
        lambda: Refund.objects.update(state="failed"),
    ),
    (
        "books: every entry is balanced",
        lambda: Line.objects.create(entry=Entry.objects.earliest("pk"), account=Account.BANK, amount_fen=1),
    ),
    (BOOKED, lambda: Payment.objects.filter(refunds=None).update(amount_fen=F("amount_fen") + 1)),
    (BOOKED, lambda: Refund.objects.update(state="requested")),
    (BOOKED, lambda: Payment.objects.filter(order=a_paid_order()).update(reference="another")),
    (BOOKED, lambda: Entry.objects.create(kind=EntryKind.REFUND, document="another", at=NOW)),
    (WALLETS, lambda: Wallet.objects.update(principal_fen=F("principal_fen") + 1)),
    (WALLETS, lambda: Wallet.objects.update(bonus_fen=F("bonus_fen") + 1)),
    (WALLETS, lambda: Payment.objects.filter(gateway="wallet").update(bonus_fen=1)),
    (WALLETS, lambda: Withdrawal.objects.update(amount_fen=1)),
    (DIFFERENCES, lambda: StatementEntry.objects.filter(reference="X").update(billed_fen=101)),
    (DIFFERENCES, lambda: StatementEntry.objects.filter(reference="X").update(resolved_at=None)),
    (DIFFERENCES, lambda: StatementEntry.objects.filter(reference="X").delete()),
    (FEES, lambda: StatementEntry.objects.update(fee_fen=F("fee_fen") + 1)),
    (INVOICES, lambda: Invoice.objects.update(amount_fen=F("amount_fen") + 1)),
    (INVOICES, lambda: Payment.objects.filter(order__invoices__isnull=False).update(gateway="wallet")),
    (SALES, lambda: Order.objects.filter(status=OrderStatus.COMPLETED).update(number=Concat("number", Value("X")))),
    (KEPT, a_total_that_nobody_booked),
    (KEPT, lambda: Summary.objects.create(after=10**9, through=10**9 + 1, at=NOW)),
    (EARNED, lambda: more_of_the_sale(Account.FREIGHT)),
    (EARNED, lambda: more_of_the_sale(Account.REFUNDS)),
    (EARNED, freight_that_lowered_goods),
    (SALES, lambda: Order.objects.filter(pk=a_paid_order().pk).update(status="completed", completed_at=NOW)),
    (
        SALES,
        lambda: Line.objects.create(
            entry=Entry.objects.filter(kind=EntryKind.SALE).earliest("pk"), account=Account.ADVANCES, amount_fen=1
        ),
    ),
    (
        "what bills were compared with = our payments and refunds",
        lambda: StatementEntry.objects.update(booked_fen=F("booked_fen") + 1),
    ),
    ("sold prices = lines of orders that were paid", an_unknown_sale),
    ("sold prices = lines of orders that were paid", a_sale_that_was_not_logged),
    (
        "sold prices = lines of orders that were paid",
        lambda: OrderLine.objects.filter(order=a_paid_order()).update(
            unit_price_fen=F("unit_price_fen") * 2, total_fen=F("total_fen") * 2
        ),
    ),
    ("asking price = last line of the price log", lambda: Sku.objects.filter(pk=first_stock()).update(price_fen=1)),
    (
        "asking price = last line of the price log",
        lambda: Sku.objects.create(
            product=Sku.objects.earliest("pk").product, code="new", combination="x", price_fen=1
        ),
    ),
    ("promotional prices = the price log's", lambda: PromotionItem.objects.update(price_fen=F("price_fen") - 1)),
    (
        "attribution = what the order's signed touch said, never the buyer's own link",
        lambda: Attribution.objects.all().delete(),
    ),
    (
        "attribution = what the order's signed touch said, never the buyer's own link",
        lambda: Order.objects.filter(attribution__isnull=False).update(origin={}),
    ),
    (
        "attribution = what the order's signed touch said, never the buyer's own link",
        lambda: ShortLink.objects.update(sharer=Order.objects.get(attribution__isnull=False).customer),
    ),
    (TAGS, lambda: CaseTag.objects.update(claim=make_claim(title="別"))),
    (STORY_SUMS, lambda: CountedLine.objects.update(kept_fen=F("kept_fen") + 1)),
    (STORY_SUMS, lambda: DaySum.objects.filter(page_ref=0).update(kept_fen=F("kept_fen") + 1)),
    (STORY_SUMS, lambda: CountedLine.objects.update(day=NOW - timedelta(days=400))),
    (STORY_SUMS, lambda: (CountedLine.objects.all().delete(), DaySum.objects.all().delete())),
    (STORY_LINES, lambda: LineAttribution.objects.all().delete()),
    (STORY_LINES, lambda: Order.objects.filter(origin__has_key="goods").update(origin={})),
    (STORY_LINES, lambda: LineAttribution.objects.update(last_block=StoryBlock.objects.create(page_title="別"))),
    (LABELS, lambda: Order.objects.filter(label__isnull=False).update(origin={})),
    (LABELS, lambda: LabelOrder.objects.update(run=printed(make_lot(code="別")))),
    (VOUCHERS, lambda: Voucher.objects.filter(redeemed_at=None, voided_at=None).delete()),
    (VOUCHERS, lambda: Voucher.objects.filter(redeemed_at=None).update(voided_at=NOW)),
    (
        VOUCHERS,
        lambda: Voucher.objects.update(line=OrderLine.objects.exclude(kind="voucher").earliest("pk"), position=F("pk")),
    ),
    (
        VOUCHERS,
        lambda: Order.objects.filter(lines__vouchers__redeemed_at__isnull=False).update(
            status=OrderStatus.CANCELLED, cancelled_at=NOW
        ),
    ),
    (SESSIONS, lambda: Session.objects.filter(cancelled_at=None).update(cancelled_at=NOW)),
    (SESSIONS, lambda: Product.objects.filter(pk=Sku.objects.earliest("pk").product_id).update(kind="service")),
    (
        SESSIONS,
        lambda: Product.objects.filter(skus__session__cancelled_at__isnull=False).update(kind="physical"),
    ),
    (
        "events are delivered",
        lambda: OutboxEvent.objects.filter(pk=OutboxEvent.objects.earliest("pk").pk).update(delivered_at=None),
    ),
    ("jobs are not at a standstill", lambda: Job.objects.create(kind="import", heartbeat_at=NOW)),
]


def first_stock() -> int:
    return StockItem.objects.earliest("pk").pk


def a_reservation(state: str) -> int:
    return Reservation.objects.filter(state=state).earliest("pk").pk


def a_part_of_a_bundle() -> int:
    return Reservation.objects.filter(state="confirmed").exclude(stock=F("sku")).earliest("pk").pk


@pytest.mark.usefixtures("_shop")
def test_what_the_shop_does_is_clean_and_every_check_looked_at_something() -> None:
    results = {result.name: result.row_count for result in audit.run(at=LATER)}

    assert breaches() == {}
    assert [name for name, row_count in results.items() if not row_count] == ["jobs are not at a standstill"]


@pytest.mark.usefixtures("_shop")
def test_every_corrupted_row_is_found() -> None:
    for number, (name, corrupt) in enumerate(CORRUPTIONS):
        with transaction.atomic():
            corrupt()
            found = [result.breach_count > 0 for result in audit.run(at=LATER, only=[name])]
            transaction.set_rollback(True)

        assert found == [True], (number, name)
    assert breaches() == {}


def test_no_check_is_without_a_corruption() -> None:
    assert {name for name, _corrupt in CORRUPTIONS} == set(audit.names())


@pytest.mark.once
def test_the_first_breaches_are_named_and_all_are_counted() -> None:
    for _sku in range(4):
        make_sku()

    Sku.objects.update(price_fen=1)

    count, examples = breaches()["asking price = last line of the price log"]

    assert count == Sku.objects.count() > 3
    assert examples[0] == f"catalog.sku {Sku.objects.earliest('pk').pk}"
    assert len(examples) == min(count, audit.EXAMPLES)


@pytest.mark.once
def test_the_command_lists_every_check_and_fails_on_a_breach(time_machine: object) -> None:
    stocked_sku()
    time_machine.move_to(LATER)  # type: ignore[attr-defined]
    clean, broken = StringIO(), StringIO()

    call_command("audit", stdout=clean)
    Sku.objects.update(price_fen=1)
    with pytest.raises(CommandError) as failure:
        call_command("audit", stdout=broken, no_color=True)

    lines = clean.getvalue().splitlines()
    assert [line[:2] for line in lines[:-1]] == ["ok"] * len(audit.names())
    assert lines[-1].startswith(f"{len(audit.names())} checks, no breach")
    assert failure.value.returncode == 1
    assert sum(line.startswith("WRONG") for line in broken.getvalue().splitlines()) == 1


def test_checks_are_chosen_by_name() -> None:
    out = StringIO()

    call_command("audit", only="what left", stdout=out)

    assert len(out.getvalue().splitlines()) == 2
    with pytest.raises(CommandError, match="No check"):
        call_command("audit", only="nonsense", stdout=out)
