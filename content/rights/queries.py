"""What may be used when, where it is used, and what a shared story sold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ReferenceIndex

from content.media.models import BrandDocument, BrandImage
from content.rights.enums import RightKind
from content.rights.models import Covered, Project, Right
from shop.core.desk import day_end, day_start
from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.social.models import Attribution

# Of a list for people.
MOST = 50


@dataclass(frozen=True)
class Blocked:
    """A picture or document that may not be used on a day, and the licence that is over; None: its own date."""

    asset: Any
    right: Right | None


def blocked_among(assets: Iterable[Any], *, on: date) -> list[Blocked]:
    """Those of these pictures and documents that may not be used on that day. Two queries.

    One whose every licence is over is blocked; one that another licence still covers is not.
    """
    assets = list({(type(asset), asset.pk): asset for asset in assets}.values())
    images = [asset.pk for asset in assets if isinstance(asset, BrandImage)]
    documents = [asset.pk for asset in assets if isinstance(asset, BrandDocument)]
    rows = Covered.objects.filter(
        Q(image__in=images) | Q(document__in=documents), right__kind=RightKind.LICENCE_IN
    ).select_related("right", "image", "document")
    over: dict[tuple[type, int], Right] = {}
    held: set[tuple[type, int]] = set()
    for row in rows:
        key: tuple[type, int] = (type(row.asset), row.asset.pk)
        if row.right.is_over(on):
            over[key] = row.right
        else:
            held.add(key)
    found = []
    for asset in assets:
        key = (type(asset), asset.pk)
        if asset.is_expired(on):
            found.append(Blocked(asset, None))
        elif key in over and key not in held:
            found.append(Blocked(asset, over[key]))
    return found


def usable_pictures(on: date) -> QuerySet[BrandImage]:
    """All pictures that may be used on that day, as ``blocked_among`` has it, for use within another query."""
    over = Covered.objects.filter(image=OuterRef("pk"), right__kind=RightKind.LICENCE_IN, right__ends_on__lt=on)
    holds = Covered.objects.filter(image=OuterRef("pk"), right__kind=RightKind.LICENCE_IN).exclude(
        right__ends_on__lt=on
    )
    dated: QuerySet[BrandImage] = BrandImage.objects.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    return dated.filter(~Exists(over) | Exists(holds))


def assets_of(instance: Any) -> list[Any]:
    """Every picture and document that a draft refers to, as its fields and blocks have it now. Two queries."""
    kinds: dict[Any, ContentType] = ContentType.objects.get_for_models(BrandImage, BrandDocument)  # type: ignore[assignment]
    named: dict[int, set[str]] = {kind.pk: set() for kind in kinds.values()}
    for kind_id, object_id, _path, _content_path in ReferenceIndex._extract_references_from_object(instance):
        if kind_id in named:
            named[kind_id].add(object_id)
    return [asset for model, kind in kinds.items() for asset in model.objects.filter(pk__in=named[kind.pk])]


def shows_expired(draft: Any, on: date) -> bool:
    """Whether a draft shows what may not be used on that day. No query if it shows no picture and no document."""
    return bool(blocked_among(assets_of(draft), on=on))


@dataclass(frozen=True)
class Use:
    """Something that shows an asset, and where it is edited ("" for who may not)."""

    title: str
    kind: str
    url: str
    thing: Any = field(compare=False, default=None)


def uses_of(asset: Any, *, by: Any) -> list[Use]:
    """What refers to a picture or document, for a member of staff."""
    finder = AdminURLFinder(by)
    rows = []
    for thing, _references in ReferenceIndex.get_grouped_references_to(asset)[:MOST]:
        thing = getattr(thing, "specific", thing)
        rows.append(Use(str(thing), str(thing._meta.verbose_name), finder.get_edit_url(thing) or "", thing))
    return rows


@dataclass(frozen=True)
class Exposed:
    """Something readers see, and what on it may not be used any more."""

    thing: Any
    blocked: list[Blocked]


def exposed(*, on: date) -> list[Exposed]:
    """What is public and shows what may not be used any more. As many queries as there are kinds of things."""
    kinds: dict[Any, ContentType] = ContentType.objects.get_for_models(BrandImage, BrandDocument)  # type: ignore[assignment]
    suspects: list[Any] = []
    media: Any = ((BrandImage, "image"), (BrandDocument, "document"))
    for model, name in media:
        over = Covered.objects.filter(right__ends_on__lt=on).exclude(**{name: None}).values(name)
        suspects += model.objects.filter(Q(expires_on__lt=on) | Q(pk__in=over))
    blocked = {(kinds[type(row.asset)].pk, str(row.asset.pk)): row for row in blocked_among(suspects, on=on)}
    if not blocked:
        return []
    found = ReferenceIndex.objects.filter(
        to_content_type__in=kinds.values(), to_object_id__in=[object_id for _kind, object_id in blocked]
    )
    shown: dict[int, dict[str, dict[str, Blocked]]] = {}
    for base, object_id, kind, to_id in found.values_list(
        "base_content_type", "object_id", "to_content_type", "to_object_id"
    ):
        if (row := blocked.get((kind, to_id))) is not None:
            shown.setdefault(base, {}).setdefault(object_id, {})[f"{kind}-{to_id}"] = row
    rows = []
    for base, things in sorted(shown.items()):
        source: Any = ContentType.objects.get_for_id(base).model_class()
        public = [row for row in source.objects.filter(pk__in=things).order_by("pk") if getattr(row, "live", True)]
        rows += [Exposed(thing, list(things[str(thing.pk)].values())) for thing in public]
    return rows


def to_look_at(*, on: date) -> QuerySet[Right]:
    """Rights that are over or end soon; what ends first first."""
    return Right.objects.over(on) | Right.objects.ending(on)


@dataclass(frozen=True)
class Split:
    """What orders brought whose reader came from the shared story: paid, given back, kept, the partner's part."""

    orders: int
    paid_fen: int
    refunded_fen: int
    partner_fen: int

    @property
    def net_fen(self) -> int:
        return self.paid_fen - self.refunded_fen

    @property
    def ours_fen(self) -> int:
        return self.net_fen - self.partner_fen


def split_of(project: Project) -> Split:
    """What the story of a project sold while it ran, as it stands now. Two queries.

    Counted are orders that were placed out of the story in that time and paid; freight is in it, and what was promised
    back is not. The partner's part is rounded down to whole fen.
    """
    if project.story_id is None:
        return Split(0, 0, 0, 0)
    told = Attribution.objects.filter(story=project.story_id)
    if project.starts_on:
        told = told.filter(order__placed_at__gte=day_start(project.starts_on))
    if project.ends_on:
        told = told.filter(order__placed_at__lt=day_end(project.ends_on))
    paid = Payment.objects.filter(state=PaymentState.SUCCEEDED, order__in=told.values("order"))
    sums = paid.aggregate(paid=Sum("amount_fen", default=0), refunded=Sum(F("refunded_fen"), default=0))
    net = sums["paid"] - sums["refunded"]
    return Split(
        orders=paid.values("order").distinct().count(),
        paid_fen=sums["paid"],
        refunded_fen=sums["refunded"],
        partner_fen=net * project.part_basis_points // 10_000,
    )
