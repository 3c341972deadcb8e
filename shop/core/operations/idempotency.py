"""Answer a repeated write with the stored answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError
from shop.core.models import IdempotencyKey


class KeyReused(ShopError):
    """The same Idempotency-Key with another request body."""

    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was already used for a different request. Use a new key.")


@dataclass(frozen=True)
class Answer:
    """HTTP status and JSON body of a write; ``replayed`` when it is the stored one."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


def answer_once(*, actor: str, key: str, fingerprint: str, produce: Callable[[], Answer]) -> Answer:
    """Run ``produce`` at most once per (actor, key), in the transaction that stores its answer.

    The key is inserted first: a concurrent twin waits on the unique index and then reads the stored answer.
    If ``produce`` raises, the key is rolled back with everything else, so the caller may try again.
    ``InvalidInput`` for a key that is not 1 to 80 printable characters, ``KeyReused`` for another fingerprint.
    """
    if not (1 <= len(key) <= 80 and key.isprintable()):
        raise InvalidInput(_("An Idempotency-Key has 1 to 80 printable characters."), field="Idempotency-Key")
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(actor=actor, key=key, fingerprint=fingerprint)
        except IntegrityError:
            row = IdempotencyKey.objects.get(actor=actor, key=key)
            if row.fingerprint != fingerprint:
                raise KeyReused(field="Idempotency-Key") from None
            return Answer(row.status, row.body, replayed=True)
        answer = produce()
        row.status, row.body = answer.status, answer.body
        row.save(update_fields=["status", "body"])
        return answer
