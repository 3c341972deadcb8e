"""Every picture of the demo brand can be printed, the same way each time, and says what it shows."""

import re

import pytest

from microbrand.demo.illustrations import SUBJECTS, draw

pytestmark = pytest.mark.once

UPRIGHT, LYING = (90, 120), (160, 90)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_a_subject_is_drawn_in_any_format(subject: str, size: tuple[int, int]) -> None:
    picture = draw(subject, width=size[0], height=size[1], seed=1)
    assert picture.size == size
    assert picture.mode == ("RGBA" if subject == "logo-mark" else "RGB")
    darkest, brightest = (
        picture.convert("L").getextrema() if picture.mode == "RGB" else picture.getchannel("A").getextrema()
    )
    assert brightest - darkest > 100


@pytest.mark.parametrize("subject", ["single-apple-red", "orchard-dawn"])
def test_the_seed_alone_decides(subject: str) -> None:
    def pixels(seed: int) -> bytes:
        return draw(subject, width=60, height=80, seed=seed).tobytes()

    assert pixels(7) == pixels(7)
    assert pixels(7) != pixels(8)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_says_where_to_look_and_what_there_is(subject: str) -> None:
    across, down = SUBJECTS[subject].focal_point
    assert 0 < across < 1
    assert 0 < down < 1
    assert len(re.findall(r"[\u4e00-\u9fff]", SUBJECTS[subject].alt)) >= 10


def test_the_alternative_texts_tell_the_subjects_apart() -> None:
    assert len({subject.alt for subject in SUBJECTS.values()}) == len(SUBJECTS)


def test_the_mark_lies_on_nothing() -> None:
    mark = draw("logo-mark", width=64, height=64, seed=1)
    assert mark.getpixel((0, 0))[3] == 0
    assert mark.getchannel("A").getextrema() == (0, 255)


def test_an_unknown_subject_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw("pear", width=10, height=10, seed=1)
