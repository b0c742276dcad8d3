"""The database backend, where Django looks for it."""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    # Django asks SQLite within a transaction, once for each connection. Where the database is
    # locked at that moment, the answer is no, and the kept connection refuses JSON from then on.
    # SQLite has JSON in each build since 3.38.
    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    """Knows without asking what each SQLite of today can do."""

    features_class = DatabaseFeatures
