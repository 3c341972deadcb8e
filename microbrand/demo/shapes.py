"""What the demo's texts are made of: goods, shelves, stories and their pieces, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Drawing:
    """A picture of the library: which subject is drawn, with which seed, upright (goods) or wide (stories)."""

    subject: str
    seed: int = 1
    wide: bool = False

    @property
    def key(self) -> str:
        """Tell this picture from all others; also its file's name."""
        return f"{self.subject}-{'wide' if self.wide else 'tall'}-{self.seed}"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A SKU. ``left`` is how many units shall be available in the end; stock received follows from the sales."""

    code: str
    price_fen: int
    options: dict[str, str] = field(default_factory=dict)
    left: int = 60
    weight: int = 10


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A product. ``state`` is ``live``, ``coming`` (live without a SKU on sale) or ``draft``."""

    key: str
    slug: str
    title: str
    line: str
    body: str
    cover: Drawing
    pictures: tuple[Drawing, ...] = ()
    variants: tuple[Variant, ...] = ()
    days_old: int
    state: str = "live"
    seo: str = ""
    # Its product type, and the values of that type's attributes by name.
    type: str = ""
    facts: dict[str, str | float | bool] = field(default_factory=dict)
    kind: str = "physical"
    # Where it stands: a category of the tree, and words it shares with others.
    category: str = ""
    tags: tuple[str, ...] = ()
    # Keys of goods shown beside it; empty: the newest of its category.
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A collection: the products' keys in the order shown, and the conditions of its rule, if it has one."""

    title: str
    slug: str
    intro: str
    cover: Drawing
    goods: tuple[str, ...] = ()
    conditions: tuple[dict[str, Any], ...] = ()
    order: str = "hand"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A badge: ``given`` to products by key with what makes it true, or shown for ``days`` to what is new."""

    name: str
    role: str
    days: int | None = None
    given: dict[str, str] = field(default_factory=dict)


# --- Pieces of a story ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    """Paragraphs as HTML."""

    html: str


@dataclass(frozen=True)
class Quote:
    """Somebody's words."""

    text: str
    who: str
    role: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture with its caption; ``width`` is ``text``, ``wide`` or ``full`` (from edge to edge)."""

    drawing: Drawing
    caption: str = ""
    width: str = "wide"


@dataclass(frozen=True)
class Gallery:
    """Several pictures, each with a caption."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Step:
    """A moment of a making."""

    when: str
    title: str
    text: str
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Making:
    """How something came to be, step by step."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Facts:
    """Figures and short statements that can be checked: what, how much, and where it comes from if that says more."""

    title: str
    facts: tuple[tuple[str, str] | tuple[str, str, str], ...]


@dataclass(frozen=True)
class Card:
    """A product inside the story, alive; ``words`` say why it stands here."""

    goods: str
    words: str = ""


@dataclass(frozen=True)
class Compare:
    """The same view at two moments, each with its word."""

    before: tuple[str, Drawing]
    after: tuple[str, Drawing]
    caption: str


@dataclass(frozen=True)
class Places:
    """Where it is: name, latitude, longitude, what is there; the first is the one it is about."""

    title: str
    places: tuple[tuple[str, float, float, str], ...]
    caption: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody."""

    name: str
    role: str
    text: str
    words: str = ""
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Recipe:
    """What one makes of it; ``goods`` by key."""

    title: str
    summary: str
    drawing: Drawing
    serves: str
    minutes: tuple[int, int]
    ingredients: tuple[str, ...]
    steps: tuple[str, ...]
    goods: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """What people ask, and what is answered."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Together:
    """Products that belong together, by key."""

    title: str
    line: str
    goods: tuple[str, ...]


@dataclass(frozen=True)
class Marked:
    """A picture with products on it: key, hundredths from the left and from the top, what it is there."""

    drawing: Drawing
    caption: str
    spots: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True)
class Until:
    """The time until a product's next promotion."""

    goods: str
    words: str


@dataclass(frozen=True)
class Film:
    """A film of ``films/`` with its captions, and the products seen in it: key, from which moment on."""

    name: str
    title: str
    cover: Drawing
    caption: str
    moments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Batch:
    """A lot of a product, by its code."""

    goods: str
    code: str


@dataclass(frozen=True)
class Invite:
    """An event, by the slug of its page, with the way to sign up."""

    event: str
    words: str


Piece = (
    Text
    | Quote
    | Picture
    | Gallery
    | Making
    | Facts
    | Card
    | Compare
    | Places
    | Person
    | Recipe
    | Answers
    | Together
    | Marked
    | Until
    | Batch
    | Invite
    | Film
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story page."""

    key: str
    slug: str
    kicker: str
    title: str
    standfirst: str
    hero: Drawing
    days_old: int
    pieces: Sequence[Piece]
    seo: str
