"""What would run in a browser if it became markup, and how a page shows that it did not."""

import json

from bs4 import BeautifulSoup

CORPUS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<ScRiPt/src=//evil.example/x.js>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    '" autofocus onfocus="alert(5)',
    "<svg/onload=alert(6)>",
    "</title><svg><animate onbegin=alert(7)>",
    "<iframe srcdoc='<script>alert(8)</script>'>",
    "<a href='javascript:alert(9)'>霜</a>",
    "<style>@import'//evil.example'</style>",
    "</textarea><details open ontoggle=alert(10)>",
    "{{ 7|add:7 }}{% debug %}",
    "<!--><script>alert(11)</script>-->",
    "\u2028\u202e<math><mi xlink:href='data:x,<script>alert(12)</script>'>",
)
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
)
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "poster", "srcset")
_RUNNING = ("javascript:", "data:text", "vbscript:")


def assert_inert(html: str, where: str = "") -> BeautifulSoup:
    """Nothing of the corpus became markup, on any page (the admin has handlers and scripts of its own)."""
    page = BeautifulSoup(html, "html.parser")
    for script in page.find_all("script"):
        # What the admin hands to its scripts stands in JSON, with "<" escaped.
        assert "evil.example" not in str(script.get("src")), where
        assert "alert(" not in script.get_text() or "json" in str(script.get("type")), where
    assert not page.find_all(["math", "animate", "object", "embed"]), where
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not (name.lower().startswith("on") and "alert(" in str(value)), (where, tag)
            assert name != "srcdoc", (where, tag)
            if name in _ADDRESSES:
                assert not "".join(str(value).split()).lower().startswith(_RUNNING), (where, tag)
    return page


def assert_harmless(html: str, where: str = "") -> BeautifulSoup:
    """A page of the shop: nothing of the corpus, and no script, style or frame but what the shop brings itself."""
    page = assert_inert(html, where)
    for script in page.find_all("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.get_text())
        else:
            assert str(script["src"]).startswith("/static/"), where
            assert not script.string, where
    assert not page.find_all(["iframe", "style"]), where
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on") or name == "style"], (where, tag)
    return page
