"""Drawing: line breaks, the code that scans, what a poster without a picture looks like."""

import pytest
import zxingcpp
from PIL import Image

from content.posters.rendering.layout import HEIGHT, WIDTH, PosterContent, PosterStyle, encode, hex_colour, render
from content.posters.rules import content_hash, retry_delay_seconds
from shop.core.drawing.fonts import sans, serif
from shop.core.drawing.qr import qr_code
from shop.core.drawing.text import wrap

pytestmark = pytest.mark.once

URL = "https://shop.example.cn/s/1SRDH0AEE/"
STYLE = PosterStyle(
    brand_name="华芳苑",
    slogan="霜降之后，果子才甜",
    paper=hex_colour("#f7f3ec"),
    ink=hex_colour("#2b2622"),
    muted=hex_colour("#756a60"),
    brand=hex_colour("#a32b22"),
    price=hex_colour("#a32b22"),
)
NOT_AT_LINE_START = "，。、；：！？”’）》】…"
NOT_AT_LINE_END = "“‘（《【"


def content(**changes: str) -> PosterContent:
    """Return a product's poster with some words changed."""
    words = {
        "kicker": "",
        "title": "霜后红富士",
        "line": "“等一场霜，再摘。”",
        "price": "¥128",
        "price_suffix": "起",
        "reference_price": "¥168",
        "price_note": "霜降尝鲜 · 至 11-26 20:00",
        "call": "扫码看一看",
        "url": URL,
    }
    return PosterContent(**{**words, **changes})


@pytest.mark.parametrize("width", range(180, 620, 20))
def test_lines_never_begin_or_end_with_the_wrong_mark(width: int) -> None:
    text = "奶奶说：“霜打过的苹果（红富士），才知道什么叫甜。”她没有说错——今年的糖度，是 16.8！"
    lines = wrap(text, serif(40), width, max_lines=99)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        assert line[0] not in NOT_AT_LINE_START
    for line in lines[:-1]:
        assert line[-1] not in NOT_AT_LINE_END
    assert all(serif(40).getlength(line) <= width for line in lines)


def test_no_lone_character_on_the_last_line() -> None:
    font = sans(40, 400)
    width = round(font.getlength("一二三四五六七八"))
    assert [len(line) for line in wrap("一二三四五六七八九。", font, width, max_lines=4)][-1] > 2


def test_text_that_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrap("栖霞" * 200, sans(40, 400), 400, max_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("……")
    assert all(sans(40, 400).getlength(line) <= 400 for line in lines)


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = wrap("https://example.cn/" + "a" * 200, sans(40, 400), 300, max_lines=99)
    assert all(sans(40, 400).getlength(line) <= 300 for line in lines)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "栖霞霜后红富士家庭分享装十斤不打蜡不催熟顺丰冷链到家" * 2, "line": "三代人只在霜降之后采收。" * 20},
        {"price": "", "price_suffix": "", "reference_price": "", "price_note": "", "kicker": "果园手记"},
        {"title": "A", "line": ""},
        {"url": "https://a-rather-long-shop-name.example.com/s/" + "Z" * 20 + "/"},
    ],
)
def test_the_code_of_every_poster_scans_from_the_jpeg(changes: dict[str, str]) -> None:
    poster = render(content(**changes), STYLE, photo=None, logo=None)
    assert poster.size == (WIDTH, HEIGHT)
    from io import BytesIO

    decoded = zxingcpp.read_barcodes(Image.open(BytesIO(encode(poster))))
    assert [code.text for code in decoded] == [changes.get("url", URL)]


def test_the_code_scans_on_a_small_screen() -> None:
    small = render(content(), STYLE, photo=None, logo=None).resize((390, 693), Image.Resampling.LANCZOS)
    assert [code.text for code in zxingcpp.read_barcodes(small)] == [URL]


def test_qr_code_has_its_quiet_zone() -> None:
    square = qr_code(URL, size=272, dark=(0, 0, 0), light=(255, 255, 255)).convert("L")
    left = next(x for x in range(272) if any(square.getpixel((x, y)) < 128 for y in range(272)))
    modules = 29  # version 3, what this address needs at level M
    assert left >= 4 * (272 - 2 * left) / modules - 1


@pytest.mark.parametrize(
    "changes", [{"price": "¥127"}, {"title": "霜后红富士 "}, {"reference_price": ""}, {"url": URL + "?"}]
)
def test_the_hash_tells_every_difference(changes: dict[str, str]) -> None:
    same = content_hash(content(), STYLE, picture="a", logo="")
    assert content_hash(content(), STYLE, picture="a", logo="") == same
    assert content_hash(content(**changes), STYLE, picture="a", logo="") != same
    assert content_hash(content(), STYLE, picture="b", logo="") != same


def test_retries_wait_longer_each_time() -> None:
    assert [retry_delay_seconds(n) for n in (1, 2, 3, 4)] == [10, 40, 160, 640]
