"""The books are append-only in the database itself, and PostgreSQL refuses to commit an entry that is not balanced."""

from django.db import migrations

from shop.core.db import append_only

FUNCTION = """
    CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wanted bigint;
        total bigint;
        lines bigint;
    BEGIN
        IF TG_TABLE_NAME = 'ledger_line' THEN wanted := NEW.entry_id; ELSE wanted := NEW.id; END IF;
        SELECT coalesce(sum(amount_fen), 0), count(*) INTO total, lines FROM ledger_line WHERE entry_id = wanted;
        IF total <> 0 OR lines < 2 THEN
            RAISE EXCEPTION 'ledger entry % is not balanced', wanted USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
"""
TABLES = ["ledger_entry", "ledger_line"]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_balanced AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced()"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_balanced ON {table}")
    schema_editor.execute("DROP FUNCTION IF EXISTS ledger_balanced()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        append_only("ledger_entry"),
        append_only("ledger_line"),
        migrations.RunPython(forwards, backwards),
    ]
