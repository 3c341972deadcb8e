"""In which language an address is answered: what stands below ``/en/`` in English, all else as the visitor likes.

Two things have a language: the *interface* (Django's active language) and the *texts* of the shop, what a merchant
wrote. Below ``/en/`` both are English, and so is each address that a page names. At an address without a language the
texts are in the shop's own, and the interface in the visitor's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import get_urlconf, include, path, set_urlconf
from django.utils import translation

_API = "/api/"


def other_languages() -> list[str]:
    """Codes of the languages the shop speaks besides its own."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def language_tag(code: str) -> str:
    """A language as HTML names it (BCP 47): ``zh-hans`` → ``zh-Hans``."""
    return translation.to_locale(code).replace("_", "-")


def language_of_path(path: str) -> str:
    """The language whose pages stand below this address; "" for those of the shop's own."""
    begin = path[1:].partition("/")[0]
    return begin if begin in other_languages() else ""


def language_of(request: HttpRequest) -> str:
    """The language in which a request is answered."""
    return language_of_path(request.path_info) or translation.get_language_from_request(request)


def spoken() -> str:
    """The language of the texts, and of the addresses that are made."""
    return getattr(get_urlconf(), "language", settings.LANGUAGE_CODE)


def address_in(code: str, address: str) -> str:
    """The same address in another language: ``/p/apple/`` → ``/en/p/apple/``, and back."""
    begin = language_of_path(address)
    bare = address[len(begin) + 1 :] or "/" if begin else address
    return bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"


class Addresses:
    """The site's addresses in one language: a URL configuration for ``request.urlconf``."""

    def __init__(self, language: str, before: list[Any], shared: list[Any], after: list[Any], **handlers: Any) -> None:
        self.language = language
        self.urlpatterns = [*before, path(f"{language}/", include(shared)), *after]
        vars(self).update(handlers)


def urlconf_of(code: str) -> Any:
    """The URL configuration of a language; the site's own for the shop's."""
    return import_module(settings.ROOT_URLCONF).ADDRESSES.get(code, settings.ROOT_URLCONF)


@contextmanager
def speaking(code: str, *, interface: str = "") -> Iterator[None]:
    """Texts and addresses in a language, and the interface too unless another is named: beside a request."""
    before = get_urlconf()
    set_urlconf(urlconf_of(code))
    try:
        with translation.override(interface or code):
            yield
    finally:
        set_urlconf(before)


class AddressLocaleMiddleware(LocaleMiddleware):
    """Django's, and the language of the address before that of the visitor. The API speaks as it is asked to."""

    get_response: Callable[[HttpRequest], HttpResponseBase]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = get_urlconf()
        try:
            response: HttpResponseBase = super().__call__(request)  # type: ignore[assignment]
            return response
        finally:
            # A page that is drawn within another request leaves that one's addresses alone.
            set_urlconf(before)

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        code = language_of_path(request.path_info)
        if code:
            translation.activate(code)
            request.LANGUAGE_CODE = code
        elif request.path_info.startswith(_API):
            code = request.LANGUAGE_CODE
        if code in other_languages():
            request.urlconf = urlconf_of(code)
            set_urlconf(request.urlconf)
