"""The world of the demo, read from demo/world/ into typed rows."""

from demo.story.world import World, read

__all__ = ["World", "read"]
