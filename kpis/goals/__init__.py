"""Goals: what a figure is to be, and how it stands."""
