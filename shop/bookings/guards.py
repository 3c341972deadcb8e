"""Nobody leads two sessions at once: held by the database itself, put up by a migration."""

from typing import Any

from django.db import migrations

TABLE, NAME = "bookings_session", "bookings_person_once"
# Numbers as ranges of one, so that no extension is needed for comparing them in the same index.
POSTGRESQL = (
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist "
    "(int8range(person_id, person_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
    "WHERE (cancelled_at IS NULL)"
)
_CLASH = (
    f"EXISTS (SELECT 1 FROM {TABLE} other WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id "  # noqa: S608
    "AND other.cancelled_at IS NULL AND NEW.cancelled_at IS NULL "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at)"
)


def _put_up(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for verb in ("INSERT", "UPDATE"):
        schema_editor.execute(
            f"CREATE TRIGGER {NAME}_{verb.lower()} BEFORE {verb} ON {TABLE} WHEN {_CLASH} "
            "BEGIN SELECT RAISE(ABORT, 'this person leads another session in that time'); END"
        )


def _take_down(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
        return
    for verb in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{verb.lower()}")


def one_session_at_a_time() -> migrations.RunPython:
    """A migration operation after which a person's sessions cannot overlap, unless they were cancelled."""
    return migrations.RunPython(_put_up, _take_down)
