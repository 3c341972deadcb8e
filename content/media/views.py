"""Uploads, where no web server or object storage stands in front."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve
from whitenoise.responders import SlicedFile

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_PIECE = 64 * 1024


@require_safe
def serve_upload(request: HttpRequest, path: str, document_root: Any) -> HttpResponseBase:
    """Django's view, and parts of a file: films are played that way. A name that no file system holds is not there
    either.
    """
    try:
        response = serve(request, path, document_root=document_root)
    except OSError as error:
        raise Http404 from error
    if isinstance(response, FileResponse):
        response.headers["Accept-Ranges"] = "bytes"
        return _part(response, request.headers.get("Range", ""))
    return response


def _part(response: FileResponse, asked: str) -> HttpResponseBase:
    """The part of a file that ``asked``, a Range header, names; all of it for what is no single range of bytes."""
    size = int(response.headers["Content-Length"])
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return response
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if first and last and int(last) < start:
        return response
    if start >= size or start > end:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file: Any = SlicedFile(response.file_to_stream, start, end)  # type: ignore[attr-defined]
    response.streaming_content = _pieces(file)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
