"""What search engines are told about a talk (schema.org)."""

from collections.abc import Sequence
from typing import Any

from content.talk.models import Remark
from content.talk.queries import Place


def discussion(place: Place, remarks: Sequence[Remark]) -> dict[str, Any]:
    """A ``DiscussionForumPosting`` about the place with its comments, and the brand's answers below them.

    Not ``QAPage``: that is for a page of one question (developers.google.com/search/docs, "Q&A").
    """
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": place.title,
        "url": place.get_absolute_url(),
        "comment": [_comment(row) for row in remarks],
    }


def _comment(row: Remark) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "Comment",
        "author": {"@type": "Person", "name": row.name},
        "datePublished": row.created_at.isoformat(),
        "text": row.text,
    }
    if row.answer and row.answered_at:
        data["comment"] = [{"@type": "Comment", "datePublished": row.answered_at.isoformat(), "text": row.answer}]
    return data
