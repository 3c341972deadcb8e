"""The demo brand: texts without empty superlatives, a plan that adds up, a load that is whole or not at all."""

import json
import re
from collections import Counter
from dataclasses import asdict, astuple, is_dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from content.blocks.blocks import StoryBlocks
from content.channels.models import Piece
from content.channels.queries import results_of
from content.rights.models import Right
from content.stories.models import StoryPage
from microbrand import audit
from microbrand.demo import brand, goods, house_words, load, outlets, people, plan, special, stories, supply
from microbrand.demo.plan import Fate
from shop.aftersales.models import Case
from shop.bookings.models import Session
from shop.bookings.queries import seats_of
from shop.catalog.models import Product, Sku
from shop.customers.models import Customer
from shop.customers.rules import clean_phone
from shop.enquiries.models import Enquiry
from shop.notices.models import Subscription
from shop.orders.models import Order, OrderBatch
from shop.origin.models import PrintRun
from shop.origin.queries import orders_of_lot
from shop.payments.models import Wallet
from shop.promotions.queries import offers
from shop.purchasing.models import PurchaseOrder
from shop.social.models import Attribution, OutboundClick, ShortLink
from shop.staff.models import User
from tests.factories.catalog import ProductFactory

NOW = datetime(2026, 11, 24, 3, 15, 20, tzinfo=UTC)
# 广告法 forbids superlatives, 食品安全法 claims of healing; the rest promises what nobody can keep.
FORBIDDEN = re.compile(
    "最|第一|顶级|顶尖|极品|极致|唯一|独家|首选|首个|国家级|世界级|王牌|绝对|永久|万能|特效|祖传|秘制|纯天然|百分百|100%|全网|"
    "销量|冠军|领先|包治|治疗|疗效|养生|排毒|减肥|降血|抗癌|抗氧化|免疫"
)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return _texts(asdict(value))
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def _all_texts() -> list[str]:
    things = [*goods.GOODS, *special.SPECIAL, *goods.SHELVES, *goods.BADGES, *stories.STORIES, *outlets.TELLINGS]
    constants = [value for room in (brand, house_words) for name, value in vars(room).items() if name.isupper()]
    return [text for thing in things for text in _texts(asdict(thing))] + _texts(constants)


# --- Texts ------------------------------------------------------------------------------------------------
def test_no_text_makes_a_claim_that_the_law_forbids() -> None:
    texts = _all_texts()

    assert len(texts) > 300
    assert [text for text in texts if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("story", stories.STORIES, ids=lambda story: story.key)
def test_a_story_is_worth_reading(story: Any) -> None:
    letters = re.findall(r"[\u4e00-\u9fff]", re.sub("<[^>]*>", "", "".join(_texts(astuple(story)))))
    kinds = Counter(type(piece).__name__ for piece in story.pieces)

    assert 500 <= len(letters) <= 1200
    assert kinds["Text"] >= 2
    assert kinds["Quote"] == kinds["Making"] == 1
    assert kinds["Card"] >= 1
    assert kinds["Facts"] == 1


def test_everything_named_exists() -> None:
    keys = {item.key for item in (*goods.GOODS, *special.SPECIAL)}
    story_keys = {story.key for story in stories.STORIES}
    codes = [variant.code for item in (*goods.GOODS, *special.SPECIAL) for variant in item.variants]

    assert {key for shelf in goods.SHELVES for key in shelf.goods} | set(brand.HOME_FEATURED) <= keys
    assert {key for mark in goods.BADGES for key in mark.given} <= keys
    assert {link.story for link in plan.LINKS} - {""} <= story_keys
    assert {link.goods for link in plan.LINKS} - {""} <= keys
    assert len(codes) == len(set(codes))


def test_phone_numbers_are_valid_and_of_one_block() -> None:
    buyers = [people.address_of(person, number) for number, person in enumerate(people.CUSTOMERS, start=1)]

    assert all(clean_phone(row.phone) == row.phone and row.phone.startswith("13800138") for row in buyers)
    assert len({row.phone for row in buyers}) == len(buyers) == 40


# --- The plan ---------------------------------------------------------------------------------------------
def test_the_plan_is_the_same_for_the_same_moment() -> None:
    assert plan.orders(NOW) == plan.orders(NOW)


@pytest.mark.parametrize("hour", [0, 3, 9, 15, 16, 23])
def test_sixty_days_of_orders_lie_in_the_past(hour: int) -> None:
    now = NOW.replace(hour=hour)

    orders = plan.orders(now)

    assert 140 <= len(orders) <= 170
    assert all(now - timedelta(days=61) < order.at < now for order in orders)
    assert {order.fate for order in orders} == set(Fate)
    assert sum(order.fate == Fate.OPEN for order in orders) == 2
    in_time = [order for order in orders if order.fate in {Fate.NORMAL, Fate.SECOND_TRY, Fate.REFUNDED}]
    assert all(order.paid_at - order.at < timedelta(minutes=15) for order in in_time)


def test_nobody_takes_more_than_the_limit_on_the_opening_days() -> None:
    opening = plan.promotions(NOW)[0]
    taken: Counter[tuple[int, str]] = Counter()
    for order in plan.orders(NOW):
        if opening.starts_at <= order.at < opening.ends_at:
            taken.update({(order.person, code): units for code, units in order.lines.items() if code in opening.items})

    assert len(taken) >= 10
    assert max(taken.values()) <= opening.per_person


@pytest.mark.parametrize("second", [0, 1, 59])
def test_the_promotion_starts_a_few_minutes_later_on_a_full_minute(second: int) -> None:
    now = NOW.replace(second=second)

    soon = plan.promotions(now)[1]

    assert timedelta(minutes=4) < soon.starts_at - now <= timedelta(minutes=5)
    assert soon.starts_at.second == 0
    assert soon.ends_at - soon.starts_at >= timedelta(hours=4)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 5), (30, 5), (65, 7 + 20 / 60)])
def test_on_a_slow_machine_the_promotion_waits_for_the_demo(seconds: int, minutes: float) -> None:
    assert plan.lead_after(timedelta(seconds=seconds)) == timedelta(minutes=minutes)
    soon = plan.promotions(NOW, timedelta(minutes=9))[1]
    assert timedelta(minutes=8) < soon.starts_at - NOW <= timedelta(minutes=9)


# --- Loading ----------------------------------------------------------------------------------------------
@pytest.fixture
def demo_dir(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO_DIR = tmp_path / "demo"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "demo"


def _load() -> str:
    out = StringIO()
    call_command("load_demo", scale=0.05, stdout=out)
    return out.getvalue()


@pytest.mark.embedded
@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_the_demo_is_loaded_whole_or_not_at_all_and_once(
    demo_dir: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load.pages, "make_pages", power_cut)
        with pytest.raises(KeyboardInterrupt):
            _load()
    assert not Product.objects.exists()
    assert not User.objects.exists()
    assert not (demo_dir / "logins.json").exists()

    first = _load()
    counts = [model.objects.count() for model in (Product, Order, Customer, ShortLink, Attribution, StoryPage, User)]
    second = _load()

    assert re.match(r"华芳苑: 20 products, 5 stories, \d+ orders, \d+ pictures in \d+ s\. A promotion starts at", first)
    assert second == "The demo brand is already here; nothing was changed.\n"
    assert counts == [
        model.objects.count() for model in (Product, Order, Customer, ShortLink, Attribution, StoryPage, User)
    ]
    _check_goods()
    _check_stories()
    _check_channels()
    _check_trade()
    _check_origin()
    _check_logins(demo_dir)
    # What the run that died had stored is replaced, not doubled.
    pictures = list((Path(settings.MEDIA_ROOT) / "original_images").iterdir())
    assert f"{len(pictures)} pictures" in first


def _check_origin() -> None:
    run = PrintRun.objects.get()
    assert run.lot is not None
    assert (run.lot.story.is_public, run.scans.count(), bool(run.file)) == (True, 36, True)
    assert orders_of_lot(run.lot).exists()
    [row] = run.lot.story.documents.all()
    assert (row.title, row.issued_on) == ("糖度与农残自检记录", run.lot.produced_on)
    with row.document.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def _check_goods() -> None:
    now = timezone.now()
    shown = list(Product.objects.visible(now).select_related("cover"))
    states = Counter(offer.state for offer in offers(shown, at=now).values())
    assert (len(shown), Product.objects.filter(live=False).count()) == (19, 1)
    assert states == {"available": 14, "sold_out": 1, "coming": 1, "presale": 1, "on_request": 1, "elsewhere": 1}
    assert all(product.cover and product.cover.description for product in shown)
    assert all(product.pictures.exists() for product in shown)
    honey = offers([Product.objects.get(slug="ping-guo-hua-mi")], at=now).popitem()[1]
    assert [row.available for row in honey.skus] == [4, 2]
    # The struck-through price is what was paid in the week before.
    # What is not simply sent in a parcel.
    at_gateways = Order.objects.exclude(payments__gateway="wallet")
    carved = at_gateways.get(lines__kind="made_to_order", bespoke_work=None)
    content = at_gateways.get(lines__kind="paid_content")
    assert (carved.status, carved.ready_on is not None, carved.lines.get().specification[0]["text"]) == (
        "paid",
        True,
        "外婆的果园",
    )
    assert (content.status, content.needs_shipping) == ("completed", False)
    sessions = Session.objects.order_by("starts_at")
    assert len(sessions) == 11
    assert [row.free for row in seats_of(sessions, at=now).values()][:4] == [1, 2, 0, 5]
    assert Session.objects.exclude(moved_at=None).count() == 1
    assert Counter(Enquiry.objects.values_list("state", flat=True)) == {"answered": 1, "new": 1}
    assert OutboundClick.objects.count() == 23
    gift = offers([Product.objects.get(slug="hong-fu-shi-li-he")], at=now + timedelta(minutes=6)).popitem()[1]
    assert gift.lead is not None
    assert (gift.lead.price.price_fen, gift.lead.price.reference_fen) == (8800, 10800)


def _check_stories() -> None:
    pages = StoryPage.objects.live()
    assert Counter(page.locale.language_code for page in pages) == {"zh-hans": 5, "en": 1}
    assert all(page.hero_image and page.hero_image.description for page in pages)
    # A story for every kind of block; none of them shows nothing.
    used = {child.block_type for page in pages for child in page.body}
    assert used == set(StoryBlocks().child_blocks)
    shown = "".join(Client().get(page.url, headers={"Accept-Language": "zh-CN"}).text for page in pages)
    for mark in ("compare-pair", "film-time", "originmap-sheet", "portrait-words", "recipe-goods", "question-answer"):
        assert mark in shown
    for mark in ("set-goods", "spot-mark", "until-left", "lot-papers"):
        assert mark in shown


def _check_channels() -> None:
    pieces = Piece.objects.order_by("created_at", "pk")
    assert Counter(piece.state for piece in pieces) == Counter(telling.state for telling in outlets.TELLINGS)
    out = [piece for piece in pieces if piece.state == "out"]
    assert sorted(result.clicks for result in results_of(out).values()) == [18, 23, 41, 57]
    standings = Counter(right.standing(timezone.localdate()) for right in Right.objects.all())
    assert standings == {"valid": 4, "soon": 2}


def _check_trade() -> None:
    breaches = [result for result in audit.run(at=timezone.now()) if result.breach_count]
    assert breaches == []
    states = Counter(Order.objects.values_list("status", flat=True))
    assert set(states) == {"pending", "deposit", "paid", "shipped", "completed", "cancelled"}
    assert not Order.objects.filter(placed_at__gt=timezone.now()).exists()
    cases = Case.objects.order_by("opened_at")
    assert [case.state for case in cases] == ["settled", "sent", "replacing", "asked", "offered"]
    assert [case.pictures.count() for case in cases] == [0, 0, 0, 1, 0]
    # ¥500 paid in, ¥128 spent, ¥100 taken out.
    from_wallet = Order.objects.get(payments__gateway="wallet")
    assert (Wallet.objects.get().principal_fen, from_wallet.status) == (27_200, "paid")
    assert Wallet.objects.get().top_ups.get().invoices.get().state == "requested"
    # One payment for six people, two of whose parcels have left.
    batch = OrderBatch.objects.get()
    assert Counter(batch.orders.values_list("status", flat=True)) == {"paid": 4, "shipped": 2}
    assert batch.payments.get().amount_fen == sum(batch.orders.values_list("total_fen", flat=True))
    wanted = {sku.code: count for sku, count in _waiting().items()}
    assert wanted == {"HFY-DIE-SB": 6, "HFY-DIE-YQ": 2, "HFY-LH-9": 3}
    bought = PurchaseOrder.objects.order_by("pk").values_list("supplier__name", "state")
    assert list(bought) == [(supply.PRESS.name, "partly"), (supply.KILN.name, "sent")]
    assert Attribution.objects.exclude(story=None).exists()
    assert Attribution.objects.exclude(last_link__sharer=None).exists()
    assert Attribution.objects.exclude(last_link__campaign=None).exists()


def _waiting() -> Counter[Sku]:
    return Counter(row.sku for row in Subscription.objects.waiting().select_related("sku"))


def _check_logins(demo_dir: Path) -> None:
    rows = json.loads((demo_dir / "logins.json").read_text())
    assert [row["role"] for row in rows] == ["Owner", "Operations", "Warehouse", "Editor"]
    for row in rows:
        user = User.objects.get(username=row["username"])
        assert len(row["password"]) >= 10
        assert user.check_password(row["password"])
        assert list(user.groups.values_list("name", flat=True)) == [row["role"]]


@pytest.mark.django_db
def test_the_demo_keeps_away_from_somebodys_goods(demo_dir: Path) -> None:
    ProductFactory()

    with pytest.raises(CommandError, match="already holds other products"):
        _load()

    assert Product.objects.count() == 1


@pytest.mark.django_db
def test_the_demo_keeps_away_from_production(demo_dir: Path, settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["wechat"]

    with pytest.raises(CommandError, match="not for production"):
        _load()

    assert not Product.objects.exists()
