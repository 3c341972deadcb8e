"""Browser journeys: what a person does, in a real Chromium, each page checked with axe."""
