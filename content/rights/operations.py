"""Every write of the register."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.media.models import BrandDocument, BrandImage
from content.rights.enums import RightKind
from content.rights.errors import CoversNothing, EndsBeforeItBegins
from content.rights.models import Covered, Project, Right
from content.rights.queries import to_look_at
from shop.catalog.models import Product
from shop.core import audit, deleting
from shop.core.mail import sends_mail
from shop.staff.models import User

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class RightData:
    """What is known about a right."""

    kind: str
    title: str
    party: str = ""
    number: str = ""
    classes: str = ""
    scope: str = ""
    wrong_forms: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    document: BrandDocument | None = None
    product: Product | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectData:
    """What was agreed with another brand."""

    title: str
    partner: str
    part_basis_points: int
    story: Page | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    document: BrandDocument | None = None
    note: str = ""


@transaction.atomic
def save_right(*, by: Any, data: RightData, right_id: int | None = None) -> Right:
    """Write a right into the register, or what changed about it. ``EndsBeforeItBegins``; ``ValidationError`` for
    malformed fields. A kind that covers nothing lets go of what was covered.
    """
    right: Right = _filled(Right, right_id, data)
    if right.kind != RightKind.LICENCE_IN:
        right.covered.all().delete()
    audit.record(by=by, action="rights.save_right", subject=right, data=_told(data))
    return right


@transaction.atomic
def remove_right(*, by: Any, right: Right) -> None:
    """Take a right out of the register; what it covered stays in the library."""
    audit.record(by=by, action="rights.remove_right", subject=right, data={"title": right.title, "kind": right.kind})
    deleting.delete(by=by, thing=right, permission="rights.change_right", at=timezone.now())


@transaction.atomic
def cover(*, by: Any, right: Right, asset: BrandImage | BrandDocument) -> bool:
    """Note that a picture or document may be used by this licence. False if that is known; ``CoversNothing``."""
    if Right.objects.select_for_update().get(pk=right.pk).kind != RightKind.LICENCE_IN:
        raise CoversNothing
    key = {"image": asset} if isinstance(asset, BrandImage) else {"document": asset}
    _row, created = Covered.objects.get_or_create(right=right, **key)
    if created:
        audit.record(by=by, action="rights.cover", subject=right, data={"asset": asset.title})
    return created


@transaction.atomic
def uncover(*, by: Any, covered: Covered) -> None:
    """The licence does not cover it after all."""
    audit.record(by=by, action="rights.uncover", subject=covered.right, data={"asset": covered.asset.title})
    covered.delete()


@transaction.atomic
def save_project(*, by: Any, data: ProjectData, project_id: int | None = None) -> Project:
    """Write down a project with another brand. Raises what ``save_right`` raises."""
    project: Project = _filled(Project, project_id, data)
    audit.record(by=by, action="rights.save_project", subject=project, data=_told(data))
    return project


@transaction.atomic
def remove_project(*, by: Any, project: Project) -> None:
    """Forget a project; its story and orders stay."""
    audit.record(by=by, action="rights.remove_project", subject=project, data={"title": project.title})
    deleting.delete(by=by, thing=project, permission="rights.change_project", at=timezone.now())


def _filled(model: Any, pk: int | None, data: Any) -> Any:
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise EndsBeforeItBegins(field="ends_on")
    row = model.objects.select_for_update(of=("self",)).get(pk=pk) if pk else model()
    for field in fields(data):
        setattr(row, field.name, getattr(data, field.name))
    row.full_clean()
    row.save()
    return row


def _told(data: Any) -> dict[str, Any]:
    return {
        field.name: str(value) for field in fields(data) if (value := getattr(data, field.name)) not in (None, "", 0)
    }


def remind(*, at: datetime) -> int:
    """Mail whoever keeps the register about rights that end soon or are over, once for each end. Returns how many
    rights were told of. Without a mail server, or anybody with an address, nothing is marked as told: the home of the
    admin and the list show it all the same.
    """
    today = timezone.localdate(at)
    if not (sends_mail() and (keepers := _keepers())):
        return 0
    with transaction.atomic():
        rows = list(to_look_at(on=today).select_for_update(skip_locked=True))
        new = [row for row in rows if (row.told_over if row.is_over(today) else row.told_soon) != row.ends_on]
        over = [row.pk for row in new if row.is_over(today)]
        Right.objects.filter(pk__in=over).update(told_over=F("ends_on"))
        Right.objects.filter(pk__in=[row.pk for row in new]).exclude(pk__in=over).update(told_soon=F("ends_on"))
    if not new:
        return 0
    lines = [f"{row.ends_on}  {row.get_kind_display()}  {row.title}" for row in new]
    lines += ["", f"{settings.SITE_URL}{reverse('rights_desk:list')}?tab=look"]
    subject = _("Rights that end: %(count)s") % {"count": len(new)}
    for person in keepers:
        try:
            EmailMessage(subject=subject, body="\n".join(lines), to=[person.email]).send()
        except OSError as error:  # the next one may be reached; the home of the admin shows it to all
            log.warning("rights_mail_failed", user_id=person.pk, error=str(error))
    return len(new)


def _keepers() -> list[User]:
    """Staff who may change the register and have an address."""
    allowed = Q(is_superuser=True) | Q(
        groups__permissions__codename="change_right", groups__permissions__content_type__app_label="rights"
    )
    return list(User.objects.filter(allowed, is_active=True).exclude(email="").distinct().order_by("pk"))
