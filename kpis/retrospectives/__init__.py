"""Retrospectives: that figures were looked at together, and what was decided."""
