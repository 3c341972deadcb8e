"""Claims against returns: what is held against a claim is about its product."""

from datetime import datetime

from django.db.models import F

from content.claims.models import CaseTag
from microbrand.audit.registry import Found, check


@check("what a case is held against is claimed of the goods in it")
def tags(at: datetime) -> Found:
    rows = CaseTag.objects.all()
    return rows.count(), [rows.exclude(claim__product=F("line__line__sku__product"))]
