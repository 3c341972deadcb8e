"""The order of the rooms, as far as the import linter cannot see it: foreign keys, and the list itself."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

# Referenced by setting, hence from any room: the concrete model behind it is the deployment's choice.
SWAPPABLE = {settings.AUTH_USER_MODEL, settings.WAGTAILIMAGES_IMAGE_MODEL, settings.WAGTAILDOCS_DOCUMENT_MODEL}


def contracts(root: Path) -> dict[str, list[list[str]]]:
    """Return the layers of each contract, lowest first; rooms of one row together."""
    linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {
        contract["id"]: [row.split(" | ") for row in reversed(contract["layers"])]
        for contract in linter["contracts"]
        if contract["type"] == "layers"
    }


def heights(root: Path) -> dict[str, int]:
    """Return each room's height, shop below content."""
    layers = contracts(root)
    rows = [[f"shop.{room}" for room in row] for row in layers["shop"]]
    rows += [[f"content.{room}" for room in row] for row in layers["content"]]
    rows.append(["microbrand"])
    return {room: height for height, row in enumerate(rows) for room in row}


def room_of(model: type[models.Model]) -> str | None:
    """Return ``shop.orders`` for a model of that room or of a folder in it; None for a library's model."""
    storey, _, rest = model.__module__.partition(".")
    return f"{storey}.{rest.split('.')[0]}" if storey in ("shop", "content") else None


def own_relations() -> list[tuple[type[models.Model], models.Field]]:
    """Return every foreign key, one-to-one and many-to-many field that our models declare, through tables included."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if room_of(model)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and isinstance(field.related_model, type)
    ]


def test_foreign_keys_point_to_the_same_or_a_lower_room(project_root: Path) -> None:
    height = heights(project_root)
    relations = own_relations()

    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in relations
        if (source := room_of(model)) and (target := room_of(field.related_model))
        if source != target and height[target] >= height[source]
        if field.related_model._meta.label not in SWAPPABLE
    ]

    assert len(relations) > 20
    assert upward == []


@pytest.mark.parametrize("storey", ["shop", "content"])
def test_every_app_has_its_place_in_the_layers(project_root: Path, storey: str) -> None:
    listed = {room for row in contracts(project_root)[storey] for room in row}
    folders = {path.parent.name for path in (project_root / storey).glob("*/apps.py")}
    installed = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.split(".")[0] == storey}

    assert listed == folders == installed


@pytest.mark.parametrize("storey", ["shop", "content"])
def test_the_map_names_every_room(project_root: Path, storey: str) -> None:
    layers = contracts(project_root)[storey]
    described = (project_root / storey / "__init__.py").read_text()

    assert [room for row in layers for room in row if f"\n{room} " not in described] == []
