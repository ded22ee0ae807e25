"""Reports: each measure from its figure to its rows. Figures come from rollups; only a list of rows reads rows."""
