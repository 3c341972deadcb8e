"""The checks every draft goes through: its words, and its pictures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.checks.findings import CheckFinding
from content.checks.texts import Picture, Words, content_of
from shop.core.wording import Weight, find

# WCAG 2.2, success criterion 1.1.1.
_ALT_SOURCE = _("WCAG 2.2, 1.1.1: text for what is not text")
_RIGHTS_SOURCE = _("Copyright law: whoever publishes a picture has to be able to show where it comes from")


def wording(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Words that advertising law restricts."""
    for words in content_of(draft):
        if not isinstance(words, Words):
            continue
        for finding in find(words.text):
            yield CheckFinding(
                weight=finding.weight,
                place=words.place.label,
                anchor=words.place.anchor,
                message=finding.message,
                source=finding.source,
                quote=finding.quote,
                before=finding.before,
                after=finding.after,
            )


def pictures(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Pictures without words for those who cannot see them, without a source, or past their licence."""
    today = timezone.localdate(at)
    seen: set[int] = set()
    for item in content_of(draft):
        if not isinstance(item, Picture) or item.image.pk in seen:
            continue
        seen.add(item.image.pk)
        for weight, message, source in _of_picture(item.image, today):
            yield CheckFinding(
                weight=weight,
                place=item.place.label,
                anchor=item.place.anchor,
                message=message,
                source=source,
                quote=item.image.title,
                url=reverse("wagtailimages:edit", args=[item.image.pk]),
            )


def _of_picture(image: Any, today: Any) -> Iterator[tuple[Weight, Any, Any]]:
    if image.is_expired(today):
        yield Weight.STOP, _("The licence of this picture is over: it may not be published."), _RIGHTS_SOURCE
    if not image.description.strip():
        yield Weight.ASK, _("Say in the library what is to be seen on this picture."), _ALT_SOURCE
    if not (image.source.strip() or image.licence.strip()):
        yield Weight.ASK, _("Nobody wrote down who made this picture, or under which licence."), _RIGHTS_SOURCE
