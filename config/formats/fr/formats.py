"""Django's French formats, with a word between the day and the hour."""

DATETIME_FORMAT = r"j F Y \à H:i"
