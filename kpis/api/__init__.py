"""Figures and reviews for the company's own systems, by key (docs/api.md)."""
