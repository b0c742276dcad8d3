"""SQLite as Django knows it, without a question that a busy moment answers wrongly for good."""
