"""Goods of 华芳苑 that are not simply sent in a parcel, and what happened around them."""

from datetime import datetime, timedelta
from typing import Any

from wagtail.rich_text import RichText

from content.courses.models import CoursePage
from content.courses.operations import mark_chapter
from content.stories.models import HomePage
from microbrand.demo.booked import JAM_DAY
from microbrand.demo.clock import Clock
from microbrand.demo.pages import publish
from microbrand.demo.people import CUSTOMERS, address_of
from microbrand.demo.shapes import Drawing, Goods, Variant
from microbrand.demo.stores import TASTER
from shop.catalog.models import Product, Sku
from shop.catalog.operations import ChoiceData, QuestionData, save_question, set_link, set_production_days
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.customers.rules import ContactData
from shop.enquiries.operations import send_enquiry, set_state
from shop.enquiries.rules import EnquiryData
from shop.inventory.enums import MovementReason, PlaceKind
from shop.inventory.models import Place
from shop.inventory.operations import move_stock, save_place
from shop.orders.lines import LineData
from shop.orders.models import Order
from shop.orders.operations import place_order
from shop.social.operations import Visitor, count_click
from shop.social.touch import Touch
from shop.vouchers.operations import hand_out, redeem, set_terms
from shop.vouchers.rules import TermsData

CARVED = Goods(
    key="carved",
    slug="ke-zi-mu-xiang",
    title="刻字的木箱",
    line="箱盖上刻您要的几个字，老邢的侄子用一把平口刀，一笔一笔推出来。",
    body=(
        "<p>箱子和木箱装用的是同一种：杉木板，四角是榫，不上漆。字刻在箱盖正中，深两毫米，"
        "刻完用砂纸磨一遍，再擦一层核桃油。</p>"
        "<p>能刻汉字、数字和字母，八个字以内。写得下一个名字、一个日子，或者半句话。</p>"
        "<h3>要等几天</h3>"
        "<p>一天刻两只，排到您的那只，算上晾油，七天。箱里的果子在装箱当天才从窖里取。</p>"
    ),
    cover=Drawing("fuji-crate", 5),
    pictures=(Drawing("packing-shed", 2),),
    variants=(
        Variant(code="HFY-KZ-5", price_fen=12800, options={"净重": "5 斤"}),
        Variant(code="HFY-KZ-9", price_fen=16800, options={"净重": "9 斤"}),
    ),
    days_old=20,
    seo="在杉木箱盖上刻您要的字，八个字以内，七天做好，里面装南坡的红富士。",
    kind="made_to_order",
)
PRUNING = Goods(
    key="pruning",
    slug="jian-zhi-san-jiang",
    title="剪枝三讲",
    line="爷爷讲，我记。三个冬天的下午，一把剪子，一棵树。",
    body=(
        "<p>院子里、阳台上有一棵苹果树的人，常来问怎么剪。爷爷不肯写，他说剪子要拿在手里讲。"
        "于是有了这三讲：看树，下剪，和剪完以后。</p><p>付款就能看，想看几遍看几遍。</p>"
    ),
    cover=Drawing("sapling-adopt", 4),
    pictures=(Drawing("blossom-spring", 3),),
    variants=(Variant(code="HFY-JZ-3", price_fen=2900),),
    days_old=18,
    seo="种了六十年苹果树的人讲剪枝：看树、下剪、剪完以后，三讲，有图。",
    kind="paid_content",
)
KILN = Goods(
    key="kiln",
    slug="zheng-yao-ding-shao",
    title="整窑定烧",
    line="茶馆、婚礼、开业：三十只以上，老邢为您单开一窑。",
    body=(
        "<p>一窑能装三十二只碟。釉色可以从霜白、叶青里挑，也可以带一块颜色来，老邢试三片给您看。"
        "底上的指纹照旧，想换成一个小字也行。</p>"
        "<p>从说定到开窑，冬天要四十天，春天快些。价钱看数目和釉，先聊聊。</p>"
    ),
    cover=Drawing("ceramic-dish", 6),
    pictures=(Drawing("potter-studio", 3),),
    days_old=16,
    seo="苹果碟整窑定烧，三十只起，釉色可选，先询价。",
    kind="enquiry",
)
SEEDLING = Goods(
    key="seedling",
    slug="ping-guo-miao",
    title="红富士嫁接苗",
    line="我们的树苗都从镇上这家苗圃来，它在自己的店里卖。",
    body=(
        "<p>南坡新栽的一百二十棵，都是高家苗圃的嫁接苗：两年生，砧木是八棱海棠，根上带土球。"
        "常有人问，我们不倒手，您直接去他家店里买。</p>"
        "<p>开春三月发苗。栽的时候，嫁接口要露在土外面三指。</p>"
    ),
    cover=Drawing("sapling-adopt", 3),
    pictures=(Drawing("orchard-dawn", 4),),
    days_old=15,
    seo="高家苗圃的红富士嫁接苗，两年生，在苗圃自己的店里出售。",
    kind="link",
)
PICKING = Goods(
    key="picking",
    slug="lai-zhai-yi-tian",
    title="来园子里摘一天",
    line="十月到十一月的随便哪一天，摘多少吃多少，再带走一篓。",
    body=(
        "<p>早上九点在园口的柿子树下见，赵婶发篓子和手套。爷爷带着走一圈，告诉您哪棵的果子霜打过。"
        "摘的时候托住，往上一掰，果柄要留着。</p>"
        "<p>中午在院里吃：面是擀的，菜是地里的。下午愿意再摘就摘，不愿意就在躺椅上坐着。"
        "走的时候每人带一篓，五斤上下。</p>"
        "<h3>怎么用</h3>"
        "<p>付款就有一个十二位的码，来的那天给赵婶看就行。改日子不用打招呼，下雨也算数，您换一天来。</p>"
    ),
    cover=Drawing("orchard-dawn", 6),
    pictures=(Drawing("blossom-spring", 5),),
    variants=(
        Variant(code="HFY-CZ-1", price_fen=9800, options={"人数": "一位"}, left=36),
        Variant(code="HFY-CZ-3", price_fen=23800, options={"人数": "两大一小"}, left=18),
    ),
    days_old=22,
    seo="到栖霞南坡的苹果园里摘一天，午饭在院里吃，每人带走一篓；付款得码，一年内到园核销。",
    kind="voucher",
)
SPECIAL = (CARVED, PRUNING, KILN, SEEDLING, PICKING, JAM_DAY, TASTER)
ORCHARD = "南坡果园"
SEEDLING_URL = "https://gaojia-miaopu.example.com/fuji?from=huafangyuan"
CHAPTERS = (
    (
        "看树",
        "先别动剪子，围着它走三圈。",
        (
            "<p>头一圈看高低：太阳从哪边来，哪根枝子挡了哪根。第二圈看粗细，主枝三根就够，第四根是贪心。"
            "第三圈看芽，胖的是花，瘦的是叶。</p><p>走完了再去拿剪子。</p>"
        ),
    ),
    (
        "下剪",
        "口要平，离芽一粒米。",
        (
            "<p>剪口离芽太近，芽会干；太远，桩会烂。一粒米刚好。往里长的、交叉的、朝天直窜的，都去掉；"
            "剩下的枝子，像一把撑开的伞，伞里要能飞进一只麻雀。</p>"
        ),
    ),
    (
        "剪完以后",
        "抹药，扫枝，等春天。",
        (
            "<p>指头粗以上的口子抹一层药，没有药就抹黄泥。剪下的枝扫干净，虫卵多半在上面。"
            "然后就是等。爷爷说，剪枝的本事有一半在等上。</p>"
        ),
    ),
)
ENQUIRIES = (
    ("方莹", "青岛的茶馆，想要三十二只霜白，底上刻一个“方”字，年前能好吗？", 12, "answered", "回了电话，腊月十六开窑"),
    ("许晓雯", "婚礼伴手礼，大概六十只，叶青色，想先看看釉片。", 1, "", ""),
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"


def prepare(product: Product, goods: Goods, *, by: Any) -> None:
    """What the product's kind needs: order form and days, or the other shop's address."""
    if goods is CARVED:
        for question in (
            QuestionData(kind="text", label="刻什么字", help_text="八个字以内，空格也算一个", max_length=8),
            QuestionData(
                kind="choice",
                label="字体",
                choices=[
                    ChoiceData(label="楷书"),
                    ChoiceData(label="隶书"),
                    ChoiceData(label="照您的手写", surcharge_fen=3000),
                ],
            ),
            QuestionData(
                kind="picture", label="手写的字", help_text="选“照您的手写”时，拍一张清楚的", is_required=False
            ),
            QuestionData(kind="date", label="希望哪天发出", is_required=False, lead_days=8),
        ):
            save_question(by=by, product=product, data=question)
        set_production_days(by=by, product=product, days=7)
    if goods is SEEDLING:
        set_link(by=by, product=product, url=SEEDLING_URL)
    if goods is PICKING:
        orchard = Place.objects.filter(name=ORCHARD).first() or save_place(
            by=by, name=ORCHARD, kind=PlaceKind.ORCHARD, address="山东栖霞 观里镇 南坡路口"
        )
        terms = TermsData(valid_days=365, conditions="摘果的日子在十月到十一月；来之前看一眼天气就好，不用预约。")
        set_terms(by=by, product=product, data=terms, places=[orchard], at=product.created_at)


def open_course(home: HomePage, product: Product, image: Any, *, by: Any, at: datetime) -> None:
    """The chapters behind "剪枝三讲"."""
    page = CoursePage(
        title=PRUNING.title,
        slug=PRUNING.slug,
        standfirst=PRUNING.line,
        hero_image=image,
        product=product,
        teaser=[("text", RichText("<p>每一讲是一个下午，读完大约十分钟。读到哪里，这一页替您记着。</p>"))],
        chapters=[
            ("chapter", {"title": title, "line": line, "body": [("text", RichText(text))]})
            for title, line, text in CHAPTERS
        ],
        live=False,
    )
    home.add_child(instance=page)
    publish(page, by=by, at=at)


class Around:
    """What happened around the five: four orders, two enquiries, and people who went on to the other shop."""

    def __init__(self, clock: Clock, *, by: Any, pay: Any) -> None:
        self.clock = clock
        self.by = by
        self.pay = pay
        self.products = {product.slug: product for product in Product.objects.all()}

    def plan_all(self) -> None:
        """Put it on the clock."""
        now = self.clock.now
        self.clock.plan(now - timedelta(days=3, hours=4), self._carved)
        self.clock.plan(now - timedelta(days=5, hours=2), self._read)
        self.clock.plan(now - timedelta(days=21), self._open_days)
        self.clock.plan(now - timedelta(days=9, hours=5), self._come)
        self.clock.plan(now - timedelta(days=2, hours=3), self._give)
        self.clock.plan(now - timedelta(hours=7), self._tasted)
        for name, message, days_ago, state, note in ENQUIRIES:
            self.clock.plan(now - timedelta(days=days_ago, hours=3), self._ask(name, message, state, note))
        for number in range(23):
            self.clock.plan(now - timedelta(days=number * 13 % 14, hours=number % 9 + 1), self._click(number))

    def _carved(self, at: datetime) -> None:
        product = self.products[CARVED.slug]
        questions = {question.label: question for question in product.spec_fields.all()}
        script = questions["字体"].choices.get(label="隶书")
        answers = {str(questions["刻什么字"].pk): "外婆的果园", str(questions["字体"].pk): str(script.pk)}
        sku = Sku.objects.get(code="HFY-KZ-9")
        self._order([LineData(sku.pk, 1, answers)], sku.price_fen, address_of(CUSTOMERS[14], 15), at)

    def _read(self, at: datetime) -> None:
        sku = Sku.objects.get(code="HFY-JZ-3")
        contact = ContactData(phone=address_of(CUSTOMERS[15], 16).phone)
        order = self._order([LineData(sku.pk, 1)], sku.price_fen, contact, at)
        page = CoursePage.objects.get()
        mark_chapter(customer=order.customer, page=page, chapter=page.chapters[0].id, is_done=True, at=at)

    def _open_days(self, at: datetime) -> None:
        for variant in PICKING.variants:
            sku = Sku.objects.get(code=variant.code)
            move_stock(by=self.by, sku=sku, delta=variant.left, reason=MovementReason.RECEIVE, at=at, note="今年的名额")

    def _come(self, at: datetime) -> None:
        """Two bought, one redeemed the next day."""
        sku = Sku.objects.get(code="HFY-CZ-1")
        contact = ContactData(phone=address_of(CUSTOMERS[2], 3).phone)
        order = self._order([LineData(sku.pk, 2)], sku.price_fen * 2, contact, at)
        order.refresh_from_db()
        first, *_others = hand_out(order, at=at + timedelta(minutes=2))
        redeem(by=self.by, code=first.code, place=Place.objects.get(name=ORCHARD), at=at + timedelta(days=1))

    def _give(self, at: datetime) -> None:
        sku = Sku.objects.get(code="HFY-CZ-3")
        contact = ContactData(phone=address_of(CUSTOMERS[8], 9).phone)
        order = self._order([LineData(sku.pk, 1)], sku.price_fen, contact, at)
        order.refresh_from_db()
        hand_out(order, at=at + timedelta(minutes=2))

    def _tasted(self, at: datetime) -> None:
        sku = Sku.objects.get(code=TASTER.variants[0].code)
        self._order([LineData(sku.pk, 1)], sku.price_fen, address_of(CUSTOMERS[16], 17), at)

    def _order(self, lines: list[LineData], total_fen: int, address: Any, at: datetime) -> Order:
        customer: Customer = create_customer()
        Customer.objects.filter(pk=customer.pk).update(created_at=at)
        order = place_order(
            customer=customer,
            lines=lines,
            address=address,
            client_token=f"demo-special-{lines[0].sku_id}",
            expected_total_fen=total_fen,
            at=at,
        )
        self.pay(order, at + timedelta(minutes=2))
        return order

    def _ask(self, name: str, message: str, state: str, note: str) -> Any:
        def step(at: datetime) -> None:
            data = EnquiryData(name=name, phone="13800138066", message=message)
            enquiry = send_enquiry(product=self.products[KILN.slug], data=data, has_agreed=True, at=at)
            if state:
                set_state(by=self.by, enquiry=enquiry, state=state, text=note, at=at + timedelta(hours=2))

        return step

    def _click(self, number: int) -> Any:
        def step(at: datetime) -> None:
            visitor = Visitor(key=f"demo {number}", user_agent=PHONE)
            count_click(
                product=self.products[SEEDLING.slug],
                host="gaojia-miaopu.example.com",
                visitor=visitor,
                touch=Touch(),
                at=at,
            )

        return step
