from config import refusals
from config.celery import app as celery_app

refusals.install()

__all__ = ["celery_app"]
