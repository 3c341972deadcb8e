"""Signing in to the admin: Wagtail's page with a limit on attempts."""

import hashlib
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views.account import LoginView as WagtailLoginView

from shop.core.throttling import seconds_to_wait
from shop.staff.models import User

log = structlog.get_logger(__name__)
SCOPE = "staff-login"


class LoginView(WagtailLoginView):
    """Attempts are limited per address and per user name; failed ones are logged."""

    def get_form(self, form_class: Any = None) -> Any:
        """Wagtail leaves one label to the field's name, which is English."""
        form = super().get_form(form_class)
        form.fields["password"].label = _("Password")
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Hashed: what is typed there may hold anything, and now and then a password.
        typed = request.POST.get("username", "").strip().lower()
        name = hashlib.sha256(typed.encode()).hexdigest()[:32]
        wait = max(seconds_to_wait(SCOPE, request), seconds_to_wait(SCOPE, request, ident=f"name-{name}"))
        if not wait:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        log.warning("login_throttled", ip=request.META.get("REMOTE_ADDR"), username=self._known_name())
        context = self.get_context_data(form=self.get_form_class()(request))
        context["refusal"] = _("Too many attempts to sign in. Please try again in %(seconds)s seconds.") % {
            "seconds": wait
        }
        answer = self.render_to_response(context, status=429)
        answer["Retry-After"] = str(wait)
        return answer

    def get_redirect_url(self) -> str:
        """Only addresses: Django takes a bare word in ``next`` for the name of a view."""
        address: str = super().get_redirect_url()
        return address if address.startswith("/") else ""

    def form_invalid(self, form: Any) -> HttpResponse:
        log.warning("login_failed", ip=self.request.META.get("REMOTE_ADDR"), username=self._known_name())
        response: HttpResponse = super().form_invalid(form)
        return response

    def _known_name(self) -> str:
        """The user name if there is such a user: a password typed into the wrong field is not logged."""
        name = self.request.POST.get("username", "").strip()[:150].replace("\x00", "")
        return name if User.objects.filter(username=name).exists() else ""
