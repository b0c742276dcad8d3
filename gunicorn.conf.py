"""How the web process serves, wherever it runs; gunicorn finds this file by its name."""

import logging
import os

from gunicorn.glogging import Logger

from web.logs import QuietFormatter

# The cache of a site without Redis lives in the one process (config/settings).
workers = 1
worker_class = "gthread"
threads = 8
graceful_timeout = 3
loglevel = "warning"
control_socket_disable = True
# A worker's sign of life must not wait for a slow disk.
if os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"


class QuietLogger(Logger):
    """gunicorn's, without the line about a request that it cannot read: that line would say from
    which address it came, and what it said."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(QuietFormatter(self.error_fmt, self.datefmt))
            handler.addFilter(_speaks_of_nobody)


def _speaks_of_nobody(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Invalid request from")


logger_class = QuietLogger
