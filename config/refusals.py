"""What a process says when a setting is wrong: one sentence, without the lines of code."""

import sys
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

WRONG = (ImproperlyConfigured, EnvError)
SETTINGS = "config/settings/"


def check_settings() -> None:
    """Read the settings; end this process with a sentence when one is wrong."""
    try:
        import config.settings  # noqa: F401
    except WRONG as error:
        sys.exit(sentence(error))


def install() -> None:
    """Let every process say a wrong setting in one sentence: commands, worker, beat."""
    sys.excepthook = _say


def sentence(error: BaseException) -> str:
    """Return what the person at the terminal reads."""
    return f"Ensemble does not start: {error}"


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, WRONG) and _passes_settings(trace):
        print(sentence(error), file=sys.stderr)  # noqa: T201
    else:
        sys.__excepthook__(kind, error, trace)


def _passes_settings(trace: TracebackType | None) -> bool:
    """Whether the error comes from reading the settings, and not from the code elsewhere."""
    while trace is not None:
        if SETTINGS in trace.tb_frame.f_code.co_filename:
            return True
        trace = trace.tb_next
    return False
