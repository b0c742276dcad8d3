"""gunicorn's settings for every environment; it finds this file by its name."""

import logging
import os

from gunicorn.glogging import Logger

from config import refusals
from web.logs import QuietFormatter

# Here and not in a worker, whose end gunicorn would explain in thirty lines.
refusals.check_settings()

# One process, because without Redis it holds the cache (config/settings).
workers = 1
# Slow phones must not occupy threads.
worker_class = "web.serving.worker.WebWorker"
threads = 8
graceful_timeout = 3
loglevel = "warning"
control_socket_disable = True
# A worker's heartbeat file must not wait for a slow disk.
if os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"


class QuietLogger(Logger):
    """gunicorn's logger without the line about unreadable requests, which would contain the
    sender's address and the request."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(QuietFormatter(self.error_fmt, self.datefmt))
            handler.addFilter(_names_no_one)


def _names_no_one(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Invalid request from")


logger_class = QuietLogger
