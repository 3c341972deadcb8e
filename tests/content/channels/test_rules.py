"""Pure decisions: lengths, first drafts, hashtags, steps."""

import pytest

from content.channels.enums import PieceState
from content.channels.rules import (
    TRANSITIONS,
    WRITABLE,
    Limits,
    Unit,
    before,
    counts,
    length,
    retry_delay_seconds,
    shortened,
    tags_of,
)

pytestmark = pytest.mark.once
S = PieceState


@pytest.mark.parametrize(
    ("text", "characters", "halves"),
    [("", 0, 0), ("霜降", 2, 2), ("abc", 3, 2), ("霜a", 2, 2), (" 霜\r\n降 ", 3, 3), ("a", 1, 1), ("，。", 2, 2)],
)
def test_a_text_is_as_long_as_its_channel_counts(text: str, characters: int, halves: int) -> None:
    assert (length(text), length(text, Unit.HALVES)) == (characters, halves)


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("短。", 10, "短。"),
        ("第一段。\n\n第二段很长很长。", 8, "第一段。"),
        ("一句。两句。三句。", 6, "一句。两句。"),
        ("没有句号的一长串字", 5, "没有句号…"),
    ],
)
def test_a_first_draft_ends_where_one_would_end_it(text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept


def test_a_first_draft_is_never_too_long() -> None:
    for most in range(1, 40):
        for unit in Unit:
            assert length(shortened("霜降那天 it froze。第二句。\n\n第二段话。", most, unit), unit) <= most


def test_hashtags_are_read_however_they_are_typed() -> None:
    assert tags_of("#霜降 #柿子#，果园、霜降") == ["霜降", "柿子", "果园"]
    assert tags_of(" # ") == []


def test_only_fields_of_the_channel_are_counted() -> None:
    limits = Limits(text=4, usual=4, pictures=1, hashtags=2, source="")

    rows = list(counts(limits, title="不算", summary="", text="五个字的话", hashtags="#一 #二", pictures=1))

    assert [(row.field, row.used, row.most, row.is_over) for row in rows] == [
        ("text", 5, 4, True),
        ("hashtags", 2, 2, False),
        ("pictures", 1, 1, False),
    ]


def test_nothing_follows_what_is_out_and_only_what_is_not_under_way_is_rewritten() -> None:
    assert TRANSITIONS[S.OUT] == frozenset()
    assert {S.PLANNED, S.DRAFTED, S.APPROVED, S.SCHEDULED, S.FAILED} == WRITABLE
    assert before(S.OUT) == {S.APPROVED, S.SCHEDULED, S.SENDING, S.FAILED}
    assert before(S.SENDING) == {S.SCHEDULED}


def test_patience_grows_to_an_hour() -> None:
    assert [retry_delay_seconds(attempts) for attempts in (0, 1, 2, 3, 7, 20)] == [60, 60, 120, 240, 3600, 3600]
