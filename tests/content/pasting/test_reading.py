"""HTML of Word, of 公众号 and of nobody's friend, as a story's pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pasting.manuscript import Figure, Quote, Words, tidy
from content.pasting.reading import read, read_plain

pytestmark = pytest.mark.once

# As Word 2019 puts it on the clipboard: conditional comments, lists as paragraphs, namespaces, a local picture.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><title>x</title><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h1><span style='font-family:宋体'>霜降前的一夜</span><span lang=EN-US><o:p></o:p></span></h1>
<p class=MsoNormal style='text-indent:21.0pt'><b
style='mso-bidi-font-weight:normal'><span>　　院里的温度计</span></b>是六度。<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>放空水管<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>先关总阀</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>l</span><![endif]>盖草帘</p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src="x"/></v:shape><![endif]--><![if !vml]><img
width=300 src="file:///C:/Temp/clip_image001.png" alt="霜里的苹果"><![endif]></p>
<table class=MsoTableGrid><tr><td>糖度</td><td>13.1</td></tr><tr><td>海拔</td><td>262 米</td></tr></table>
<!--EndFragment--></body></html>"""

WECHAT = """<div id="js_content" style="visibility: hidden; opacity: 0;"><section style="margin:0"><section>
<p style="text-indent: 2em;"><span style="font-weight: bold;color:#333">第一段</span>，正文<strong
>重</strong><strong>点</strong>。<br></p>
<p><br></p></section><p style="text-align:center"><img
class="rich_pages" data-src="https://mmbiz.qpic.cn/a/640?wx_fmt=jpeg"
src="data:image/gif;base64,R0" alt="图片"></p><p><span style="font-size:12px">▲ 坡顶 &amp; 沟底</span></p>
<blockquote><p>“霜不是我们种的”</p></blockquote><mp-common-videosnap></mp-common-videosnap>
<p><a href="https://a.example/?x=1&y=2" onclick="x()">好</a></p><ul
class="list"><li><p>一</p></li><li>二<ul><li>深</li></ul></li></ul>
<p style="display:none">藏起来的</p></section></div>"""


def test_word_comes_out_clean() -> None:
    found = read(WORD)

    assert found.title == "霜降前的一夜"
    assert found.pieces == [
        Words("<p><b>院里的温度计</b>是六度。</p><ul><li>放空水管<ol><li>先关总阀</li></ol></li><li>盖草帘</li></ul>"),
        Figure(address="", description="霜里的苹果"),
        Words("<p>糖度 · 13.1</p><p>海拔 · 262 米</p>"),
    ]
    assert found.lost == {"tables": 1}


def test_an_article_of_wechat_comes_out_clean() -> None:
    found = read(WECHAT)

    assert found.pieces == [
        Words("<p><b>第一段</b>，正文<b>重点</b>。</p>"),
        Figure(address="https://mmbiz.qpic.cn/a/640?wx_fmt=jpeg", caption="坡顶 & 沟底"),
        Quote("霜不是我们种的"),
        Words(
            '<p><a href="https://a.example/?x=1&amp;y=2">好</a></p><ul><li>一</li><li>二<ul><li>深</li></ul></li></ul>'
        ),
    ]
    assert found.lost == {"media": 1}
    assert found.characters == 20


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h1>一</h1><h1>二</h1><h5>三</h5><p>四</p>", "<h2>二</h2><h3>三</h3><p>四</p>"),
        ("零<div>一<div>二</div>三</div>", "<p>零</p><p>一</p><p>二</p><p>三</p>"),
        ("<p>一<br>二<br></p>", "<p>一<br/>二</p>"),
        ("<p>一</p><hr><hr><p>二</p><hr>", "<p>一</p><hr/><hr/><p>二</p>"),
        ("<ol><li>一</li><li>二</li></ol><ul><li>三</li></ul>", "<ol><li>一</li><li>二</li></ol><ul><li>三</li></ul>"),
        ("<p><i>斜</i><em>体</em> 与\u200b\u3000空</p>", "<p><i>斜体</i> 与\u3000空</p>"),
        ("<table><tr><td><p>只为排版</p></td></tr></table>", "<p>只为排版</p>"),
        ("<pre>  a  b\nc</pre>", "<p>a b c</p>"),
        ("<b></b><p>&nbsp;</p><p>1 &lt; 2</p>", "<p>1 &lt; 2</p>"),
    ],
)
def test_paragraphs_headings_and_lists(html: str, words: str) -> None:
    assert read(html).pieces == [Words(words)]


def test_a_long_quotation_is_told_in_paragraphs() -> None:
    assert read(f"<blockquote><p>{'长' * 201}</p></blockquote>").pieces == [Words(f"<p>{'长' * 201}</p>")]


def test_a_frame_gives_its_words_to_its_last_picture() -> None:
    found = read(
        '<figure><img src="https://a.example/1"><img src="https://a.example/2"><figcaption>两张</figcaption></figure>'
    )

    assert found.pieces == [Figure("https://a.example/1"), Figure("https://a.example/2", caption="两张")]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p><img src=x onerror=alert(1)>文</p>",
        '<a href="javascript:alert(1)">文</a>',
        '<a href=" JaVaScRiPt:alert(1)">文</a>',
        '<a href="java\tscript:alert(1)">文</a>',
        '<a href="data:text/html,<script>alert(1)</script>">文</a>',
        '<a href="//evil.example">文</a>',
        '<a href="https://a.example/&quot;onmouseover=alert(1)">文</a>',
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<p style='x' onclick=alert(1)>文<style>@import 'x'</style></p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1><p>&lt;img src=x onerror=alert(1)&gt;</p>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<p>文</p>" * 3 + "<div>" * 3000 + "深" + "</div>" * 3000,
    ],
)
def test_nothing_but_the_tags_of_a_story_gets_through(html: str) -> None:
    for piece in read(html).pieces:
        if isinstance(piece, Words):
            rest = piece.html
            for tag in ("p", "h2", "h3", "b", "i", "ul", "ol", "li"):
                rest = rest.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
            rest = rest.replace("<br/>", "").replace("<hr/>", "").replace("</a>", "")
            assert "<" not in rest.replace('<a href="https://a.example/&quot;onmouseover=alert(1)">', "")
        elif isinstance(piece, Figure):
            assert piece.address == ""


@given(st.text(alphabet="<>/ap&;b\"'li\n 字-!=[]", max_size=80))
@settings(max_examples=60)
def test_no_text_breaks_the_reader(text: str) -> None:
    for piece in read(text).pieces:
        assert not isinstance(piece, Words) or piece.html.count("<li>") == piece.html.count("</li>")


def test_plain_text_is_its_lines() -> None:
    assert read_plain("　　一 <b>\n\n二\u200b\n  \n").pieces == [Words("<p>一 &lt;b&gt;</p><p>二</p>")]
    assert read_plain(" \n ").pieces == []
    assert tidy(" a\u00a0 \u3000b\t") == "a \u3000b"
