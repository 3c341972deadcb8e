"""Database-level guards used by migrations."""

from typing import Any

from django.db import migrations


def _forwards(table: str) -> Any:
    def create(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    return create


def _backwards(table: str) -> Any:
    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_append_only()")
            return
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")

    return drop


def append_only(table: str) -> migrations.RunPython:
    """A migration operation after which UPDATE and DELETE on ``table`` fail in the database itself."""
    return migrations.RunPython(_forwards(table), _backwards(table))


def keep_append_only(table: str) -> migrations.RunPython:
    """Put the guards of ``append_only`` back after SQLite has remade the table, which loses its triggers.

    To be placed before and after the operations that change columns: the first is for the way back.
    """

    def restore(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            return
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        _forwards(table)(apps, schema_editor)

    return migrations.RunPython(restore, restore)
