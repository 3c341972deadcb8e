"""Texts written elsewhere become stories: pasted from Word, a 公众号 article or any page, or given as a Word file."""
