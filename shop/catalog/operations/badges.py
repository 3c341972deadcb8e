"""Make badges, give them to products, take them off. Everything takes effect at once."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.catalog.enums import BadgeRole, BadgeRule
from shop.catalog.errors import BadgeInUse
from shop.catalog.events import BadgesChanged
from shop.catalog.models import Badge, Product, ProductBadge
from shop.catalog.models.badge import MAX_BADGE_DAYS, MAX_BADGES
from shop.core import audit, deleting, events
from shop.core.errors import InvalidInput, NotFound

# Sales and ranks are figures: nobody types them. 《广告法》 forbids the superlatives besides.
_CLAIMS = re.compile(r"热[卖销]|畅销|爆款|爆品|销[量冠]|冠军|第一|最|top|best|no\.?\s*1|hot", re.IGNORECASE)
_OF_NEW_ONLY = re.compile(r"新品|上新|\bnew\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class BadgeData:
    """A badge as it shall be; ``days`` counts for those given by time."""

    name: str
    role: str = BadgeRole.BRAND
    rule: str = BadgeRule.HAND
    days: int | None = None


@transaction.atomic
def save_badge(*, by: Any, data: BadgeData, badge_id: int | None = None) -> Badge:
    """Add a badge, or change one. ``InvalidInput`` for a name that claims what nobody computes; ``BadgeInUse`` for
    another rule while products were given it by hand; ``NotFound``.
    """
    if badge_id is None:
        count = Badge.objects.count()
        if count >= MAX_BADGES:
            raise InvalidInput(_("There are at most %(count)s badges.") % {"count": MAX_BADGES})
        row = Badge(rule=data.rule, position=count)
    else:
        row = _locked(badge_id)
    row.name = " ".join(data.name.split())
    if not 1 <= len(row.name) <= 12:
        raise InvalidInput(_("A badge has 1 to 12 characters."), field="name")
    if Badge.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise InvalidInput(_("There is a badge of this name already."), field="name")
    if data.role not in BadgeRole.values:
        raise InvalidInput(_("Choose a colour."), field="role")
    if data.rule not in BadgeRule.values:
        raise InvalidInput(_("Choose who gets it."), field="rule")
    if _CLAIMS.search(row.name):
        raise InvalidInput(
            _("A badge does not claim sales, ranks or superlatives: nobody could check it. Say what is so instead."),
            field="name",
        )
    if data.rule == BadgeRule.HAND and _OF_NEW_ONLY.search(row.name):
        raise InvalidInput(_("What is new is told by time: choose that rule for this name."), field="rule")
    if data.rule != row.rule and row.given.exists():
        raise BadgeInUse(_("Products were given this badge by hand. Take it off them first."), field="rule")
    row.role, row.rule, row.days = data.role, data.rule, None
    if row.rule == BadgeRule.NEW:
        if data.days is None or not 1 <= data.days <= MAX_BADGE_DAYS:
            raise InvalidInput(
                _("Enter a number of days between 1 and %(limit)s.") % {"limit": MAX_BADGE_DAYS}, field="days"
            )
        row.days = data.days
    row.save()
    audit.record(by=by, action="catalog.save_badge", subject=row, data={"name": row.name})
    events.publish(BadgesChanged())
    return row


@transaction.atomic
def remove_badge(*, by: Any, badge_id: int, lose: bool = False) -> None:
    """Remove a badge. ``BadgeInUse`` if products have it with their evidence, unless ``lose``; ``NotFound``."""
    row = _locked(badge_id)
    count = row.given.count()
    if count and not lose:
        raise BadgeInUse(
            ngettext(
                "%(count)s product has this badge; its evidence would be lost with it.",
                "%(count)s products have this badge; their evidence would be lost with it.",
                count,
            )
            % {"count": count}
        )
    audit.record(by=by, action="catalog.remove_badge", subject=row, data={"name": row.name, "products": count})
    events.publish(BadgesChanged())
    deleting.delete(by=by, thing=row, permission="catalog.change_badge", at=timezone.now())


@transaction.atomic
def give_badge(
    *,
    by: Any,
    product: Product,
    badge_id: int,
    evidence: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    at: datetime,
) -> ProductBadge:
    """Give a product a badge from ``starts_at`` (None: now) until ``ends_at`` (None: until it is taken off), or change
    what was given. ``evidence`` is what makes it true; shoppers read it. ``InvalidInput``, ``NotFound``.
    """
    badge = _locked(badge_id)
    evidence = " ".join(evidence.split())
    if badge.rule != BadgeRule.HAND:
        raise InvalidInput(_("This badge is given by time alone."), field="badge")
    if not 1 <= len(evidence) <= 200:
        raise InvalidInput(
            _("Say in up to 200 characters what makes it true. Shoppers read it when they tap the badge."),
            field="evidence",
        )
    if ends_at and ends_at <= (starts_at or at):
        raise InvalidInput(_("The end must be after the start."), field="ends_at")
    given, _created = ProductBadge.objects.update_or_create(
        product=product,
        badge=badge,
        defaults={"evidence": evidence, "starts_at": starts_at, "ends_at": ends_at},
    )
    audit.record(by=by, action="catalog.give_badge", subject=product, data={"badge": badge.name, "evidence": evidence})
    events.publish(BadgesChanged())
    return given


@transaction.atomic
def take_badge(*, by: Any, product: Product, badge_id: int) -> bool:
    """Take a badge off a product. False if it has none."""
    given = ProductBadge.objects.filter(product=product, badge=badge_id).select_related("badge").first()
    if given is None or not ProductBadge.objects.filter(pk=given.pk).delete()[0]:
        return False
    audit.record(
        by=by,
        action="catalog.take_badge",
        subject=product,
        data={"badge": given.badge.name, "evidence": given.evidence},
    )
    events.publish(BadgesChanged())
    return True


def _locked(pk: int) -> Badge:
    row = Badge.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row
