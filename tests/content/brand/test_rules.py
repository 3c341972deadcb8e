"""Tokens of a brand: always readable, whatever is chosen."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.brand import rules

pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Look:
    """A look as the kit gives it."""

    paper: str = "#fbfaf6"
    ink: str = "#23201c"
    brand: str = "#9f2f28"
    accent: str = "#3f5a45"
    price: str = "#9f2f28"
    heading_face: str = "serif"
    type_scale: str = "regular"
    corners: str = "soft"


colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(rules.contrast(one, other), 2) == ratio
    assert rules.contrast(one, other) == rules.contrast(other, one)


def test_the_default_look_is_readable() -> None:
    assert rules.faint_colours(Look()) == []


def test_a_faint_colour_is_named_with_its_ratio_and_a_colour_that_would_do() -> None:
    look = Look(accent="#b08d62")

    [faint] = rules.faint_colours(look)

    assert (faint.field, faint.needed) == ("accent", 4.5)
    assert 2.4 < faint.ratio < 2.9
    assert rules.faint_colours(replace(look, accent=faint.suggestion)) == []


@given(paper=colours, ink=colours, brand=colours, accent=colours, price=colours)
def test_suggestions_always_help(paper: str, ink: str, brand: str, accent: str, price: str) -> None:
    look = Look(paper=paper, ink=ink, brand=brand, accent=accent, price=price)
    tokens = rules.surfaces(paper)
    best = max(rules.weakest(extreme, list(tokens.values())[:3]) for extreme in ("#000000", "#ffffff"))

    for faint in rules.faint_colours(look):
        assert rules.weakest(faint.suggestion, list(tokens.values())[:3]) >= min(faint.needed, best)


@given(paper=colours, brand=colours, price=colours)
def test_every_text_of_the_dark_scheme_and_every_button_is_readable(paper: str, brand: str, price: str) -> None:
    theme = rules.tokens_for(Look(paper=paper, brand=brand, price=price))
    grounds = [theme.dark[name] for name in ("--paper", "--raised", "--wash")]

    for name in ("--ink", "--muted", "--brand", "--accent", "--price", "--good", "--warn", "--bad"):
        assert rules.weakest(theme.dark[name], grounds) >= rules.TEXT_CONTRAST, name
    for scheme in (theme.light, theme.dark):
        assert rules.contrast(scheme["--brand-ink"], scheme["--brand"]) >= rules.TEXT_CONTRAST


def test_what_is_chosen_is_what_the_light_scheme_shows() -> None:
    light = rules.tokens_for(Look()).light

    assert {name: light[f"--{name}"] for name in ("paper", "ink", "brand", "accent", "price")} == {
        "paper": "#fbfaf6",
        "ink": "#23201c",
        "brand": "#9f2f28",
        "accent": "#3f5a45",
        "price": "#9f2f28",
    }


def test_every_token_of_the_theme_is_one_the_shop_knows(project_root: object) -> None:
    css = (project_root / "static" / "css" / "tokens.css").read_text()  # type: ignore[operator]
    theme = rules.tokens_for(Look())

    assert [name for name in (*theme.light, *theme.dark) if f"{name}:" not in css] == []


def test_face_scale_and_corners_change_their_tokens_only() -> None:
    plain = rules.tokens_for(Look()).light

    def changed(**choices: str) -> set[str]:
        other = rules.tokens_for(replace(Look(), **choices)).light
        return {name for name in plain if plain[name] != other[name]}

    assert changed(heading_face="sans") == {"--serif"}
    assert changed(type_scale="generous") == {"--text-3", "--text-4", "--text-5", "--text-6", "--leading"}
    assert changed(corners="square") == {"--radius-1", "--radius-2"}


def test_the_stylesheet_has_a_light_and_a_dark_part() -> None:
    css = rules.stylesheet(rules.Theme(light={"--paper": "#ffffff"}, dark={"--paper": "#000000"}))

    assert css == (
        ":root {\n  --paper: #ffffff;\n}\n"
        "@media (prefers-color-scheme: dark) {\n  :root {\n    --paper: #000000;\n  }\n}\n"
    )
