"""Tests: eager Celery, memory cache, throw-away files; the database comes from ``DATABASE_URL``."""

from microbrand.settings.base import *  # noqa: F403
from microbrand.settings.base import BASE_DIR, STORAGES

SECRET_KEY = "for-tests-only-not-a-secret-anywhere-else"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["private"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
# Each run of pytest replaces it with a folder of its own.
MEDIA_ROOT = BASE_DIR / "build" / "test-media"
SERVE_MEDIA = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True
