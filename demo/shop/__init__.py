"""みなと家電's shop: a page of somebody else, on another origin, that embeds the chat by its one script line."""
