"""Programmes, profiles, matching, pairs, reviews: one member mentors another."""
