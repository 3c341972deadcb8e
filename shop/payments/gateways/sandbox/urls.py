"""Addresses of the sandbox's own page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

app_name = "sandbox"


def _coming(request: HttpRequest, reference: str) -> HttpResponse:
    raise Http404


urlpatterns = [path("<slug:reference>/", _coming, name="pay")]
