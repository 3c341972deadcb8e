"""The table of subjects: what is drawn, where one looks, and what to say to somebody who does not see it."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from microbrand.demo.illustrations import (
    goods_fruit,
    goods_gifts,
    goods_larder,
    scenes_emblem,
    scenes_house,
    scenes_orchard,
    scenes_people,
)
from microbrand.demo.illustrations.palette import BEFORE_DAWN, HARVEST, NIGHT, WANGLIN, Inks
from microbrand.demo.illustrations.press import Canvas


@dataclass(frozen=True)
class Subject:
    """A picture that can be drawn: `paint` cuts the plates; if it returns an image, that is the picture."""

    paint: Callable[[Canvas], Image.Image | None]
    focal_point: tuple[float, float]
    alt: str
    inks: Inks = HARVEST


SUBJECTS: dict[str, Subject] = {
    # Goods
    "fuji-gift-box": Subject(
        goods_fruit.gift_box,
        (0.49, 0.53),
        "俯看一只打开的木礼盒，九个红富士垫着白纸卧在格子里，印着苹果标记的盒盖斜压在下面。",
    ),
    "fuji-crate": Subject(
        goods_fruit.family_crate, (0.5, 0.55), "一只木条箱堆满红富士，冒出箱沿，有一个滚到了箱子前面。"
    ),
    "single-apple-red": Subject(
        goods_fruit.single_red, (0.5, 0.53), "一个带叶的红富士，条纹从果柄一直拉到果底，满身细小的果点。"
    ),
    "scarred-apple": Subject(
        goods_fruit.scarred, (0.5, 0.53), "一个红富士，皮上有几块长合的冰雹疤，颜色和果形跟别的苹果一样。"
    ),
    "golden-apple": Subject(
        goods_fruit.golden, (0.5, 0.56), "两个青里透黄的王林苹果，前面切开的半个露出浅色果肉和果核。", WANGLIN
    ),
    "apple-slices": Subject(
        goods_larder.slices, (0.5, 0.55), "苹果片穿在一根麻绳上晾着，下面的玻璃罐已经装满了苹果干。"
    ),
    "apple-jam": Subject(
        goods_larder.jam, (0.5, 0.6), "一高一矮两罐苹果酱，盖着波点布、系着棉绳，勺子上还留着一点酱。"
    ),
    "apple-juice": Subject(
        goods_larder.juice, (0.5, 0.55), "两瓶浑浊的鲜榨苹果汁，一只倒好的玻璃杯，脚边放着切开的苹果。"
    ),
    "apple-vinegar": Subject(
        goods_larder.vinegar, (0.46, 0.52), "一支细长的深色醋瓶，瓶颈系红绳挂牌，旁边一小碟醋和一个苹果。"
    ),
    "ceramic-dish": Subject(
        goods_gifts.ceramic_dish, (0.5, 0.6), "隔壁陶坊做的浅口苹果碟，釉面带铁点，手拉的纹路还在。"
    ),
    "honey-jar": Subject(
        goods_larder.honey, (0.48, 0.58), "一罐苹果花蜜，旁边是一块滴蜜的蜂巢和两朵苹果花，一只蜜蜂正绕过来。"
    ),
    "tea-tin": Subject(
        goods_larder.tea, (0.48, 0.56), "红色茶罐和一杯冒热气的苹果红枣茶，杯里浮着一片苹果干，桌上有几颗枣。"
    ),
    "seed-card-set": Subject(
        goods_gifts.cards, (0.5, 0.46), "五张果园卡片扇形排开：雪中的树、苹果花、夏天的山、一个苹果和秋天的落日。"
    ),
    "sapling-adopt": Subject(
        goods_gifts.adopted_tree, (0.48, 0.5), "山坡上一棵绑着木桩的小苹果树，枝上用红绳挂着认养人的牛皮纸名牌。"
    ),
    # Scenes
    "orchard-dawn": Subject(
        scenes_orchard.orchard_dawn, (0.64, 0.44), "日出时的栖霞梯田果园，一排排苹果树立在薄雾里，田埂上落着白霜。"
    ),
    "orchard-before-dawn": Subject(
        scenes_orchard.orchard_dawn,
        (0.64, 0.44),
        "天亮以前的同一片梯田果园，山和树都是青灰的，田埂上的霜还没有化。",
        BEFORE_DAWN,
    ),
    "frost-night": Subject(
        scenes_orchard.frost_night,
        (0.5, 0.5),
        "下霜的夜里，月亮照着结霜的枝条，坡上亮着一盏灯笼，果树行间有几点防霜的火。",
        NIGHT,
    ),
    "three-generations": Subject(
        scenes_orchard.three_generations,
        (0.52, 0.6),
        "一棵老苹果树下，父亲在梯子上摘果，女儿踮脚去够，奶奶在篮子旁边接着。",
    ),
    "blossom-spring": Subject(
        scenes_orchard.blossom_spring, (0.54, 0.42), "一枝开满花的苹果枝斜过画面，花瓣边上带粉，两只蜜蜂正在采蜜。"
    ),
    "potter-studio": Subject(
        scenes_house.potter_studio, (0.5, 0.6), "隔壁的陶坊：转盘上一只刚拉好的碟子，架上摆着等烧的碗和瓶，窗外是果园。"
    ),
    "packing-shed": Subject(
        scenes_house.packing_shed, (0.56, 0.5), "分拣棚里，红灯罩下的台秤盛满苹果，旁边是包果的纸和码好的木箱。"
    ),
    "cellar-snow": Subject(
        scenes_orchard.cellar_snow,
        (0.56, 0.58),
        "大雪盖住山坡上的果窖，红木门边点着灯，门口放着一箱苹果，雪地上有一行脚印。",
    ),
    "map-qixia": Subject(
        scenes_emblem.map_qixia, (0.42, 0.46), "手绘的栖霞山地图：山丘、湖、河和土路，一个红苹果标出果园的位置。"
    ),
    "logo-mark": Subject(scenes_emblem.logo_mark, (0.5, 0.5), "华芳苑的标志：一个红苹果，中间留出一道山的轮廓。"),
    "portrait-daughter": Subject(
        scenes_emblem.portrait_daughter,
        (0.5, 0.46),
        "年轻的守园人，草帽压得很低，辫子搭在肩上，手里拿着一个苹果，身后是果园。",
    ),
    "portrait-grandmother": Subject(
        scenes_people.portrait_grandmother, (0.44, 0.5), "包红头巾的奶奶微微弯着腰，站在一箱苹果旁边，身后是梯田果园。"
    ),
    "portrait-father": Subject(
        scenes_people.portrait_father, (0.42, 0.5), "戴草帽的父亲站在老树下，一只手伸进树冠里。"
    ),
    "portrait-reaching": Subject(
        scenes_people.portrait_daughter_reaching, (0.46, 0.5), "女儿踮着脚，举手够到一个苹果，辫子垂在背后。"
    ),
    "portrait-potter": Subject(
        scenes_people.portrait_potter, (0.5, 0.5), "戴帽子的陶工坐在转盘后面，双手扶着一只刚拉好的浅口碟。"
    ),
    "sorting-table": Subject(
        scenes_people.sorting_table, (0.5, 0.46), "从上往下看分拣台：一圈灯光里摆着九个苹果，正中间那个带叶。"
    ),
    "winter-table": Subject(
        scenes_people.winter_table, (0.36, 0.7), "下雪天窗边的木桌，铺着桌布，一碟苹果，一杯冒热气的茶。"
    ),
    "hands-apple": Subject(scenes_emblem.hands_apple, (0.5, 0.5), "两只手捧着一个带叶的红富士。"),
}
