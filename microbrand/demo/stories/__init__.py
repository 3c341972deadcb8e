"""The five stories, oldest first."""

from microbrand.demo.stories import box, frost, hail, ladder, potter

STORIES = (ladder.STORY, potter.STORY, frost.STORY, hail.STORY, box.STORY)
# The one the home page leads with.
LEAD = frost.STORY
