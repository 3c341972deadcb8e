"""In which language an address is answered: what stands below ``/en/`` in English, all else as the visitor likes."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


def language_of_path(path: str) -> str:
    """The language whose pages stand below this address; "" for those of the shop's own."""
    begin = path[1:].partition("/")[0]
    others = (code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return begin if begin in others else ""


def language_of(request: HttpRequest) -> str:
    """The language in which a request is answered."""
    return language_of_path(request.path_info) or translation.get_language_from_request(request)


class AddressLocaleMiddleware(LocaleMiddleware):
    """Django's, and the language of the address before that of the visitor."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if code := language_of_path(request.path_info):
            translation.activate(code)
            request.LANGUAGE_CODE = code
