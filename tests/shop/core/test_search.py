"""Search text: what is typed is found in what is indexed."""

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from shop.core.search import index_text, query_text
from shop.staff.models import User
from tests.factories.staff import UserFactory


def test_chinese_runs_become_characters_and_pairs() -> None:
    assert index_text("栖霞苹果") == "栖 霞 苹 果 栖霞 霞苹 苹果"
    assert query_text("苹果") == "苹果"
    assert query_text("栖霞苹") == "栖霞 霞苹"
    assert query_text("果") == "果"


def test_latin_words_and_widths() -> None:
    assert index_text("Red Fuji５斤") == "red fuji5 斤"
    assert query_text("ＦＵＪＩ") == "fuji"
    assert query_text("！？ ，") == ""


def test_rare_characters_are_found() -> None:
    assert query_text("𠮷") == "𠮷"
    assert "𠮷" in index_text("𠮷祥").split()


def test_a_long_query_is_cut() -> None:
    assert len(query_text("苹" * 5000)) < 300


@given(st.text(alphabet="栖霞苹果礼盒红富士abcXYZ019 ，", min_size=1, max_size=30), st.data())
def test_every_part_of_a_run_is_found(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.replace("，", " ").split() if run and all(ord(character) > 0x3000 for character in run)]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]

    assert set(query_text(part).split()) <= set(index_text(text).split())


@pytest.mark.django_db
def test_among_very_many_ids_is_in_without_a_parameter_for_each() -> None:
    one, other = UserFactory.create_batch(2)
    ids = {one.pk, *range(1_000_000, 1_003_000)}

    found = User.objects.filter(pk__among=ids)

    assert list(found) == [one]
    assert len(found.query.sql_with_params()[1]) == 0
    assert list(User.objects.filter(Q(pk__among=[]) | Q(pk=other.pk))) == [other]
    assert not User.objects.filter(pk__among=[]).exists()
    with pytest.raises(ValueError, match="invalid literal"):
        User.objects.filter(pk__among=["1); --"])
