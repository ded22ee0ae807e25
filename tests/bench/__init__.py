"""Ratios against floors of the same run; see docs/performance.md."""
