"""What is logged: no addresses, devices or typed text.

Django's request log is reduced to errors and the place where they happened, without values; the
same for gunicorn's (gunicorn.conf.py).
"""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "web.logs.QuietFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "celery": {"level": "WARNING"},
        "ensemble": {"level": "INFO"},
    },
}
