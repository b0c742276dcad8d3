"""The translation catalogues: `update` them from the source, `check` and `compile` them.

English is the language of the source: its catalogue is the sentences themselves. Every other folder
in `locale/` is a language that must be complete.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from web.reading import studio_english  # noqa: E402

LOCALE = ROOT / "locale"
# The language of the source.
SOURCE = "en"
NOT_SOURCE = ("tests", "bench", "docs", "var", "worksheets", ".venv")
# The date changes with every run, the sentences do not.
DATE_LINE = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)

# Spaces that must not end a line, by language. Translators type ordinary spaces.
TIES = {"fr": re.compile(r" (?=[?!:;»])|(?<=«) |(?<=\d) (?=(?:ko|Mo|kbit)\b)")}

Key = tuple[str | None, str]


def catalogue_files(locale: Path = LOCALE) -> list[Path]:
    """Return every catalogue of every language."""
    return sorted(locale.glob("*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """Return the catalogue in the file `path`."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compile_all(locale: Path = LOCALE) -> int:
    """Compile every catalogue that is newer than its compiled form; return how many were.

    The language of the source gets a compiled form too, in which each sentence is its own
    translation. Without it, Django looks for each sentence of an English page in every catalogue
    of every library before it takes the sentence itself.
    """
    compiled = 0
    for path in catalogue_files(locale):
        targets = {path.with_suffix(".mo"): tied, source_file(path): untranslated}
        for target, form in targets.items():
            newest = max(path.stat().st_mtime, Path(studio_english.__file__).stat().st_mtime)
            if target.exists() and target.stat().st_mtime >= newest:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            # Renamed into place, so that a process never reads half a file.
            draft = target.with_suffix(f".{os.getpid()}")
            with draft.open("wb") as file:
                write_mo(file, form(read(path)))
            draft.replace(target)
            compiled += 1
    return compiled


def source_file(path: Path) -> Path:
    """Return the compiled form of the source's language, beside the catalogue `path`."""
    return path.parent.parent.parent / SOURCE / "LC_MESSAGES" / f"{path.stem}.mo"


def untranslated(catalogue: Catalog) -> Catalog:
    """Return the sentences of the catalogue as the source has them, or as we say them where the
    source is a library."""
    source = Catalog(locale=SOURCE)
    for message in catalogue:
        if message.id:
            said = studio_english.OURS.get(message.id, message.id)
            source.add(message.id, said, context=message.context)
    return source


def tied(catalogue: Catalog) -> Catalog:
    """Return the catalogue with no-break spaces where its language needs them."""
    ties = TIES.get(str(catalogue.locale))
    for message in catalogue if ties else ():
        if isinstance(message.string, tuple):
            message.string = tuple(ties.sub("\N{NO-BREAK SPACE}", one) for one in message.string)
        elif message.id:  # not the head of the file
            message.string = ties.sub("\N{NO-BREAK SPACE}", message.string)
    return catalogue


def make_messages(project: Path, languages: list[str]) -> None:
    """Run Django's makemessages in the folder `project`; raise SystemExit when it fails."""
    # Without settings Django takes the folder `locale` beside the source, in a copy as well.
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--add-location=file", "--no-wrap"]
    command += [f"--locale={language}" for language in languages]
    command += [f"--ignore={name}" for name in NOT_SOURCE]
    try:
        subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(error.stdout + error.stderr)


def update(languages: list[str]) -> None:
    """Bring the sentences of all catalogues in line with the source."""
    for language in languages:
        (LOCALE / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    before = {path: path.read_text() for path in catalogue_files()}
    make_messages(ROOT, languages)
    for path, text in before.items():
        if DATE_LINE.sub("", path.read_text()) == DATE_LINE.sub("", text):
            path.write_text(text)


def is_translated(message: Message) -> bool:
    """Return whether every form of the sentence has a text."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def key_of(message: Message) -> Key:
    """Return context and singular sentence, which name a message."""
    return message.context, message.id[0] if isinstance(message.id, tuple) else message.id


def source_keys(language: str) -> set[Key]:
    """Return what the source asks to be translated, read from a copy of it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(
            ROOT,
            copy,
            ignore=lambda directory, names: [
                name
                for name in names
                if name.startswith(".")
                or (Path(directory) == ROOT and name in (*NOT_SOURCE, "locale"))
            ],
        )
        (copy / "locale" / language / "LC_MESSAGES").mkdir(parents=True)
        make_messages(copy, [language])
        return {
            key_of(message)
            for path in catalogue_files(copy / "locale")
            for message in read(path)
            if message.id
        }


def problems(path: Path, wanted: set[Key]) -> list[str]:
    """Return one line for each sentence that the catalogue `path` lacks, leaves open or breaks."""
    catalogue = read(path)
    messages = [message for message in catalogue if message.id]
    # gettext's own tools stop at a sentence that stands there twice.
    entries = (entry for entry in polib.pofile(str(path)) if not entry.obsolete)
    times = Counter((entry.msgctxt, entry.msgid) for entry in entries)
    found = [f"twice: {text}" for (_, text), count in times.items() if count > 1]
    found += [
        f"missing: {text}" for _, text in sorted(wanted - set(map(key_of, messages)), key=str)
    ]
    for message in messages:
        if message.fuzzy:
            found.append(f"fuzzy: {key_of(message)[1]}")
        elif not is_translated(message):
            found.append(f"untranslated: {key_of(message)[1]}")
        # A placeholder that the source does not fill would break the page, in that language alone.
        found += [f"{error}: {key_of(message)[1]}" for error in message.check(catalogue)]
    return found


def check(languages: list[str]) -> int:
    """Print what is open in the catalogues; return how much."""
    wanted = source_keys(languages[0])
    count = 0
    for language in languages:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        found = problems(path, wanted) if path.exists() else ["there is no catalogue"]
        for line in found:
            print(f"{language}: {line}")
        count += len(found)
    if count:
        print(f"{count} open; `make messages` adds what is missing to locale/, for translation.")
    return count


def main(command: str) -> int:
    """Run `update`, `check` or `compile`; return the exit code."""
    languages = sorted(
        {path.name for path in LOCALE.glob("*") if path.is_dir()} - {SOURCE} | {"fr"}
    )
    if command == "check":
        return int(check(languages) > 0)
    if command == "update":
        update(languages)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "update"))
