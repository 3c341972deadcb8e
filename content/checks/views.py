"""What the checks find in the draft that is open in the editor."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content.checks.findings import findings_in
from content.checks.texts import Words, content_of
from shop.core.wording import Weight

# What one reads in a minute of Chinese, silently.
CHARACTERS_A_MINUTE = 400


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What is found in the latest draft of what is edited at ``?at=<path of its editor>``, for the side panel there."""
    draft = _draft(request, request.GET.get("at", "")[:300])
    found = findings_in(draft, at=timezone.now())
    characters = sum(
        not character.isspace() for words in content_of(draft) if isinstance(words, Words) for character in words.text
    )
    context = {
        "found": found,
        "stops": sum(finding.weight == Weight.STOP for finding in found),
        "characters": characters,
        "minutes": max(1, round(characters / CHARACTERS_A_MINUTE)),
    }
    return render(request, "admin/checks/findings.html", context)


def _draft(request: HttpRequest, path: str) -> Any:
    """The latest draft of the page or snippet whose editor has this address; 404 if there is none."""
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    if match.view_name == "wagtailadmin_pages:edit":
        model: Any = Page
    else:
        model = getattr(match.func, "view_initkwargs", {}).get("model")
    if match.url_name != "edit" or not hasattr(model, "get_latest_revision_as_object"):
        raise Http404
    [key] = match.args or match.kwargs.values()
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    if not policy_registry.get_by_type(model).user_has_permission_for_instance(request.user, "change", row):
        raise PermissionDenied
    return row.get_latest_revision_as_object()
