"""Reports that go out by mail: a view of a report, by its address, to colleagues who may see it, once for each time."""
