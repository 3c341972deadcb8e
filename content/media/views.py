"""Uploads, where no web server or object storage stands in front."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def serve_upload(request: HttpRequest, path: str, document_root: Any) -> HttpResponseBase:
    """Django's view; a name that no file system holds is not there either."""
    try:
        return serve(request, path, document_root=document_root)
    except OSError as error:
        raise Http404 from error
