"""Django's French formats, with a word between the day and the hour, and months as words."""

DATETIME_FORMAT = r"j F Y \à H:i"
SHORT_DATETIME_FORMAT = r"j N Y \à H:i"
