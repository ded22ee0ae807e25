"""Surveys: whom we ask, what they answer, and what we owe them for it."""
