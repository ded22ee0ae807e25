"""What the chat's frame page asks for itself: its words and its colours."""

from django import template

from channels_ingest import colour, frame_words

register = template.Library()


@register.simple_tag
def chat_words() -> dict[str, dict[str, str]]:
    return frame_words.catalogues()


@register.simple_tag
def chat_palette(color: str | None) -> colour.Palette:
    return colour.palette(color or colour.DEFAULT)
