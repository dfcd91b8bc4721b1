"""Settings: one file, the environment only, production by default.

A wrong or missing value stops the start by its name. README lists every variable.
"""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()


def _flag(name: str, *, default: bool) -> bool:
    """A switch; a misspelt one stops the start, since `HTTPS=flase` must not pass for off."""
    words = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
    text = env.str(name, default="").strip().lower()
    if text and text not in words:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text}")
    return words[text] if text else default


def _number(name: str, *, default: int, least: int) -> int:
    text = env.str(name, default="").strip() or str(default)
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} up, not {text}")
    return int(text)


# DEMO=1 is the demonstration installation that `make run` starts: its own accounts and its own day.
DEMO = _flag("DEMO", default=False)
DEBUG = _flag("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured("SECRET_KEY must be set (only DEMO=1 runs without one)")
    SECRET_KEY = secrets.token_urlsafe(50)  # sessions end with the process
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def _demo_day() -> date | None:
    text = env.str("DEMO_DAY", default="2024-10-08")
    try:
        return date.fromisoformat(text) if DEMO else None
    except ValueError as error:
        raise ImproperlyConfigured(f"DEMO_DAY must be a day like 2024-10-08, not {text}") from error


DEMO_DAY = _demo_day()


def _newest_change() -> str:
    """Kept pages are thrown away when code or a template changed: the newest file's time."""
    rooms = ("accounts", "plans", "targets", "tasks", "dashboard", "templates")
    files = (path for room in rooms for path in (BASE_DIR / room).rglob("*.*"))
    return str(max(path.stat().st_mtime_ns for path in files if path.suffix in {".py", ".html"}))


BUILD = _newest_change()

INSTALLED_APPS = [
    "dashboard",
    "tasks",
    "targets",
    "plans",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dashboard.idle.idle_sign_out",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dashboard.damage.RefuseDamaged",
]

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.context.frame",
            ],
        },
    },
]


def _own_file() -> str:
    """The SQLite file of an installation that names no database."""
    folder = BASE_DIR / "var"
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'xushi.sqlite3'}"


DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or _own_file())}
if DATABASES["default"]["ENGINE"].rpartition(".")[2] not in {"sqlite3", "postgresql"}:
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
DATABASES["default"]["CONN_MAX_AGE"] = _number("CONN_MAX_AGE", default=60, least=0)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # Take the write lock when a transaction begins: two submissions wait instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and the counters of sign-in throttling; a process's own memory suffices for one.
try:
    CACHES = {"default": env.cache_url_config(env.str("CACHE_URL", default="") or "locmemcache://")}
except ImproperlyConfigured as error:
    raise ImproperlyConfigured(f"CACHE_URL must be like redis://host:6379/0: {error}") from error
if "locmem" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 2000}
    if _number("WEB_CONCURRENCY", default=1, least=1) > 1:
        # A second process would go on serving a session that the first has ended.
        raise ImproperlyConfigured("CACHE_URL must be shared (redis://…) with WEB_CONCURRENCY > 1")
# Kept pages stand in each process's memory, so many and no more: whoever asks for endless query
# strings drives out pages, which are made again, and never sessions or counters.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 300},  # some 10 MB; 100 MB if all were pages of charts
}
# How often each address asked for a public page in the last minute; nothing else stands there, so
# whoever comes from many addresses drives out no session and no counter of sign-in.
CACHES["visitors"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "visitors",
    "OPTIONS": {"MAX_ENTRIES": 5000},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.SimilarityValidator"},
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.CommonValidator"},
    {"NAME": "accounts.passwords.NumericValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.signin.ClosedAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.signin.SignInForm",
    "change_password": "accounts.own_forms.ChangePasswordForm",
    "reauthenticate": "accounts.own_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "序时"
MFA_ADAPTER = "accounts.own_forms.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.own_forms.ActivateForm",
    "authenticate": "accounts.own_forms.AuthenticateForm",
    "reauthenticate": "accounts.own_forms.ReauthenticateCodeForm",
}

# Idle sign-out: `dashboard/idle.py` moves the end of a session on while its person is at work.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = _number("SESSION_IDLE_SECONDS", default=30 * 60, least=60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# Plain http only where the installation says so (the demonstration on a desk); else https alone.
HTTPS = _flag("HTTPS", default=not DEMO)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from beside the server, over plain http
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if _flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # sign-in is throttled by the browser's address, not nginx's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Evidence (依据) as it was uploaded; never under a folder that a web server serves.
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default="") or BASE_DIR / "var" / "evidence")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MOST_BYTES = 25 * 1024 * 1024  # of the files of one request; the views ask for less
FILE_UPLOAD_HANDLERS = [
    "plans.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


# Reminders (催报) go out by these where they are set; notices in the product always do.
def _address(name: str, *, plain: bool) -> str:
    text: str = env.str(name, default="").strip()
    if text and not text.startswith("https://") and not (plain and text.startswith("http://")):
        raise ImproperlyConfigured(f"{name} must begin with https://, not {text.partition('?')[0]}")
    return text


SITE_URL = _address("SITE_URL", plain=True)
ROBOT_URL = _address("ROBOT_URL", plain=DEBUG)
ROBOT_SECRET = env.str("ROBOT_SECRET", default="")
MAIL_FROM = env.str("MAIL_FROM", default="")
_mail = env.str("EMAIL_URL", default="")
if bool(_mail) != bool(MAIL_FROM):
    raise ImproperlyConfigured("EMAIL_URL and MAIL_FROM must be set together")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if _mail:
    try:
        vars().update(env.email_url_config(_mail))
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL must be like smtp+tls://user:pass@host:587"
        ) from error
DEFAULT_FROM_EMAIL = MAIL_FROM or "webmaster@localhost"
EMAIL_TIMEOUT = 10

DJANGO_TABLES2_TEMPLATE = "components/table.html"

LOG_LEVEL = env.str("LOG_LEVEL", default="").upper() or "WARNING"
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured(f"LOG_LEVEL must be INFO, WARNING or ERROR, not {LOG_LEVEL}")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
