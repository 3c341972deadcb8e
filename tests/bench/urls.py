"""The site, and a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from microbrand.urls import ADDRESSES, handler404, handler500
from microbrand.urls import urlpatterns as site

__all__ = ["ADDRESSES", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """Answer at once: what the server, Django and its middleware cost by themselves."""
    return HttpResponse("ok")


urlpatterns = [path("bench/bare/", bare), *site]
