"""The lines of the hand-over card in words."""

from django.template import Library

from conversations import card_page

register = Library()
register.filter("card_words", card_page.words)
