"""Style sheets: one brace too few, and all that follows holds on phones only."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.once


def test_every_block_is_closed(project_root: Path) -> None:
    sheets = [*(project_root / "static").rglob("*.css"), *(project_root / "content").rglob("*.css")]

    assert len(sheets) > 10
    assert [sheet.name for sheet in sheets if (text := sheet.read_text()).count("{") != text.count("}")] == []
