"""How the brand speaks: read by colleagues who answer, by the checks of drafts, and by channels that begin and end
posts with it.
"""

from dataclasses import dataclass

from content.brand.models import BrandKit


@dataclass(frozen=True)
class Reply:
    """How the brand answers on an occasion."""

    occasion: str
    text: str


@dataclass(frozen=True)
class Persona:
    """The voice of the brand, and what may be used again. ``hashtags`` are without ``#``."""

    voice: str
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    avoided: tuple[str, ...]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    hashtags: tuple[str, ...]
    replies: tuple[Reply, ...]

    def __bool__(self) -> bool:
        """Whether anything was said about it."""
        return any(vars(self).values())


def persona_of(kit: BrandKit) -> Persona:
    """The persona as the kit has it."""
    return Persona(
        voice=kit.voice.strip(),
        does=_lines(kit.voice_do),
        does_not=_lines(kit.voice_dont),
        avoided=_lines(kit.avoided_words),
        openings=_lines(kit.openings),
        closings=_lines(kit.closings),
        hashtags=_lines("\n".join(line.strip("#＃ ") for line in kit.hashtags.splitlines())),
        replies=tuple(Reply(row.value["occasion"], row.value["text"]) for row in kit.replies),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (row.strip() for row in text.splitlines()) if line)
