"""Search text for Chinese: databases split words at spaces, Chinese has none, so uni- and bigrams are indexed."""

import re
import unicodedata

# Chinese characters with the rare ones beyond the basic plane, which names and places use.
_RUN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U000323af]+|[a-z0-9]+")


def index_text(text: str) -> str:
    """Tokens to index: every character and pair of neighbours of a Chinese run, and whole Latin words."""
    tokens: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        tokens.append(run) if run.isascii() else tokens.extend([*run, *(run[i : i + 2] for i in range(len(run) - 1))])
    return " ".join(dict.fromkeys(tokens))


def query_text(text: str) -> str:
    """Tokens to ask for with operator AND: pairs of a Chinese run (the character if it stands alone), Latin words."""
    tokens: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text[:100]).lower()):
        if run.isascii() or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return " ".join(dict.fromkeys(tokens))
