"""Words that advertising law restricts: found in any text, each with the rule's source.

``find(text)`` is for stories, goods, promotions and posts alike. It reads; whoever shows the findings decides what they
stop. Nothing here is a verdict: the law judges what a sentence says of goods, and a machine sees words.
"""

from shop.core.wording.finding import Finding, Weight, find
from shop.core.wording.law import RULES, Rule

__all__ = ["RULES", "Finding", "Rule", "Weight", "find"]
