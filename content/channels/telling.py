"""A page as channels begin with it: its title, its words with marks, its pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from content.blocks.base import text_of
from content.blocks.contents import pictures_in
from content.brand.persona import persona_of
from content.brand.queries import current_kit
from content.channels.markup import picture_mark
from content.stories.models import BrandPage


@dataclass
class Told:
    """``text`` in the marks of ``markup``; ``pictures`` of the library, the large one first; ``hashtags`` are
    the brand's own.
    """

    title: str
    summary: str
    text: str = ""
    pictures: list[Any] = field(default_factory=list)
    hashtags: tuple[str, ...] = ()

    def mark(self, image: Any) -> str:
        """The mark of a picture, which is added if it is new; nothing for none."""
        if image is None:
            return ""
        if image not in self.pictures:
            self.pictures.append(image)
        return picture_mark(self.pictures.index(image) + 1)


def tell(page: BrandPage) -> Told:
    """What the page says. Prices and stock are left out: they would be wrong tomorrow."""
    told = Told(title=page.title, summary=page.standfirst, hashtags=persona_of(current_kit()).hashtags)
    told.mark(page.hero_image)
    lines = [page.standfirst, *page.told_facts()]
    for stream in page.told_streams():
        for child in stream:
            lines += _block(told, child)
    told.text = "\n\n".join(line.strip() for line in lines if line and line.strip())
    return told


def _block(told: Told, child: Any) -> Iterator[str]:
    value = child.value
    match child.block_type:
        case "text":
            yield from _paragraphs(value.source)
        case "picture":
            yield told.mark(value["image"])
        case "gallery":
            yield from (told.mark(row["image"]) for row in value["pictures"])
        case "quote":
            yield f"> {_one_line(value['text'])}" + (f" — {value['source']}" if value["source"] else "")
        case "making":
            yield f"## {value['title']}" if value["title"] else ""
            for step in value["steps"]:
                head = " ".join(part for part in (step["when"], step["title"]) if part)
                yield f"{head}：{_one_line(step['text'])}" if step["text"] else head
                yield told.mark(step["image"])
        case "facts":
            yield f"## {value['title']}" if value["title"] else ""
            for fact in value["facts"]:
                source = f"（{fact['source']}）" if fact["source"] else ""
                yield f"- {fact['label']}：{fact['value']}{source}"
        case "product":
            if value["product"] is not None:
                line = value["line"] or value["product"].subtitle
                yield f"{value['product'].title}：{line}" if line else value["product"].title
        case _:
            yield from (told.mark(image) for image in pictures_in(value))
            yield from text_of(child.block, value).splitlines()


def _paragraphs(html: str) -> Iterator[str]:
    marks = {"h2": "## ", "h3": "## ", "li": "- ", "blockquote": "> "}
    for tag in BeautifulSoup(html, "html.parser").find_all(["h2", "h3", "p", "li", "blockquote"]):
        yield marks.get(tag.name, "") + _one_line(tag.get_text())


def _one_line(text: str) -> str:
    return " ".join(text.split())
