"""Message catalogues without GNU gettext: find the project's msgids, keep its .po files, compile them.

The catalogues live under ``settings.LOCALE_PATHS``: ``locale`` holds the project's own strings, ``locale_vendor``
completes and corrects the zh-Hans catalogues of the libraries. Only .po files are kept in version control.
"""

import ast
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
DOMAINS = ("django", "djangojs")
# Rooms whose strings reach people; tests, migrations and scripts are left out on purpose.
SOURCE_FOLDERS = ("content", "microbrand", "shop", "static", "templates")
SKIPPED_FOLDERS = {"__pycache__", "locale", "locale_vendor", "migrations", "node_modules", "tests", "vendor"}
TEMPLATE_SUFFIXES = {".html", ".svg", ".txt", ".xml"}

# Function name -> which positional arguments are context, msgid and plural.
_SIGNATURES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_CALL = re.compile(r"(?<![\w.$])(?:(?:window|django)\.)?(_|n?p?gettext)\(")
_LITERAL = re.compile(r"""\s*u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*,?""", re.DOTALL)
_PERCENT = re.compile(r"%(?:\([^)]*\))?[-#0+]*(?:\d+)?(?:\.\d+)?[diouxXeEfFgGcrsa%]")
_BRACE = re.compile(r"\{[A-Za-z_0-9]*(?:![rsa])?(?::[^{}\s]*)?\}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")

Key = tuple[str | None, str]


class UntranslatableString(Exception):
    """A string was marked in a way that no catalogue can serve, such as an f-string."""


@dataclass(frozen=True)
class Message:
    """One string marked for translation, with the files it stands in."""

    msgid: str
    context: str | None = None
    plural: str | None = None
    sources: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> Key:
        """What tells one catalogue entry from another."""
        return (self.context, self.msgid)


def collect(root: Path, folders: Iterable[str] = SOURCE_FOLDERS) -> dict[str, dict[Key, Message]]:
    """Every msgid marked under ``root``'s folders, by domain (django, djangojs) and key."""
    found: dict[str, dict[Key, Message]] = {domain: {} for domain in DOMAINS}
    for path in _source_files(root, folders):
        source = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            domain, messages = "django", python_messages(text, source)
        elif path.suffix == ".js":
            domain, messages = "djangojs", javascript_messages(text, source)
        else:
            domain, messages = "django", template_messages(text, source)
        for message in messages:
            _add(found[domain], replace(message, sources=frozenset({source})))
    return found


def python_messages(text: str, source: str = "") -> Iterator[Message]:
    """Msgids of the gettext calls in Python code; raises UntranslatableString for text built on the spot."""
    tree = ast.parse(text, filename=source)
    signatures = dict(_SIGNATURES)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.utils.translation"):
            for alias in node.names:
                if alias.asname and alias.name in _SIGNATURES:
                    signatures[alias.asname] = _SIGNATURES[alias.name]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in signatures:
            continue
        if any(_is_built(argument) for argument in node.args):
            raise UntranslatableString(f"{source}:{node.lineno}: mark the plain text, then fill in the values")
        literals = [
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
            for argument in node.args
        ]
        message = _message(signatures[name], literals)
        if message:
            yield message


def template_messages(text: str, source: str = "") -> Iterator[Message]:
    """Msgids of translate and blocktranslate tags and of _("…") in a Django template."""
    yield from _calls(templatize(text, origin=source), source)


def javascript_messages(text: str, source: str = "") -> Iterator[Message]:
    """Msgids of the gettext calls in JavaScript, as served by Django's JavaScriptCatalog."""
    yield from _calls(text, source)


def update_catalogue(path: Path, messages: dict[Key, Message]) -> tuple[int, int]:
    """Bring one .po file in line with the msgids in use, keeping translations; return (added, dropped)."""
    old = {(entry.msgctxt, entry.msgid): entry for entry in read_catalogue(path) if not entry.obsolete}
    catalogue = new_catalogue()
    for message in sorted(messages.values(), key=lambda each: (each.msgid, each.context or "")):
        known = old.get(message.key)
        entry = polib.POEntry(
            msgctxt=message.context,
            msgid=message.msgid,
            msgid_plural=message.plural or "",
            occurrences=[(source, "") for source in sorted(message.sources)],
            tcomment=known.tcomment if known else "",
            flags=["python-format"] if "%(" in message.msgid + (message.plural or "") else [],
        )
        translation = text_of(known) if known else ""
        if message.plural:
            entry.msgstr_plural = {0: translation}
        else:
            entry.msgstr = translation
        catalogue.append(entry)
    if catalogue or path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        content = str(catalogue).rstrip("\n") + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
    return len(messages.keys() - old.keys()), len(old.keys() - messages.keys())


def compile_catalogues(locale_paths: Iterable[Path | str]) -> list[Path]:
    """Compile every .po file whose .mo is missing or older; return the .mo files written."""
    written = []
    for locale_path in locale_paths:
        for po in sorted(Path(locale_path).glob("*/LC_MESSAGES/*.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
                continue
            # Readers never see half a file, even when two processes start at once.
            partial = mo.with_name(f".{mo.name}.{os.getpid()}")
            polib.pofile(str(po)).save_as_mofile(str(partial))
            partial.replace(mo)
            written.append(mo)
    return written


def read_catalogue(path: Path) -> polib.POFile:
    """The .po file at ``path``, empty when there is none."""
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else new_catalogue()


def new_catalogue() -> polib.POFile:
    """An empty zh-Hans catalogue with a header that never changes by itself."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Microbrand",
        "Language": LOCALE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def text_of(entry: polib.POEntry) -> str:
    """The translation of an entry; Chinese has one form for any number."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def untranslated(path: Path) -> list[polib.POEntry]:
    """Entries of the .po file at ``path`` that have no translation, or one only guessed at (fuzzy)."""
    return [each for each in read_catalogue(path) if not each.obsolete and (each.fuzzy or not text_of(each))]


def placeholders(text: str) -> Counter[str]:
    """Format directives and HTML tags in a text, which a translation must keep."""
    tags = _TAG.findall(text)
    return Counter(_PERCENT.findall(text)) + Counter(_BRACE.findall(text)) + Counter(tags)


def keeps_placeholders(entry: polib.POEntry) -> bool:
    """True when the translation has the placeholders of the msgid (of the plural, if it has one)."""
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    given = placeholders(text_of(entry))
    if entry.msgid_plural or "%(" in entry.msgid:
        # Named values may come twice or in another order, but each must come.
        return given.keys() == wanted.keys()
    return given == wanted


def _source_files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            if not path.is_file() or SKIPPED_FOLDERS.intersection(parts):
                continue
            in_templates = "templates" in parts and path.suffix in TEMPLATE_SUFFIXES
            own_script = path.suffix == ".js" and "static" in parts and not path.name.endswith(".min.js")
            if path.suffix == ".py" or in_templates or own_script:
                yield path


def _is_built(argument: ast.expr) -> bool:
    """True for f"…", "…" % value, "…" + value and "…".format(value): looked up only once filled in."""
    if isinstance(argument, ast.BinOp):
        return _is_text(argument.left) or _is_text(argument.right) or _is_built(argument.left)
    if isinstance(argument, ast.Call):
        return isinstance(argument.func, ast.Attribute) and _is_text(argument.func.value)
    return isinstance(argument, ast.JoinedStr)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _calls(text: str, source: str) -> Iterator[Message]:
    """Gettext calls with literal arguments in text that is not Python."""
    for call in _CALL.finditer(text):
        literals: list[str | None] = []
        position = call.end()
        while literal := _LITERAL.match(text, position):
            literals.append(ast.literal_eval(literal[1]))
            position = literal.end()
        if literals and text[position:].lstrip().startswith("+"):
            raise UntranslatableString(f"{source}: {literals[-1]!r} is joined to another text")
        message = _message(_SIGNATURES[call[1]], literals)
        if message:
            yield message


def _message(signature: tuple[int | None, int, int | None], literals: list[str | None]) -> Message | None:
    """The message a call names, or None when its msgid is not a literal."""

    def literal(position: int | None) -> str | None:
        return literals[position] if position is not None and position < len(literals) else None

    context, msgid, plural = (literal(position) for position in signature)
    return Message(msgid=msgid, context=context, plural=plural) if msgid else None


def _add(messages: dict[Key, Message], message: Message) -> None:
    known = messages.get(message.key)
    if known is None:
        messages[message.key] = message
        return
    if known.plural and message.plural and known.plural != message.plural:
        both = ", ".join(sorted(known.sources | message.sources))
        raise UntranslatableString(f"{message.msgid!r} has two plurals: {both}")
    messages[message.key] = replace(
        known, plural=known.plural or message.plural, sources=known.sources | message.sources
    )
