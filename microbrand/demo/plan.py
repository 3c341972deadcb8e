"""Sixty days of trade, decided before anything is written: who orders what, when, and what becomes of it.

Pure and seeded: the same moment gives the same plan. What has happened by now follows from the times.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum
from random import Random

from django.utils import timezone

from microbrand.demo.goods import GOODS
from microbrand.demo.people import CUSTOMERS, GIFT_NOTES, NOTES, RECIPIENTS, STAFF_NOTES, TEA_HOUSE
from microbrand.demo.shapes import Card
from microbrand.demo.stories import STORIES

SEED = 20261023
DAYS = 60
# Hours of the day by how much is bought in them.
_HOURS = {7: 2, 8: 3, 9: 4, 10: 5, 11: 5, 12: 8, 13: 6, 14: 4, 15: 4, 16: 4, 17: 4, 18: 5, 19: 7, 20: 9, 21: 10, 22: 7}
# Today's orders, in minutes before now: the first two are still unpaid.
_TODAY = (4, 11, 47, 96, 171, 263)


class Fate(Enum):
    """What becomes of an order besides being paid, shipped and received in time."""

    NORMAL = "normal"
    SECOND_TRY = "second_try"  # The first payment failed.
    LATE = "late"  # Paid after it had expired, and revived.
    OPEN = "open"  # Not paid yet.
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"  # Paid, then cancelled by the merchant.


@dataclass(frozen=True, kw_only=True)
class PlannedLink:
    """A short link: who shares (None: the brand itself), what, and since when."""

    key: str
    sharer: int | None
    goods: str = ""
    story: str = ""
    campaign: str = ""
    poster: bool = False
    days_old: int


@dataclass(frozen=True, kw_only=True)
class PlannedOrder:
    """An order. ``lines``: SKU code to quantity; ``link`` and ``story`` are keys of what led to it."""

    number: int
    person: int
    at: datetime
    lines: dict[str, int]
    fate: Fate = Fate.NORMAL
    link: str = ""
    story: str = ""
    note: str = ""
    staff_note: str = ""
    recipient: int | None = None
    paid_at: datetime
    shipped_at: datetime
    completed_at: datetime | None
    carrier: str


@dataclass(frozen=True, kw_only=True)
class PlannedPromotion:
    """A promotion: SKU code to (price in fen, quantity)."""

    name: str
    items: dict[str, tuple[int, int]]
    per_person: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime


CAMPAIGNS = {"开园季": 50, "青岛周末市集": 24}
LINKS = (
    PlannedLink(key="leaflet", sharer=None, story="ladder", campaign="开园季", days_old=50),
    PlannedLink(key="opening", sharer=None, goods="crate", campaign="开园季", poster=True, days_old=28),
    PlannedLink(key="market", sharer=None, goods="gift", campaign="青岛周末市集", poster=True, days_old=24),
    PlannedLink(key="chen-crate", sharer=1, goods="crate", poster=True, days_old=48),
    PlannedLink(key="liu-gift", sharer=2, goods="gift", poster=True, days_old=27),
    PlannedLink(key="zhao-scarred", sharer=4, goods="scarred", days_old=33),
    PlannedLink(key="shen-potter", sharer=25, story="potter", poster=True, days_old=30),
    PlannedLink(key="lin-frost", sharer=9, story="frost", days_old=26),
    PlannedLink(key="feng-hail", sharer=20, story="hail", poster=True, days_old=15),
)
# SKU code: the price it was opened at, and how many days ago it became what it is.
FORMER_PRICES = {"HFY-GZ-6": (6900, 41), "HFY-MX-5-80": (5200, 33), "HFY-GJ-1": (3000, 20)}
# SKU code: units, reason, note, days ago. What a stock clerk writes down.
ADJUSTMENTS = (("HFY-MX-9-80", -3, "damage", "出窖时压伤，三箱改做果干", 22),)
# What was found at the count of pot and vat: why, what differed, days before now.
STOCKTAKE: tuple[str, dict[str, int], int] = ("月底盘点，锅里和缸里的", {"HFY-GG-1": -2, "HFY-CU-1": 1}, 11)
# SKU code: units that came from a supplier (microbrand/demo/supply.py).
SUPPLIED = {"HFY-GZ-6": 24}

# Posters and pages take a minute or two after the moment that the plan is made for.
LEAD = timedelta(minutes=5)

_VARIANTS = {variant.code: variant for goods in GOODS for variant in goods.variants}
_GOODS_OF = {variant.code: goods for goods in GOODS for variant in goods.variants}


def lead_after(drawing: timedelta) -> timedelta:
    """How long after ``now`` the promotion starts, so that somebody who has waited for the demo can watch it start.

    ``drawing`` is what the pictures took: a slow machine takes about four times as long for all that follows.
    """
    return max(LEAD, drawing * 4 + timedelta(minutes=3))


def promotions(now: datetime, lead: timedelta = LEAD) -> tuple[PlannedPromotion, PlannedPromotion, PlannedPromotion]:
    """The past one, the one that starts ``lead`` after now, on a full minute, and the one to come."""
    opened = _local(now, 27, time(10))
    soon = (now + lead).replace(second=0, microsecond=0)
    later = _local(now, -4, time(10))
    return (
        PlannedPromotion(
            name="开园头三天",
            items={"HFY-MX-5-80": (4200, 80), "HFY-MX-9-80": (6900, 60)},
            per_person=2,
            starts_at=opened,
            ends_at=opened + timedelta(days=3, hours=12),
            created_at=opened - timedelta(days=2),
        ),
        PlannedPromotion(
            name="装箱日限时价",
            items={"HFY-LH-9": (8800, 40), "HFY-MX-9-85": (8200, 60)},
            per_person=2,
            starts_at=soon,
            ends_at=soon + timedelta(hours=8),
            created_at=now - timedelta(hours=20),
        ),
        PlannedPromotion(
            name="小锅果酱，第二锅",
            items={"HFY-GJ-1": (2800, 60), "HFY-GJ-2": (5200, 40)},
            per_person=4,
            starts_at=later,
            ends_at=later + timedelta(days=3),
            created_at=now - timedelta(hours=5),
        ),
    )


def orders(now: datetime) -> list[PlannedOrder]:
    """Every order of the last sixty days, oldest first."""
    rng = Random(SEED)
    drafts: list[PlannedOrder] = []
    for days_ago in range(DAYS - 1, 0, -1):
        count = _count(rng, days_ago)
        drafts += [_order(rng, now, _local(now, days_ago, _hour(rng)), days_ago) for _ in range(count)]
    drafts += _today(rng, now)
    drafts += _opening_days(rng, now)
    drafts += _fixed(rng, now)
    drafts.sort(key=lambda order: order.at)
    return [replace(order, number=number) for number, order in enumerate(drafts, start=1)]


def received(planned: Iterable[PlannedOrder]) -> dict[str, int]:
    """How many units of each SKU must have come in, so that in the end as many are left as the goods say."""
    sold: Counter[str] = Counter()
    for order in planned:
        if order.fate not in {Fate.EXPIRED, Fate.CANCELLED, Fate.REFUNDED}:
            sold.update(order.lines)
    for code, units in [*((code, units) for code, units, *_rest in ADJUSTMENTS), *STOCKTAKE[1].items()]:
        sold[code] -= units
    sold.subtract(SUPPLIED)
    return {code: sold[code] + variant.left for code, variant in _VARIANTS.items()}


def price_of(code: str) -> int:
    """The asking price of a SKU today, in fen."""
    return _VARIANTS[code].price_fen


# --- One order ------------------------------------------------------------------------------------------
def _order(rng: Random, now: datetime, at: datetime, days_ago: int) -> PlannedOrder:
    person = rng.choices(range(len(CUSTOMERS)), [someone.weight for someone in CUSTOMERS])[0]
    link, story = _origin(rng, person, days_ago)
    lines = _lines(rng, days_ago, _goods_behind(link, story))
    scarce = any(_VARIANTS[code].left < 10 for code in lines)
    gift = any(code.startswith("HFY-LH") for code in lines) and rng.random() < 0.45
    fate = Fate.NORMAL
    if not scarce and days_ago > 0:
        fate = rng.choices(
            [Fate.NORMAL, Fate.SECOND_TRY, Fate.LATE, Fate.EXPIRED, Fate.CANCELLED, Fate.REFUNDED],
            [77, 4, 2, 9, 5, 3],
        )[0]
    elif (now - at) < timedelta(minutes=15):
        fate = Fate.OPEN
    note = rng.choice(GIFT_NOTES) if gift else rng.choice(NOTES) if rng.random() < 0.12 else ""
    return _with_times(
        rng,
        PlannedOrder(
            number=0,
            person=person,
            at=at,
            lines=lines,
            fate=fate,
            link=link,
            story=story,
            note=note,
            staff_note=rng.choice(STAFF_NOTES) if rng.random() < 0.06 else "",
            recipient=rng.randrange(len(RECIPIENTS)) if gift else None,
            paid_at=at,
            shipped_at=at,
            completed_at=None,
            carrier="sf" if gift else rng.choice(["sf", "jd", "zto", "zto", "local"]),
        ),
    )


def _count(rng: Random, days_ago: int) -> int:
    """A shop that slowly becomes known; the days after a story are better ones."""
    if days_ago > 35:
        return rng.choices([1, 2], [55, 45])[0]
    if days_ago > 14:
        return rng.choices([1, 2, 3], [28, 44, 28])[0] + (2 if days_ago in {28, 16} else 0)
    return rng.choices([2, 3, 4], [34, 44, 22])[0] + (2 if days_ago == 5 else 0)


def _today(rng: Random, now: datetime) -> list[PlannedOrder]:
    """Today's orders, of different people."""
    found: dict[int, PlannedOrder] = {}
    for minutes in _TODAY:
        order = _order(rng, now, now - timedelta(minutes=minutes), 0)
        while order.person in found:
            order = _order(rng, now, order.at, 0)
        found[order.person] = order
    return list(found.values())


def _with_times(rng: Random, order: PlannedOrder) -> PlannedOrder:
    """Paid after minutes, shipped in the afternoon of the next day, received some days later (a few never say so)."""
    paid_at = order.at + timedelta(seconds=rng.randint(35, 700))
    if order.fate == Fate.LATE:
        paid_at = order.at + timedelta(minutes=rng.randint(50, 140))
    next_day = timezone.localtime(paid_at).date() + timedelta(days=1)
    shipped_at = timezone.make_aware(datetime.combine(next_day, time(14, 20))) + timedelta(minutes=rng.randint(0, 100))
    completed_at = shipped_at + timedelta(days=rng.randint(2, 5), minutes=rng.randint(-180, 300))
    never_said = rng.random() < 0.05
    return replace(order, paid_at=paid_at, shipped_at=shipped_at, completed_at=None if never_said else completed_at)


def _lines(rng: Random, days_ago: int, wanted: tuple[str, ...]) -> dict[str, int]:
    on_sale = [code for code in _VARIANTS if _is_on_sale(code, days_ago)]
    first = [code for code in on_sale if _GOODS_OF[code].key in wanted] or on_sale
    lines: dict[str, int] = {}
    for number in range(rng.choices([1, 2, 3], [60, 29, 11])[0]):
        choices = on_sale if number else first
        code = rng.choices(choices, [_VARIANTS[code].weight for code in choices])[0]
        plenty = _VARIANTS[code].left > 10
        lines[code] = rng.choices([1, 2, 3], [78, 17, 5])[0] if plenty else 1
    return lines


def _is_on_sale(code: str, days_ago: int) -> bool:
    goods = _GOODS_OF[code]
    if goods.state != "live" or goods.days_old <= days_ago + 1:
        return False
    if goods.key == "dish":
        return days_ago > 4
    # Opening days are planned by themselves, for the limit per person.
    return not (24 <= days_ago <= 27 and code in {"HFY-MX-5-80", "HFY-MX-9-80"})


def _origin(rng: Random, person: int, days_ago: int) -> tuple[str, str]:
    """Keys of the short link and the story that led to an order; empty for nothing."""
    links = [link for link in LINKS if link.days_old > days_ago and link.sharer != person]
    stories = [story for story in STORIES if story.days_old > days_ago]
    kind = rng.choices(["none", "story", "link", "both"], [40, 21, 31, 8])[0]
    link = rng.choice(links) if links and kind in {"link", "both"} else None
    if link and link.story:
        return link.key, link.story
    story = rng.choice(stories).key if stories and kind in {"story", "both"} else ""
    return (link.key if link else ""), story


def _goods_behind(link_key: str, story_key: str) -> tuple[str, ...]:
    link = next((link for link in LINKS if link.key == link_key), None)
    if link and link.goods:
        return (link.goods,)
    story = next((story for story in STORIES if story.key == story_key), None)
    return tuple(piece.goods for piece in story.pieces if isinstance(piece, Card)) if story else ()


# --- Orders with a purpose --------------------------------------------------------------------------------
def _opening_days(rng: Random, now: datetime) -> list[PlannedOrder]:
    """Fourteen different people buy at the prices of the opening days, within the limit per person."""
    found = []
    for person in rng.sample(range(len(CUSTOMERS)), 14):
        at = _local(now, rng.randint(24, 26), _hour(rng))
        code = rng.choice(["HFY-MX-5-80", "HFY-MX-9-80", "HFY-MX-9-80"])
        order = replace(_order(rng, now, at, 25), person=person, recipient=None, note="")
        link = "" if person in {1, 2, 4, 9, 20, 25} else rng.choice(["opening", "opening", "chen-crate", ""])
        found.append(
            _with_times(rng, replace(order, lines={code: rng.choice([1, 2])}, link=link, story="", fate=Fate.NORMAL))
        )
    return found


def _fixed(rng: Random, now: datetime) -> list[PlannedOrder]:
    """What the rest of the demo relies on: sales of the goods on offer, each fate once, and the end of a kiln."""
    wanted: list[tuple[int, int, dict[str, int], Fate]] = [
        (33, 22, {"HFY-GG-1": 2}, Fate.LATE),
        (19, 27, {"HFY-CU-1": 1}, Fate.SECOND_TRY),
        (14, 35, {"HFY-BZ-9": 2}, Fate.REFUNDED),
        (9, 38, {"HFY-WL-5": 1}, Fate.CANCELLED),
        (6, 7, {"HFY-LH-9": 1}, Fate.NORMAL),
        (4, 3, {"HFY-MX-9-85": 2}, Fate.NORMAL),
        (4, TEA_HOUSE, {"HFY-DIE-SB": 3, "HFY-DIE-YQ": 4}, Fate.NORMAL),
        (3, 29, {"HFY-GZ-6": 1}, Fate.EXPIRED),
        (2, 18, {"HFY-LH-9": 2}, Fate.NORMAL),
        (1, 31, {"HFY-MX-9-85": 1, "HFY-GG-1": 1}, Fate.NORMAL),
    ]
    found = []
    for number, (days_ago, person, lines, fate) in enumerate(wanted):
        at = _local(now, days_ago, time(18, 10 + 4 * number))
        order = replace(_order(rng, now, at, days_ago), person=person, lines=lines, fate=fate, recipient=None)
        tea_house = person == TEA_HOUSE
        order = replace(
            order,
            link="",
            story="potter" if tea_house else "",
            note="茶室里用，剩几只都要了。" if tea_house else "",
        )
        found.append(_with_times(rng, order))
    return found


# --- Time -------------------------------------------------------------------------------------------------
def _hour(rng: Random) -> time:
    return time(rng.choices(list(_HOURS), list(_HOURS.values()))[0], rng.randrange(60), rng.randrange(60))


def _local(now: datetime, days_ago: int, at: time) -> datetime:
    """That time of day, so many days ago, in the shop's time zone."""
    day = timezone.localtime(now).date() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, at))
