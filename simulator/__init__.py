"""The simulator: every provider's part played by ourselves, so that a channel is tried, and broken, with no account."""
