"""The rules: what is looked for, what is left alone, and where the rule stands.

Sources are 《中华人民共和国广告法》 (2021-04-29), 《中华人民共和国食品安全法》 (2021-04-29), 《广告绝对化用语执法指南》
(市场监管总局公告 2023 年第 6 号, 2023-02-25) and 《规范促销行为暂行规定》 (市场监管总局令第 32 号, 2020-12-01).
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Weight(models.TextChoices):
    """How sure a word is against a rule."""

    STOP = "stop", _("Must go")
    ASK = "ask", _("Look at it")


@dataclass(frozen=True)
class Rule:
    """What is looked for: any of ``words`` (regular expressions between spaces), unless ``unless`` covers the place.

    ``message`` says what is wrong and what would do; ``source`` names law and article.
    """

    code: str
    weight: Weight
    message: Promise
    source: str
    words: str
    unless: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All words as one, the longest first where they begin alike."""
        return _any_of(self.words)

    @cached_property
    def exceptions(self) -> re.Pattern[str] | None:
        """All exceptions as one."""
        return _any_of(self.unless) if self.unless else None


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in sorted(words.split(), key=len, reverse=True)), re.IGNORECASE)


# What the guide leaves alone: hints for use, time and place of the shop's own, standards, what one strives for; and
# plain speech in which 最 or 第一 rank nothing.
_PLAIN_SPEECH = r"""
    最后 最近 最初 最终 最多 最少 最早 最晚 最迟 最长 最短 最[上下里外前先末底东南西北左右]
    最好(?:在|先|是|不要|别|趁|放|用|当天|尽快|提前|冷藏|即|能)
    最佳(?:赏味|食用|品尝|饮用|保存|储存|使用|观赏|采摘)(?:期|时间|时机|温度|方法|季节|日期)?
    最佳(?:时间|时机|时节|温度|方法) 最新(?:消息|通知|进展|一批|一期)
    第一(?:次|步|天|年|个|季|批|茬|遍|口|件|位|章|节|页|行|眼|封|场霜|场雪|代|时间|人称|手)
    (?:不是|并非|不敢说|没有|未必|不算|不求)(?:[^，。；！？]{0,8})(?:最|第一|唯一)[^，。；！？]{0,6}
    (?:追求|努力|希望|想)(?:[^，。；！？]{0,6})最[^，。；！？]{0,4}
    我(?:们)?最(?:喜欢|爱|怕|难忘|想|在意|担心)
"""

RULES: tuple[Rule, ...] = (
    Rule(
        code="absolute",
        weight=Weight.STOP,
        message=_("An absolute word about goods. Say what can be checked instead: the figure, and who measured it."),
        source="《广告法》第九条第（三）项",
        words=r"""
            国家级 世界级 宇宙级 最高级 最佳 最顶级 顶级 顶尖 极品 至尊 巅峰
            第一品牌 领导品牌 领袖品牌 销量第一 全网第一 全国第一 排名第一 行业第一 天下第一 世界第一 中国第一
            全网最低 史上最低 全国最低价? 全网首家 独一无二 绝无仅有 举世无双 无与伦比 史无前例 前无古人 空前绝后
            no\.?\s?1(?!\d) top\.?\s?1(?!\d)
            最(?:好吃|好喝|优秀?|好的?|棒|强|低价|便宜|实惠|先进|高端|专业|安全|健康|正宗|新鲜|甜|美味|有效|受欢迎|权威)
        """,
        unless=_PLAIN_SPEECH,
    ),
    Rule(
        code="ranking",
        weight=Weight.ASK,
        message=_("It sounds like a rank. If it is a fact, say since when, where, and who says so."),
        source="《广告法》第九条第（三）项；《广告绝对化用语执法指南》",
        words=r"""
            第一 唯一 首选 首个 首创 独家 冠军 王牌 顶配 极致 完美 百分之?百 100% 万能 永久 绝对 最[一-鿿]
        """,
        unless=_PLAIN_SPEECH
        + r"""
            100%\s?(?:纯?棉|羊毛|亚麻|桑蚕丝|果汁|苹果汁|苹果|再生纸) (?:果汁|含量|棉|羊毛|亚麻)\s?[:：]?\s?100%
            唯一(?:编号|码|标识) 绝对(?:湿度|值|海拔|高度)
        """,
    ),
    Rule(
        code="medical",
        weight=Weight.STOP,
        message=_(
            "It speaks of illness or medicine. Only drugs, devices and medical services may, and those with a permit."
        ),
        source="《广告法》第十七条；食品另见《食品安全法》第七十三条",
        words=r"""
            治疗 治愈 根治 疗效 药效 药用价值 处方 祖传秘方 疗程 康复 消炎 抗癌 防癌 抗肿瘤
            降血压 降血糖 降血脂 降三高 降压 降糖 降脂 止咳 化痰 平喘 祛湿 排毒 清热解毒 活血化瘀
            补肾 壮阳 养肝 护肝 健脾 溶栓 软化血管
            预防(?:感冒|疾病|心血管|癌症|三高|流感|新冠) 缓解(?:疼痛|关节痛|失眠|便秘|炎症)
            提高免疫力 增强免疫力 改善睡眠 促进消化 延缓衰老 抗衰老 美白祛斑 减肥 瘦身
        """,
        unless=r"(?:不能|不可|无法|并?不)(?:[^，。；！？]{0,6})(?:代替药物|治疗|治愈|治病) 不是药",
    ),
    Rule(
        code="effect",
        weight=Weight.ASK,
        message=_("It promises an effect on the body. Food may name what is in it; an effect needs its registration."),
        source="《广告法》第十八条；《食品安全法》第七十三条、第七十九条",
        words="养生 滋补 养颜 美容养颜 补气 补血 助眠 润肺 养胃 暖胃 调理 强身健体 保健",
    ),
    Rule(
        code="guarantee",
        weight=Weight.ASK,
        message=_("A promise without limits. Say what is done if it does not hold: until when, at whose cost."),
        source="《广告法》第八条、第二十八条",
        words=r"""
            假一赔(?:十|百|万) 无效退款 永不(?:变质|褪色|生锈|过期) 零风险 无任何副作用 无副作用 保证(?:有效|见效)
        """,
    ),
    Rule(
        code="bait",
        weight=Weight.STOP,
        message=_("It presses without saying the terms. Name the price, the day it ends, and how many there are."),
        source="《规范促销行为暂行规定》第五条至第七条",
        words="随时涨价 随时结束 马上涨价 错过(?:再)?等一年 最后一波 仅此一次 亏本(?:清仓|甩卖) 跳楼价",
    ),
    Rule(
        code="reference_price",
        weight=Weight.ASK,
        message=_(
            "A price that others are measured by needs proof. The shop itself strikes through what the law allows."
        ),
        source="《规范促销行为暂行规定》第二十条、第二十一条",
        words="清仓价 出厂价 批发价 市场价 专柜价 全场[^，。；！？]{0,4}折起 原价[^，。；！？]{0,8}现价",
    ),
    Rule(
        code="spread",
        weight=Weight.STOP,
        message=_("It asks readers to spread it for a reward. Channels block that, and it is a nuisance."),
        source="《微信外部链接内容管理规范》诱导分享",
        words=r"""
            集赞 集\s?\d+\s?个?赞 转发(?:才|即)?(?:有奖|送|领|抽奖)
            分享(?:后|才|即可|到朋友圈)(?:领|看|解锁|抽奖) 不转不是
        """,
    ),
    Rule(
        code="authority",
        weight=Weight.STOP,
        message=_("The state, its people and its symbols may not stand for goods."),
        source="《广告法》第九条第（一）、（二）项",
        words=r"""
            国家(?:免检|领导人|推荐|认证推荐) 国宴(?:专用|用酒|用果) 特供 专供(?:中央|机关|部队)
            人民大会堂(?:指定|专用) 中南海
        """,
    ),
)
