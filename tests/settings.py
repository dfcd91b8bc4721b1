"""The product's settings for its tests: the same, but for a key, plain http and speed."""

import os

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-alone-that-guards-nothing-at-all-0123456789")
os.environ["DEMO"] = "0"
os.environ["HTTPS"] = "0"

from dashboard.settings import *  # noqa: F403 - the environment comes first
from dashboard.settings import BASE_DIR, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # only because it is quick
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread left over must not hold the test database
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # Two runs at once must not meet in one file.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # a test's database need not outlive a crash
    )
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3"}

EVIDENCE_ROOT = (
    BASE_DIR / "var" / f"test-evidence-{os.getpid()}"
)  # tests that keep files set their own

# Style sheets by their own names, served from where they lie: nothing is collected before a test.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
