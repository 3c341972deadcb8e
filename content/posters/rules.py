"""Pure decisions about posters."""

import hashlib
import json
from dataclasses import asdict

from content.posters.rendering.layout import TEMPLATE_VERSION, PosterContent, PosterStyle


def content_hash(content: PosterContent, style: PosterStyle, *, picture: str, logo: str) -> str:
    """Fingerprint of all that is drawn: equal fingerprints are equal posters, pixel for pixel."""
    drawn = {
        "template": TEMPLATE_VERSION,
        "content": asdict(content),
        "style": asdict(style),
        "picture": picture,
        "logo": logo,
    }
    return hashlib.sha256(json.dumps(drawn, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def retry_delay_seconds(attempts: int) -> int:
    """10, 40, 160, 640 seconds after the first, second … failure."""
    return int(10 * 4 ** max(0, attempts - 1))
