"""How passphrases are kept."""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_work = Lock()


class OneAtATime(Argon2PasswordHasher):
    """Django's Argon2: each takes 100 MB and all processors there are.

    Strangers may ask for as many as there are threads; together they would take the server's
    memory.
    """

    def encode(self, password: str, salt: str) -> str:
        with _at_work:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _at_work:
            return super().verify(password, encoded)
