"""Outlines: every function returns the points of a closed polygon (or of a line), y pointing down."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

Point = tuple[float, float]
Outline = list[Point]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 8) -> Outline:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    spans = count if closed else count - 1

    def knot(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    curve: Outline = []
    for i in range(spans):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = knot(i - 1), knot(i), knot(i + 1), knot(i + 2)
        for step in range(steps):
            t = step / steps
            t2, t3 = t * t, t * t * t
            curve.append(
                (
                    0.5
                    * (
                        2 * bx + (cx - ax) * t + (2 * ax - 5 * bx + 4 * cx - dx) * t2 + (3 * bx - ax - 3 * cx + dx) * t3
                    ),
                    0.5
                    * (
                        2 * by + (cy - ay) * t + (2 * ay - 5 * by + 4 * cy - dy) * t2 + (3 * by - ay - 3 * cy + dy) * t3
                    ),
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


def mirrored(half: Sequence[Point]) -> Outline:
    """A right half from top to bottom, completed by its mirror image around x = 0."""
    left = [(-x, y) for x, y in reversed(half) if abs(x) > 1e-6]
    return [*half, *left]


def ellipse(x: float, y: float, rx: float, ry: float | None = None, *, turn: float = 0.0) -> Outline:
    """An ellipse; `turn` in degrees."""
    ry = rx if ry is None else ry
    count = 14 if max(rx, ry) < 12 else 28 if max(rx, ry) < 60 else 64
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    ring = [(rx * math.cos(a), ry * math.sin(a)) for a in (math.tau * i / count for i in range(count))]
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in ring]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, *, count: int = 24) -> Outline:
    """An open arc, angles in degrees clockwise from the right."""
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def box(left: float, top: float, right: float, bottom: float) -> Outline:
    """A rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Outline:
    """A rectangle with round corners."""
    r = min(radius, abs(right - left) / 2, abs(bottom - top) / 2)
    return [
        *arc(right - r, top + r, r, r, -90, 0, count=8),
        *arc(right - r, bottom - r, r, r, 0, 90, count=8),
        *arc(left + r, bottom - r, r, r, 90, 180, count=8),
        *arc(left + r, top + r, r, r, 180, 270, count=8),
    ]


def ribbon(line: Sequence[Point], *widths: float, round_ends: bool = False) -> Outline:
    """A stroke along a line, its width passing evenly through `widths` (a brush that is pressed and lifted)."""
    count = len(line)
    left: Outline = []
    right: Outline = []
    first = last = 0.0
    for i, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(i - 1, 0)], line[min(i + 1, count - 1)]
        angle = math.atan2(by - ay, bx - ax)
        if i == 0:
            first = angle
        last = angle
        place = i / max(count - 1, 1) * (len(widths) - 1)
        low = min(int(place), max(len(widths) - 2, 0))
        width = widths[0] if len(widths) == 1 else widths[low] + (widths[low + 1] - widths[low]) * (place - low)
        nx, ny = -math.sin(angle) * width / 2, math.cos(angle) * width / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    if not round_ends:
        return left + right[::-1]
    head = _cap(line[-1], widths[-1] / 2, last)
    tail = _cap(line[0], widths[0] / 2, first + math.pi)
    return left + head + right[::-1] + tail


def _cap(at: Point, radius: float, heading: float) -> Outline:
    turns = [heading + math.pi / 2 - math.pi * i / 7 for i in range(1, 7)]
    return [(at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in turns]


def blob(rng: Random, x: float, y: float, rx: float, ry: float, *, rough: float = 0.08, knots: int = 11) -> Outline:
    """A round thing cut freehand."""
    points: Outline = []
    for i in range(knots):
        angle = math.tau * (i + rng.uniform(-0.2, 0.2)) / knots
        reach = 1 + rng.uniform(-rough, rough)
        points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    return smooth(points, steps=5)


def moved(points: Iterable[Point], dx: float, dy: float, scale: float = 1.0, turn: float = 0.0) -> Outline:
    """The points scaled, turned (degrees) around the origin and then moved."""
    cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
    return [(dx + x * cos - y * sin, dy + x * sin + y * cos) for x, y in points]


def below(ridge: Sequence[Point], bottom: float) -> Outline:
    """Everything from a line that runs from left to right down to `bottom`."""
    return [*ridge, (ridge[-1][0], bottom), (ridge[0][0], bottom)]


def height_at(ridge: Sequence[Point], x: float) -> float:
    """How high a left-to-right line runs at x."""
    for (ax, ay), (bx, by) in pairwise(ridge):
        if ax <= x <= bx:
            return ay + (by - ay) * (x - ax) / max(bx - ax, 1e-6)
    return ridge[0][1] if x < ridge[0][0] else ridge[-1][1]
