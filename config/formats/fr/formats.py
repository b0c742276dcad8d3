"""French as Django writes it, with a word between the day and the hour."""

DATETIME_FORMAT = r"j F Y \à H:i"
