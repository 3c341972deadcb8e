"""What the demo's pages beside its stories say."""

from dataclasses import dataclass

from microbrand.demo.shapes import Answers, Card, Compare, Drawing, Facts, Making, Picture, Piece, Quote, Step, Text


@dataclass(frozen=True, kw_only=True)
class Someone:
    """Somebody with a page of their own."""

    key: str
    slug: str
    name: str
    role: str
    since: str
    words: str
    drawing: Drawing
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Look:
    """A picture from edge to edge with goods on it: key, hundredths from the left and from the top, what it is."""

    drawing: Drawing
    title: str
    line: str
    spots: tuple[tuple[str, int, int, str], ...]


PEOPLE_TITLE = "园子里的人"
PEOPLE_INTRO = "一箱苹果经过几个人的手。这里是他们的名字，和他们各自操心的事。"
PEOPLE = (
    Someone(
        key="xiaoshuang",
        slug="yuan-xiaoshuang",
        name="苑晓霜",
        role="写信的人，第三代",
        since="2018 年从青岛回来",
        words="苹果也该知道自己从哪棵树来。",
        drawing=Drawing("portrait-daughter"),
        pieces=(
            Text(
                "<p>晓霜做过五年会计，现在还是她算账，只是账本换成了树的。一千七百多棵，哪一棵哪年结了多少、哪年遭了雹子，"
                "她都记着。</p><p>园子里的信都是她写的。写完先念给奶奶听，奶奶听不明白的句子，就删掉。</p>"
            ),
            Facts(
                "她的一天", (("05:30", "看温度计，抄在挂历上"), ("08:30", "写信，回信"), ("20:00", "打第二天的单子"))
            ),
        ),
    ),
    Someone(
        key="yufang",
        slug="lin-yufang",
        name="林玉芳",
        role="奶奶，“芳”是她的名字",
        since="1983 年上的坡",
        words="那烂的也写我名字？",
        drawing=Drawing("portrait-grandmother"),
        pieces=(
            Text(
                "<p>玉芳今年七十九，早就不让她上梯子了。她现在管两件事：尝，和挑。"
                "谁家的果子甜、谁家的果子面，她拿指甲弹一下就知道，很少说错。</p>"
                "<p>拿她的名字卖苹果，她起先不肯。后来说定了，烂的归我们补，她才点头。</p>"
            ),
            Card("green", "她现在吃的是这一种"),
        ),
    ),
    Someone(
        key="jianjun",
        slug="yuan-jianjun",
        name="苑建军",
        role="种树的人，第二代",
        since="1998 年接的剪子",
        words="霜不是我们种出来的，我们只是没有急。",
        drawing=Drawing("portrait-father"),
        pieces=(
            Text(
                "<p>剪枝、套袋、放水、防霜，都归建军。他话少，问他这棵为什么这么剪，他就再剪一枝给你看。</p>"
                "<p>果窖的门只有他开。早上六点，六篓一趟，推到分拣棚，缓一个钟头才许人碰。</p>"
            ),
            Quote("树不认日历，它认天气。", "苑建军"),
        ),
    ),
    Someone(
        key="shouyi",
        slug="xing-shouyi",
        name="邢守义",
        role="隔壁烧窑的",
        since="做了四十一年邻居",
        words="碟子浅一点，果子才站得住。",
        drawing=Drawing("portrait-potter"),
        pieces=(
            Text(
                "<p>老邢的窑和我们的园子隔一道矮墙。平盘子里放苹果会滚，他听了这句闲话，回去在泥坯上按了一拇指，"
                "就有了苹果碟。</p><p>每一窑三十六只，出窑那天他先挑四只给奶奶看，奶奶不要的，他就砸了。</p>"
            ),
            Card("dish", "按过一拇指的那一只"),
        ),
    ),
)

# slug, kicker, title, standfirst
SERIES = (
    "yi-nian-de-ping-guo",
    "连载",
    "一年的苹果",
    "从一架梯子开始，经过一场雹子、一场霜、一只碟子，到你家门口的一只箱子。按着时间读，是园子的一年。",
)
SERIES_HERO = Drawing("blossom-spring", 3, wide=True)
SERIES_PARTS = ("ladder", "hail", "frost", "potter", "box")
SERIES_PIECES: tuple[Piece, ...] = (Text("<p>五封信，写了一年。每封都能单独看；连着看，会多看见一个人。</p>"),)

LOOKBOOK = (
    "dong-tian-de-zhuo-zi",
    "画册 · 冬",
    "冬天的桌子",
    "下雪了，园子里没有活。我们把一年攒下的东西摆上桌，一样一样拍给你看。",
)
LOOKBOOK_HERO = Drawing("tea-tin", 3, wide=True)
LOOKS = (
    Look(
        Drawing("winter-table", 1, wide=True),
        "窗边",
        "碟子浅，果子站得住。茶是炉火上慢慢焙的，一杯能续三回水。",
        (("dish", 26, 88, "老邢的苹果碟"), ("crate", 33, 70, "碟里的红富士"), ("tea", 66, 80, "杯里的苹果茶")),
    ),
    Look(
        Drawing("apple-jam", 2, wide=True),
        "早饭",
        "小果熬的酱，一勺是一个苹果。抹在馒头上也好。",
        (("jam", 50, 60, "一高一矮两罐"),),
    ),
    Look(
        Drawing("sorting-table", 2, wide=True),
        "挑",
        "灯下面那一圈，是当天挑出来的九个，个个圆。装进木盒，写上你要写的字。",
        (("gift", 50, 44, "正中间带叶的那一个也在里面"), ("scarred", 42, 44, "落选的，有疤，一样甜")),
    ),
    Look(
        Drawing("honey-jar", 2, wide=True),
        "等春天",
        "去年五月的花，老曲的蜂采的。开了盖，屋里还是五月。",
        (("honey", 46, 62, "苹果花蜜"),),
    ),
)

VENUE = (
    "shuang-hou-kai-jiao",
    "一年一次",
    "霜后开窖",
    "第三场霜过了，果窖的门开三天。卖完就关，门一关，要等明年。",
)
VENUE_HERO = Drawing("cellar-snow", 1, wide=True)
VENUE_FAREWELL = "窖门关了。谢谢你来。窖里还剩一点，都在下面。"
VENUE_SHELF = "guo-li-he-gang-li"
# Title, line, goods by key; the first also has what the promotion holds, the second the shelf's goods.
VENUE_HALLS = (
    ("窖里的果", "第三场霜以后摘的，带果柄，当天入窖。", ("gift", "crate", "green", "scarred")),
    ("锅里和缸里", "小果、裂果、太熟的果，都有去处。", ("jam", "juice", "vinegar", "slices")),
    ("一起送人", "同一只箱子里装得下，多一样不多收运费。", ("dish", "honey", "tea")),
)
VENUE_PIECES: tuple[Piece, ...] = (
    Answers(
        "开窖那几天，常有人问",
        (
            ("会不会抢不到？", "数量写在每样东西下面，是多少就是多少。付了款就是你的，放进购物车还不算。"),
            ("什么时候发？", "当天 17 点前付款的次日发，按付款的先后装箱。"),
        ),
    ),
)

ABOUT_HEAD = (
    "guan-yu",
    "",
    "霜下过了，才摘",
    "栖霞南坡四十亩，一千七百多棵树，三代人。我们卖苹果，也把苹果的来历一起卖给你。",
)
ABOUT_HERO = Drawing("orchard-dawn", 3, wide=True)
ABOUT: tuple[Piece, ...] = (
    Text(
        "<p>1983 年，爷爷德华分到七亩没人要的石头地，背了两年土。1986 年头一回挂果，收了四百斤。"
        "“华”是他，“芳”是奶奶玉芳，再加上姓，就是华芳苑。</p>"
        "<p>我们做得慢。等过第三场霜，夜里一冷，果子自己耗掉的糖就少了，摘下来的才是我们认的味道。"
        "因为慢，所以少；因为少，每一箱都写得出是哪一坡、谁摘的。</p>"
    ),
    Compare(
        ("四月", Drawing("blossom-spring", wide=True)),
        ("十一月", Drawing("cellar-snow", 2, wide=True)),
        "同一个坡，隔了七个月。",
    ),
    Making(
        "怎么走到今天",
        (
            Step("1983", "七亩石头地", "没人要，爷爷要了。"),
            Step("1998", "建军接手", "园子添到二十二亩，修了果窖。"),
            Step("2018", "晓霜回来", "注册了商标，开始写信。"),
            Step("今年", "四十亩", "一千七百多棵，老的那几棵还在结果。"),
        ),
    ),
    Picture(Drawing("packing-shed", 2, wide=True), "分拣棚，早上六点四十。", "full"),
    Facts(
        "说好的事",
        (
            ("坏果", "签收 48 小时内拍照，坏几个补几个"),
            ("价钱", "一年只定一次，改过的价都写在商品页上"),
            ("采摘", "第三场霜以后，带果柄剪，当天入窖"),
        ),
    ),
)

FAQ_TITLE = "常有人问"
FAQ_INTRO = "问过三遍的，我们就写下来。"
FAQ = (
    Answers(
        "买以前",
        (
            ("为什么等霜？", "夜里一冷，果子自己耗掉的糖就少了。等过第三场霜再摘，糖留在果子里。"),
            ("有疤的能吃吗？", "能。疤是雹子打的，长合了，只在皮上。一样的树，一样的甜，价钱低一些。"),
            ("大小怎么选？", "送人选 85 毫米，自己吃选 75 毫米。大的好看，小的脆。"),
        ),
    ),
    Answers(
        "路上",
        (
            ("多久到？", "当天 17 点前付款，次日发。山东省内第二天，远的三到七天，单子上有日子。"),
            ("哪里不送？", "结算时填了地址就知道。送不到的地方会先说，不会收了钱再退。"),
            ("能改地址吗？", "没装箱就能改，在订单页上改。装了箱的，打电话给我们。"),
        ),
    ),
    Answers(
        "收到以后",
        (
            ("坏了怎么办？", "签收 48 小时内拍照，在订单页点“售后”。坏几个补几个，不用寄回来。"),
            ("怎么存？", "阴凉就行。放冰箱的话套个袋子，和青菜分开，苹果会催它们黄。"),
            ("能开发票吗？", "能。付款以后在订单页申请，电子的，寄到你的邮箱。"),
        ),
    ),
)

# Titles on the front.
FRONT_GOODS = "从这里来"
FRONT_SHELVES = "货架"
FRONT_VENUE = "正在开"
