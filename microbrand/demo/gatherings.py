"""Two events of 华芳苑: a picking day that was, with who came, and the day the cellar is opened, with who wants to."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.rich_text import RichText

from content.events.models import EventIndexPage, EventPage, SignUp
from content.events.operations import add_walk_in, check_in, set_admission, sign_up, withdraw
from content.events.rules import AdmissionData, SignUpData
from content.stories.models import HomePage
from microbrand.demo.clock import Clock
from microbrand.demo.people import CUSTOMERS, address_of
from microbrand.demo.shapes import Drawing

LIST_TITLE, LIST_SLUG = "活动", "huo-dong"
LIST_INTRO = "一年里有几天，园门是开着的。不收费，人不多，来了就是半天。"
PICKING, CELLAR = "shuang-jiang-cai-zhai-ri", "kai-jiao-ri"

_PLACES = [
    {"name": "南坡园口", "latitude": "37.261500", "longitude": "120.840200", "note": "柿子树下集合"},
    {"name": "冷窖", "latitude": "37.263400", "longitude": "120.843900", "note": ""},
    {"name": "苑家沟站牌", "latitude": "37.255100", "longitude": "120.836800", "note": "镇上来的班车，一天四趟"},
]
_MAP = [("origin_map", {"title": "", "places": _PLACES, "caption": "站牌到园口是上坡路，走二十分钟。"})]
_RIDE, _CHILDREN = "开车来，还是坐班车？", "有几个孩子，多大？"


@dataclass(frozen=True)
class Came:
    """Somebody who signed up: which customer, with how many, what they answered; and whether they came."""

    number: int
    party: int
    answer: str = ""
    came: bool = True


PICKERS = (
    Came(2, 2, "自驾"),
    Came(5, 3, "班车，上午那趟"),
    Came(9, 1, "自驾"),
    Came(11, 4, "自驾"),
    Came(14, 2),
    Came(17, 2, "班车", came=False),
    Came(21, 1, "骑车来"),
    Came(26, 3, "自驾"),
)
GUESTS = (
    Came(3, 2, "自驾"),
    Came(7, 4, "自驾"),
    Came(12, 3, "班车"),
    Came(16, 1),
    Came(19, 2, "自驾"),
    Came(23, 4, "班车"),
    Came(28, 3, "自驾"),
    Came(31, 2, "还没定"),
)
# More than the places that are left: they wait, and keep their turn.
LATE = Came(34, 4, "自驾")
# Signed off again.
CHANGED = Came(36, 2)


def drawings() -> list[Drawing]:
    """The pictures the events need."""
    return [
        Drawing("orchard-dawn", 2, wide=True),
        Drawing("cellar-snow", 1, wide=True),
        Drawing("orchard-before-dawn", 2, wide=True),
    ]


def make_events(home: HomePage, images: dict[str, Any], *, now: datetime) -> list[Any]:
    """The list and its two events, as drafts: who makes them publishes them."""
    dawn, cellar, before = (images[drawing.key] for drawing in drawings())
    index = home.add_child(
        instance=EventIndexPage(title=LIST_TITLE, slug=LIST_SLUG, intro=LIST_INTRO, show_in_menus=True, live=False)
    )
    host = {"image": None, "name": "苑建军", "role": "第二代种树人", "text": "", "words": "来看看就行，不用带东西。"}
    begin = _at(now, -12, 9)
    picking = EventPage(
        title="霜降采摘日",
        slug=PICKING,
        standfirst="第三场霜过后的那个早上，上树摘半天苹果。摘的进窖，吃的管够。",
        hero_image=dawn,
        starts_at=begin,
        ends_at=begin + timedelta(hours=3),
        place="苑家沟南坡园口",
        address="山东省烟台市栖霞市苑家沟村南坡（演示地址）",
        map=_MAP,
        questions=[("ask", {"question": _RIDE, "is_required": False})],
        body=[
            (
                "text",
                RichText(
                    "<p>头一场霜只是打个招呼，要等第三场过去，果面起一层细白的粉，才上树。那天早上园门打开，"
                    "谁想上树都可以。</p><p>摘法三分钟就会：托住，往上一抬，它自己就下来了。不拽，不拧。"
                    "梯子有人扶，六岁以下在地上捡落果。</p>"
                ),
            )
        ],
        programme=[
            ("part", {"when": "9:00", "title": "柿子树下集合", "text": "发手套和篮子，讲怎么摘。"}),
            ("part", {"when": "9:30", "title": "上树", "text": "两人一架梯子，一棵树摘完再换。"}),
            ("part", {"when": "11:30", "title": "过秤，进窖", "text": "摘的一起进窖，每人带走一斤。"}),
        ],
        hosts=[("person", host)],
        look_back=[
            (
                "text",
                RichText(
                    "<p>那天坡上零下一度，太阳一出来，霜从坡顶往下化。九点过五分，第一架梯子立起来的时候，"
                    "树下已经站了一圈人。</p><p>十一点半过秤，摘下来两百一十斤。最小的一位摘了一个，抱了一路。</p>"
                ),
            ),
            ("picture", {"image": before, "caption": "开园以前，坡上还是蓝的。", "width": "wide"}),
            ("quote", {"text": "原来它自己会下来。", "source": "那天来的人里，最小的一位"}),
        ],
        live=False,
    )
    opening = _at(now, 9, 10)
    cellar_day = EventPage(
        title="开窖日：挑一箱自己的",
        slug=CELLAR,
        standfirst="霜后进窖的苹果睡了一个多月。窖门打开那天，来闻一闻，尝三个，挑一箱。",
        hero_image=cellar,
        starts_at=opening,
        ends_at=opening + timedelta(hours=2, minutes=30),
        place="苑家沟南坡冷窖",
        address="山东省烟台市栖霞市苑家沟村南坡（演示地址）",
        map=_MAP,
        questions=[("ask", {"question": words, "is_required": False}) for words in (_RIDE, _CHILDREN)],
        body=[
            (
                "text",
                RichText(
                    "<p>冷窖是爷爷那一辈挖的，进深十二米，冬天也是四度。苹果在里面不是放着，是慢慢熟：酸退下去，"
                    "香出来，皮上那层蜡越来越亮。</p><p>窖门一年只大开这一次。打开的头一刻钟味道最好，所以请准时。"
                    "里面冷，多穿一件。</p><p>来不收费，也不用买。想带一箱走的，自己挑，按店里的价。</p>"
                ),
            )
        ],
        programme=[
            ("part", {"when": "10:00", "title": "开窖", "text": "建军开门，先闻，别急着说话。"}),
            ("part", {"when": "10:20", "title": "尝三个", "text": "同一棵树，坡顶、坡腰、沟底，各一个。"}),
            ("part", {"when": "11:00", "title": "挑一箱", "text": "木箱备好了，十二个，自己挑自己装。"}),
            ("part", {"when": "12:00", "title": "一碗面", "text": "赵婶的手擀面，配窖里的萝卜。"}),
        ],
        hosts=[("person", host)],
        live=False,
    )
    for page in (picking, cellar_day):
        index.add_child(instance=page)
    return [index, picking, cellar_day]


class Gatherings:
    """Opens the sign-ups, lets people sign up since, and lets them in on the day."""

    def __init__(self, clock: Clock, *, by: Any, helper: Any) -> None:
        self.clock, self.by, self.helper = clock, by, helper
        self.picking = EventPage.objects.get(slug=PICKING)
        self.cellar = EventPage.objects.get(slug=CELLAR)

    def plan_all(self) -> None:
        """Put it on the clock."""
        now = self.clock.now
        self._open(self.picking, 20, now - timedelta(days=24), PICKERS)
        self._open(self.cellar, 24, now - timedelta(days=8), (CHANGED, *GUESTS, LATE))
        self.clock.plan(now - timedelta(days=1, hours=2), self._sign_off)
        self.clock.plan(self.picking.starts_at + timedelta(minutes=5), self._come)

    def _open(self, page: EventPage, capacity: int, since: datetime, people: tuple[Came, ...]) -> None:
        self.clock.plan(since, self._set(page, AdmissionData(capacity=capacity, opens_at=since)))
        for place, somebody in enumerate(people, start=1):
            self.clock.plan(since + timedelta(hours=13 * place, minutes=7 * place), self._join(page, somebody))

    def _set(self, page: EventPage, data: AdmissionData) -> Any:
        def step(at: datetime) -> None:
            set_admission(by=self.by, page=page, data=data, at=at)

        return step

    def _join(self, page: EventPage, somebody: Came) -> Any:
        def step(at: datetime) -> None:
            address = address_of(CUSTOMERS[somebody.number], somebody.number + 1)
            answers = ((_RIDE, somebody.answer),) if somebody.answer else ()
            data = SignUpData(name=address.recipient, phone=address.phone, party=somebody.party, answers=answers)
            sign_up(page=page, data=data, at=at, waits=True)

        return step

    def _sign_off(self, at: datetime) -> None:
        withdraw(signup=SignUp.objects.get(event=self.cellar, name=CUSTOMERS[CHANGED.number].name), at=at)

    def _come(self, at: datetime) -> None:
        """All who came, and a couple that was just passing."""
        stayed = {CUSTOMERS[somebody.number].name for somebody in PICKERS if not somebody.came}
        for place, row in enumerate(SignUp.objects.filter(event=self.picking).exclude(name__in=stayed).order_by("pk")):
            check_in(by=self.helper, signup=row, at=at + timedelta(minutes=place))
        add_walk_in(by=self.helper, page=self.picking, party=2, name="路过的一家", at=at + timedelta(minutes=12))


def _at(now: datetime, days: int, hour: int) -> datetime:
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))
