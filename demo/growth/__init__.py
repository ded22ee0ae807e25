"""How a few people and sentences grow into three months of a desk's work."""
