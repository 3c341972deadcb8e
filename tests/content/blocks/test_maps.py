"""The sketch: to scale, north up, readable, and right anywhere on earth."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from content.blocks.maps import HEIGHT, WIDTH, Mark, bearing, distance_m, draw

ORCHARD = Mark("果园", 37.30, 120.80)


def test_places_stand_where_their_coordinates_put_them() -> None:
    drawn = draw([ORCHARD, Mark("北", 37.31, 120.80), Mark("东", 37.30, 120.81)])

    home, north, east = drawn.spots
    assert north.y < home.y
    assert north.x == home.x
    assert east.x > home.x
    assert east.y == home.y
    # A hundredth of a degree: 1,112 m north, and less to the east by the cosine of the latitude.
    assert (home.y - north.y) / (east.x - home.x) == pytest.approx(1112 / 885, rel=0.02)
    assert [spot.metres for spot in drawn.spots] == [None, 1112, 885]
    with translation.override("en"):
        assert [f"{spot.wind} {spot.distance}" for spot in drawn.spots[1:]] == ["north 1.1 km", "east 880 m"]


def test_the_scale_is_a_round_length_as_long_as_it_says() -> None:
    with translation.override("en"):
        drawn = draw([ORCHARD, Mark("烟台", 37.46, 121.45)])

    home, other = drawn.spots
    per_metre = ((home.x - other.x) ** 2 + (home.y - other.y) ** 2) ** 0.5 / distance_m(home.mark, other.mark)
    assert drawn.scale_text == "10 km"
    assert drawn.scale_length == pytest.approx(10_000 * per_metre, rel=0.02)


def test_a_single_place_stands_in_the_middle() -> None:
    (spot,) = draw([ORCHARD]).spots

    assert (spot.x, spot.y) == (WIDTH / 2, HEIGHT / 2)


def test_places_at_one_spot_can_be_told_apart() -> None:
    drawn = draw([ORCHARD] * 9)

    places = [(spot.x, spot.y) for spot in drawn.spots]
    assert all((a - c) ** 2 + (b - d) ** 2 > 20**2 for i, (a, b) in enumerate(places) for c, d in places[i + 1 :])


def test_the_date_line_is_no_way_round_the_world() -> None:
    fiji, samoa = Mark("斐济", -17.8, 178.0), Mark("萨摩亚", -13.8, -172.0)

    assert bearing(fiji, samoa) in {1, 2}
    assert distance_m(fiji, samoa) < 1_200_000
    assert draw([fiji, samoa]).spots[1].x > draw([fiji, samoa]).spots[0].x


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-180, 180)), min_size=1, max_size=9))
def test_every_place_is_on_the_sheet(places: list[tuple[float, float]]) -> None:
    drawn = draw([Mark("霜", latitude, longitude) for latitude, longitude in places])

    assert all(0 <= spot.x <= WIDTH and 0 <= spot.y <= HEIGHT for spot in drawn.spots)
    assert 0 < drawn.scale_length <= 90
