"""Login codes: nine digits to sign in with where no one else should read the pseudonym.

Every keyboard and every script has digits, and no pseudonym has so many. The code is a name, not a
secret: without the passphrase it opens nothing.
"""

import secrets

from web.reading import spelling

LENGTH = 9


def new() -> str:
    """Return a random code. With ten thousand members, one in 100,000 is taken already."""
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"


def tidy(typed: str) -> str:
    """Return the digits of a code typed in any script and any groups; else an empty text."""
    return spelling.digits(typed, length=LENGTH)


def grouped(code: str) -> str:
    """Return a code as people read it: in groups of three, on one line."""
    return "\N{NO-BREAK SPACE}".join(code[at : at + 3] for at in range(0, LENGTH, 3))
