"""Search text for Chinese: databases split words at spaces, Chinese has none, so uni- and bigrams are indexed."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, IntegerField, Lookup, Q
from django.db.models.lookups import IContains

# Chinese characters with the rare ones beyond the basic plane, which names and places use.
_RUN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U000323af]+|[a-z0-9]+")


def index_text(text: str) -> str:
    """Tokens to index: every character and pair of neighbours of a Chinese run, and whole Latin words."""
    tokens: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        tokens.append(run) if run.isascii() else tokens.extend([*run, *(run[i : i + 2] for i in range(len(run) - 1))])
    return " ".join(dict.fromkeys(tokens))


def query_text(text: str) -> str:
    """Tokens to ask for with operator AND: pairs of a Chinese run (the character if it stands alone), Latin words."""
    tokens: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text[:100]).lower()):
        if run.isascii() or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return " ".join(dict.fromkeys(tokens))


@CharField.register_lookup
class Bigrams(Lookup):  # type: ignore[type-arg]
    """Has every pair of neighbouring characters of a text: what ``holds`` it has, and an index answers (PostgreSQL).

    Always true elsewhere: it stands beside ``holds``, which decides.
    """

    lookup_name = "bigrams"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "1 = 1", ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"shop_bigrams({left}) @> shop_bigrams(%s)", [*params, self.rhs]


@CharField.register_lookup
class Holds(IContains):
    """``icontains`` about which PostgreSQL does not guess: it takes LIKE for rare, and then sorts half a table."""

    lookup_name = "holds"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"strpos(lower({left}), lower(%s)) > 0", [*params, self.rhs]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        # The operator goes by the lookup's name.
        sql, params = IContains(self.lhs, self.rhs).as_sql(compiler, connection)
        return sql, list(params)


@IntegerField.register_lookup
class Among(Lookup):  # type: ignore[type-arg]
    """``in`` for very many ids of our own: written into the query, where ``in`` prepares and binds one by one."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return sorted({int(pk) for pk in self.rhs})

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        left, params = self.process_lhs(compiler, connection)
        return f"{left} IN ({', '.join(map(str, self.rhs))})", tuple(params)


def containing(column: str, text: str) -> Q:
    """``holds`` that an index answers, where ``core.db.bigram_index`` has put one up."""
    # One character has no pair.
    pairs = {f"{column}__bigrams": text} if len(text) > 1 else {}
    return Q(**pairs, **{f"{column}__holds": text})
