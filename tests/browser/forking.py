"""Run by `manage.py shell`: takes pieces of code from its input, and runs each in a process that it
forks, so that none pays for loading the site or finds anything of those before it.

A line of its input is a piece of code and where to write what it prints, as JSON. A line of its
output is the exit code.
"""

import json
import os
import sys
import traceback
from typing import Any


def serve(namespace: dict[str, Any]) -> None:
    """Answer until the input ends; each piece of code gets a copy of `namespace`."""
    for line in sys.stdin:
        code, printed = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(code, printed, dict(namespace))
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(code: str, printed: str, namespace: dict[str, Any]) -> None:
    failed = 1
    try:
        with open(printed, "w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            exec(code, namespace)
            sys.stdout.flush()
            failed = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(failed)
