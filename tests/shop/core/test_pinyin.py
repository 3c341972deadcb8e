"""Chinese text is read as pypinyin reads it."""

import json
import random
import subprocess
import sys

import pytest

from shop.core.pinyin import _dictionary, lazy_pinyin

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("栖霞苹果", ["qi", "xia", "ping", "guo"]),
        ("重庆小面", ["chong", "qing", "xiao", "mian"]),
        ("成长与长江", ["cheng", "zhang", "yu", "chang", "jiang"]),
        ("绿茶 No.5，女款", ["lv", "cha", " No.5，", "nv", "kuan"]),
        ("Tea", ["Tea"]),
        ("", []),
    ],
)
def test_the_longest_phrase_decides(text: str, parts: list[str]) -> None:
    assert lazy_pinyin(text) == parts


def test_texts_of_all_kinds_are_read_as_the_library_reads_them() -> None:
    characters, phrases, _longest = _dictionary()
    words, letters = sorted(phrases), [chr(code) for code in sorted(characters) if 0x4E00 <= code < 0xA000]
    dice = random.Random(5)
    texts = []
    for _ in range(3_000):
        some = dice.sample(words, 3)
        cut = "".join(some)[dice.randrange(3) :]
        texts.append(cut + dice.choice(["", "A1", "，", "㐀", "𠮷"]) + dice.choice(letters) + some[0][:2])
    code = "import sys, json, pypinyin; print(json.dumps([pypinyin.lazy_pinyin(t) for t in json.load(sys.stdin)]))"
    # In a process of its own: what it loads would stay in that of the tests.
    library = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    expected = dict(zip(texts, json.loads(library.stdout), strict=True))

    assert {text: lazy_pinyin(text) for text in texts} == expected
