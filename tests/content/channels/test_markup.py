"""Texts as HTML: what is typed stays text."""

import pytest

from content.channels.markup import picture_mark, pictures_in, plain_marks, to_html, without_pictures
from content.channels.outlets import Copy

pytestmark = pytest.mark.once
XSS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "## <svg/onload=alert(1)>",
    '> "><iframe src=javascript:alert(1)>',
    "- <a href='javascript:alert(1)'>x</a>",
    "[[1]]<script>",
]


def copy(text: str, **fields: object) -> Copy:
    return Copy(**{"title": "", "summary": "", "text": text, "hashtags": "", "link": "", **fields})


def html(text: str, **fields: object) -> str:
    return to_html(copy(text, **fields), lambda number: f"https://shop.test/{number}.jpg")


def test_marks_at_the_beginning_of_lines_become_elements() -> None:
    text = "## 摘之前\n\n一段。\n- 甲\n- 乙\n> 没有急。\n又一段。"

    assert html(text).splitlines() == [
        "<h2>摘之前</h2>",
        "<p>一段。</p>",
        "<ul><li>甲</li><li>乙</li></ul>",
        "<blockquote><p>没有急。</p></blockquote>",
        "<p>又一段。</p>",
    ]


def test_a_picture_stands_where_its_number_does_and_nowhere_else() -> None:
    class Image:
        description = '霜"'

    assert html("前\n[[2]]\n[[3]]\n中[[2]]后", pictures={2: Image()}).splitlines() == [
        "<p>前</p>",
        '<p><img src="https://shop.test/2.jpg" alt="霜&quot;" style="max-width:100%;height:auto"></p>',
        "<p>中[[2]]后</p>",
    ]


@pytest.mark.parametrize("text", XSS)
def test_nothing_that_is_typed_becomes_markup(text: str) -> None:
    made = html(text)

    assert "<script" not in made
    assert "<img" not in made
    assert "<svg" not in made
    assert "<iframe" not in made
    assert "<a" not in made


def test_the_link_ends_the_text() -> None:
    assert (
        html("一段。", link='https://shop.test/s/1?a=1&b="')
        .splitlines()[-1]
        .startswith('<p><a href="https://shop.test/s/1?a=1&amp;b=&quot;">')
    )


def test_plain_channels_see_no_marks() -> None:
    text = "## 摘之前\n\n一段。\n\n[[1]]\n\n> 没有急。"

    assert without_pictures(text) == "## 摘之前\n\n一段。\n\n> 没有急。"
    assert plain_marks(without_pictures(text)) == "摘之前\n\n一段。\n\n没有急。"
    assert pictures_in(f"前\n{picture_mark(12)}\n中[[3]]") == [12]
