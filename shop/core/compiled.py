"""Queries that Django compiles once.

Compiling a query takes Django several times as long as PostgreSQL takes to answer it, and planning it takes PostgreSQL
as long as the answer. What every order asks is compiled the first time, with placeholders, sent with other values from
then on, and prepared where that is allowed (``DATABASE_PREPARE``). Django's querysets stay the one place that says what
is asked, on any database; a test holds both forms together.

    _BY_CODE = Compiled(lambda given: Sku.objects.filter(code=given.code), code=CharField())
    [sku] = _BY_CODE.rows(code="HFY-01")
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.subqueries import UpdateQuery

ModelT = TypeVar("ModelT", bound=models.Model)

MOST_ROWS = 50


def padded(ids: Iterable[int]) -> list[int]:
    """The ids with the last one repeated, up to the next power of two: few lengths to keep statements of.

    For ``IN``, which does not mind. Not for an empty list.
    """
    given = list(ids)
    return given + given[-1:] * ((1 << (len(given) - 1).bit_length()) - len(given))


class _Given(Expression):
    """A value that is known when the query is sent. Django hands it through as if it were a parameter."""

    def __init__(self, name: str, field: "Field[Any, Any]", index: int | None = None) -> None:
        super().__init__(output_field=field)
        self.name, self.index = name, index

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def of(self, values: dict[str, Any], connection: Any) -> Any:
        value = values[self.name] if self.index is None else values[self.name][self.index]
        return self.output_field.get_db_prep_value(value, connection)


class Compiled(Generic[ModelT]):
    """A query of which ``build`` makes the queryset, given placeholders; their ``fields`` say how values are written.

    A list is a placeholder for each of its items, and may not be empty.
    """

    def __init__(self, build: Callable[[Any], QuerySet[ModelT]], **fields: "Field[Any, Any]") -> None:
        self._build = build
        self._fields = fields
        # By database, and by the length of each list.
        self._known: dict[tuple[Any, ...], Any] = {}

    def rows(self, **values: Any) -> list[ModelT]:
        """The instances it finds, as the queryset would."""
        connection = _connection()
        rows, compiler, converters, sql, params = self._compiled(values, connection)
        with _cursor(connection) as cursor:
            cursor.execute(sql, _bound(params, values, connection))
            found = [cursor.fetchall()]
        # Each answer has a compiler of its own: it belongs to a connection, and to what was asked now.
        asking = copy.copy(compiler)
        asking.connection = connection
        asking.execute_sql = lambda **_how: found
        asking.get_converters = lambda _fields: converters
        query = SimpleNamespace(get_compiler=lambda **_using: asking)
        asked = SimpleNamespace(db=connection.alias, query=query, _known_related_objects={})
        return list(rows._iterable_class(asked))

    def first(self, **values: Any) -> ModelT | None:
        """The first of them."""
        return next(iter(self.rows(**values)), None)

    def _compiled(self, values: dict[str, Any], connection: Any) -> Any:
        shape = (connection.vendor, *(len(value) for value in values.values() if isinstance(value, list)))
        if shape not in self._known:
            self._known[shape] = self._compile(self._placeholders(values), connection)
        return self._known[shape]

    def _placeholders(self, values: dict[str, Any]) -> Any:
        given = SimpleNamespace()
        for name, field in self._fields.items():
            value = values[name]
            if isinstance(value, list):
                setattr(given, name, [_Given(name, field, index) for index in range(len(value))])
            else:
                setattr(given, name, _Given(name, field))
        return given

    def _compile(self, given: Any, connection: Any) -> Any:
        rows = self._build(given)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return rows, compiler, converters, sql, params


class CompiledUpdate(Compiled[ModelT]):
    """An UPDATE: ``changes`` makes its columns and their values of the placeholders."""

    def __init__(
        self,
        build: Callable[[Any], QuerySet[ModelT]],
        changes: Callable[[Any], dict[str, Any]],
        **fields: "Field[Any, Any]",
    ) -> None:
        super().__init__(build, **fields)
        self._changes = changes

    def run(self, **values: Any) -> int:
        """How many rows were changed."""
        connection = _connection()
        sql, params = self._compiled(values, connection)
        with _cursor(connection) as cursor:
            cursor.execute(sql, _bound(params, values, connection))
            return int(cursor.rowcount)

    def _compile(self, given: Any, connection: Any) -> Any:
        query: Any = self._build(given).query.chain(UpdateQuery)
        query.add_update_values(self._changes(given))
        return query.get_compiler(connection=connection).as_sql()


def _connection() -> Any:
    # Not the name ``django.db.connection``, which looks it up anew for each attribute.
    return connections[DEFAULT_DB_ALIAS]


def _cursor(connection: Any) -> Any:
    """One whose statements PostgreSQL plans once, too, and keeps prepared.

    Django's own has the values in its SQL, which whoever logs queries wants to read.
    """
    prepares = connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None
    if connection.vendor != "postgresql" or not prepares or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]


def _bound(params: Sequence[Any], values: dict[str, Any], connection: Any) -> list[Any]:
    return [param.of(values, connection) if isinstance(param, _Given) else param for param in params]


def insert(*rows: models.Model) -> None:
    """Insert new rows of one model, if there are any, and give them their ids; Django's signals are not sent."""
    for piece in _pieces(rows):
        _insert(piece, "")


def insert_unless_known(row: models.Model) -> bool:
    """Insert a row; False if a unique constraint knows it, and then nothing happens."""
    return bool(_insert([row], "ON CONFLICT DO NOTHING"))


def insert_unknown(rows: Sequence[ModelT], *, told_by: Sequence[str]) -> list[ModelT]:
    """Insert those rows that no unique constraint knows, and return them; ``told_by`` are columns that tell each of
    the rows from the others.
    """
    return [row for piece in _pieces(rows) for row in _insert(piece, "ON CONFLICT DO NOTHING", told_by)]


def _pieces(rows: Sequence[ModelT]) -> Iterator[Sequence[ModelT]]:
    """No more rows at once than databases take values, and few lengths to keep statements of."""
    return (rows[first : first + MOST_ROWS] for first in range(0, len(rows), MOST_ROWS))


def insert_or_update(row: models.Model, *, known_by: Sequence[str], update: Sequence[str]) -> None:
    """Insert a row, or change these columns of the one that is known by those."""
    quote = _connection().ops.quote_name
    columns = {name: quote(row._meta.get_field(name).column) for name in (*known_by, *update)}  # type: ignore[union-attr]
    known = ", ".join(columns[name] for name in known_by)
    changes = ", ".join(f"{columns[name]} = EXCLUDED.{columns[name]}" for name in update)
    _insert([row], f"ON CONFLICT ({known}) DO UPDATE SET {changes}")


def _insert(rows: Sequence[ModelT], on_conflict: str, told_by: Sequence[str] = ()) -> list[ModelT]:
    connection = _connection()
    fields, sql = _insert_sql(type(rows[0]), len(rows), on_conflict, tuple(told_by), connection.vendor)
    params = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields]
    with _cursor(connection) as cursor:
        cursor.execute(sql, params)
        ids = cursor.fetchall()
    if told_by:
        row_of = {tuple(getattr(row, name) for name in told_by): row for row in rows}
        inserted = [row_of[key] for _pk, *told in ids if (key := tuple(told))]
    else:
        inserted = list(rows[: len(ids)])
    for row, (pk, *_told) in zip(inserted, ids, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias
    return inserted


@cache
def _insert_sql(
    model: type[models.Model], count: int, on_conflict: str, told_by: tuple[str, ...], _vendor: str
) -> tuple[list["Field[Any, Any]"], str]:
    meta, quote = model._meta, _connection().ops.quote_name
    fields = [field for field in meta.local_concrete_fields if not (field.primary_key or field.generated)]
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    into = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    told = [meta.pk.column, *(meta.get_field(name).column for name in told_by)]  # type: ignore[union-attr]
    return fields, f"{into} {on_conflict} RETURNING {', '.join(quote(column) for column in told)}"
