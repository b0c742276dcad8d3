"""The database backend, where Django looks for it."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether a kept connection works only where there is a reason to."""

    def is_usable(self) -> bool:
        """Return whether the connection still works; Django asks before the first query of a page,
        and after a page in which the database made an error.

        A server that ends a connection says so on it, even when nothing is asked. While there is
        nothing to read, no query is needed: it would be a fifth of a page's queries. Where the
        server's machine vanished without a word, the first query finds out, as any other would.
        """
        if self.connection is None or self.connection.closed:
            return False
        is_idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        if self.errors_occurred or not is_idle:
            return super().is_usable()
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or super().is_usable()
