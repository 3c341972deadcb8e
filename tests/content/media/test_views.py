"""Uploads served by Django: whole, and in parts."""

from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from content.media.views import serve_upload

CONTENT = bytes(range(200)) * 1000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "film.mp4").write_bytes(CONTENT)
    return tmp_path


def get(root: Path, asked: str | None = None) -> Any:
    headers = {"Range": asked} if asked else {}
    return serve_upload(RequestFactory().get("/", headers=headers), path="film.mp4", document_root=root)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-0", 0, 0),
        ("bytes=100-", 100, 199_999),
        ("bytes=-5", 199_995, 199_999),
        ("bytes=-500000", 0, 199_999),
        ("bytes=199999-500000", 199_999, 199_999),
        ("bytes=70000-140000", 70_000, 140_000),
    ],
)
def test_a_part(root: Path, asked: str, start: int, end: int) -> None:
    response = get(root, asked)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/200000"
    assert response["Content-Length"] == str(end - start + 1)
    assert response["Content-Type"] == "video/mp4"
    assert b"".join(response) == CONTENT[start : end + 1]
    response.close()


@pytest.mark.parametrize("asked", [None, "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"])
def test_the_whole(root: Path, asked: str | None) -> None:
    response = get(root, asked)

    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
    assert b"".join(response) == CONTENT
    response.close()


@pytest.mark.parametrize("asked", ["bytes=200000-", "bytes=999999-1999999", "bytes=-0"])
def test_beyond_the_end(root: Path, asked: str) -> None:
    response = get(root, asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */200000")
