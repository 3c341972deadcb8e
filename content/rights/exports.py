"""The register as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from content.rights.models import Right
from shop.exports.registry import Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make it exportable; called once at start."""
    register(
        Kind(
            key="rights",
            label=gettext_lazy("Register of rights"),
            permission="rights.view_right",
            matching=_matching,
            sheets=_sheets,
        )
    )


def _matching(asked: Asked) -> QuerySet[Right]:
    from content.rights.admin.views import rights_in

    return rights_in(asked.query.get("tab", ""), on=timezone.localdate(asked.at))


def _sheets(asked: Asked, rights: QuerySet[Right]) -> Sequence[Sheet]:
    today = timezone.localdate(asked.at)

    def rows() -> Iterator[list[Any]]:
        for row in rights.select_related("document", "product"):
            yield [
                str(row.get_kind_display()),
                row.title,
                row.party,
                row.number,
                row.classes,
                row.scope,
                row.starts_on,
                row.ends_on,
                str(row.standing(today).label),
                row.document.title if row.document else "",
                row.product.title if row.product else "",
                row.note,
            ]

    header = [
        _("Kind"), pgettext("rights", "What"), pgettext("rights", "Who"), _("Number"), _("Classes"), _("For what"),
        _("First day"), _("Last day"), _("State"), _("Document of it"), _("Product"), _("Note"),
    ]  # fmt: skip
    return [Sheet(title=_("Register of rights"), header=header, rows=rows())]
