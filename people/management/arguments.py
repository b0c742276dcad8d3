"""Arguments that several commands take."""

import argparse

from django.conf import settings


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let a command be told in which language of the site it offers a passphrase."""
    parser.add_argument(
        "--language",
        default=settings.LANGUAGE_CODE,
        choices=[code for code, _name in settings.LANGUAGES],
        help="of the passphrase",
    )
