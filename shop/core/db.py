"""Database-level guards used by migrations."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

LetGo = tuple[str, str] | None


def _forwards(table: str, let_go: LetGo = None, blank: str | None = None) -> Any:
    def create(apps: Any, schema_editor: Any) -> None:
        _drop(table, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_exception_for_postgresql(let_go, blank)}RAISE EXCEPTION '{table} is append-only'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            unless = _exception_for_sqlite(table, let_go, blank, schema_editor) if verb == "UPDATE" else ""
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {unless}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    return create


def _exception_for_postgresql(let_go: LetGo, blank: str | None) -> str:
    permitted = _permitted(let_go, blank)
    if permitted is None:
        return ""
    condition, columns = permitted
    rest = f"- ARRAY[{', '.join(repr(name) for name in columns)}]"
    return (
        f"IF TG_OP = 'UPDATE' AND {condition} AND to_jsonb(NEW) {rest} = to_jsonb(OLD) {rest} THEN RETURN NEW; END IF; "
    )


def _exception_for_sqlite(table: str, let_go: LetGo, blank: str | None, schema_editor: Any) -> str:
    permitted = _permitted(let_go, blank)
    if permitted is None:
        return ""
    condition, changing = permitted
    with schema_editor.connection.cursor() as cursor:
        columns = schema_editor.connection.introspection.get_table_description(cursor, table)
    same = [f'NEW."{column.name}" IS OLD."{column.name}"' for column in columns if column.name not in changing]
    return f"WHEN NOT ({' AND '.join([condition, *same])}) "


def _permitted(let_go: LetGo, blank: str | None) -> tuple[str, Sequence[str]] | None:
    """When an UPDATE passes, and the columns that it may change."""
    if let_go:
        return _letting_go(*let_go), let_go
    return (f"NEW.{blank} = ''", [blank]) if blank else None


def _letting_go(pointer: str, name: str) -> str:
    return f"OLD.{pointer} IS NOT NULL AND NEW.{pointer} IS NULL AND OLD.{name} = '' AND NEW.{name} <> ''"


def _drop(table: str, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}")


def _backwards(table: str) -> Any:
    def drop(apps: Any, schema_editor: Any) -> None:
        _drop(table, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only()")

    return drop


def append_only(table: str, *, let_go: LetGo = None, blank: str | None = None) -> migrations.RunPython:
    """A migration operation after which UPDATE and DELETE on ``table`` fail in the database itself.

    ``let_go`` names a pointer and a text column: the one UPDATE permitted sets that pointer to null and writes down
    what it pointed to, once, and nothing else (docs/adr/0011). ``blank`` names a column of what people wrote, which may
    be emptied for somebody who is forgotten (docs/adr/0010). Put guards that exist already in their new form, too:
    SQLite loses them whenever a table's columns change.
    """
    return migrations.RunPython(_forwards(table, let_go, blank), _backwards(table))


def keep_append_only(table: str, *, let_go: LetGo = None) -> migrations.RunPython:
    """Put the guards of ``append_only`` back: SQLite loses them when it remakes a table.

    To be placed before and after the operations that change columns: the first is for the way back.
    """
    return migrations.RunPython(_forwards(table, let_go), _forwards(table, let_go))


_BIGRAMS = """
    CREATE OR REPLACE FUNCTION shop_bigrams(value text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT coalesce(array_agg(DISTINCT substr(lower(value), i, 2)), '{}')
        FROM generate_series(1, length(value) - 1) AS i
    $$
"""


def bigram_index(table: str, column: str) -> migrations.RunPython:
    """A migration operation after which ``core.search.containing`` finds two characters or more by an index.

    PostgreSQL's own trigrams need an extension, and three characters, which a Chinese word rarely has. Elsewhere
    there is no index: SQLite reads the table.
    """

    def create(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_BIGRAMS)
            schema_editor.execute(
                f"CREATE INDEX {table}_{column}_bigrams ON {table} USING gin (shop_bigrams({column}))"
            )

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_{column}_bigrams")

    return migrations.RunPython(create, drop)
