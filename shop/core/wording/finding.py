"""Find what the rules look for, and tell where."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.core.wording.law import RULES, Rule, Weight

__all__ = ["Finding", "Weight", "find"]

# How much is shown around a word.
AROUND = 12
_MARKS = re.compile(r"[ \t\u3000·・*_＊~～\-—|]")


@dataclass(frozen=True)
class Finding:
    """A place in a text that a rule speaks of. ``start`` and ``end`` count characters of the text that was given."""

    rule: str
    weight: Weight
    start: int
    end: int
    quote: str
    before: str
    after: str
    message: Promise
    source: str


def find(text: str, *, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Everything the rules find, in the order of the text; where two meet, the stricter one is told.

    Full-width letters, traditional spacing and marks between characters (最·佳, 最 佳) hide nothing.
    """
    places: list[tuple[int, int, Rule]] = []
    for plain, where in {form[0]: form[1] for form in (_plain(text, bare=False), _plain(text, bare=True))}.items():
        for rule in rules:
            for start, end in _matches(rule, plain):
                places.append((where[start], where[end - 1] + 1, rule))
    found: list[Finding] = []
    for start, end, rule in sorted(
        set(places), key=lambda place: (place[2].weight != Weight.STOP, place[0], -place[1])
    ):
        if not any(start < other.end and other.start < end for other in found):
            found.append(_finding(text, start, end, rule))
    return sorted(found, key=lambda finding: finding.start)


def _matches(rule: Rule, text: str) -> Iterator[tuple[int, int]]:
    spared = [match.span() for match in rule.exceptions.finditer(text)] if rule.exceptions else []
    for match in rule.pattern.finditer(text):
        # What begins within an exception belongs to it.
        if not any(start <= match.start() < end for start, end in spared):
            yield match.span()


def _plain(text: str, *, bare: bool) -> tuple[str, tuple[int, ...]]:
    """The text in compatible forms, without marks between Chinese characters if ``bare``; and where each came from."""
    letters: list[str] = []
    where: list[int] = []
    for index, character in enumerate(text):
        if bare and _MARKS.fullmatch(character) and _between_words(text, index):
            continue
        for letter in unicodedata.normalize("NFKC", character):
            letters.append(letter)
            where.append(index)
    return "".join(letters), tuple(where)


def _between_words(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return all(unicodedata.category(side) == "Lo" for side in (before, after) if side) and bool(before and after)


def _finding(text: str, start: int, end: int, rule: Rule) -> Finding:
    return Finding(
        rule=rule.code,
        weight=rule.weight,
        start=start,
        end=end,
        quote=text[start:end],
        before=text[max(0, start - AROUND) : start],
        after=text[end : end + AROUND],
        message=rule.message,
        source=rule.source,
    )
