"""Guards of this room in the database itself, put up by migrations."""

from typing import Any

from django.db import migrations

HEAD, LINES, COUNTS = "inventory_stocktake", "inventory_stocktakeline", "inventory_stocktakecount"
REFUSAL = "a closed stocktake is unchangeable"
# A category or collection that is deleted lets go of the document, which keeps what it was called.
KEPT = (
    *("number", "place_id", "scope", "scope_title", "note", "state", "reason"),
    *("opened_at", "opened_by_id", "closed_at", "closed_by_id"),
)


def _is_closed(table: str, row: str) -> str:
    if table == HEAD:
        return f"{row}.state <> 'open'"
    if table == LINES:
        return f"EXISTS (SELECT 1 FROM {HEAD} WHERE id = {row}.stocktake_id AND state <> 'open')"  # noqa: S608
    return (
        f"EXISTS (SELECT 1 FROM {LINES} line JOIN {HEAD} head ON head.id = line.stocktake_id "  # noqa: S608
        f"WHERE line.id = {row}.line_id AND head.state <> 'open')"
    )


def _verbs(table: str) -> list[tuple[str, str, str]]:
    """(verb, its event, the row that tells) for a table."""
    update = f"UPDATE OF {', '.join(KEPT)}" if table == HEAD else "UPDATE"
    verbs = [("UPDATE", update, "OLD"), ("DELETE", "DELETE", "OLD")]
    return verbs if table == HEAD else [("INSERT", "INSERT", "NEW"), *verbs]


def _put_up(apps: Any, schema_editor: Any) -> None:
    _take_down(apps, schema_editor)
    for table in (HEAD, LINES, COUNTS):
        for verb, event, row in _verbs(table):
            name = f"{table}_closed_{verb.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {_is_closed(table, row)} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
                    f"RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END $$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {_is_closed(table, row)} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def _take_down(apps: Any, schema_editor: Any) -> None:
    for table in (HEAD, LINES, COUNTS):
        for verb, _event, _row in _verbs(table):
            name = f"{table}_closed_{verb.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def stocktakes_stay() -> migrations.RunPython:
    """A migration operation after which a stocktake that is not open cannot be changed, nor its lines.

    To be repeated after a change of their columns: SQLite loses triggers when it remakes a table.
    """
    return migrations.RunPython(_put_up, _take_down)
