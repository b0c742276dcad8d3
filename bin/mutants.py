"""Change the guards one by one, in a copy, and see whether a test fails.

mutmut skips decorated functions, and nearly every action is one (`@transaction.atomic`). So the
copy has two steps, `def erase…` and `erase = transaction.atomic(erase)`, and mutmut changes the
first. Prints the share of changes that a test noticed, with how many took too long instead, which
is no proof on a busy machine, and lists the others. Fails below nine in ten, and on any unnoticed
change in a `permissions.py`, because each could let someone in. Arguments select modules, such as
people/sealing.py.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 0.9
LEFT_OUT = (".git", ".venv", "var", "mutants", "__pycache__")
NOTICED = ("killed", "timeout", "segfault")
MISSED = ("survived", "no tests", "suspicious")


def without_decorators(source: str) -> str:
    """Return `source` with the decorators of its functions applied below each of them.

    `@cache` is left out: what it kept from before a change would hide the change.
    """
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            given = [ast.unparse(decorator) for decorator in reversed(node.decorator_list)]
            applied = [f"{node.name} = {one}({node.name})" for one in given if one != "cache"]
            lines[node.end_lineno : node.end_lineno] = ["", "", *applied]
            first = node.decorator_list[0].lineno - 1
            lines[first : node.lineno - 1] = []
    return "\n".join(lines) + "\n"


def main() -> int:
    guards = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
    chosen = [f"{name.removesuffix('.py').replace('/', '.')}.*" for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (copy / ".venv").symlink_to(ROOT / ".venv")
        for module in guards:
            path = copy / module
            path.write_text(without_decorators(path.read_text()))
        env = {"DATA_DIR": str(Path(folder) / "data")} | os.environ | {"MODE": "test"}
        mutmut = [sys.executable, "-m", "mutmut"]
        # One at a time: they share a database.
        subprocess.run(
            [*mutmut, "run", "--max-children", "1", *chosen], cwd=copy, env=env, check=False
        )
        subprocess.run([*mutmut, "export-cicd-stats"], cwd=copy, env=env, check=True)
        listed = [*mutmut, "results"]
        told = subprocess.run(listed, cwd=copy, env=env, check=True, capture_output=True, text=True)
        outcomes = [line.strip().partition(": ") for line in told.stdout.splitlines()]
        missed = [name for name, _, outcome in outcomes if outcome in MISSED]
        for name in missed:
            subprocess.run([*mutmut, "show", name], cwd=copy, env=env, check=True)
        counted = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    noticed = sum(counted[name] for name in NOTICED)
    tried = noticed + sum(counted[name.replace(" ", "_")] for name in MISSED)
    share = noticed / tried if tried else 0.0
    late = counted["timeout"]
    print(f"{noticed} of {tried} changes were noticed: {share:.1%}, {late} of them by the clock.")
    untried = counted["total"] - counted["skipped"] - tried
    widening = [name for name in missed if ".permissions." in name]
    return 0 if share >= LEAST and not widening and (chosen or not untried) else 1


if __name__ == "__main__":
    sys.exit(main())
