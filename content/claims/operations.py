"""Every write of the room of claims."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.claims.errors import ClaimKnown, OtherProduct
from content.claims.models import CaseTag, Claim, CountedClaim
from content.claims.queries import alarms, standings
from shop.aftersales.models import Case, CaseLine
from shop.catalog.models import Product
from shop.core import audit
from shop.core.errors import StaleState


@dataclass(frozen=True, kw_only=True)
class ClaimData:
    """What is said of a product, how texts say it, and since when."""

    title: str
    wordings: str = ""
    since: date


@transaction.atomic
def save_claim(*, by: Any, product: Product, data: ClaimData, claim_id: int | None = None) -> Claim:
    """Write a claim down, or change its words. ``ClaimKnown`` for a second one of the same name, ``StaleState`` for one
    that was retired; ``ValidationError`` for malformed fields.
    """
    # The product's lock: of two that add the same claim the second sees the first.
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    claim = Claim(product=product, created_by=by)
    if claim_id is not None:
        claim = Claim.objects.get(pk=claim_id, product=product)
        if claim.retired_at:
            raise StaleState
    claim.title, claim.wordings, claim.since = data.title.strip(), data.wordings.strip(), data.since
    if Claim.objects.standing().filter(product=product, title=claim.title).exclude(pk=claim.pk).exists():
        raise ClaimKnown(field="title")
    claim.full_clean()
    claim.save()
    count_claims(claims=[claim.pk], at=timezone.now())
    audit.record(by=by, action="claims.save", subject=claim, data={"title": claim.title, "product": product.title})
    return claim


@transaction.atomic
def retire_claim(*, by: Any, claim: Claim, at: datetime) -> bool:
    """Nobody says it any more; what was held against it stays. False if that was done already."""
    if not Claim.objects.standing().filter(pk=claim.pk).update(retired_at=at):
        return False
    audit.record(by=by, action="claims.retire", subject=claim)
    return True


@transaction.atomic
def tag_case(*, by: Any, case: Case, claims: Mapping[int, Set[int]], at: datetime) -> int:
    """Say which claims each line of a case contradicts: case line id → claim ids, in place of what was said before.

    Returns how many tags there are now. ``OtherProduct`` for a claim that is not about the line's product.
    """
    lines = {
        line.pk: line.line.sku.product_id
        for line in CaseLine.objects.select_for_update(of=("self",)).filter(case=case).select_related("line__sku")
    }
    about = dict(
        Claim.objects.filter(pk__in={pk for some in claims.values() for pk in some}).values_list("pk", "product")
    )
    for line_id, wanted in claims.items():
        if line_id not in lines or any(about.get(pk) != lines[line_id] for pk in wanted):
            raise OtherProduct
    tags = CaseTag.objects.filter(line__case=case)
    before = set(tags.values_list("claim", flat=True))
    for line_id in lines:
        tags.filter(line=line_id).exclude(claim__in=claims.get(line_id, ())).delete()
    CaseTag.objects.bulk_create(
        [
            CaseTag(line_id=line_id, claim_id=pk, by=by, at=at)
            for line_id, some in claims.items()
            for pk in sorted(some)
        ],
        ignore_conflicts=True,
    )
    count_claims(claims={*before, *about}, at=at)
    titles = sorted(tags.values_list("claim__title", flat=True))
    audit.record(by=by, action="claims.tag_case", subject=case, data={"claims": titles})
    return len(titles)


@transaction.atomic
def count_claims(*, claims: Collection[int] | None = None, at: datetime) -> int:
    """Count these claims, or all that are made, for the list; returns how many. Of two at once the later one stays."""
    rows = Claim.objects.standing() if claims is None else Claim.objects.filter(pk__in=claims)
    found = list(rows.order_by("pk"))
    alarming = alarms(found, at=at)
    CountedClaim.objects.bulk_create(
        [
            CountedClaim(
                claim=row.claim,
                sold=row.sold,
                returns=row.returns,
                contradicted=row.contradicted,
                share=row.rate.value,
                alarms=[alarm.title for alarm in alarming.get(row.claim.pk, ())],
                at=at,
            )
            for row in standings(found)
        ],
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["sold", "returns", "contradicted", "share", "alarms", "at"],
    )
    return len(found)
