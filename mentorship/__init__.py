"""Programmes, profiles, matching, pairs: one member accompanies another."""
