"""Files that are a picture and something else at once: a page, an archive, a document, a script."""

import re
import zipfile
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_MARKUP = re.compile(rb"<(?:script|html|svg|!doctype\s+html|\?php|iframe)\b", re.IGNORECASE)
# Readers of PDF look for its name within the first kilobyte.
_PDF_WITHIN = 1024


def disguise_of(content: bytes) -> str | Promise:
    """What else the file is, in a word; "" for one that is a picture only."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return _("a PDF")
    if zipfile.is_zipfile(BytesIO(content)):
        return _("an archive")
    # A comment of JavaScript where a picture's sizes belong.
    if content[4:6] == b"/*" or (content[:4] == b"GIF8" and content[6:8] == b"/*"):
        return _("a script")
    return _("a web page") if _MARKUP.search(content) else ""
