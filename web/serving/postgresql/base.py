"""The database backend, where Django looks for it."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether a kept connection works only where there is a reason to."""

    def is_usable(self) -> bool:
        """Return whether the connection still works; Django asks before the first query of a page.

        A server that ends a connection says so on it, and otherwise says nothing unasked. So no
        query is needed while there is nothing to read: it would be a fifth of a page's queries.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or super().is_usable()
