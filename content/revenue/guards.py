"""Triggers that write down which orders the sums have to look at again, put up by a migration."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import migrations

_BY_LINE = "(SELECT order_id FROM orders_orderline WHERE id = {row}.line_id)"
_BY_PAYMENT = "(SELECT order_id FROM payments_payment WHERE id = {row}.payment_id)"
# Table, verb, the columns that matter, and the order that a row belongs to.
_WATCHED = (
    ("social_lineattribution", "INSERT", "", _BY_LINE),
    ("orders_order", "UPDATE", "paid_at", "{row}.id"),
    ("orders_orderline", "UPDATE", "returned", "{row}.order_id"),
    ("payments_refund", "INSERT", "", _BY_PAYMENT),
    ("payments_refund", "UPDATE", "state, amount_fen, freight_fen", _BY_PAYMENT),
    ("aftersales_caseline", "INSERT", "", _BY_LINE),
    ("aftersales_caseline", "UPDATE", "refunded_fen", _BY_LINE),
    ("orders_amendedline", "INSERT", "", _BY_LINE),
    ("orders_amendedline", "UPDATE", "moved_fen", _BY_LINE),
)


class Watch(NamedTuple):
    """A trigger: its name, the table, the event, and what it does."""

    name: str
    table: str
    event: str
    note: str


def watches() -> Iterator[Watch]:
    """All of them. An order that no story led to is not noted."""
    for table, verb, columns, order in _WATCHED:
        note = (
            "INSERT INTO revenue_changed (order_id) SELECT line.order_id FROM orders_orderline line "  # noqa: S608
            "JOIN social_lineattribution found ON found.line_id = line.id "
            f"WHERE line.order_id = {order.format(row='NEW')} LIMIT 1"
        )
        event = f"{verb} OF {columns}" if columns else verb
        yield Watch(f"revenue_{table}_{verb.lower()}", table, event, note)


def _put_up(apps: Any, schema_editor: Any) -> None:
    _take_down(apps, schema_editor)
    for watch in watches():
        head = f"CREATE TRIGGER {watch.name} AFTER {watch.event} ON {watch.table} FOR EACH ROW"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {watch.name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {watch.note}; RETURN NULL; END $$"
            )
            schema_editor.execute(f"{head} EXECUTE FUNCTION {watch.name}()")
        else:
            schema_editor.execute(f"{head} BEGIN {watch.note}; END")


def _take_down(apps: Any, schema_editor: Any) -> None:
    for watch in watches():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {watch.name} ON {watch.table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {watch.name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {watch.name}")


def changes_are_noted() -> migrations.RunPython:
    """A migration operation after which whatever changes the figures of an order is noted with the change.

    To be repeated after a change of these tables' columns: SQLite loses triggers when it remakes a table.
    """
    return migrations.RunPython(_put_up, _take_down)
