"""Django alone: the same empty view without any middleware. Its requests per second are 1.00."""

from bench.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
