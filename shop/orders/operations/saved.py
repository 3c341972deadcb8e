"""Keep filters of the order desk as tabs."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput, NotFound
from shop.orders.models import SavedTab
from shop.orders.rules import MAX_SAVED_TABS


@transaction.atomic
def save_tab(*, by: Any, name: str, query: str, is_shared: bool, at: datetime) -> SavedTab:
    """Keep filters under a name, for oneself or for all colleagues; the same name again means these filters now.

    ``InvalidInput`` without a name, without filters, or beyond the number of tabs that one can have.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 20 or "\0" in name:
        raise InvalidInput(_("A name of 1 to 20 characters, please."), field="name")
    if not 1 <= len(query) <= 500:
        raise InvalidInput(_("Choose filters first, then save them as a tab."))
    mine = SavedTab.objects.filter(owner=by)
    if mine.exclude(name=name).count() >= MAX_SAVED_TABS:
        raise InvalidInput(_("You have %(count)s tabs. Remove one first.") % {"count": MAX_SAVED_TABS})
    tab, _is_new = mine.update_or_create(
        owner=by,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
        create_defaults={"query": query, "is_shared": is_shared, "created_at": at},
    )
    audit.record(by=by, action="orders.save_tab", subject=tab, data={"shared": is_shared})
    return tab


@transaction.atomic
def remove_tab(*, by: Any, tab_id: int) -> str:
    """Forget a tab of one's own; returns its name. ``NotFound`` for anybody else's, and for one that is gone."""
    tab = SavedTab.objects.filter(pk=tab_id, owner=by).first()
    if tab is None:
        raise NotFound
    audit.record(by=by, action="orders.remove_tab", subject=tab)
    name = tab.name
    tab.delete()
    return name
