"""What a row was when it was deleted, with all that went along, and the same rows made again under the same ids."""

import json
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector

from content.bin.errors import StillNeeded

# Made again by Wagtail's own signals.
_DERIVED = {"wagtailsearch"}


def take(thing: models.Model) -> dict[str, Any]:
    """Everything that deleting ``thing`` takes away (``rows``), and every pointer that it empties (``pointers``: model,
    field, id, what it pointed to). ``ProtectedError`` if the database has to keep it.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=thing)
    collector.collect([thing])
    found: list[Any] = [*collector.data.values(), *collector.fast_deletes]
    rows = [row for group in found for row in group if _is_kept(row)]
    emptied: dict[Any, Any] = {**collector.field_updates}
    pointers = [
        [row._meta.label_lower, field.name, row.pk, getattr(row, field.attname)]
        for (field, _value), groups in emptied.items()
        for group in groups
        for row in group
    ]
    return {"rows": json.loads(serializers.serialize("json", rows)), "pointers": pointers}


def _is_kept(row: models.Model) -> bool:
    return not row._meta.auto_created and row._meta.app_label not in _DERIVED


def put_back(kept: dict[str, Any], *, model: type[models.Model], pk: int) -> Any:
    """Make the rows again; what belonged to something that is gone by now is left out. Part of a bigger transaction.

    ``StillNeeded`` if the thing itself cannot be without what is gone.
    """
    rows = list(serializers.deserialize("json", json.dumps(kept["rows"]), ignorenonexistent=True))
    # The thing first, so that its address is free before anything refers to it.
    rows.sort(key=lambda row: not _is(row.object, model, pk))
    coming = {(type(row.object), row.object.pk) for row in rows}
    for row in rows:
        if _points_somewhere(row.object, coming):
            row.save()
        elif _is(row.object, model, pk):
            raise StillNeeded
    for label, name, row_pk, target in kept["pointers"]:
        owner = apps.get_model(label)
        owner._base_manager.filter(pk=row_pk, **{f"{name}__isnull": True}).update(**{name: target})
    return model._base_manager.get(pk=pk)


def _is(row: Any, model: type[models.Model], pk: int) -> bool:
    return type(row) is model and row.pk == pk


def _points_somewhere(row: Any, coming: set[tuple[type[models.Model], Any]]) -> bool:
    """Whether all it points to is there or comes along; what may point nowhere does, if it has to."""
    for field in row._meta.concrete_fields:
        target = getattr(row, field.attname) if field.remote_field else None
        if target is None or (field.remote_field.model, target) in coming:
            continue
        if not field.remote_field.model._base_manager.filter(pk=target).exists():
            if not field.null:
                return False
            setattr(row, field.attname, None)
    return True
