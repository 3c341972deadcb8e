"""WSGI entry point."""

import gc
import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microbrand.settings.production")


class Utf8Request(WSGIRequest):
    """Reads addresses as UTF-8 whatever charset the body claims: Django would break on ``charset=rot13`` right here.

    ``HarmlessInput`` refuses such a body.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


application = get_wsgi_application()
application.request_class = Utf8Request

# All views are imported now, and what was imported stays as long as the process: without this each full collection
# walks it again, and one request in some thirty waits a quarter of a second for that. Python's own thresholds stay:
# fewer collections make each of them longer.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
