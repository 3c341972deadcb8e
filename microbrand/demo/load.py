"""Load the demo brand: everything in one transaction, or nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.utils import timezone, translation

from content.posters.operations import request_poster
from content.stories.models import HomePage
from microbrand.celery import app as celery_app
from microbrand.demo import (
    advance,
    banners,
    booked,
    claims,
    custom,
    delivery,
    english,
    gatherings,
    house,
    leavings,
    origin,
    pages,
    papers,
    pictures,
    shelves,
    special,
    voices,
)
from microbrand.demo.aftercare import AfterCare
from microbrand.demo.brand import LOGINS
from microbrand.demo.clock import Clock, History, deliver_events
from microbrand.demo.gifts import Gifts
from microbrand.demo.goods import GOODS
from microbrand.demo.outlets import Outlets
from microbrand.demo.plan import DAYS, lead_after
from microbrand.demo.saver import Saver
from microbrand.demo.supply import Supply
from microbrand.demo.trade import GATEWAY, Trade
from microbrand.demo.waiting import Waiting
from shop.catalog.models import Product
from shop.orders.models import Order

Say = Callable[[str], Any]


class Refused(Exception):
    """The demo must not be loaded here; the text says why."""


@dataclass(frozen=True)
class Loaded:
    """What there is now."""

    products: int
    stories: int
    orders: int
    pictures: int
    promotion_starts_at: datetime
    promotion_path: str


def is_loaded() -> bool:
    """Whether the demo brand is in this database."""
    return Product.objects.filter(slug=GOODS[0].slug).exists()


def check_place() -> None:
    """``Refused`` where a demo has no business: in production, or among somebody's own goods."""
    if settings.SETTINGS_MODULE == "microbrand.settings.production" or GATEWAY not in settings.PAYMENT_GATEWAYS:
        raise Refused(
            "The demo brand pays its orders in the sandbox; it is for development settings, not for production."
        )
    if Product.objects.exists() or Order.objects.exists():
        raise Refused("This database already holds other products or orders. Load the demo brand into an empty one.")


def write_logins() -> Path:
    """Tell who may log in (`make demo` prints it); the file's path."""
    path = Path(getattr(settings, "DEMO_DIR", Path(settings.BASE_DIR) / ".demo")) / "logins.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"role": login.role, "username": login.username, "password": login.password} for login in LOGINS]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return path


def load(*, scale: float = 1.0, processes: int = 1, say: Say = lambda text: None) -> Loaded:
    """Draw the pictures, then write brand, goods, stories and sixty days of trade in one transaction.

    Nothing is left of a run that dies but files in the media folder, which the next run replaces.
    ``scale`` shrinks the pictures. Posters are asked for; ``microbrand.demo.warm`` draws them.
    """
    drawings = [*shelves.drawings(), *pages.drawings()]
    say("drawing the pictures …")
    started = timezone.now()
    drawn = pictures.draw_all(drawings, scale=scale, processes=processes)
    lead = lead_after(timezone.now() - started)
    say("writing goods, stories and sixty days of trade …")
    with _no_messages(), translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        # The promotion to come is announced for a moment after the demo is there.
        now = timezone.now()
        long_ago = now - timedelta(days=DAYS + 14)
        history = History()
        with history.at(long_ago):
            staff = _staff(long_ago)
            images = pictures.store(drawings, drawn, by=staff["Editor"], at=long_ago)
        owner, editor = staff["Owner"], staff["Editor"]
        clock = Clock(now, history)
        products = shelves.plan_goods(clock, images, by=staff["Operations"])
        clock.run()
        with history.at(long_ago):
            shelves.sort_goods(products, by=staff["Operations"])
            shelves.make_shelves(products, images)
            shelves.give_badges(products, by=staff["Operations"], at=long_ago)
        stories = pages.make_pages(images, products, history, by=editor, owner=owner, now=now)
        trade = Trade(clock, goods=products, stories=stories, staff=staff, lead=lead)
        trade.plan_all()
        special.open_course(
            HomePage.objects.get(depth=2),
            products[special.PRUNING.key],
            images[special.PRUNING.pictures[0].key],
            by=editor,
            at=now - timedelta(days=special.PRUNING.days_old),
        )
        Supply(clock, desk=staff["Operations"], warehouse=staff["Warehouse"]).plan_all()
        Waiting(clock).plan_all()
        special.Around(clock, by=staff["Operations"], pay=trade.pay).plan_all()
        booked.Workshop(clock, by=staff["Operations"], pay=trade.pay).plan_all()
        gatherings.Gatherings(clock, by=staff["Operations"], helper=staff["Warehouse"]).plan_all()
        custom.Custom(clock, by=staff["Operations"], pay=trade.pay).plan_all()
        advance.Advance(clock, by=staff["Operations"], pay=trade.pay).plan_all()
        Saver(clock, arrive=trade.arrive).plan_all()
        Gifts(clock, by=staff["Warehouse"], pay=trade.pay).plan_all()
        AfterCare(clock, desk=staff["Operations"], picture=images[GOODS[0].pictures[0].key]).plan_all()
        Outlets(clock, stories=stories, editor=editor, desk=staff["Operations"]).plan_all()
        clock.run()
        papers.register(products=products, potters_story=stories["potter"], by=owner, at=now)
        delivery.set_up(by=staff["Operations"])
        house.make_house(
            HomePage.objects.get(depth=2), images, products, stories, history, by=owner, now=now, publish=pages.publish
        )
        orchard = images[GOODS[0].pictures[1].key]
        voices.tell(stories, products, owner=owner, editor=editor, now=now)
        origin.tell(orchard, stories["frost"], by=staff["Operations"], at=now)
        claims.write_down(products, by=editor, warehouse=staff["Warehouse"], now=now)
        banners.plan_banners(products, stories, by=staff["Operations"], now=now)
        english.tell(by=editor)
        leavings.leave(products, by=staff["Operations"], now=now)
        targets: list[Model] = [*(product for product in products.values() if product.live), *stories.values()]
        for target in targets:
            request_poster(by=owner, target=target, at=now)
        deliver_events()
    promotion = trade.promotions[1]
    return Loaded(
        products=len(products),
        stories=len(stories),
        orders=Order.objects.count(),
        pictures=len(images),
        promotion_starts_at=promotion.starts_at,
        promotion_path=trade.skus[next(iter(promotion.items))].product.get_absolute_url(),
    )


def _staff(at: datetime) -> dict[str, Any]:
    """One person for each role."""
    users = {}
    for login in LOGINS:
        user = get_user_model().objects.create_user(
            login.username,
            password=login.password,
            email=f"{login.username}@huafangyuan.example",
            last_name=login.name[0],
            first_name=login.name[1:],
            date_joined=at,
        )
        user.groups.add(Group.objects.get(name=login.role))
        users[login.role] = user
    return users


@contextmanager
def _no_messages() -> Iterator[None]:
    """Leave workers and broker alone: there may be neither yet, and nothing is left for them to do.

    What operations would send goes to a queue in memory, which ends with this process.
    """
    conf = celery_app.conf
    before = {"broker_write_url": conf.get("broker_write_url"), "task_always_eager": conf.get("task_always_eager")}
    conf.update(broker_write_url="memory://localhost/", task_always_eager=False)
    try:
        yield
    finally:
        conf.update(before)
