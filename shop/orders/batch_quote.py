"""What it costs to send a cart to several people, and what stands in the way, person by person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shop.core.errors import ShopError
from shop.customers.regions import code_of
from shop.customers.rules import AddressData, clean_phone
from shop.orders.freight import no_delivery_text, table_of
from shop.orders.lines import LineData
from shop.orders.models import Receiver
from shop.orders.operations.batch import is_for_several
from shop.orders.queries import Quote, QuoteLine
from shop.orders.receivers import ReceiverData, day_of
from shop.orders.rules import MAX_LINE_QUANTITY, MAX_RECEIVERS
from shop.orders.wishes import Wishes
from shop.shipping.errors import RegionUnknown
from shop.shipping.queries import depends_on_region
from shop.shipping.rules import FreightTable, NoDelivery

# What is wrong with a line of the cart whatever number of it is wanted.
_UNSELLABLE = {"gone", "owned", "specification", "sold_out"}


@dataclass(frozen=True)
class ReceiverQuote:
    """One person on the list. ``problems``: field → words; without any the parcel can be sent."""

    receiver: Receiver
    position: int
    lines: tuple[tuple[QuoteLine, int], ...]
    problems: dict[str, str] = field(default_factory=dict)
    freight_fen: int = 0
    data: ReceiverData | None = None
    # The same mobile number and street stand further up.
    is_double: bool = False

    @property
    def goods_fen(self) -> int:
        return sum(line.each_fen * units for line, units in self.lines)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen

    @property
    def told(self) -> list[tuple[str, str]]:
        """What is wrong, with what it is about in words."""
        return [(_label(name), words) for name, words in self.problems.items()]

    @property
    def differs(self) -> bool:
        """Whether they get something else than what is in the cart."""
        return any(units != line.line.quantity for line, units in self.lines) or bool(
            [units for units in self.receiver.quantities.values() if units == 0]
        )


@dataclass(frozen=True)
class BatchQuote:
    """All of it at one moment. ``problems`` are about all of them: goods that are short, or not for several people."""

    cart: Quote
    rows: tuple[ReceiverQuote, ...]
    problems: tuple[str, ...]

    @property
    def goods_fen(self) -> int:
        return sum(row.goods_fen for row in self.rows)

    @property
    def freight_fen(self) -> int:
        return sum(row.freight_fen for row in self.rows)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen

    @property
    def wrong_count(self) -> int:
        """How many people something is wrong with."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def is_orderable(self) -> bool:
        return bool(self.rows) and not self.problems and not self.wrong_count

    @property
    def receivers(self) -> list[ReceiverData]:
        """What ``place_batch`` takes."""
        return [row.data for row in self.rows if row.data is not None]


def quote_batch(cart: Quote, receivers: Sequence[Receiver]) -> BatchQuote:
    """A query or two for the freight, however many people; the cart was asked before."""
    sendable = [line for line in cart.lines if line.problem not in _UNSELLABLE]
    items = {line.line.sku_id: item for line, item in zip(cart.lines, cart.items, strict=True)}
    table = table_of(list(items.values()))
    seen: set[tuple[str, str]] = set()
    rows = []
    for position, receiver in enumerate(receivers, start=1):
        wanted = [(line, _units(receiver, line)) for line in sendable]
        lines = tuple((line, units) for line, units in wanted if units)
        row = ReceiverQuote(receiver, position, lines)
        row = _judged(row, cart, table)
        who = (row.data.address.phone, row.data.address.street) if row.data else (receiver.phone, receiver.street)
        rows.append(replace(row, is_double=who in seen))
        seen.add(who)
    rows = [_within_limits(row, rows) for row in rows]
    return BatchQuote(cart, tuple(rows), tuple(_problems(cart, rows)))


def _label(name: str) -> str:
    if name == "quantities":
        return _("How many")
    return str(capfirst(str(Receiver._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def _units(receiver: Receiver, line: QuoteLine) -> int:
    units: int = receiver.quantities.get(str(line.line.sku_id), line.line.quantity)
    return units


def _judged(row: ReceiverQuote, cart: Quote, table: FreightTable) -> ReceiverQuote:
    """With its freight, or with what is wrong with it."""
    receiver, problems = row.receiver, dict[str, str]()
    values = {name: getattr(receiver, name) for name in AddressData.__dataclass_fields__}
    for name in ("recipient", "province", "city", "street"):
        if not values[name]:
            problems[name] = _("It is missing.")
    try:
        clean_phone(receiver.phone)
    except ShopError as error:
        problems["phone"] = str(error) if receiver.phone else _("It is missing.")
    address = None
    if not problems:
        try:
            address = AddressData(**values)
        except ShopError as error:
            problems[error.field or "street"] = str(error)
    wishes = Wishes()
    try:
        wishes = Wishes(delivery_on=day_of(receiver.delivery_on), gift_text=receiver.gift_text)
        wishes.check(at=cart.at)
    except ShopError as error:
        problems[error.field or "delivery_on"] = str(error)
    if not row.lines:
        problems["quantities"] = _("Nothing is chosen for this person.")
    elif any(units > MAX_LINE_QUANTITY for _line, units in row.lines):
        problems["quantities"] = _("The quantity must be between 1 and 999.")
    freight_fen = 0
    by_sku = {line.line.sku_id: item for line, item in zip(cart.lines, cart.items, strict=True)}
    items = [
        replace(by_sku[line.line.sku_id], quantity=units, value_fen=line.each_fen * units) for line, units in row.lines
    ]
    if receiver.province and depends_on_region(items):
        region = code_of(receiver.province, receiver.city, receiver.district)
        found = table.to(items, region) if region else None
        if found is None:
            problems["province"] = str(RegionUnknown.message)
        elif isinstance(found, NoDelivery):
            titles = [row.lines[at][0].line.sku.full_title for at in found.items]
            problems["province"] = no_delivery_text(titles, region)
        else:
            freight_fen = found.fen
    if problems or address is None:
        return replace(row, problems=problems, freight_fen=freight_fen)
    lines = [LineData(line.line.sku_id, units, origin=line.line.origin) for line, units in row.lines]
    return replace(row, freight_fen=freight_fen, data=ReceiverData(address=address, lines=lines, wishes=wishes))


def _within_limits(row: ReceiverQuote, rows: Sequence[ReceiverQuote]) -> ReceiverQuote:
    """A person is a mobile number: what it gets in all parcels counts towards a promotion's limit."""
    if row.data is None:
        return row
    phone = row.data.address.phone
    for line, _units in row.lines:
        limit = line.offer.price.per_person_limit
        same = [other for other in rows if other.data is not None and other.data.address.phone == phone]
        got = sum(units for other in same for found, units in other.lines if found.line.sku_id == line.line.sku_id)
        if limit is not None and got > limit:
            words = _("At most %(limit)s of %(title)s for each person at this price.")
            said = words % {"limit": limit, "title": line.line.sku.full_title}
            return replace(row, data=None, problems={**row.problems, "quantities": said})
    return row


def _problems(cart: Quote, rows: Sequence[ReceiverQuote]) -> list[str]:
    found = []
    if len(rows) > MAX_RECEIVERS:
        found.append(
            _("At most %(most)s people at once. Please order for the others afterwards.") % {"most": MAX_RECEIVERS}
        )
    wanted: Counter[int] = Counter()
    for row in rows:
        for line, units in row.lines:
            wanted[line.line.sku_id] += units
    for line in cart.lines:
        title, sku = line.line.sku.full_title, line.line.sku
        left = line.offer.price.remaining
        if not is_for_several(sku.product.kind, bool(line.line.spec_key)):
            words = _("%(goods)s can only be ordered for one person at a time. Please order it on its own.")
            found.append(words % {"goods": title})
        elif line.problem in _UNSELLABLE:
            found.append(_("%(title)s cannot be bought at the moment. Take it out of the cart.") % {"title": title})
        elif wanted[sku.pk] > line.offer.available:
            words = _("The people on the list would get %(wanted)s of %(title)s, and there are %(left)s.")
            found.append(words % {"wanted": wanted[sku.pk], "title": title, "left": line.offer.available})
        elif left is not None and wanted[sku.pk] > left:
            words = _("%(left)s of %(title)s are left at this price, and the people on the list would get %(wanted)s.")
            found.append(words % {"wanted": wanted[sku.pk], "title": title, "left": left})
    return found
