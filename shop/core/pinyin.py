"""How Chinese text is read, in Latin letters: by the dictionaries of pypinyin, in a quarter of the memory it takes.

Every process that names something pays for it, and the library keeps lists of lists for each of its 47,000 phrases.
"""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern

_CHARACTER = re.compile(r'"(\d+)": "([^",]+)')
_PHRASE = re.compile(r'"([^"]+)": \[(.*?)\n\]\n\]', re.DOTALL)
_READING = re.compile(r'\[\n"([^"]+)"')


def lazy_pinyin(text: str) -> list[str]:
    """The parts of ``text``: the reading of each Chinese character, and what is between them as it is.

    As ``pypinyin.lazy_pinyin`` (a test compares the two): the longest phrase that is known decides, so that 长 is
    *zhang* in 成长 and *chang* in 长江.
    """
    characters, phrases, longest = _dictionary()
    parts: list[str] = []
    place, between = 0, 0
    while place < len(text):
        if ord(text[place]) not in characters:
            place += 1
            continue
        if between < place:
            parts.append(text[between:place])
        for length in range(min(longest, len(text) - place), 0, -1):
            word = text[place : place + length]
            if length == 1 or word in phrases:
                reading = phrases.get(word)
                parts += reading.split(" ") if reading else [characters[ord(letter)] for letter in word]
                break
        place = between = place + length
    if between < len(text):
        parts.append(text[between:])
    return parts


@cache
def _dictionary() -> tuple[dict[int, str], dict[str, str], int]:
    """Readings by character, readings of phrases ('' where they are those of the characters), the longest phrase."""
    folder = Path((find_spec("pypinyin").submodule_search_locations or [""])[0])  # type: ignore[union-attr]
    text = (folder / "pinyin_dict.json").read_text(encoding="utf-8")
    characters = {int(match[1]): _plain(match[2]) for match in _CHARACTER.finditer(text)}
    phrases: dict[str, str] = {}
    text = (folder / "phrases_dict.json").read_text(encoding="utf-8")
    for match in _PHRASE.finditer(text):
        word, reading = match[1], " ".join(map(_plain, _READING.findall(match[2])))
        usual = " ".join(characters.get(ord(letter), "") for letter in word)
        phrases[word] = "" if reading == usual else reading
    return characters, phrases, max(map(len, phrases))


@cache
def _plain(reading: str) -> str:
    """Without its tone: ``lǜ`` is ``lv``."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return intern("".join(letter for letter in letters if not unicodedata.combining(letter)))
