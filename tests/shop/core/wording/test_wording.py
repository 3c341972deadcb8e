"""What is found and what is left alone: a corpus of sentences as merchants write them."""

import pytest

from shop.core.wording import RULES, Weight, find

# (sentence, rule → words that are found)
BAD = [
    ("这是全国最好的苹果", {"absolute": ["最好的"]}),
    ("国家级品质，顶级口感", {"absolute": ["国家级", "顶级"]}),
    ("全网最低，销量第一", {"absolute": ["全网最低", "销量第一"]}),
    ("NO.1 的选择", {"absolute": ["NO.1"]}),
    ("ＴＯＰ１ 爆款", {"absolute": ["ＴＯＰ１"]}),
    ("最 佳 礼 物", {"absolute": ["最 佳"]}),
    ("最·佳选择", {"absolute": ["最·佳"]}),
    ("山东最甜的富士", {"absolute": ["最甜"]}),
    ("独一无二的霜后味道", {"absolute": ["独一无二"]}),
    ("是你送礼的首选", {"ranking": ["首选"]}),
    ("栖霞唯一一家", {"ranking": ["唯一"]}),
    ("100%满意", {"ranking": ["100%"]}),
    ("果园里最大的一棵树", {"ranking": ["最大"]}),
    ("每天一个，降血糖", {"medical": ["降血糖"]}),
    ("能治疗便秘", {"medical": ["治疗"]}),
    ("清热解毒，提高免疫力", {"medical": ["清热解毒", "提高免疫力"]}),
    ("预防感冒，一个疗程见效", {"medical": ["预防感冒", "疗程"]}),
    ("养颜又暖胃", {"effect": ["养颜", "暖胃"]}),
    ("假一赔十，无效退款", {"guarantee": ["假一赔十", "无效退款"]}),
    ("马上涨价，错过等一年", {"bait": ["马上涨价", "错过等一年"]}),
    ("原价 198 现价 68", {"reference_price": ["原价 198 现价"]}),
    ("出厂价直供", {"reference_price": ["出厂价"]}),
    ("集 38 个赞送一箱", {"spread": ["集 38 个赞"]}),
    ("转发抽奖，分享后领券", {"spread": ["转发抽奖", "分享后领"]}),
    ("人民大会堂指定用果", {"authority": ["人民大会堂指定"]}),
]
GOOD = [
    "最好在三天内吃完，最多放一周。",
    "最佳赏味期在霜降之后的四十天。",
    "第一次下霜的早上，第一代种树人在坡顶。",
    "最后一箱在十一月装车，最近一次打药是七月。",
    "我们不敢说自己的苹果最甜，折光仪上是 14.2 度。",
    "我们最难忘的是 2019 年那场雹子。",
    "努力做到最好，是祖父的话。",
    "100% 苹果汁，不加水不加糖。",
    "每箱有唯一编号，扫码看它从哪棵树来。",
    "苹果不是药，不能代替药物。",
    "坡顶绝对海拔 262 米。",
    "按国家标准分为特级、一级、二级，这一箱是特级。",
    "买前先看清规格，七天内可以退。",
    "活动到 11 月 30 日 24 点结束，一共 200 箱。",
    "炉边烤着吃，皮会微微焦。",
    "最早的一批树是 1978 年种的。",
    "最新一批今天早上到。",
    "",
]


@pytest.mark.parametrize(("sentence", "expected"), BAD)
def test_what_the_law_speaks_of_is_found_with_its_place_and_source(
    sentence: str, expected: dict[str, list[str]]
) -> None:
    found = find(sentence)

    by_rule: dict[str, list[str]] = {}
    for finding in found:
        by_rule.setdefault(finding.rule, []).append(finding.quote)
        assert sentence[finding.start : finding.end] == finding.quote
        assert "《" in finding.source
    assert by_rule == expected


@pytest.mark.parametrize("sentence", GOOD)
def test_plain_speech_is_left_alone(sentence: str) -> None:
    assert find(sentence) == []


def test_where_two_rules_meet_the_stricter_one_is_told() -> None:
    [finding] = find("行业第一")

    assert (finding.rule, finding.weight) == ("absolute", Weight.STOP)


def test_a_finding_shows_what_stands_around_it() -> None:
    [finding] = find("我家的小锅苹果酱是全国最好吃的一种，欢迎来尝")

    assert (finding.before, finding.quote, finding.after) == ("我家的小锅苹果酱是全国", "最好吃", "的一种，欢迎来尝")


def test_each_rule_has_a_sentence_in_the_corpus() -> None:
    assert {rule.code for rule in RULES} == {code for _sentence, found in BAD for code in found}
