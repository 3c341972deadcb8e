"""Into the bin, out of it, and for good."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision, Site

from content.bin.errors import (
    FrontStays,
    NameTaken,
    NoPlaceToReturn,
    NotAPlaceForIt,
    NotThere,
    NotYourPage,
    StillNeeded,
    StillUsed,
)
from content.bin.models import Binned, BinPage
from content.bin.queries import is_in_bin, places_for, shown_in, to_remove
from content.bin.snapshots import put_back, take
from content.media.models import BrandDocument, BrandImage
from content.stories.queries import free_slug
from shop.catalog.models.slugs import unique_slug
from shop.core import audit, deleting
from shop.core.addresses import closed, gone, here_again, left_behind, paths_of


@transaction.atomic
def bin_page(*, by: Any, page: Page, at: datetime) -> Binned:
    """Take a page and all below it out of sight: nothing of it is public, nothing of it is lost. Idempotent.

    Ids stay, so what refers to them does too. ``FrontStays`` for the page at which a site begins. Whoever calls has
    asked whether this person may delete it.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    # And all below it: whoever publishes one of them waits, and finds it here (``core.publishing``).
    tree = Page.objects.descendant_of(page, inclusive=True)
    list(tree.select_for_update().order_by("path").values_list("pk"))
    kind = ContentType.objects.get_for_model(Page)
    if (known := Binned.objects.filter(content_type=kind, object_id=page.pk).first()) is not None:
        return known
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        raise FrontStays
    parent, followed_by, slug = page.get_parent(), page.get_next_sibling(), page.slug
    paths = paths_of(page)
    was_live = list(tree.live().order_by("path").values_list("pk", "live_revision_id"))
    for row in tree.specific():
        if (state := row.current_workflow_state) is not None:
            state.cancel(user=by)
        # What was to be published by time is not.
        row.revisions.update(approved_go_live_at=None)
    UnpublishPageAction(page.specific, user=by, include_descendants=True).execute(skip_permission_checks=True)
    # Pages with the same name may be deleted from two places.
    Page.objects.filter(pk=page.pk).update(slug=f"bin-{page.pk}")
    page.refresh_from_db()
    MovePageAction(page, _bin(), pos="last-child", user=by).execute(skip_permission_checks=True)
    # 410 while it lies here; where it returns to afterwards.
    left_behind({pk: paths[pk] for pk, _revision in was_live if pk in paths})
    binned = Binned.objects.create(
        content_type=kind,
        object_id=page.pk,
        title=page.get_admin_display_title(),
        parent=parent,
        followed_by=followed_by,
        slug=slug,
        was_live=was_live,
        by=by,
        at=at,
    )
    audit.record(by=by, action="bin.put", subject=page.specific, data={"pages": tree.count()})
    return binned


def _bin() -> BinPage:
    """The one bin, made when it is first needed. Beginners wait for each other at the root."""
    root = Page.objects.select_for_update().get(depth=1)
    found: BinPage | None = BinPage.objects.first()
    if found is None:
        found = BinPage(title="回收站", slug=find_available_slug(root, "bin"), live=False, locale=root.locale)
        root.add_child(instance=found)
    return found


@transaction.atomic
def restore_page(
    *, by: Any, binned: Binned, place: Page | None = None, as_public: bool = True
) -> tuple[Page, list[Page]]:
    """Back where it was, or below ``place``; public again is what was public, if this person may publish it.

    Returns the page and those that were public and are not again (an expired picture speaks against it, or the right
    is missing). If another page has its name by now, it gets one with a number. ``NoPlaceToReturn`` if where it was is
    gone and no place is named; ``NotAPlaceForIt`` if such a page cannot stand there; ``NotYourPage``.
    """
    binned = _locked(binned)
    page = Page.objects.select_for_update().get(pk=binned.object_id)
    if not page.permissions_for_user(by).can_edit():
        raise NotYourPage
    if place is None:
        place = binned.parent
        if place is None or is_in_bin(place):
            raise NoPlaceToReturn(field="place")
    if place.pk not in {row.pk for row in places_for(page, user=by)}:
        raise NotAPlaceForIt(field="place")
    slug = binned.slug
    if not Page._slug_is_available(slug, place):
        slug = free_slug(page.title, parent=place)
        _rename_in(Revision.page_revisions.filter(pk__in=_revisions_to_rename(page, binned)), slug)
    Page.objects.filter(pk=page.pk).update(slug=slug)
    page.refresh_from_db()
    beside = binned.followed_by
    if place.pk == binned.parent_id and beside is not None and beside.is_child_of(place):
        MovePageAction(page, beside, pos="left", user=by).execute(skip_permission_checks=True)
    else:
        MovePageAction(page, place, pos="last-child", user=by).execute(skip_permission_checks=True)
    page = Page.objects.get(pk=page.pk)
    binned.delete()
    left = _publish_again(binned.was_live, by=by) if as_public else []
    audit.record(by=by, action="bin.restore", subject=page.specific, data={"below": place.pk})
    return Page.objects.get(pk=page.pk), left


def _revisions_to_rename(page: Page, binned: Binned) -> list[int]:
    """Those from which the page is made again: the draft, and what was public."""
    live = [revision for pk, revision in binned.was_live if pk == page.pk and revision]
    return [*live, *([page.latest_revision_id] if page.latest_revision_id else [])]


def _rename_in(revisions: Any, slug: str) -> None:
    for revision in revisions:
        revision.content["slug"] = slug
        revision.save(update_fields=["content"])


def _publish_again(was_live: list[Any], *, by: Any) -> list[Page]:
    left = []
    for pk, revision_id in was_live:
        page = Page.objects.filter(pk=pk).first()
        if page is None:
            continue
        if page.permissions_for_user(by).can_publish():
            page = page.specific
            revision = Revision.page_revisions.filter(pk=revision_id).first() or page.save_revision(user=by)
            revision.publish(user=by)
            page = Page.objects.get(pk=pk)
        if not page.live:
            left.append(page)
    return left


@transaction.atomic
def bin_asset(*, by: Any, asset: BrandImage | BrandDocument, at: datetime) -> Binned:
    """Take a picture or document out of the library; ``StillUsed`` while something outside the bin shows it.

    Idempotent. Whoever calls has asked whether this person may delete it.
    """
    model = type(asset)
    asset = model.everything.select_for_update().get(pk=asset.pk)
    if shown_in(asset, by=by):
        raise StillUsed
    kind = ContentType.objects.get_for_model(model)
    binned, is_new = Binned.objects.get_or_create(
        content_type=kind, object_id=asset.pk, defaults={"title": asset.title, "by": by, "at": at}
    )
    if is_new:
        model.everything.filter(pk=asset.pk).update(is_binned=True)
        audit.record(by=by, action="bin.put", subject=asset)
    return binned


@transaction.atomic
def restore_asset(*, by: Any, binned: Binned) -> BrandImage | BrandDocument:
    """Back into the library."""
    binned = _locked(binned)
    model: Any = binned.content_type.model_class()
    model.everything.filter(pk=binned.object_id).update(is_binned=False)
    binned.delete()
    asset: BrandImage | BrandDocument = model.objects.get(pk=binned.object_id)
    audit.record(by=by, action="bin.restore", subject=asset)
    return asset


@transaction.atomic
def bin_row(*, by: Any, thing: Model, permission: str, at: datetime) -> Binned:
    """Take anything else out of its table, with all that goes along, and keep what it was. Its address is gone until
    it is back. ``StillNeeded`` if something that stays refers to it. Whoever calls has asked whether this person may.
    """
    try:
        kept = {**take(thing), "address": _address_of(thing)}
    except ProtectedError as error:
        raise StillNeeded from error
    binned = Binned.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        title=str(thing)[:255],
        kept=kept,
        permission=permission,
        by=by,
        at=at,
    )
    audit.record(by=by, action="bin.put", subject=thing)
    if kept["address"]:
        closed(kept["address"])
    thing.delete()
    return binned


@transaction.atomic
def restore_row(*, by: Any, binned: Binned) -> Any:
    """Back under its id, with what belonged to it, as far as that is still there. Its address is the same, or one with
    a number if another has it by now. ``NameTaken``; ``StillNeeded``.
    """
    binned = _locked(binned)
    model: Any = binned.content_type.model_class()
    kept = binned.kept or {}
    for row in kept["rows"]:
        slug = row["fields"].get("slug")
        is_it = (row["model"], row["pk"]) == (model._meta.label_lower, binned.object_id)
        if is_it and slug and model._base_manager.filter(slug=slug).exists():
            row["fields"]["slug"] = unique_slug(model, slug)
    try:
        with transaction.atomic():
            thing = put_back(kept, model=model, pk=binned.object_id)
    except IntegrityError as error:
        raise NameTaken from error
    binned.delete()
    here_again(kept["address"])
    deleting.announce(thing)
    audit.record(by=by, action="bin.restore", subject=thing)
    return thing


def _address_of(thing: Any) -> str:
    """Where it was seen; '' for what has no address, or was never public."""
    is_known = getattr(thing, "live", True) or getattr(thing, "first_published_at", None)
    return str(thing.get_absolute_url()) if is_known and hasattr(thing, "get_absolute_url") else ""


def _locked(binned: Binned) -> Binned:
    found = Binned.objects.select_for_update().filter(pk=binned.pk).first()
    if found is None:
        raise NotThere
    return found


@transaction.atomic
def remove_for_good(*, by: Any, binned: Binned) -> None:
    """Nothing of it is left but its lines in the history. ``StillNeeded`` if the database has to keep it."""
    binned = _locked(binned)
    thing = find(binned)
    if thing is not None:
        audit.record(by=by, action="bin.remove", subject=thing)
        try:
            with transaction.atomic():
                if isinstance(thing, Page):
                    below = Page.objects.descendant_of(thing, inclusive=True).values("pk")
                    led = Redirect.objects.filter(redirect_page__in=below, site=None)
                    paths = list(led.values_list("old_path", flat=True))
                    DeletePageAction(thing, user=by).execute(skip_permission_checks=True)
                    gone(*paths)
                else:
                    thing.delete()
        except ProtectedError as error:
            raise StillNeeded from error
    elif binned.kept:
        audit.record(by=by, action="bin.remove", subject=binned)
        gone(*filter(None, [binned.kept["address"]]))
    binned.delete()


def find(binned: Binned) -> Any:
    """The page, picture or document itself; None if it is gone, or is a row that is kept here."""
    if binned.kept:
        return None
    model: Any = binned.content_type.model_class()
    rows = getattr(model, "everything", model.objects)
    thing = rows.filter(pk=binned.object_id).first()
    return thing.specific if isinstance(thing, Page) else thing


def remove_old(*, at: datetime | None = None) -> int:
    """Remove for good what has lain here long enough; how much that was. What has to be kept is tried again."""
    removed = 0
    for binned in to_remove(at=at or timezone.now()):
        try:
            remove_for_good(by=None, binned=binned)
        except StillNeeded:
            continue
        removed += 1
    return removed
