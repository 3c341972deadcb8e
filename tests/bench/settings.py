"""Settings of the benchmarks: as in the demo, plus one view that does nothing as the floor to compare with."""

from microbrand.settings.dev import *  # noqa: F403

# The baseline of a story.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.stock"]  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
# Sending a task costs what it costs; nobody receives it.
CELERY_BROKER_URL = "memory://"
# The pages' own cost is measured, not that of static files.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}  # noqa: F405
# The same site with every page drawn anew, for the figure beside the kept one.
PAGE_CACHE = PAGE_CACHE and env.bool("BENCH_PAGE_CACHE", default=True)  # noqa: F405
