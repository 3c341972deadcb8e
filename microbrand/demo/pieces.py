"""Pieces of the demo's stories as blocks of ``content.blocks``."""

from functools import singledispatch
from pathlib import Path
from typing import Any

from django.core.files import File
from wagtail.rich_text import RichText

from content.events.models import EventPage
from microbrand.demo.shapes import (
    Answers,
    Batch,
    Card,
    Compare,
    Drawing,
    Facts,
    Film,
    Gallery,
    Invite,
    Making,
    Marked,
    Person,
    Picture,
    Piece,
    Places,
    Quote,
    Recipe,
    Text,
    Together,
    Until,
)
from shop.catalog.models import Product, Video
from shop.catalog.operations import add_video

Images = dict[str, Any]
Products = dict[str, Product]
Block = tuple[str, dict[str, Any] | RichText]


def drawings_of(piece: Piece) -> list[Drawing]:
    """The pictures a piece needs."""
    if isinstance(piece, Picture | Recipe | Marked):
        return [piece.drawing]
    if isinstance(piece, Film):
        return [piece.cover]
    if isinstance(piece, Gallery):
        return [picture.drawing for picture in piece.pictures]
    if isinstance(piece, Making):
        return [step.drawing for step in piece.steps if step.drawing]
    if isinstance(piece, Compare):
        return [piece.before[1], piece.after[1]]
    if isinstance(piece, Person) and piece.drawing:
        return [piece.drawing]
    return []


def store_film(piece: Film, *, by: Any) -> None:
    """Put a film into the library of videos, as an upload would."""
    folder = Path(__file__).parent / "films"
    with (folder / f"{piece.name}.mp4").open("rb") as film, (folder / f"{piece.name}.vtt").open("rb") as captions:
        add_video(by=by, title=piece.title, file=File(film), captions=File(captions))


@singledispatch
def block_of(piece: Any, images: Images, products: Products) -> Block:
    """A piece as a block."""
    raise TypeError(piece)


@block_of.register
def _text(piece: Text, images: Images, products: Products) -> Block:
    return "text", RichText(piece.html)


@block_of.register
def _quote(piece: Quote, images: Images, products: Products) -> Block:
    return "quote", {"text": piece.text, "source": "，".join(part for part in (piece.who, piece.role) if part)}


@block_of.register
def _picture(piece: Picture, images: Images, products: Products) -> Block:
    return "picture", {"image": images[piece.drawing.key], "caption": piece.caption, "width": piece.width}


@block_of.register
def _gallery(piece: Gallery, images: Images, products: Products) -> Block:
    rows = [{"image": images[row.drawing.key], "caption": row.caption} for row in piece.pictures]
    return "gallery", {"pictures": rows}


@block_of.register
def _making(piece: Making, images: Images, products: Products) -> Block:
    steps = [
        {
            "when": step.when,
            "title": step.title,
            "text": step.text,
            "image": images[step.drawing.key] if step.drawing else None,
        }
        for step in piece.steps
    ]
    return "making", {"title": piece.title, "steps": steps}


@block_of.register
def _facts(piece: Facts, images: Images, products: Products) -> Block:
    facts = [{"label": row[0], "value": row[1], "source": row[2] if len(row) > 2 else ""} for row in piece.facts]
    return "facts", {"title": piece.title, "facts": facts}


@block_of.register
def _card(piece: Card, images: Images, products: Products) -> Block:
    return "product", {"product": products[piece.goods], "line": piece.words}


@block_of.register
def _compare(piece: Compare, images: Images, products: Products) -> Block:
    return "before_after", {
        "before": images[piece.before[1].key],
        "before_label": piece.before[0],
        "after": images[piece.after[1].key],
        "after_label": piece.after[0],
        "caption": piece.caption,
    }


@block_of.register
def _places(piece: Places, images: Images, products: Products) -> Block:
    names = ("name", "latitude", "longitude", "note")
    places = [dict(zip(names, (row[0], str(row[1]), str(row[2]), row[3]), strict=True)) for row in piece.places]
    return "origin_map", {"title": piece.title, "places": places, "caption": piece.caption}


@block_of.register
def _person(piece: Person, images: Images, products: Products) -> Block:
    return "person", {
        "image": images[piece.drawing.key] if piece.drawing else None,
        "name": piece.name,
        "role": piece.role,
        "text": piece.text,
        "words": piece.words,
    }


@block_of.register
def _recipe(piece: Recipe, images: Images, products: Products) -> Block:
    return "recipe", {
        "title": piece.title,
        "summary": piece.summary,
        "image": images[piece.drawing.key],
        "serves": piece.serves,
        "prepare_minutes": piece.minutes[0],
        "cook_minutes": piece.minutes[1],
        "ingredients": list(piece.ingredients),
        "steps": list(piece.steps),
        "products": [products[key] for key in piece.goods],
    }


@block_of.register
def _answers(piece: Answers, images: Images, products: Products) -> Block:
    rows = [{"question": question, "answer": answer} for question, answer in piece.rows]
    return "questions", {"title": piece.title, "questions": rows}


@block_of.register
def _together(piece: Together, images: Images, products: Products) -> Block:
    goods = [products[key] for key in piece.goods]
    return "product_set", {"title": piece.title, "line": piece.line, "products": goods}


@block_of.register
def _marked(piece: Marked, images: Images, products: Products) -> Block:
    spots = [{"product": products[key], "x": x, "y": y, "line": line} for key, x, y, line in piece.spots]
    return "hotspots", {"image": images[piece.drawing.key], "spots": spots, "caption": piece.caption}


@block_of.register
def _until(piece: Until, images: Images, products: Products) -> Block:
    return "countdown", {"product": products[piece.goods], "line": piece.words}


@block_of.register
def _batch(piece: Batch, images: Images, products: Products) -> Block:
    return "lot", {"product": products[piece.goods], "lot": piece.code}


@block_of.register
def _invite(piece: Invite, images: Images, products: Products) -> Block:
    return "event", {"event": EventPage.objects.get(slug=piece.event), "line": piece.words}


@block_of.register
def _film(piece: Film, images: Images, products: Products) -> Block:
    moments = [{"time": time, "product": products[key]} for key, time in piece.moments]
    return "film", {
        "film": Video.objects.get(title=piece.title),
        "cover": images[piece.cover.key],
        "caption": piece.caption,
        "moments": moments,
    }
