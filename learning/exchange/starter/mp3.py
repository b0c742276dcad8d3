"""The length of a recording, read from its frames; a library would be too much for one number."""

from files.recordings import frames


def seconds(data: bytes) -> float:
    """Return the playing time of an MPEG Layer III file, 0.0 when it holds no frame."""
    return round(sum(frame.seconds for frame in frames(data)), 1)
