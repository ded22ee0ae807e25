"""Notes on days: what happened, beside the figures."""
