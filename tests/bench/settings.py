"""Settings of the benchmarks: as in the demo, plus one view that does nothing as the floor to compare with."""

from microbrand.settings.dev import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
CELERY_TASK_ALWAYS_EAGER = True
STORAGES = {  # the pages' own cost is measured, not the manifest's
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}  # noqa: F405
