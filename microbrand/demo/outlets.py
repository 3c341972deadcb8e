"""The stories elsewhere: pieces in four channels, from planned to out, and how many a day are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from content.channels.enums import PieceState
from content.channels.models import Piece
from content.channels.operations import (
    approve_piece,
    mark_out,
    plan_pieces,
    save_quotas,
    schedule_piece,
    write_piece,
)
from content.stories.models import StoryPage
from microbrand.demo.clock import Clock
from shop.social.operations import open_link


@dataclass(frozen=True)
class Telling:
    """One story in one channel. ``day`` is counted from today, ``visits`` came through its link since."""

    story: str
    channel: str
    day: int
    hour: int
    state: PieceState
    text: str = ""
    title: str = ""
    hashtags: str = "#华芳苑 #栖霞苹果"
    pictures: int = 3
    visits: int = 0


QUOTAS = {"weibo": 1, "xiaohongshu": 1}
OUT_ADDRESS = "https://channel.example/huafangyuan/{}"

TELLINGS = (
    Telling(
        story="ladder",
        channel="weibo",
        day=-24,
        hour=8,
        state=PieceState.OUT,
        text=(
            "奶奶的梯子换过九根横档。第九根是我爸昨晚在灯底下削的，槐木，握着发涩，踩着不滑。\n"
            "梯子靠在 1983 年那排树上，今天先不上人，等木头干一天。"
        ),
        visits=23,
    ),
    Telling(
        story="frost",
        channel="xiaohongshu",
        day=-20,
        hour=19,
        state=PieceState.OUT,
        title="头一场霜落下来的夜里",
        text=(
            "凌晨四点，沟底的温度计掉到零下一度。爷爷把手电照在果面上，说：来了。\n\n"
            "霜落在苹果上不是白的，是一层灰，太阳一出来就没了。要等第三场，果子才肯把酸收回去。\n\n"
            "这一晚我们什么都没摘，只是挨个看了一遍。"
        ),
        pictures=4,
        visits=57,
    ),
    Telling(
        story="hail",
        channel="weibo",
        day=-11,
        hour=8,
        state=PieceState.OUT,
        text=(
            "下雹子那年，四十亩园子只剩三成好果。爷爷说，疤长在外头，写在外头就是了。\n"
            "从那年起，带疤的果子自己有个名字，也自己有个价。"
        ),
        visits=41,
    ),
    Telling(
        story="box",
        channel="moments",
        day=-4,
        hour=20,
        state=PieceState.OUT,
        hashtags="",
        text="一只箱子走到你家要过六双手。今天把这六双手都拍了下来，赵婶嫌自己的手黑，非要洗了再拍。",
        pictures=3,
        visits=18,
    ),
    Telling(
        story="box",
        channel="weibo",
        day=1,
        hour=8,
        state=PieceState.SCHEDULED,
        text="箱子底下垫的是当年的麦秸，上面盖一层牛皮纸。吃完别急着扔，放书正好，三十二开的能立两排。",
    ),
    Telling(
        story="potter",
        channel="xiaohongshu",
        day=2,
        hour=19,
        state=PieceState.APPROVED,
        title="放得住苹果的碟子",
        text=(
            "隔壁老邢烧碟子，先来我家要了三个苹果，量了又量。\n\n"
            "碟子中间那道浅沟，就是照着 80 毫米的果底挖的。苹果放上去，不滚。"
        ),
    ),
    Telling(
        story="hail",
        channel="moments",
        day=3,
        hour=20,
        state=PieceState.DRAFTED,
        hashtags="",
        text="雹子打过的果子，疤是干的，削掉一点就好。奶奶挑了一盘，说这些像我们。",
    ),
    Telling(story="frost", channel="wechat_mp", day=5, hour=19, state=PieceState.PLANNED),
)


class Outlets:
    """Puts them on the clock."""

    def __init__(self, clock: Clock, *, stories: Mapping[str, StoryPage], editor: Any, desk: Any) -> None:
        self.clock = clock
        self.stories = stories
        self.editor = editor
        self.desk = desk

    def plan_all(self) -> None:
        """Each is planned three days before its moment, or this morning if that is still to come."""
        self.clock.plan(self.clock.now - timedelta(days=30), lambda at: save_quotas(by=self.desk, pieces=QUOTAS))
        for telling in TELLINGS:
            moment = self._moment(telling)
            planned = min(moment - timedelta(days=3), self.clock.now - timedelta(hours=2))
            self.clock.plan(planned, self._plan(telling, moment))

    def _moment(self, telling: Telling) -> datetime:
        day = timezone.localdate(self.clock.now) + timedelta(days=telling.day)
        return timezone.make_aware(datetime.combine(day, time(telling.hour)))

    def _plan(self, telling: Telling, moment: datetime) -> Any:
        def step(at: datetime) -> None:
            story = self.stories[telling.story]
            (piece,) = plan_pieces(by=self.editor, story=story, channels=[telling.channel], at=at, goes_out_at=moment)
            if telling.state == PieceState.PLANNED:
                return
            self._write(piece, telling, at)
            if telling.state == PieceState.DRAFTED:
                return
            approve_piece(by=self.desk, piece=piece, version=piece.version, at=at)
            if telling.state == PieceState.SCHEDULED:
                schedule_piece(by=self.desk, piece=piece, goes_out_at=moment, at=at)
            elif telling.state == PieceState.OUT:
                self.clock.plan(moment, self._put_out(piece, telling))

        return step

    def _write(self, piece: Piece, telling: Telling, at: datetime) -> None:
        write_piece(
            by=self.editor,
            piece=piece,
            version=piece.version,
            title=telling.title,
            summary="",
            text=telling.text,
            hashtags=telling.hashtags,
            with_poster=False,
            pictures=range(1, telling.pictures + 1),
            at=at,
        )

    def _put_out(self, piece: Piece, telling: Telling) -> Any:
        def step(at: datetime) -> None:
            mark_out(by=self.editor, piece=piece, published_url=OUT_ADDRESS.format(piece.pk), at=at)
            since = self.clock.now - at
            for number in range(telling.visits):
                # Most come on the first day, some weeks later.
                later = at + since * ((number + 0.5) / telling.visits) ** 3
                self.clock.plan(later, lambda then: _ignore(open_link(code=piece.link.code or "", at=then)))

        return step


def _ignore(_returned: object) -> None:
    """Steps return nothing."""
