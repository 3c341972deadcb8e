"""Who else points to a row: every foreign key of every room, also of those this one does not know."""

from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from wagtail.models import ReferenceIndex


def users_of(model: type[Model], pks: Collection[int], *, own: Iterable[str]) -> dict[int, str]:
    """For rows that something points to: the label of the first such model. ``own`` are labels that do not count.

    One query for each foreign key to ``model``, whatever the number of rows.
    """
    ignored = set(own)
    found: dict[int, str] = {}
    for relation in model._meta.related_objects:
        through = relation.through if relation.many_to_many else None  # type: ignore[attr-defined]
        related: Any = through or relation.related_model
        if related._meta.label in ignored or (through and not through._meta.auto_created):
            continue
        field: Any = relation.field
        name = field.m2m_reverse_field_name() if through else field.name
        for pk in related._base_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True).distinct():
            found.setdefault(pk, related._meta.label)
    return found


def mentions_of(model: type[Model], pks: Collection[int], *, own: Iterable[str]) -> dict[int, str]:
    """The same for what is written into texts and blocks: Wagtail's index of references knows."""
    ignored = set(own)
    texts: QuerySet[Any] = ReferenceIndex.objects.filter(
        to_content_type__app_label=model._meta.app_label,
        to_content_type__model=model._meta.model_name,
        to_object_id__in=[str(pk) for pk in pks],
    )
    found: dict[int, str] = {}
    for pk, app_label, name in texts.values_list(
        "to_object_id", "base_content_type__app_label", "base_content_type__model"
    ):
        label = apps.get_model(app_label, name)._meta.label
        if label not in ignored:
            found.setdefault(int(pk), label)
    return found


def name_of(label: str) -> str:
    """What people call a model, for “still used by …”."""
    return str(apps.get_model(label)._meta.verbose_name)
