"""Addresses in Latin letters."""

from typing import Any

from django.db import models
from django.utils.text import slugify

from shop.core.pinyin import lazy_pinyin


def slug_for(text: str) -> str:
    """A readable address in Latin letters: 栖霞苹果 → ``qixia-pingguo``; never empty."""
    return slugify(" ".join(lazy_pinyin(text)))[:60].strip("-") or "item"


def unique_slug(model: type[models.Model], text: str, *, exclude_pk: Any = None) -> str:
    """``slug_for`` with a number behind it if that address is taken."""
    base = slug_for(text)
    taken = set(
        model._default_manager.filter(slug__startswith=base).exclude(pk=exclude_pk).values_list("slug", flat=True)
    )
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}-{number}", number + 1
    return candidate
