"""Pictures of every page in both languages, both schemes and two widths: `make shots`."""
