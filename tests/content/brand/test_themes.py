"""Ready themes: three that differ in more than colour, made of the shop's own tokens."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from content.brand import rules
from content.brand.enums import ReadyTheme
from content.brand.queries import brand_stylesheet
from content.brand.themes import PALETTES, SETTINGS, theme_css

pytestmark = pytest.mark.once
LOOK = SimpleNamespace(
    paper="#fbfaf6",
    ink="#23201c",
    brand="#9f2f28",
    accent="#3f5a45",
    price="#9f2f28",
    heading_face="serif",
    type_scale="regular",
    corners="soft",
    theme="still",
)


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


@pytest.mark.parametrize("theme", ReadyTheme.values)
def test_a_theme_speaks_in_tokens(theme: str, project_root: Path) -> None:
    css = _without_comments(theme_css(theme))
    known = (project_root / "static" / "css" / "tokens.css").read_text()

    assert [name for name in re.findall(r"var\((--[\w-]+)\)", css) if f"{name}:" not in known] == []
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|url\(|@import|@font-face", css) == []
    assert css.count("{") == css.count("}") > 0


def test_each_theme_has_a_setting_of_its_own() -> None:
    assert set(SETTINGS) == set(ReadyTheme)
    assert len({theme_css(theme) for theme in ReadyTheme}) == 3
    assert len(set(SETTINGS.values())) == 3


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.code)
def test_a_palette_can_be_read(palette: SimpleNamespace) -> None:
    assert rules.faint_colours(palette) == []


def test_the_stylesheet_is_the_tokens_and_then_the_theme() -> None:
    css = brand_stylesheet(LOOK)

    assert css == rules.stylesheet(rules.tokens_for(LOOK)) + theme_css("still")
    assert css.index("--brand: #9f2f28;") < css.index("writing-mode: vertical-rl")


def test_a_theme_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="neon"):
        theme_css("neon")
