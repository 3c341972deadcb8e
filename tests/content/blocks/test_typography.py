"""Chinese type: what CSS cannot do, and that nothing but text is touched."""

import pytest

from content.blocks.typography import begins_with_han, set_html, set_title


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('<p>他说"来了"。</p>', "<p>他说“来了”。</p>"),
        ("<p>他说&quot;来了&quot;。</p>", "<p>他说“来了”。</p>"),
        ('<p>"<b>霜"</b>和"雪"</p>', "<p>“<b>霜”</b>和“雪”</p>"),
        # An odd one out, a paragraph without Chinese, and a mark in a tag stay as they are.
        ('<p>6" 的管子，他说"来了"。</p>', '<p>6" 的管子，他说"来了"。</p>'),
        ('<p>He said "yes".</p>', '<p>He said "yes".</p>'),
        ('<p>看<a href="/c/" title="霜">货架</a></p>', '<p>看<a href="/c/" title="霜">货架</a></p>'),
        # Quotes pair within their own paragraph.
        ('<p>六"度</p><p>三"度</p>', '<p>六"度</p><p>三"度</p>'),
        ("<p>等...霜</p>", "<p>等……霜</p>"),
        ("<p>霜--雪</p>", "<p>霜——雪</p>"),
        ("<p>a--b...c</p>", "<p>a--b...c</p>"),
        (
            "<p>霜不是我们种出来的，我们只是没有急。</p>",
            '<p>霜不是我们种出来的，我们只是<span class="tail">没有急。</span></p>',
        ),
        ("<p>我们没有急。</p>", "<p>我们没有急。</p>"),
        ("<h2>霜不是我们种出来的，没有急</h2>", "<h2>霜不是我们种出来的，没有急</h2>"),
    ],
)
def test_text_is_set_and_markup_left_alone(typed: str, printed: str) -> None:
    assert set_html(typed) == printed


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("一只箱子，怎么走到你家", '<span class="phrase">一只箱子，</span><span class="phrase">怎么走到你家</span>'),
        ("问：<b>甜</b>吗", '<span class="phrase">问：</span><span class="phrase">&lt;b&gt;甜&lt;/b&gt;吗</span>'),
        # A part that fills more than a line gains nothing.
        ("下雹子的那年，我们学会了把疤写在外面", "下雹子的那年，我们学会了把疤写在外面"),
        ("头一场霜", "头一场霜"),
        ("，头一场", "，头一场"),
        ("Frost, then pick", "Frost, then pick"),
        ("", ""),
    ],
)
def test_a_headline_breaks_where_its_sentence_breathes(title: str, shown: str) -> None:
    assert set_title(title) == shown


def test_only_a_chinese_character_is_set_large() -> None:
    assert begins_with_han('<p data-block-key="a">霜降。</p>')
    for html in ("<p>1983 年</p>", "<p>“霜</p>", "<h2>霜</h2>", "<p></p>", ""):
        assert not begins_with_han(html)
