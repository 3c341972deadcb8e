"""Style sheets: one brace too few, and all that follows holds on phones only."""

from pathlib import Path
from typing import Any

import pytest

from content.brand.queries import brand_stylesheet, current_kit
from content.brand.sheets import SHEETS, pressed, version_of, with_look

pytestmark = pytest.mark.once


def test_every_block_is_closed(project_root: Path) -> None:
    sheets = [*(project_root / "static").rglob("*.css"), *(project_root / "content").rglob("*.css")]

    assert len(sheets) > 10
    assert [sheet.name for sheet in sheets if (text := sheet.read_text()).count("{") != text.count("}")] == []


def test_the_storefront_has_one_sheet(project_root: Path) -> None:
    files = {sheet.stem for sheet in (project_root / "static" / "css").glob("*.css")}
    pages = [
        page
        for page in (project_root / "templates").rglob("*.html")
        if "stylesheet" in page.read_text() and "admin" not in page.relative_to(project_root).parts
    ]

    assert {name for name in files if not name.startswith("admin")} == {*SHEETS, "print"}
    # 500.html is drawn where nothing can be asked.
    assert sorted(page.name for page in pages) == ["500.html", "base.html", "block_preview.html"]


def test_the_sheet_ends_with_the_look_and_its_address_changes_with_it() -> None:
    css = with_look(":root { --paper: #fff1e6; }\n")

    assert css.startswith(":root{color-scheme:light dark")
    assert "/*" not in css
    assert css.endswith(":root{--paper:#fff1e6}")
    assert version_of("one") != version_of("another")


def test_the_sheet_is_read_anew_while_somebody_works_on_it(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = True
    (tmp_path / "css").mkdir()
    for name in SHEETS:
        (tmp_path / "css" / f"{name}.css").write_text(f".{name} {{ top: 0 }}\n")
    settings.STATICFILES_DIRS = [tmp_path]
    before = version_of("")

    (tmp_path / "css" / "shop.css").write_text(".shop { top: 1px }\n")

    assert ".shop{top:1px}" in with_look("")
    assert version_of("") != before


@pytest.mark.django_db
def test_the_sheet_comes_with_the_first_answer_of_a_server() -> None:
    """Ten packets of 1,460 bytes go out before the phone is heard again (RFC 6928), less the headers: what is larger
    costs everybody one more journey before anything is drawn.
    """
    assert len(pressed(with_look(brand_stylesheet(current_kit())))) < 13_800
