"""Who 华芳苑 is: name, colours, seller facts, home page, and who works there. A family that does not exist."""

from dataclasses import dataclass

from microbrand.demo.shapes import Drawing, Facts, Picture, Piece, Quote

NAME = "华芳苑"
SLOGAN = "霜下过了，才摘。"
DESCRIPTION = "栖霞南坡的苹果园，祖孙三代，四十亩。等过三场霜才上树，果子和它的来历一起装箱。"
LATIN_NAME = "Hua Fang Yuan Orchard"
LOGO = Drawing("logo-mark")
PICTURE_STYLE = "清早的侧光，不打灯。果子带叶、带霜、带疤，不擦蜡。底用木箱、麻布和雪。不摆拍笑脸，不放价签。"
VOICE = "像女儿给远方的人写信：说看见的，不说形容的。短句，有日子，有地名，有人名。"
VOICE_DO = ("写哪天、哪棵树、谁摘的", "先说不好的，再说好的", "数字写清单位和出处")
VOICE_DONT = ("不比别家", "不催人下单", "不替顾客说好吃")
AVOIDED_WORDS = ("家人们", "闭眼入", "爆款", "绝绝子")
OPENINGS = ("今早园子里下了霜。", "爷爷说，今年的果子晚了三天。", "写信的时候，窖里十二度。")
CLOSINGS = ("霜下过了，才摘。", "树还在，明年见。", "收到有坏果，拍张照给我。")
HASHTAGS = ("华芳苑", "栖霞苹果", "霜后采摘", "一棵树一本账")
REPLIES = (
    ("收到坏果", "对不起，让你收到坏果了。请在签收 48 小时内拍张照发给我，坏几个补几个，不用把果子寄回来。"),
    (
        "想要便宜点",
        "谢谢你喜欢。我们的价一年只定一次，写在价格记录里，谁来都一样。等到花期前后，窖里剩下的小果会便宜些。",
    ),
    ("什么时候发货", "第三场霜以后开摘，摘下来当天入窖，隔天装箱。你的订单页上写着哪天之前发出，发出了会写上单号。"),
)

FROST_WHITE = "#f7f6f1"
APPLE_RED = "#a8322a"
LEAF_SHADOW = "#33473a"
INK = "#24211d"

# Everything a shop must say about its seller; each of these is visibly invented.
SELLER_NAME = "栖霞市华芳苑果业农民专业合作社（演示）"
SELLER_LICENCE = "00000000DEMO000000"
FOOD_LICENCE = "JY00000000000000（演示）"
REPRESENTATIVE = "苑建军（演示）"
CAPITAL = "四十万元（演示）"
SELLER_PHONE = "0535-0000000"
SELLER_HOURS = "每天 8:00 到 18:00"
SELLER_EMAIL = "hello@huafangyuan.example"
SELLER_ADDRESS = "山东省烟台市栖霞市苑家沟村南坡（演示地址）"
ICP_NUMBER = "鲁ICP备00000000号（演示）"

FACTS = (
    ("在哪", "栖霞南坡，海拔 198 到 262 米，四十亩"),
    ("树", "一千七百多棵，老树栽于 1983 年"),
    ("采摘", "第三场霜以后，带果柄剪，当天入窖"),
    ("坏果", "签收 48 小时内拍照，坏几个补几个"),
)

HOME_HERO = Drawing("orchard-dawn", wide=True)
HOME_HEADLINE = "霜下过了，才摘。"
HOME_SENTENCE = "栖霞南坡四十亩，爷爷栽的树，父亲守的园，女儿写的信。等过三场霜，苹果才装进你能留着放书的箱子。"
HOME_FEATURED = ("gift", "crate", "scarred", "jam")
HOME_PIECES: tuple[Piece, ...] = (
    Picture(Drawing("map-qixia", wide=True), "园子在南坡。雨从西边来，霜从沟底起。"),
    Quote("那烂的也写我名字？", "林玉芳", "奶奶，“芳”是她的名字"),
    Facts("园子", FACTS),
)
AUTHOR = "苑晓霜"
STORIES_TITLE = "园子里的事"
STORIES_INTRO = "一架梯子，一只碟子，一场霜，一场雹子，一只箱子。都是写给买苹果的人看的。"


@dataclass(frozen=True)
class Login:
    """Somebody of the staff. The passwords are public: they open a demo on this machine, nothing else."""

    role: str
    username: str
    password: str
    name: str


LOGINS = (
    Login("Owner", "yuanxiao", "shuangxia-caizhai", "苑晓霜"),
    Login("Operations", "chenlu", "mai-pingguo-de-ren", "陈秋露"),
    Login("Warehouse", "zhaoshen", "fenjian-peng-0640", "赵淑英"),
    Login("Editor", "linwen", "yuanzili-de-shi", "林知文"),
)
