"""Codes of short links and printed labels: the row's number and a keyed checksum.

A made-up code is refused without a query.
"""

import hashlib
import hmac

from django.conf import settings

# Crockford's base 32 without I, L, O, U: readable on paper, and no words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MAC_LENGTH = 8


def _mac(number: int, purpose: str) -> str:
    digest = hmac.new(f"{purpose}:{settings.SECRET_KEY}".encode(), str(number).encode(), hashlib.sha256).digest()
    value = int.from_bytes(digest[:5], "big")
    return "".join(ALPHABET[(value >> (5 * i)) & 31] for i in range(MAC_LENGTH))


def encode(number: int, purpose: str = "short-link") -> str:
    """The code of a row: its number in base 32, then eight characters (40 bits) of HMAC-SHA256.

    ``purpose`` keeps codes of different tables apart: one is never valid for another.
    """
    digits, rest = "", number
    while rest:
        rest, digit = divmod(rest, 32)
        digits = ALPHABET[digit] + digits
    return (digits or "0") + _mac(number, purpose)


def decode(code: str, purpose: str = "short-link") -> int | None:
    """The row's number, or None for a code we did not make. Case and the letters I, L, O are forgiven."""
    text = code.strip().upper().translate(str.maketrans("ILO", "110"))
    if not MAC_LENGTH < len(text) <= 20 or any(character not in ALPHABET for character in text):
        return None
    number = 0
    for character in text[:-MAC_LENGTH]:
        number = number * 32 + ALPHABET.index(character)
    # The whole code is compared, so that leading zeros do not make a second code for the same row.
    return number if hmac.compare_digest(encode(number, purpose), text) else None
