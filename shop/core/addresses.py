"""Addresses of the shop that never die: what moves leaves a permanent redirect, what is removed for good is gone.

Pages leave theirs by Wagtail itself (``wagtail.contrib.redirects``); this is the same for everything else that has an
address (``follow``), and what keeps all of them without chains and loops. A redirect that leads nowhere says "gone".
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page


@transaction.atomic
def moved(*, old: str, new: str) -> None:
    """What was at ``old`` is at ``new`` from now on: A→B→C leads from both to C, and A→B→A from B only."""
    old, new = Redirect.normalise_path(old), _ending_as(old, new)
    here = Redirect.normalise_path(new)
    if old == here:
        return
    Redirect.objects.filter(old_path=here, site=None).delete()
    _lead_on(old, new)
    row, _created = Redirect.objects.update_or_create(
        old_path=old,
        site=None,
        defaults={
            "redirect_link": new,
            "redirect_page": None,
            "redirect_page_route_path": "",
            "is_permanent": True,
            "automatically_created": True,
        },
    )
    log(instance=row, action="wagtail.create")


@transaction.atomic
def gone(*paths: str) -> None:
    """Nothing will ever be at these addresses again, nor at those that lead to them."""
    for path in paths:
        old = Redirect.normalise_path(path)
        Redirect.objects.filter(_leading_to(old)).update(redirect_link="", automatically_created=True)
        closed(path)


def closed(path: str) -> None:
    """Nothing is at this address for now; what leads there goes on doing so."""
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(path),
        site=None,
        defaults={"redirect_link": "", "redirect_page": None, "automatically_created": True},
    )


def here_again(path: str) -> None:
    """Something is at this address again; what led there leads there goes on."""
    Redirect.objects.filter(old_path=Redirect.normalise_path(path), site=None).delete()


def paths_of(page: Page) -> dict[int, str]:
    """The addresses of a page and all below it, by id, as redirects have them."""
    tree = Page.objects.descendant_of(page, inclusive=True)
    parts = {row.pk: row.get_url_parts() for row in tree.specific(defer=True)}
    return {pk: Redirect.normalise_path(found[2]) for pk, found in parts.items() if found and found[2]}


def left_behind(paths: Mapping[int, str]) -> None:
    """Pages (id → path) leave their addresses: gone while they have none, and lead on once they have another."""
    for pk, path in paths.items():
        Redirect.objects.update_or_create(
            old_path=path,
            site=None,
            defaults={"redirect_page_id": pk, "redirect_link": "", "automatically_created": True},
        )


def straighten(redirect: Redirect) -> None:
    """After a redirect by hand: whoever leads to it leads on, and it leads where its own end leads."""
    end = Redirect.normalise_path(redirect.redirect_link) if redirect.redirect_link else ""
    onward = Redirect.objects.filter(old_path=end, site=None).exclude(pk=redirect.pk).first() if end else None
    if onward is not None and (onward.redirect_link or onward.redirect_page_id):
        Redirect.objects.filter(pk=redirect.pk).update(
            redirect_link=onward.redirect_link, redirect_page=onward.redirect_page_id
        )
        redirect.refresh_from_db()
    _lead_on(redirect.old_path, redirect.redirect_link, page=redirect.redirect_page_id)
    # What leads to itself leads nowhere.
    if redirect.redirect_link and Redirect.normalise_path(redirect.redirect_link) == redirect.old_path:
        Redirect.objects.filter(pk=redirect.pk).delete()


def _lead_on(old: str, new: str, *, page: int | None = None) -> None:
    Redirect.objects.filter(_leading_to(old)).update(redirect_link=new, redirect_page=page)


def _leading_to(path: str) -> Q:
    return Q(redirect_link=path) | Q(redirect_link=f"{path}/")


def _ending_as(old: str, new: str) -> str:
    return new if new.endswith("/") or not old.endswith("/") else f"{new}/"


def follow(model: type[Model], *, was_public: Any = lambda row: True) -> None:
    """Have each change of the address of a thing of ``model`` leave a redirect, whoever saves it.

    ``was_public`` says of the row as it was whether anybody can know the old address.
    """
    pre_save.connect(_remember, sender=model, dispatch_uid=f"addresses.remember.{model._meta.label}", weak=False)

    def leave(instance: Any, **kwargs: Any) -> None:
        before = instance.__dict__.pop("_address_before", None)
        if before is not None and before.slug != instance.slug and was_public(before):
            moved(old=before.get_absolute_url(), new=instance.get_absolute_url())

    post_save.connect(leave, sender=model, dispatch_uid=f"addresses.leave.{model._meta.label}", weak=False)


def _remember(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """The row before it is written; one query for what exists and may get another address."""
    if raw or instance.pk is None or (update_fields is not None and "slug" not in update_fields):
        return
    before = type(instance)._default_manager.filter(pk=instance.pk).exclude(slug=instance.slug).first()
    if before is not None:
        instance.__dict__["_address_before"] = before
