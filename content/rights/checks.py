"""What the register holds against a draft."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.checks.findings import CheckFinding
from content.checks.texts import Picture, Words, content_of
from content.rights.enums import RightKind
from content.rights.models import Project, Right
from content.rights.queries import blocked_among
from shop.core.wording import Weight

_SOURCE = _("Register of rights")


def expired_rights(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Pictures whose licence in the register is over. Their own last day is looked at by the checks of pictures."""
    places = {item.image.pk: item for item in content_of(draft) if isinstance(item, Picture)}
    for blocked in blocked_among([item.image for item in places.values()], on=timezone.localdate(at)):
        if blocked.right is None:
            continue
        place = places[blocked.asset.pk].place
        yield CheckFinding(
            weight=Weight.STOP,
            place=place.label,
            anchor=place.anchor,
            message=_("Its licence in the register is over: it may not be published."),
            source=_SOURCE,
            quote=blocked.asset.title,
            url=reverse("rights_desk:right", args=[blocked.right.pk]),
        )


def misspelt_names(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Our names and marks, spelt as they are not."""
    wrong = [
        (form.strip(), right)
        for right in Right.objects.filter(kind__in=(RightKind.NAME, RightKind.MARK)).exclude(wrong_forms="")
        for form in right.wrong_forms.replace("，", ",").split(",")
        if form.strip()
    ]
    if not wrong:
        return
    for words in content_of(draft):
        if not isinstance(words, Words):
            continue
        for form, right in wrong:
            start = words.text.find(form)
            if start < 0:
                continue
            end = start + len(form)
            yield CheckFinding(
                weight=Weight.ASK,
                place=words.place.label,
                anchor=words.place.anchor,
                message=_("It is written %(title)s.") % {"title": right.title},
                source=_SOURCE,
                quote=form,
                before=words.text[max(0, start - 12) : start],
                after=words.text[end : end + 12],
                url=reverse("rights_desk:right", args=[right.pk]),
            )


def over_projects(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """A story told with a partner whose project is over."""
    if draft.pk is None or not hasattr(draft, "page_ptr_id"):
        return
    today = timezone.localdate(at)
    for project in Project.objects.filter(Q(story=draft.pk), ends_on__lt=today):
        yield CheckFinding(
            weight=Weight.ASK,
            place=str(_("Co-brand project")),
            anchor="id_title",
            message=_("The project with %(partner)s is over. Does the agreement let the story stay?")
            % {"partner": project.partner},
            source=_SOURCE,
            quote=project.title,
            url=reverse("rights_desk:project", args=[project.pk]),
        )
