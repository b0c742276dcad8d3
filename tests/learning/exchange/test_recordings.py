"""Each lesson of the starter courses is read aloud, in both languages, and says who reads."""

import hashlib
import re

import pytest

from cms.translations.voices import Voice
from files.recordings import clean_mp3, frames, seconds
from tests import starter
from tests.starter import LANGUAGES, blocks

recordings = starter.recordings

READINGS = list(recordings.readings())
WORDS_A_MINUTE = range(130, 185)
LONGEST_SILENCE = 3  # of a minute with less than this, the recording would have ended early


@pytest.fixture(params=READINGS, ids=lambda one: one.name)
def reading(request):
    return request.param


def test_every_lesson_is_read_aloud_before_its_story():
    found = {one.name: one.voice for one in READINGS}
    expected = [
        (f"{name}/{lesson['key']}.{language}", lesson)
        for name in starter.NAMES
        for language in LANGUAGES
        for lesson in starter.course(language, name)["lessons"]
    ]
    assert sorted(found) == sorted(name for name, _lesson in expected)
    for name, lesson in expected:
        assert [block["type"] for block in lesson["blocks"]][:2] == ["audio", "story"], name
        assert len(blocks({"lessons": [lesson]}, "audio")) == 1, name
        # It is said, and not left to what a block is without it.
        assert lesson["blocks"][0]["voice"] in Voice.values, name


def test_recording_belongs_to_its_text(reading):
    """When this fails, `make recordings` reads the text again. A person's recording that still fits
    is accepted with `bin/recordings accept`."""
    assert recordings.known().get(reading.name) == recordings.entry(reading)


def test_list_has_nothing_else():
    assert set(recordings.known()) == {one.name for one in READINGS}


def test_recording_is_light_and_holds_nothing_but_sound(reading):
    data = reading.file.read_bytes()
    assert reading.file.suffix == ".mp3"
    assert len(data) <= recordings.LARGEST
    # Trusted files are not cleaned when they are loaded.
    assert clean_mp3(data) == data
    assert re.search(rb"LAME|ID3|Xing|Info", data) is None
    # Of one rate, so that a player knows how long it is before it has all of it.
    assert len({(frame.kind, frame.seconds) for frame in frames(data)}) == 1


def test_recording_is_as_long_as_its_text(reading):
    words = len(re.findall(r"\w+(?:[’'.-]\w+)*", reading.spoken))
    spoken = round(words / seconds(reading.file.read_bytes()) * 60)
    assert spoken in WORDS_A_MINUTE


def test_list_says_how_long_it_is():
    for one in READINGS:
        data = one.file.read_bytes()
        said = recordings.known()[one.name]
        assert said["seconds"] == round(seconds(data))
        assert said["sound"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("It costs 12,500 francs.", "en", "It costs 12500 francs."),
        ("Since 1948, 2 of them", "en", "Since nineteen forty-eight, 2 of them"),
        ("“Why?” asks Indigo.", "en", "Why? asks Indigo."),
        ("Il coûte 12\u00a0500\u00a0francs\u00a0!", "fr", "Il coûte 12500 francs!"),
        ("« Non », dit l’unE de nous.", "fr", "Non, dit l’une ou l’un de nous."),
        ("UnE membre, 3 participantEs", "fr", "Une ou un membre, 3 participantes et participants"),
        ("— Le VIH, en 2023.", "fr", "Le vé i ache, en 2023."),
        ("Le CV de Papaye", "fr", "Le cé vé de Papaille"),
        ("À 1 heure, pendant 1 an.", "fr", "À une heure, pendant un an."),
        ("Ligne 1 : en caisse", "fr", "Ligne 1: en caisse"),
        ("If we had only read it!", "en", "If we had only red it!"),
        ("10 fois plus, non plus", "fr", "10 fois plusse, non plus"),
    ],
)
def test_what_a_computer_says_wrongly_is_spelled_for_it(written, language, expected):
    assert recordings.spoken(written, language) == expected


@pytest.mark.parametrize("written", ["chauffeurEs", "1 chaise"])
def test_form_that_no_one_said_how_to_speak_is_refused(written):
    with pytest.raises(recordings.Missing, match=written):
        recordings.spoken(f"Voici {written}", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_table_is_left_without_its_text(language):
    texts = "\n".join(one.text for one in READINGS if one.language == language)
    plain = re.sub(r"[\u00a0\u202f]", " ", texts)
    words = recordings.words()[language].get("words", {})
    assert [one for one in words if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", plain)] == []


def test_a_person_is_never_written_over(monkeypatch, tmp_path, capsys):
    """And is told when the text has changed; the computer is only asked for what is its own."""
    [first, *_] = READINGS
    file = tmp_path / "a.mp3"
    file.write_bytes(first.file.read_bytes())
    one = recordings.Reading("a/a.en", file, "en", "person", "Another text.")
    monkeypatch.setattr(recordings, "readings", lambda: iter([one]))
    monkeypatch.setattr(recordings, "RECORDINGS", tmp_path / "list.toml")
    assert recordings.record([]) == 1
    assert capsys.readouterr().out.startswith("by a person: record a/a.en again")
    assert file.read_bytes() == first.file.read_bytes()
    assert recordings.accept(["a/a"]) == 0
    assert recordings.known() == {"a/a.en": recordings.entry(one)}
    assert recordings.record(["a"]) == 0
