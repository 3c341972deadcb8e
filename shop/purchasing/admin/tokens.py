"""What tells one opening of a form from another, so that a double tap is one document."""

import re
import secrets


def new_token() -> str:
    """For a form that is shown."""
    return secrets.token_urlsafe(16)


def read_token(text: str) -> str:
    """As it came back; what is not one of ours is a form of its own."""
    return text if re.fullmatch(r"[\w-]{1,40}", text, re.ASCII) else new_token()
