"""Colours and tokens: what may be chosen, and what follows from it for shop, stories and posters.

A brand chooses five colours, a heading face, a type scale and corners. Everything else (surfaces, muted text, lines,
the dark scheme, states) is derived, so that no choice can make a text unreadable.
"""

import colorsys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from content.brand.enums import Corners, HeadingFace, TypeScale

# WCAG 2.2 level AA for text.
TEXT_CONTRAST = 4.5
# Colours that carry text on the page.
TEXT_COLOURS = ("ink", "brand", "accent", "price")

_WHITE, _BLACK = "#ffffff", "#000000"
_STATES = {"good": "#2c6844", "warn": "#80540a", "bad": "#ab231c"}
_SANS = '"PingFang SC", "HarmonyOS Sans SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
_SERIF = '"Songti SC", "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "STSong", "SimSun", serif'
_SCALES: dict[str, dict[str, str]] = {
    TypeScale.COMPACT: {
        "--text-3": "1rem",
        "--text-4": "1.125rem",
        "--text-5": "clamp(1.375rem, 1.25rem + .6vw, 1.625rem)",
        "--text-6": "clamp(1.75rem, 1.45rem + 1.5vw, 2.5rem)",
        "--leading": "1.7",
    },
    TypeScale.REGULAR: {
        "--text-3": "1.0625rem",
        "--text-4": "1.25rem",
        "--text-5": "clamp(1.5rem, 1.3rem + 1vw, 1.875rem)",
        "--text-6": "clamp(2rem, 1.55rem + 2.2vw, 3.25rem)",
        "--leading": "1.75",
    },
    TypeScale.GENEROUS: {
        "--text-3": "1.125rem",
        "--text-4": "1.375rem",
        "--text-5": "clamp(1.625rem, 1.35rem + 1.3vw, 2.125rem)",
        "--text-6": "clamp(2.25rem, 1.6rem + 3.2vw, 4.25rem)",
        "--leading": "1.85",
    },
}
_RADII: dict[str, dict[str, str]] = {
    Corners.SQUARE: {"--radius-1": "0", "--radius-2": "0"},
    Corners.SOFT: {"--radius-1": "4px", "--radius-2": "14px"},
    Corners.ROUND: {"--radius-1": "12px", "--radius-2": "28px"},
}


class Look(Protocol):
    """What a brand chooses; the brand kit is one. Colours are ``#rrggbb``."""

    paper: str
    ink: str
    brand: str
    accent: str
    price: str
    heading_face: str
    type_scale: str
    corners: str


@dataclass(frozen=True)
class Theme:
    """Custom properties by name, for light and for dark surroundings."""

    light: dict[str, str]
    dark: dict[str, str]


@dataclass(frozen=True)
class TooFaint:
    """A colour that cannot be read: how far it reaches, and the nearest one that would do."""

    field: str
    ratio: float
    needed: float
    suggestion: str


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{min(255, max(0, round(value))):02x}" for value in (red, green, blue))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it: 0 black, 1 white."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG defines it: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _hex(*(a + (b - a) * share for a, b in pairs))


def _lightness(colour: str, lightness: Callable[[float], float], *, saturation: float = 1.0) -> str:
    """The same hue at another lightness; ``saturation`` is the most it may keep."""
    red, green, blue = (channel / 255 for channel in _channels(colour))
    hue, light, sat = colorsys.rgb_to_hls(red, green, blue)
    red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness(light))), min(sat, saturation))
    return _hex(red * 255, green * 255, blue * 255)


def weakest(colour: str, on: Sequence[str]) -> float:
    """The contrast on the worst of these surfaces."""
    return min(contrast(colour, surface) for surface in on)


def readable(colour: str, on: Sequence[str], needed: float = TEXT_CONTRAST) -> str:
    """``colour``, or the nearest to it (darker or lighter) that can be read on each of these surfaces."""
    target = _BLACK if weakest(_BLACK, on) >= weakest(_WHITE, on) else _WHITE
    for step in range(101):
        candidate = mix(colour, target, step / 100)
        if weakest(candidate, on) >= needed:
            return candidate
    return target


def surfaces(paper: str) -> dict[str, str]:
    """Page, raised card, tinted area and line, all of the paper's hue."""
    if luminance(paper) > 0.18:
        shifts = {"--raised": 0.012, "--wash": -0.05, "--line": -0.115}
    else:
        shifts = {"--raised": 0.035, "--wash": 0.05, "--line": 0.125}
    return {"--paper": paper, **{name: _shifted(paper, by) for name, by in shifts.items()}}


def _shifted(colour: str, by: float) -> str:
    return _lightness(colour, lambda light: light + by)


def faint_colours(look: Look) -> list[TooFaint]:
    """The colours that cannot be read on page, card and tinted area; empty when all can."""
    grounds = _grounds(surfaces(look.paper))
    found = []
    for field in TEXT_COLOURS:
        colour = getattr(look, field)
        ratio = weakest(colour, grounds)
        if ratio < TEXT_CONTRAST:
            found.append(TooFaint(field, ratio, TEXT_CONTRAST, readable(colour, grounds)))
    return found


def _grounds(tokens: dict[str, str]) -> list[str]:
    return [tokens["--paper"], tokens["--raised"], tokens["--wash"]]


def _scheme(paper: str, ink: str, brand: str, accent: str, price: str, states: dict[str, str]) -> dict[str, str]:
    tokens = surfaces(paper)
    grounds = _grounds(tokens)
    tokens["--ink"] = readable(ink, grounds)
    tokens["--muted"] = readable(mix(tokens["--ink"], paper, 0.33), grounds)
    for name, colour in {"brand": brand, "accent": accent, "price": price, **states}.items():
        tokens[f"--{name}"] = readable(colour, grounds)
    # White or black always reaches 4.5; a deep shade of the brand is softer than black where it does too.
    inks = (_WHITE, mix(tokens["--brand"], _BLACK, 0.85), _BLACK)
    tokens["--brand-ink"] = next(ink for ink in inks if contrast(ink, tokens["--brand"]) >= TEXT_CONTRAST)
    return tokens


def tokens_for(look: Look) -> Theme:
    """All tokens of a brand, light and dark. Posters take their colours from ``light``."""
    light = _scheme(look.paper, look.ink, look.brand, look.accent, look.price, _STATES)
    light["--serif"] = _SANS if look.heading_face == HeadingFace.SANS else _SERIF
    light |= _SCALES[look.type_scale] | _RADII[look.corners]

    def lit(colour: str) -> str:
        return _lightness(colour, lambda value: max(value, 0.71), saturation=0.65)

    dark = _scheme(
        _lightness(look.paper, lambda _: 0.085, saturation=0.14),
        _lightness(look.paper, lambda _: 0.895, saturation=0.32),
        lit(look.brand),
        lit(look.accent),
        lit(look.price),
        {name: lit(colour) for name, colour in _STATES.items()},
    )
    return Theme(light=light, dark=dark)


def stylesheet(theme: Theme) -> str:
    """The theme as CSS, loaded after the shop's own tokens."""

    def block(tokens: dict[str, str], indent: str) -> str:
        return "\n".join(f"{indent}{name}: {value};" for name, value in tokens.items())

    return (
        f":root {{\n{block(theme.light, '  ')}\n}}\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{block(theme.dark, '    ')}\n  }}\n}}\n"
    )
