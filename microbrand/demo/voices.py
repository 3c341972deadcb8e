"""What readers say and ask below stories and goods, and what 华芳苑 answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.stories.models import StoryPage
from content.talk.models import Remark
from content.talk.operations import answer, refuse, report, set_rule, show, write
from content.talk.queries import Place
from content.talk.rules import RemarkData
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.orders.models import OrderLine


@dataclass(frozen=True)
class Voice:
    """Somebody's words: below the story or the product of that key, so many hours ago."""

    place: str
    kind: str
    name: str
    text: str
    hours: int
    answer: str = ""
    # "shown", "held", or why it is not shown.
    fate: str = "shown"
    # A number: whoever has not bought yet.
    phone: str = ""


VOICES = (
    Voice(
        "frost",
        "comment",
        "海阳的小林",
        "小时候外婆家也有果园，霜夜大人不让出门，我就趴在窗台上等天亮。看到“叶尖起白”那句，一下子想起来了。",
        290,
        answer="窗台的位置好，我们这边等霜的人也是先看叶尖。谢谢你说给我们听。",
    ),
    Voice(
        "frost",
        "question",
        "阿芒",
        "零下一度果子不会冻坏吗？我在天台种了一棵，去年冻裂了好几个。",
        212,
        answer="带着糖的果子比水耐冻，零下一两度、时间不长，伤不着。天台上风大、盆土冷得快，可以在傍晚给盆裹一层旧棉被，"
        "水管放空。真到零下三度，就摘了吧。",
    ),
    Voice("frost", "comment", "周末散步的人", "收到的那箱里真有一张写着摘果日子的纸条，和文章里说的是同一天。", 96),
    Voice(
        "potter",
        "question",
        "一只空碗",
        "邢师傅的碟子能进洗碗机吗？釉色会不会一只一个样？",
        150,
        answer="能进，别和铁锅挤在一起就行。釉色确实一只一个样，老邢说要是两只一样，那是他看走眼了。",
    ),
    Voice("potter", "comment", "老邢的徒孙", "碟子浅一点，果子才站得住。这话师爷真说过，我作证。", 120),
    Voice("hail", "comment", "烟台阿姨", "有疤的我买了两箱，削了皮跟好的没两样。写在外面比藏在底下强。", 60),
    Voice("hail", "comment", "省钱小能手", "加我进群，天天有便宜水果，比这里划算。", 30, fate="advert"),
    Voice(
        "crate",
        "question",
        "海边的猫",
        "木箱能不能回收？家里已经攒了三个了，扔了可惜。",
        180,
        answer="能。攒够四个，写信给我们，快递上门取，运费我们出。也有人拿它当鞋架和猫窝，照片发来我们会高兴很久。",
    ),
    Voice("crate", "comment", "林先生", "给父母寄了一箱，老人牙口不好，说这个脆归脆，不费牙。", 75),
    Voice(
        "crate",
        "question",
        "还没下单",
        "想寄到拉萨，路上大概几天？会不会冻着？",
        20,
        phone="13800138071",
    ),
    Voice(
        "frost", "comment", "刚看完", "第一次知道摘果子要等霜。照片是凌晨拍的吗？", 5, fate="held", phone="13800138072"
    ),
    Voice("dish", "question", "要搬家了", "买六只有没有现成的盒子？想送新邻居。", 3, fate="held"),
)


def tell(
    stories: dict[str, StoryPage], products: dict[str, Product], *, owner: Any, editor: Any, now: datetime
) -> None:
    """Open the talk, and let everybody have said it. Buyers speak first, in the order they bought."""
    set_rule(by=owner, comments=True, questions=True, writers="all", trust_after=3)
    used: set[int] = set()
    for voice in VOICES:
        at = now - timedelta(hours=voice.hours)
        place: Place = stories[voice.place] if voice.place in stories else products[voice.place]
        customer = create_customer() if voice.phone else _buyer(place, used)
        data = RemarkData(kind=voice.kind, name=voice.name, text=voice.text, phone=voice.phone)
        remark = write(customer=customer, place=place, data=data, at=at)
        later = at + timedelta(hours=2)
        if voice.answer:
            answer(by=editor, remark=remark, text=voice.answer, at=later)
        elif voice.fate == "shown":
            show(by=editor, remark=remark, at=later)
        elif voice.fate != "held":
            refuse(by=editor, remark=remark, reason=voice.fate, at=later)
    # Somebody held something against it, and nobody has looked yet.
    doubted = Remark.objects.get(name="老邢的徒孙")
    report(customer=create_customer(), remark=doubted, reason="false", at=now - timedelta(hours=1))


def _buyer(place: Place, used: set[int]) -> Customer:
    """Somebody who has paid: for the product itself, if it is one, and each person once."""
    lines = OrderLine.objects.filter(order__paid_at__isnull=False).exclude(order__customer__in=used)
    if isinstance(place, Product):
        lines = lines.filter(sku__product=place)
    line = lines.select_related("order__customer").order_by("order__paid_at", "pk").first()
    if line is None:
        msg = f"nobody has bought what is needed to speak below {place}"
        raise LookupError(msg)
    used.add(line.order.customer_id)
    customer: Customer = line.order.customer
    return customer
