"""What decoding takes of a small machine, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import corpus

# Kilobytes of the whole process, Python and Django included.
MOST = 300_000
CLEAN_ALL = r"""
import re, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from files import cleaners, sandbox, storage as files, uploads

# Here, and not in yet another process, which no one would measure.
sandbox.cleaned = lambda cleaner, data: cleaners.CLEANERS[cleaner](data)
refused = 0
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        files.clean(SimpleUploadedFile(path.name, path.read_bytes()))
    except uploads.FileRefused:
        refused += 1
# What `getrusage` says begins with the most that the parent ever took.
print(refused, *re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text()))
"""


def cleaned(folder: Path) -> tuple[int, int]:
    """Clean each file in `folder`; return how many were refused, and the most memory taken."""
    command = [sys.executable, "-B", "-c", CLEAN_ALL, str(folder)]
    found = subprocess.run(command, capture_output=True, check=True, text=True)
    refused, most = found.stdout.split()
    return int(refused), int(most)


def test_harmful_files_are_refused_in_little_memory(tmp_path):
    hostile = corpus.hostile()
    for number, (_harm, name, contents) in enumerate(hostile):
        (tmp_path / f"{number}{Path(name).suffix}").write_bytes(contents)
    refused, most = cleaned(tmp_path)
    assert refused == len(hostile) >= 40
    assert most < MOST


@pytest.mark.parametrize(
    ("kind", "size", "mode"),
    [("jpg", (5000, 5000), "RGB"), ("png", (3500, 3500), "RGBA"), ("webp", (3500, 3500), "RGBA")],
)
def test_the_largest_pictures_are_drawn_in_little_memory(tmp_path, kind, size, mode):
    drawn = corpus.saved({"jpg": "JPEG"}.get(kind, kind.upper()), corpus.drawing(mode, size))
    (tmp_path / f"a.{kind}").write_bytes(drawn)
    refused, most = cleaned(tmp_path)
    assert refused == 0
    assert most < MOST
