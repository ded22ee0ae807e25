from django.template import Library

from customers import names

register = Library()

register.filter("called", names.called)
register.filter("honorific", names.honorific)
register.filter("addressed", names.addressed)
register.filter("initial", names.initial)
register.filter("tone", names.tone)
