"""Wagtail's list of redirects, with who made them, when, and whether it was by hand."""

from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import IndexView, RedirectTargetColumn
from wagtail.models import ModelLogEntry

from shop.core.tables import TemplateColumn


class TargetColumn(RedirectTargetColumn):
    """Where it leads; nowhere is what is gone for good."""

    def get_value(self, instance: Redirect) -> Any:
        return super().get_value(instance) or _("nowhere: it is gone (410)")


class RedirectListView(IndexView):  # type: ignore[misc]
    """From where, to where, how it came about, when, and by whom; the latest first."""

    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Column]:
        _from, _site, _to, kind = IndexView.columns
        return [
            TitleColumn(
                "old_path",
                label=pgettext_lazy("redirect", "From"),
                url_name="wagtailredirects:edit",
                sort_key="old_path",
            ),
            TargetColumn("redirect_page", label=pgettext_lazy("redirect", "To"), width="30%"),
            kind,
            TemplateColumn("how", "admin/pages/cells/redirect_how.html", label=_("Made")),
            Column("created_at", label=_("When"), sort_key="created_at", accessor=_moment),
            Column("made_by", label=_("By"), accessor=lambda row: row.made_by or "–"),
        ]

    def get_base_queryset(self) -> Any:
        made = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Redirect),
            object_id=Cast(OuterRef("pk"), CharField()),
            action="wagtail.create",
        ).order_by("-timestamp")
        return super().get_base_queryset().annotate(made_by=Subquery(made.values("user__username")[:1]))


def _moment(row: Redirect) -> str:
    return date_format(timezone.localtime(row.created_at), "Y-m-d H:i") if row.created_at else "–"
