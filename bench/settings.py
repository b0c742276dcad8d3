"""The demo's settings, with an empty view beside the site's own addresses."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
