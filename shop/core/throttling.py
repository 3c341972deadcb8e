"""Rate limits on the shared cache, one mechanism for API and pages (DRF's throttles)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle


class ApiThrottle(SimpleRateThrottle):
    """Per customer token, else per address."""

    scope = "api"

    def get_cache_key(self, request: Any, view: Any) -> str:
        customer = getattr(request, "auth", None)
        ident = f"customer-{customer.pk}" if customer else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class EnquiryThrottle(SimpleRateThrottle):
    """Per address, however many customers it makes: somebody reads every one of them."""

    scope = "enquiry"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class _PageThrottle(SimpleRateThrottle):
    """Per ``ident`` or else per address, for one named scope of ``DEFAULT_THROTTLE_RATES``."""

    # So many attempts in so many seconds, as the rate says.
    num_requests: int
    duration: int

    def __init__(self, scope: str, ident: str = "") -> None:
        self.scope = scope
        self.ident = ident
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.ident or self.get_ident(request)}


def client_address(request: HttpRequest) -> str:
    """Where the request comes from, as rate limits see it (``NUM_PROXIES``)."""
    return str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]


def throttled(scope: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[Any], Any]:
    """Limit a page view; beyond the rate it answers 429 with a page that says when to come back."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                throttle = _PageThrottle(scope)
                if not throttle.allow_request(request, view):  # type: ignore[arg-type]
                    wait = int(throttle.wait() or 60) + 1
                    response = render(request, "429.html", {"wait_seconds": wait}, status=429)
                    response["Retry-After"] = str(wait)
                    return response
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return limited

    return decorate


def seconds_left(scope: str, request: HttpRequest, *, ident: str = "") -> int:
    """The seconds until another attempt in ``scope`` is allowed, without counting one; 0 if it is."""
    throttle = _PageThrottle(scope, ident)
    now, key = throttle.timer(), throttle.get_cache_key(request, None)
    made = [at for at in throttle.cache.get(key, []) if at > now - throttle.duration]
    return int(made[-1] + throttle.duration - now) + 1 if len(made) >= throttle.num_requests else 0


def seconds_to_wait(scope: str, request: HttpRequest, *, ident: str = "") -> int:
    """Count an attempt in ``scope``, per ``ident`` or else per address: 0, or the seconds until the next is allowed."""
    throttle = _PageThrottle(scope, ident)
    if throttle.allow_request(request, None):  # type: ignore[arg-type]
        return 0
    return int(throttle.wait() or 60) + 1
