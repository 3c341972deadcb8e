"""Series, lookbook, venue, about, answers, legal pages; what search and a lost reader find among pages."""
