"""What the checks find in the draft that is open in the editor."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.checks.findings import findings_in
from content.checks.sharing import card_of
from content.checks.texts import Words, content_of
from shop.core.editors import edited_at
from shop.core.wording import Weight

# What one reads in a minute of Chinese, silently.
CHARACTERS_A_MINUTE = 400


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What is found in the latest draft of what is edited at ``?at=<path of its editor>``, for the side panel there."""
    draft = edited_at(request, request.GET.get("at", "")[:300]).get_latest_revision_as_object()
    found = findings_in(draft, at=timezone.now())
    characters = sum(
        not character.isspace() for words in content_of(draft) if isinstance(words, Words) for character in words.text
    )
    context = {
        "found": found,
        "card": card_of(draft),
        "site": settings.SITE_URL.split("://")[-1],
        "stops": sum(finding.weight == Weight.STOP for finding in found),
        "characters": characters,
        "minutes": max(1, round(characters / CHARACTERS_A_MINUTE)),
    }
    return render(request, "admin/checks/findings.html", context)
