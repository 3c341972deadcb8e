"""The desk's view of people: list and page. Nothing is edited here."""
