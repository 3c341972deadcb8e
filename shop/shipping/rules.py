"""Pure decisions about freight, and about parcels under way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shop.core.money import allocate
from shop.shipping.enums import Basis, TrackingKind


@dataclass(frozen=True, kw_only=True)
class Zone:
    """What some regions are charged (``FreightZone``)."""

    regions: tuple[str, ...] = ()
    delivers: bool = True
    first_units: int = 1
    first_fen: int = 0
    more_units: int = 1
    more_fen: int = 0
    free_from_fen: int | None = None

    def charge(self, units: int, value_fen: int) -> int:
        """Freight for so many units of goods worth so much."""
        if self.free_from_fen is not None and value_fen >= self.free_from_fen:
            return 0
        further = max(0, units - self.first_units)
        return self.first_fen + -(-further // self.more_units) * self.more_fen


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template with its zones."""

    pk: int
    name: str
    basis: Basis = Basis.COUNT
    by_place: bool = False
    zones: tuple[Zone, ...] = ()

    def zone_for(self, region: str) -> Zone | None:
        """The zone whose code fits a region best, else that of all others; None if there is none."""
        found: tuple[int, Zone | None] = (-1, None)
        for zone in self.zones:
            for code in zone.regions or ("",):
                if region.startswith(code) and len(code) > found[0]:
                    found = (len(code), zone)
        return found[1]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line of goods to be sent. ``place`` is where they lie, for templates that charge each place by itself."""

    sku_id: int
    quantity: int
    value_fen: int
    template_id: int | None
    weight_g: int = 0
    volume_cm3: int = 0
    place: int = 0

    def units(self, basis: Basis) -> int:
        """How much of it counts."""
        each = {Basis.COUNT: 1, Basis.WEIGHT: self.weight_g, Basis.VOLUME: self.volume_cm3}[basis]
        return each * self.quantity


@dataclass(frozen=True)
class Parcel:
    """Goods that are charged together, by position in what was asked for."""

    name: str
    place: int
    basis: Basis
    units: int
    fen: int
    items: tuple[int, ...]
    # So much more, and it is free; 0 if it is, or never will be.
    free_in_fen: int = 0

    def as_dict(self) -> dict[str, str | int]:
        """For the order's snapshot."""
        return {"name": self.name, "basis": str(self.basis), "units": self.units, "fen": self.fen}


@dataclass(frozen=True)
class FreightQuote:
    """What it costs to send some goods, parcel by parcel; ``shares`` is what falls on each line."""

    parcels: tuple[Parcel, ...] = ()
    shares: tuple[int, ...] = ()

    @property
    def fen(self) -> int:
        return sum(parcel.fen for parcel in self.parcels)


@dataclass(frozen=True)
class NoDelivery:
    """Lines that are not sent to the region, by position."""

    items: tuple[int, ...]


def quote(items: Sequence[Item], templates: Mapping[int, Template], region: str) -> FreightQuote | NoDelivery:
    """Freight to ``region``. Goods without a template are sent for nothing.

    The share of a line is its part of its parcel's freight by value (largest remainder): Σ shares = freight.
    """
    together: dict[tuple[int, int], list[int]] = {}
    for at, item in enumerate(items):
        if item.template_id is not None:
            place = item.place if templates[item.template_id].by_place else 0
            together.setdefault((item.template_id, place), []).append(at)
    parcels, refused, shares = [], list[int](), [0] * len(items)
    for (template_id, place), members in sorted(together.items()):
        template = templates[template_id]
        zone = template.zone_for(region)
        if zone is None or not zone.delivers:
            refused += members
            continue
        units = sum(items[at].units(template.basis) for at in members)
        value_fen = sum(items[at].value_fen for at in members)
        fen = zone.charge(units, value_fen)
        for at, share in zip(members, _shares(fen, [items[at] for at in members]), strict=True):
            shares[at] = share
        left = max(0, zone.free_from_fen - value_fen) if fen and zone.free_from_fen is not None else 0
        parcels.append(Parcel(template.name, place, template.basis, units, fen, tuple(members), left))
    if refused:
        return NoDelivery(tuple(sorted(refused)))
    return FreightQuote(tuple(parcels), tuple(shares))


@dataclass(frozen=True)
class FreightTable:
    """Templates, and where SKUs lie that are charged by place: what sending some of them to a region costs."""

    templates: Mapping[int, Template]
    places: Mapping[int, int]

    def to(self, items: Sequence[Item], region: str) -> FreightQuote | NoDelivery:
        """See ``quote``."""
        if self.places:
            items = [replace(item, place=self.places.get(item.sku_id, 0)) for item in items]
        return quote(items, self.templates, region)


def _shares(fen: int, items: Sequence[Item]) -> list[int]:
    weights = [item.value_fen for item in items]
    return allocate(fen, weights if sum(weights) else [item.quantity for item in items])


@dataclass(frozen=True)
class Terms:
    """How a template reads for a shopper who has not said where to: the least it costs, and where it is not sent."""

    least_fen: int
    free_from_fen: int | None
    # Whether it costs anything anywhere.
    costs: bool
    not_to: tuple[str, ...] = field(default=())


def terms_of(zones: Iterable[Zone]) -> Terms:
    """The terms that zones make together; the sum above which it is free is named if it is the same everywhere."""
    zones = list(zones)
    sent = [zone for zone in zones if zone.delivers]
    free = {zone.free_from_fen for zone in sent}
    return Terms(
        least_fen=min((zone.first_fen for zone in sent), default=0),
        free_from_fen=free.pop() if len(free) == 1 else None,
        costs=any(zone.first_fen or zone.more_fen for zone in sent),
        not_to=tuple(code for zone in zones if not zone.delivers for code in zone.regions),
    )


# --- Parcels under way --------------------------------------------------------------------------------------
K = TrackingKind
# Somebody has to look after a parcel of which this was said last.
TROUBLE = (K.ADDRESS, K.REFUSED, K.RETURNING, K.RETURNED, K.LOST)
# Nothing more is to be expected.
FINAL = (K.DELIVERED, K.RETURNED, K.LOST)
# So long without any news is trouble as well.
QUIET = timedelta(days=5)
# After that nobody asks any more; the parcel stays in trouble until somebody takes care of it.
GIVE_UP = timedelta(days=60)
# A carrier that does not answer is asked again after that.
AGAIN = timedelta(minutes=15)


def quiet_since(at: datetime) -> datetime:
    """A parcel that last moved then, or before, has been quiet for too long at ``at``."""
    return at - QUIET


def is_quiet(kind: str, moved_at: datetime, at: datetime) -> bool:
    """Whether there should have been news by now."""
    return kind not in FINAL and moved_at <= quiet_since(at)


def next_question(
    *, kind: str, moved_at: datetime, handed_over_at: datetime, minutes: int, at: datetime
) -> datetime | None:
    """When to ask again, more and more rarely about a parcel that does not move; None: never."""
    if not minutes or kind in FINAL or at - handed_over_at >= GIVE_UP:
        return None
    still = at - moved_at
    return at + timedelta(minutes=minutes) * (1 if still < timedelta(days=1) else 4 if still < QUIET else 12)
