"""How passphrases are kept."""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_work = Lock()


class OneAtATime(Argon2PasswordHasher):
    """Django's Argon2, one hash at a time: each takes 100 MB and every processor.

    Strangers can start one hash per thread; together these would use up the server's memory.
    """

    def encode(self, password: str, salt: str) -> str:
        with _at_work:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _at_work:
            return super().verify(password, encoded)
