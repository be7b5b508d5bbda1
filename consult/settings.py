"""Settings, all from the environment and strictly read: a value that can't be used stops the start.

Every variable is listed in .env.example. Any of them may be given as NAME_FILE, the path of a file
that holds the value (how containers hand over secrets).
Without any variable the service runs embedded: SQLite, a file-based broker and mail as files, all
below STATE_DIR. With DATABASE_URL, REDIS_URL and EMAIL_URL the same code runs on real servers.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ.fileaware_mapping import FileAwareMapping

from consult.log import set_up as set_up_log
from consult.secret_key import read_or_make_keys, read_or_make_secret_key
from intake import keyring

BASE_DIR = Path(__file__).resolve().parent.parent


class _Variables(FileAwareMapping):
    """A file ends with a line break; the value in it does not."""

    def __getitem__(self, key: str) -> str:
        return super().__getitem__(key).rstrip("\r\n")


class _Env(environ.Env):
    ENVIRON = _Variables()


env = _Env()

# DEMO is set by `make run` alone. It allows demo data, demo sign-ins and the page that shows mail.
DEMO = env.bool("SHIRUBE_DEMO", default=False)
DEBUG = False
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var"))).resolve()

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL must be an address such as https://consult.example.jp")
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make_secret_key(STATE_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])


# Rings that nobody gave: they lie in STATE_DIR, perhaps beside the data.
KEYS_NOT_GIVEN: list[str] = []


def _ring(name: str, given: str) -> keyring.Ring:
    """Keys that were given, else those of STATE_DIR."""
    if not given:
        KEYS_NOT_GIVEN.append(name)
    try:
        return keyring.parse(given or read_or_make_keys(STATE_DIR, name.lower()))
    except keyring.NotAKey as wrong:
        raise ImproperlyConfigured(f"{name}: {wrong}") from None


# Chains the events of each case, so that what was changed afterwards is found (docs/adr/0022).
AUDIT_KEYS = _ring("AUDIT_KEYS", env.str("AUDIT_KEYS", default=""))
# Seal names, contact data and free text, and find them again (docs/adr/0021).
DATA_KEYS = _ring("DATA_KEYS", env.str("DATA_KEYS", default=""))
INDEX_KEYS = _ring("INDEX_KEYS", env.str("INDEX_KEYS", default=""))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "csp",
    "anymail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "intake",
    "consult",
]

MIDDLEWARE = [
    "consult.request_id.RequestIdMiddleware",
    # Outside of the others, so that what they answer by themselves (redirects, refusals) carries headers too.
    "consult.edges.EdgeMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "consult.language.StaffLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Inside CommonMiddleware, which counts the length of what it wrote.
    "intake.ruby.RubyMiddleware",
    # Ahead of whatever reads a body.
    "consult.edges.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consult.sign_in.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "consult.urls"
WSGI_APPLICATION = "consult.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consult.demo.demo_notice",
                "intake.views.text_size.text_size_wish",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["shirube"]
CRISPY_TEMPLATE_PACK = "shirube"

# -- Data --------------------------------------------------------------------------------------

_SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at the start of a transaction, so that two writers wait for each
    # other instead of failing with "database is locked" half-way (607 errors without, 0 with).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;",
}
_POSTGRES_OPTIONS = {
    "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
}

_database = env.db_url("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'shirube.sqlite3'}")
if _database.get("ENGINE", "").endswith("sqlite3"):
    _database["OPTIONS"] = {**_SQLITE_OPTIONS, **_database.get("OPTIONS", {})}
elif _database.get("ENGINE", "").endswith("postgresql"):
    _database["OPTIONS"] = {**_POSTGRES_OPTIONS, **_database.get("OPTIONS", {})}
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must be a postgres:// or a sqlite:// address")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
# Lets several installations, or test runs, share one Redis.
REDIS_PREFIX = env.str("REDIS_PREFIX", default="shirube:")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
            # A family waits for it: a Redis that is down or hangs is given up soon.
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "consult.cache.LockedFileCache",
            "LOCATION": str(STATE_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

# -- Celery: only wakes work that stands in the database (docs/adr/0003) ------------------------

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "consult.tasks.sweep_followups": {"queue": "mail"},
    "consult.tasks.mail_draft_codes": {"queue": "mail"},
    "consult.tasks.mail_notices": {"queue": "mail"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Celery closes the database connection around every task unless told how often to keep it.
CELERY_DB_REUSE_MAX = 1000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": REDIS_PREFIX,
        # A Redis that hangs (it takes calls and says nothing) is given up as soon as one that is down.
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        "visibility_timeout": 3600,
        # A family waits for the hint to be sent: kombu would try a Redis that is down for six seconds.
        "max_retries": 0,
        "interval_start": 0,
    }
else:
    CELERY_BROKER_URL = "files://localhost/"  # consult/broker.py
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(STATE_DIR / "broker" / "messages"),
        "data_folder_out": str(STATE_DIR / "broker" / "messages"),
        "control_folder": str(STATE_DIR / "broker" / "control"),
    }
    # With this broker a pool shares one pipe behind one lock: a process killed while it waits takes the lock
    # with it, and no other of its pool gets a task ever again. A worker without a pool ends with its process.
    CELERY_WORKER_POOL = "solo"
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=15)
HEARTBEAT_SECONDS = 10
CELERY_BEAT_SCHEDULER = "consult.heartbeats:SeenScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")


def _every(seconds: float, task: str, *, args: tuple[str, ...] = (), queue: str = "") -> dict[str, object]:
    # A beat message that nobody fetched within its own period is worth nothing any more.
    options = {"expires": seconds, **({"queue": queue} if queue else {})}
    return {"task": f"consult.tasks.{task}", "schedule": schedule(seconds), "args": args, "options": options}


CELERY_BEAT_SCHEDULE = {
    "sweep due follow-ups": _every(SWEEP_SECONDS, "sweep_followups"),
    "tell cases of what left": _every(SWEEP_SECONDS, "tell_cases"),
    "assign waiting cases": _every(60, "assign_waiting_cases"),
    "make known what is late": _every(60, "escalate_late_cases"),
    "mail notices to counselors": _every(60, "mail_notices"),
    "run catalogue replays": _every(10, "run_replays"),
    "mail codes of drafts": _every(60, "mail_draft_codes"),
    "fetch answers by mail": _every(60, "fetch_mails"),
    "take the files of answers": _every(60, "take_files_of_mails"),
    "erase what was kept long enough": _every(3600, "erase_expired"),
    "delete expired drafts": _every(3600, "delete_expired_drafts"),
    "find what is out of date": _every(3600, "renew_editor_tasks"),
    "delete expired sessions": _every(3600, "delete_expired_sessions"),
    "mail worker is alive": _every(HEARTBEAT_SECONDS, "note_worker_alive", args=("mail",), queue="mail"),
    "default worker is alive": _every(
        HEARTBEAT_SECONDS, "note_worker_alive", args=("default",), queue="default"
    ),
}

# -- Mail --------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = str(STATE_DIR / "mail")
if env.str("EMAIL_URL", default=""):
    _mail = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail["EMAIL_HOST"]
    EMAIL_PORT = _mail["EMAIL_PORT"]
    EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
elif env.str("ANYMAIL_PROVIDER", default=""):
    # A provider's own API through django-anymail, e.g. ANYMAIL_PROVIDER=postmark with
    # ANYMAIL={"POSTMARK_SERVER_TOKEN": "…"}.
    EMAIL_BACKEND = f"anymail.backends.{env.str('ANYMAIL_PROVIDER')}.EmailBackend"
    # What a provider can't carry (our own note on a mail) is left out, not refused.
    ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True, **env.json("ANYMAIL")}
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Shirube <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where families' answers come in, such as reply.consult.example.jp: every mail then has an address of its own
# to answer to (docs/adr/0026). Empty: mails say that nobody reads answers.
REPLY_DOMAIN = env.str("REPLY_DOMAIN", default="").strip().lower()
if REPLY_DOMAIN and not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", REPLY_DOMAIN):
    raise ImproperlyConfigured("REPLY_DOMAIN must be a domain such as reply.consult.example.jp")
# The mailbox where they arrive, if no provider posts them: imaps://user:password@host:993/INBOX. What is
# special in the name and the password is percent-encoded.
IMAP_URL = env.str("IMAP_URL", default="")
if IMAP_URL and (urlsplit(IMAP_URL).scheme not in ("imap", "imaps") or not urlsplit(IMAP_URL).hostname):
    raise ImproperlyConfigured("IMAP_URL must be an address such as imaps://user:password@host:993/INBOX")
if IMAP_URL and not REPLY_DOMAIN:
    raise ImproperlyConfigured("IMAP_URL needs REPLY_DOMAIN: without it no mail has an address to answer to")
# Short messages to families who chose them, by Twilio (docs/adr/0020). Left out: they are not offered.
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
# A number (+81…), a name, or a Messaging Service (MG…).
TWILIO_FROM = env.str("TWILIO_FROM", default="")
TWILIO_API = env.str("TWILIO_API", default="https://api.twilio.com").rstrip("/")
TWILIO_TIMEOUT = 10
_twilio = (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM)
if any(_twilio) and not all(_twilio):
    raise ImproperlyConfigured("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM go together")
if urlsplit(TWILIO_API).scheme != "https" or not urlsplit(TWILIO_API).hostname:
    raise ImproperlyConfigured("TWILIO_API must be an address such as https://api.twilio.com")
# Messages by LINE to families who connect their account (docs/adr/0033). Left out: they are not offered.
LINE_CHANNEL_ACCESS_TOKEN = env.str("LINE_CHANNEL_ACCESS_TOKEN", default="")
LINE_CHANNEL_SECRET = env.str("LINE_CHANNEL_SECRET", default="")
# The name by which families find our account there, such as @shirube.
LINE_ACCOUNT = env.str("LINE_ACCOUNT", default="")
LINE_API = "https://api.line.me"
# Three attempts, and a connection for each, within a lease.
LINE_TIMEOUT = 8
_line = (LINE_CHANNEL_ACCESS_TOKEN, LINE_CHANNEL_SECRET, LINE_ACCOUNT)
if any(_line) and not all(_line):
    raise ImproperlyConfigured("LINE_CHANNEL_ACCESS_TOKEN, LINE_CHANNEL_SECRET and LINE_ACCOUNT go together")
# How many mails all workers together hand over in a second, as the provider allows; 0 counts nothing.
MAIL_PER_SECOND = env.int("MAIL_PER_SECOND", default=0)
# A worker that has held a mail for so long is taken for dead.
LEASE_SECONDS = 60
# So long what a counselor sends can be taken back; it leaves after that.
UNDO_SECONDS = env.int("UNDO_SECONDS", default=30)

# -- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("ja-easy", _("Easy Japanese")), ("en", _("English"))]
# Easy Japanese stands in locale/ja_Easy; what is missing there is said in Japanese, as LANGUAGE_CODE is.
LANG_INFO["ja-easy"] = {
    "bidi": False,
    "code": "ja-easy",
    "name": "Easy Japanese",
    "name_local": "やさしい日本語",
}
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "consult.formats"
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# -- What families may rely on -----------------------------------------------------------------

DRAFT_KEPT_DAYS = 28
STATUS_LINK_DAYS = 400
# Where people can call the centre; said where the page itself can't take an inquiry just now.
CENTRE_PHONE = env.str("CENTRE_PHONE", default="")
# A link that was lost can be mailed anew this often for one inquiry.
LINK_AGAIN_MINUTES = 10
# Within how many business days a person answers who asked for erasure; the desk lists what is late.
ERASURE_ANSWER_BUSINESS_DAYS = 10
# "false" where the system has no Pango and that is meant so: pages then say how to print instead.
PDF_HANDOUTS = env.bool("PDF_HANDOUTS", default=True)
# A scanner that every photo and paper of a family passes first: clamd://host:port or clamd:///path/to/socket.
# Empty asks none; one that is named and does not answer lets nothing pass.
ATTACHMENT_SCANNER = env.str("ATTACHMENT_SCANNER", default="")
if ATTACHMENT_SCANNER and not ATTACHMENT_SCANNER.startswith("clamd://"):
    raise ImproperlyConfigured("ATTACHMENT_SCANNER must be a clamd:// address")

# -- What may come in ---------------------------------------------------------------------------

# How many proxies of ours stand in front, each adding the address it saw to X-Forwarded-For.
TRUSTED_PROXIES = 0
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    TRUSTED_PROXIES = env.int("PROXIES", default=1)
    if TRUSTED_PROXIES < 1:
        raise ImproperlyConfigured("PROXIES must be 1 or more where BEHIND_PROXY is true")
# Multiplies what intake/limits.py allows, for places where many share an address.
LIMITS_TIMES = env.int("LIMITS_TIMES", default=1)
if LIMITS_TIMES < 1:
    raise ImproperlyConfigured("LIMITS_TIMES must be 1 or more: 0 would let nobody in")
# Nobody reads and answers the questions in less; whoever does is asked to look once more.
QUICKEST_SECONDS = env.int("QUICKEST_SECONDS", default=5)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# As many cases as the desk takes at once (consult/bulk.py), and what stands beside them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# -- Browser security --------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-report/",
    }
}
# Not "no-referrer": with it browsers send "Origin: null" with every form, and Django's CSRF check refuses
# that. Nothing reaches another site either way.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = "Lax"
# A browser takes a cookie of such a name from this very host alone, over https alone.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}django_language"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "intake.views.problems.form_expired"
SECURE_SSL_REDIRECT = HTTPS
# Container health checks come over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS

# -- How staff sign in (docs/adr/0023) ---------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "consult.sign_in.passwords.NoWordsOfOurs",
        "OPTIONS": {
            "words": ["shirube", "しるべ", "regenerative", "saisei", "再生医療", "ipscell", "counselor"]
        },
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["consult.sign_in.backend.Backend"]
# Whoever did nothing for so long signs in again; and everybody does once a working day.
SIGNED_IN_IDLE_SECONDS = 30 * 60
SIGNED_IN_SECONDS = 12 * 3600
# The row of a session outlives both, so that what is sent too late is kept for the same person.
SESSION_COOKIE_AGE = 3 * 24 * 3600
# A link by which somebody chooses a password is handed over by an administrator.
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_ADAPTER = "consult.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "consult.sign_in.forms.SignInForm",
    "reauthenticate": "consult.sign_in.forms.AgainForm",
    "change_password": "consult.sign_in.forms.NewPasswordForm",
    "reset_password_from_key": "consult.sign_in.forms.FirstPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
# There is no sign-up; a password among these is why the sign-in asks for one.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# "ip" is an address block, "key" an account as asked for from that block (consult/sign_in/adapters.py).
ACCOUNT_RATE_LIMITS = {
    "login": f"{60 * LIMITS_TIMES}/m/ip",
    "login_failed": f"{20 * LIMITS_TIMES}/m/ip,{5 * LIMITS_TIMES}/5m/key",
    "reauthenticate": f"{10 * LIMITS_TIMES}/m/user",
    "change_password": f"{5 * LIMITS_TIMES}/m/user",
    "reset_password_from_key": f"{20 * LIMITS_TIMES}/m/ip",
}
MFA_ADAPTER = "consult.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "consult.sign_in.forms.CodeForm",
    "activate_totp": "consult.sign_in.forms.FirstCodeForm",
    "add_webauthn": "consult.sign_in.forms.AddPasskeyForm",
    "authenticate_webauthn": "consult.sign_in.forms.PasskeyForm",
}
# The clock of a phone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Shirube"
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True

# -- Static files ------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- What whoever runs it watches (docs/running.md) ---------------------------------------------

# Mail that is due for longer than this is an alarm: on the desk, in /readyz, in the metrics and in the log.
OLDEST_UNSENT_LIMIT_SECONDS = env.int("OLDEST_UNSENT_LIMIT_SECONDS", default=300)
# What Prometheus shows at /metrics; empty: there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 24:
    raise ImproperlyConfigured("METRICS_TOKEN must have 24 characters or more")

# -- Logs: ids and states, to standard output; no mail to admins, which would carry what was typed --

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "consult.log.formatter"}},
    "filters": {"route_only": {"()": "consult.log.RouteOnly"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route_only"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
set_up_log()
