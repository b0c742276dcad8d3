"""Record the story and the idea of each lesson of the starter courses, by a computer's voice.

`recordings.toml` lists each recording with a digest of its text, so a test fails when the text is
changed alone. A recording by a person is never written over.
"""

import array
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from courses import COURSES, RECORDINGS, strings  # noqa: E402

from files.recordings import clean_mp3, seconds  # noqa: E402

COMPUTER = "computer"
LARGEST = 250_000  # bytes of a recording
# Of espeak-ng, with the speed that gives some 160 words a minute. It reads a little faster where
# the recording would become too large.
VOICES = {"en": ("en-gb", 155), "fr": ("fr-fr", 140)}
FASTER, FASTEST = 5, 30
# What it would read wrongly: « participantEs », and « 1 heure » as if an hour were masculine.
UNSPOKEN = {"en": r"\w*[a-zà-ÿ][A-ZÀ-Þ]\w*", "fr": r"\w*[a-zà-ÿ][A-ZÀ-Þ]\w*|(?<!\w)1 [a-zà-ÿ]+"}
HERTZ = 22_050  # of espeak-ng
LOUDEST = 29_000  # of 32,767: an encoder goes beyond what it is given
HEADER = 44  # bytes before the sound in a WAV file
# What the encoder writes of itself where no sound is; nothing plays it.
OWN_NAME = re.compile(rb"LAME[0-9.]*")
# Speech of 8 kHz of band, in the smallest rate that each browser plays; no tags.
ENCODER = (
    "lame --quiet -r -s 22.05 --bitwidth 16 -m m"
    " --resample 16 -b 16 --cbr -q 0 -t --noreplaygain - -"
)


class Missing(Exception):
    """A word that the computer's voice would say wrongly."""


@dataclass(frozen=True)
class Reading:
    """What is read aloud in one lesson and language: `name` is that in the list, `voice` who
    reads, `text` what stands in the lesson."""

    name: str
    file: Path
    language: str
    voice: str
    text: str

    @property
    def spoken(self) -> str:
        return spoken(self.text, self.language)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.spoken.encode()).hexdigest()


def readings() -> Iterator[Reading]:
    """Yield the recordings that the lessons name, with their texts."""
    for path in sorted(COURSES.glob("*/*/*.toml")):
        said = tomllib.loads(path.read_text("utf-8")).get("blocks", [])
        course, language = path.parts[-3:-1]
        for block in said:
            if block["type"] == "audio":
                file = COURSES / course / "files" / block["audio"]
                name = f"{course}/{file.stem}"
                voice = block.get("voice", "person")
                yield Reading(name, file, language, voice, _text(said, language))


def _text(blocks: list[dict[str, Any]], language: str) -> str:
    """Return the story and the idea, with what is said before each."""
    parts = [words()[language]["begin"]]
    for block in blocks:
        if block["type"] == "story":
            parts += strings(block)
        elif block["type"] == "idea":
            heading = re.sub(r"(?<=\w)$", ".", block["heading"])
            parts += [words()[language]["idea"], heading, *strings(block["text"])]
    return "\n\n".join(re.sub(r"<[^>]*>", " ", part).strip() for part in parts)


def spoken(text: str, language: str) -> str:
    """Return `text` as espeak-ng reads it rightly. Raises `Missing` for an inclusive form, such as
    « participantEs », and for 1 of something in French, that the table does not have."""
    # Of thousands: “12,500” and « 12 500 ».
    plain = re.sub(r"(?<=\d)[\u00a0\u202f,](?=\d{3}\b)", "", text)
    plain = re.sub(r"[\u00a0\u202f]", " ", plain)
    table = words()[language].get("words", {})
    for written in sorted(table, key=len, reverse=True):
        plain = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", table[written], plain)
    # What someone says is heard by its pause alone.
    plain = re.sub(r" ?[“”«»—] ?", " ", plain)
    plain = re.sub(r" +(?=[.,:;?!\n]|$)", "", re.sub(r"(?<=\n) +", "", plain)).strip()
    if unknown := re.search(UNSPOKEN[language], plain):
        raise Missing(f"{unknown[0]}: say in spoken.toml how it is spoken.")
    return plain


@cache
def words() -> dict[str, Any]:
    """Return how the computer's voice says words, by language."""
    return tomllib.loads((COURSES / "spoken.toml").read_text("utf-8"))


def recorded(reading: Reading) -> bytes:
    """Return the MP3 in which the computer reads; the same text always gives the same bytes."""
    voice, speed = VOICES[reading.language]
    for faster in range(0, FASTEST + 1, FASTER):
        said = _run(f"espeak-ng -v {voice} -s {speed + faster} --stdout", reading.spoken.encode())
        sound = OWN_NAME.sub(_zeros, clean_mp3(_run(ENCODER, _loud(said[HEADER:]))))
        if len(sound) <= LARGEST:
            return sound
    raise SystemExit(f"{reading.name}: the story and the idea are too long for {LARGEST} bytes.")


def _loud(sound: bytes) -> bytes:
    """Return the samples as loud as they can be without distortion."""
    samples = array.array("h", sound)
    loudest = max(map(abs, samples))
    return array.array("h", (one * LOUDEST // loudest for one in samples)).tobytes()


def _zeros(found: re.Match[bytes]) -> bytes:
    return bytes(len(found[0]))


def _run(command: str, given: bytes) -> bytes:
    return subprocess.run(command.split(), input=given, capture_output=True, check=True).stdout


def known() -> dict[str, dict[str, Any]]:
    """Return what the list says of each recording."""
    return tomllib.loads(RECORDINGS.read_text("utf-8")) if RECORDINGS.exists() else {}


def entry(reading: Reading) -> dict[str, Any]:
    """Return what the list has to say of a recording that belongs to its text."""
    sound = reading.file.read_bytes()
    return {
        "text": reading.digest,
        "sound": hashlib.sha256(sound).hexdigest(),
        "seconds": round(seconds(sound)),
    }


def _write(entries: dict[str, dict[str, Any]]) -> None:
    lines = ["# Which text each recording belongs to, and its length; by `bin/recordings`."]
    for name, one in sorted(entries.items()):
        lines += ["", f'["{name}"]', f'text = "{one["text"]}"', f'sound = "{one["sound"]}"']
        lines.append(f"seconds = {one['seconds']}")
    RECORDINGS.write_text("\n".join(lines) + "\n", "utf-8")


def _is_named(reading: Reading, names: list[str]) -> bool:
    # A course, a lesson, a lesson in one language.
    own = {reading.name, reading.name.split("/")[0], reading.name.rpartition(".")[0]}
    return bool(own & set(names))


def accept(names: list[str]) -> int:
    """Say in the list that these recordings belong to their texts."""
    entries, found = known(), [one for one in readings() if _is_named(one, names)]
    for one in found:
        entries[one.name] = entry(one)
        print(f"accepted  {one.name}")
    _write(entries)
    return int(not found)


def record(names: list[str]) -> int:
    """Record what is named, else what has no recording or another text; return 1 when a person's
    recording does not belong to its text."""
    old, new, waiting = known(), {}, 0
    for one in readings():
        there = old.get(one.name, {})
        is_due = not one.file.exists() or there.get("text") != one.digest
        if one.voice == COMPUTER and (is_due or _is_named(one, names)):
            one.file.write_bytes(recorded(one))
            new[one.name] = entry(one)
            print(f"recorded  {one.name}  {new[one.name]['seconds']} s")
        elif is_due:
            waiting += 1
            print(f"by a person: record {one.name} again, or `bin/recordings accept {one.name}`.")
            new |= {one.name: there} if there else {}
        else:
            new[one.name] = there
    _write(new)
    return int(waiting > 0)


if __name__ == "__main__":
    first, *rest = sys.argv[1:] or [""]
    try:
        sys.exit(accept(rest) if first == "accept" else record(sys.argv[1:]))
    except Missing as missing:
        sys.exit(str(missing))
