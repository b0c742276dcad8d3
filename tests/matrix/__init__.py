"""Who gets what: every address, every kind of member, every relation."""
