"""Texts to begin a legal page with: a file for each kind and language.

They follow the laws they name, as of November 2026, and are templates: whoever publishes one has to read it and to
adapt it to how the shop works. Facts of the seller stand in them as ``{name}`` (``content.pages.rules.with_facts``).
"""

from pathlib import Path

from content.pages.enums import LegalKind, LegalLanguage


def text_of(kind: LegalKind, language: LegalLanguage) -> str:
    """The text to begin with."""
    return (Path(__file__).parent / f"{kind.value}.{language.value}.html").read_text(encoding="utf-8").strip()
