"""One settings file, driven by the environment; every fault is told at once (miljo.py)."""

from pathlib import Path
from typing import Any

from kombu import Queue

from kvalitet import generiska
from kvalitet.adressfel import adressfel, avsandarfel, virusskyddsfel
from kvalitet.agare import som_agare
from kvalitet.databasval import databasval, efterslap, laskopia, poolval
from kvalitet.inkoppling import *  # noqa: F403
from kvalitet.inloggningsval import inloggningsval
from kvalitet.lageradress import rapportlager
from kvalitet.loggformat import format_i, loggning
from kvalitet.miljo import Miljo
from kvalitet.profil import kammarratt, koladakommun, organisation
from kvalitet.schema import SCHEMA
from kvalitet.spaning import platser

generiska.tillat()

ROT = Path(__file__).resolve().parent.parent
miljo = Miljo()

LAGE = miljo.val("KVALITET_LAGE", ("produktion", "demo", "test"), "produktion")
DEMO = LAGE == "demo"
PRODUKTION = LAGE == "produktion"
OSAKER = "" if PRODUKTION else "bara-for-demo-och-test-" * 3

# --- Where things are ---------------------------------------------------------------------
DEBUG = False
SECRET_KEY = miljo.text(
    "KVALITET_HEMLIG_NYCKEL", OSAKER or None, hjalp="Ange en slumpad text på minst 50 tecken."
)
if PRODUKTION and 0 < len(SECRET_KEY) < 50:
    miljo.fel.append("KVALITET_HEMLIG_NYCKEL är för kort. Ange minst 50 slumpade tecken.")
KRYPTONYCKLAR = miljo.nycklar(
    "KVALITET_KRYPTONYCKLAR",
    None if PRODUKTION else "Zm9yYmF0dHJpbmdzaGp1bGV0LWRlbW8tbnlja2VsLTE=",
    hjalp="Ange minst en Fernet-nyckel, den nyaste först, åtskilda med komma.",
)
UPPSLAGSNYCKEL = miljo.text(
    "KVALITET_UPPSLAGSNYCKEL",
    OSAKER or None,
    hjalp="Ange en slumpad text; den gör att kontaktuppgifter och koder kan slås upp.",
)
# Keys that UPPSLAGSNYCKEL has replaced: codes made with them still open their cases (docs).
GAMLA_UPPSLAGSNYCKLAR = miljo.lista("KVALITET_GAMLA_UPPSLAGSNYCKLAR", "")
ALLOWED_HOSTS = miljo.lista(
    "KVALITET_VARDAR",
    None if PRODUKTION else "*",
    hjalp="Ange webbplatsens domännamn, åtskilda med komma.",
)
ADRESS = miljo.text(
    "KVALITET_ADRESS",
    None if PRODUKTION else "http://127.0.0.1:8000",
    hjalp="Ange webbplatsens adress, till exempel https://kvalitet.kommunen.se.",
).rstrip("/")
miljo.fel.extend(adressfel(ADRESS, ALLOWED_HOSTS, drift=PRODUKTION))
CSRF_TRUSTED_ORIGINS = [ADRESS] if ADRESS.startswith("https://") else []
VAR = miljo.mapp("KVALITET_VAR", ROT / "var")
ROOT_URLCONF = "kvalitet.urls"
WSGI_APPLICATION = "kvalitet.wsgi.application"

INSTALLED_APPS = [
    "kvalitet.apps.KvalitetConfig",
    "cykel.apps.CykelConfig",
    "synpunkter.apps.SynpunkterConfig",
    "uppfoljning.apps.UppfoljningConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "kvalitet.begaran.BegaranMiddleware",
    "kvalitet.middleware.HalsaMiddleware",  # before anyone asks for the Host
    "kvalitet.middleware.SidminneMiddleware",  # outside what an answer has passed already
    "kvalitet.middleware.SkyddMiddleware",  # over redirects and static files too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kvalitet.middleware.KomprimeringMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # its ETag is of the page as it was written
    "kvalitet.middleware.CacheMiddleware",
    "kvalitet.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kvalitet.middleware.SprakMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kvalitet.middleware.TakMiddleware",  # before the token is looked for in what is posted
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kvalitet.middleware.InloggningMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kvalitet.middleware.OsparbartMiddleware",
    "kvalitet.middleware.RegelbrottMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kvalitet.kontext.grund",
            ],
            "builtins": ["kvalitet.templatetags.kvalitet"],
        },
    }
]
FORM_RENDERER = "kvalitet.formular.Renderare"

# --- Data ----------------------------------------------------------------------------------
_databas = miljo.databas(
    "DATABASE_URL", hjalp="Ange en PostgreSQL-databas, eller starta med bin/demo."
)
_appens = {
    **_databas,
    **({"ENGINE": "kvalitet.postgresql"} if _databas else {}),  # no question to ask if it is alive
    # Persistent connections measured 4.5 times faster than one per request, and faster
    # than the pool; Django allows one or the other.
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    # Client-side binding (Django's default): a server-side prepared statement can fall
    # into a generic plan, measured 40 times slower for search.
    # What the address itself asks for (sslmode) goes before our own limits.
    "OPTIONS": {**databasval(miljo), **_databas.get("OPTIONS", {})},
    **poolval(miljo),
}
_egen, APPENS_DATABAS = som_agare(miljo, _appens)  # the owner's, where the process has it
DATABASES = {"default": _egen}
# A copy that public pages may read, where there is one: laskopia.py, docs/skalning.md.
LASKOPIA_EFTERSLAP = efterslap(miljo)
if _kopia := laskopia(miljo, _appens):
    DATABASES["laskopia"] = _kopia
    DATABASE_ROUTERS = ["kvalitet.laskopia.Vagvisare"]
    DRIFTPROV = (*DRIFTPROV, "kvalitet.lagerprov.laskopian")  # noqa: F405
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kvalitet.Anvandare"

# --- The municipality: one block, README "Another municipality" --------------------------------
ORGANISATION = organisation(miljo, drift=PRODUKTION, mapp=VAR)
KAMMARRATT = kammarratt(miljo, ORGANISATION, drift=PRODUKTION)

# --- Sign-in and safety: inloggningsval.py, docs/inloggning.md -----------------------------
INLOGGNING = inloggningsval(miljo, drift=PRODUKTION, kommun=ORGANISATION.genitiv)
LOGIN_URL = "logga_in"
LOGIN_REDIRECT_URL = "arbete"
LOGOUT_REDIRECT_URL = "start"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often
    if LAGE == "test"
    else ["kvalitet.losenord.Scryptlosenord"]
)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("epost", "namn")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kvalitet.losenord.VantadeOrd"},
]
ACCOUNT_ADAPTER = "kvalitet.views.adaptrar.Kontoadapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "epost"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# A municipality shares one address on the net, so that count is roomy; an account's is not.
ACCOUNT_RATE_LIMITS = False if LAGE == "test" else {"login_failed": "60/m/ip,5/5m/key"}
SOCIALACCOUNT_ADAPTER = "kvalitet.views.adaptrar.Idpadapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "kvalitet.views.adaptrar.Tvastegsadapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Förbättringshjulet"
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUKTION else 0
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
SESSION_COOKIE_AGE = 12 * 3600  # and idle time: inloggningsval.py
# A browser takes a cookie so named from this host alone, for all of it, and only by https.
KAKPREFIX = "__Host-" if ADRESS.startswith("https://") else ""
SESSION_COOKIE_NAME = f"{KAKPREFIX}kvalitet_session"
CSRF_COOKIE_NAME = f"{KAKPREFIX}kvalitet_csrf"
MESSAGE_STORAGE = "kvalitet.meddelandelager.Meddelandelager"
CSRF_FAILURE_VIEW = "kvalitet.views.fel.csrf_fel"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADRESS.startswith("https://")
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUKTION
SECURE_REDIRECT_EXEMPT = [r"^halsa/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUKTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUKTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUKTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # A browser follows a posted form to the provider only where the policy says so.
        "form-action": ["'self'", *([INLOGGNING.ursprung] if INLOGGNING.oidc else [])],
    }
}

# How old the start page and "Så går det" may be for who is not signed in (sidminne.py).
SIDMINNE_SEKUNDER = 0 if LAGE == "test" else 10

# --- Language ------------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
# The residents' pages; lättläst is a variant of Swedish. Another language is a row here and a
# catalogue in locale/ (manage.py sprak).
LANGUAGES = [("sv", "Svenska"), ("en", "English"), ("sv-lattlast", "Lättläst")]
LOCALE_PATHS = [ROT / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
# Where the demo's clock stands still, so that pictures of its pages come out the same.
KLOCKA = miljo.tidpunkt("KVALITET_KLOCKA")
if KLOCKA and not DEMO:
    miljo.fel.append("KVALITET_KLOCKA gäller bara i läget demo. Ta bort den.")

# --- Files ---------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [ROT / "static"]
STATIC_ROOT = None if LAGE == "test" else VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "filer"},
    },
    "rapporter": rapportlager(miljo, VAR / "filer"),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LAGE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LAGE == "test"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the entry grid has six fields a row, for hundreds of units
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "kvalitet.uppladdning.Takhanterare",
]
# The virus scanner that residents' files are shown to. A site in production says which one, or
# says that it goes without; with one that does not answer, files wait in quarantine.
CLAMD = miljo.text(
    "KVALITET_CLAMD",
    None if PRODUKTION else "ingen",
    hjalp="Ange virusskyddet, till exempel tcp://clamd:3310 eller unix:///run/clamd.sock, "
    "eller skriv ingen.",
)
if CLAMD == "ingen":
    CLAMD = ""
miljo.fel.extend(virusskyddsfel(CLAMD))

# --- E-mail --------------------------------------------------------------------------------
globals().update(
    miljo.epost(
        "EMAIL_URL",
        {"demo": "consolemail://", "test": "memorymail://"}.get(LAGE),
        hjalp="Ange en e-postserver, till exempel smtp+tls://anv:lösen@värd:587.",
    )
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = miljo.text(
    "KVALITET_AVSANDARE",
    None if PRODUKTION else "Förbättringshjulet <svara-inte@kommun.example>",
    hjalp="Ange avsändaradressen för e-post.",
)
miljo.fel.extend(avsandarfel(DEFAULT_FROM_EMAIL))

# --- Celery: the broker carries ids only, PostgreSQL holds the truth ------------------------
CELERY_BROKER_URL = miljo.redis(
    "REDIS_URL", hjalp="Ange en Redis- eller Valkey-adress, eller starta med bin/demo."
)
# kombu's own choice for rediss:// is to trust any certificate.
CELERY_BROKER_USE_SSL = CELERY_BROKER_URL.startswith("rediss://") and {"ssl_cert_reqs": "required"}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A task that hangs (a lock, a silent server) lets go before its message is handed out anew.
CELERY_TASK_SOFT_TIME_LIMIT = 780
CELERY_TASK_TIME_LIMIT = 840
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A lost worker's message comes back after the visibility timeout, which must outlast the
    # longest task; kombu looks only every interval x throttle seconds, hence 1 x 1.
    "visibility_timeout": 900,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    # A request never waits for a dead broker.
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
# Reports wait in a queue of their own, which every worker takes from in turns: a hundred of them
# hold up neither the mails nor the pulse, for longer than one takes to make.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("rapporter")]
CELERY_TASK_ROUTES = {"uppfoljning.tasks.skapa_rapport": {"queue": "rapporter"}}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = SCHEMA  # kvalitet/schema.py
CELERY_BEAT_SCHEDULER = "kvalitet.tidtagare:Tidtagare"

# Short-lived counts only (tak.py), in the same Valkey as the queue or in one of their own: nothing
# on disk. A request never waits for one that is down.
CACHES = {
    "default": {
        "BACKEND": "kvalitet.cache.TaligCache",
        "LOCATION": miljo.redis("KVALITET_CACHE_URL", CELERY_BROKER_URL, hjalp=""),
        "KEY_PREFIX": "kvalitet",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
}


# Kolada, the public database of key figures: its API, our own municipality there, and the group
# that indicators are compared with at first (made anew each year, so it is named with its year).
KOLADA_ADRESS = miljo.text(
    "KVALITET_KOLADA_ADRESS",
    "http://127.0.0.1:9" if LAGE == "test" else "https://api.kolada.se",
).rstrip("/")
if PRODUKTION and not KOLADA_ADRESS.startswith("https://"):
    miljo.fel.append("KVALITET_KOLADA_ADRESS ska börja med https://.")
KOLADA_KOMMUN = koladakommun(miljo, ORGANISATION, ROT)
KOLADA_GRUPP = miljo.text("KVALITET_KOLADA_GRUPP", "G37480" if KOLADA_KOMMUN == "0581" else "ingen")

# Days until the last backup with what was disposed of is overwritten; stands in the protocol.
SAKERHETSKOPIOR_DAGAR = miljo.heltal("KVALITET_SAKERHETSKOPIOR_DAGAR", 35)

# --- Operations: what is told of the site while it runs (docs/drift.md) -----------------------
LOGGING = loggning(format_i(miljo), tyst=LAGE == "test")
# Opens /halsa/matt/ to a Prometheus that sends it as a bearer token; nobody without one.
MATT_NYCKEL = miljo.text("KVALITET_MATT_NYCKEL", "")
if 0 < len(MATT_NYCKEL) < 20:
    miljo.fel.append("KVALITET_MATT_NYCKEL är för kort. Ange minst 20 slumpade tecken.")
SPANING = platser(miljo)

# --- The seals of the log ---------------------------------------------------------------------
# With a key, who can write in the database cannot make the chain of seals anew. The newest first.
SIGILLNYCKLAR = miljo.lista("KVALITET_SIGILLNYCKEL", "")
# With it the site's keys go into the backup, encrypted.
KOPIA_LOSENFRAS = miljo.text("KVALITET_KOPIA_LOSENFRAS", "")
if 0 < len(KOPIA_LOSENFRAS) < 20:
    miljo.fel.append("KVALITET_KOPIA_LOSENFRAS är för kort. Ange minst 20 tecken.")

miljo.prova(drift=PRODUKTION)
