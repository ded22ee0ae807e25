"""Labels of a matter."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from conversations import labelling
from conversations.models import Label
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun


class Labels(Noun):
    """POST {label}: on it, made if it is new. DELETE {label}: off it."""

    action: ClassVar[str] = "label"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        on = set(self.matter.label_uses.values_list("label_id", flat=True))
        found = [(label, label.pk in on) for label in Label.objects.all()]
        return self.choices(request, "conversations/thread/labelling.html", labels=found)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        name = labelling.clean(request.POST.get("label", "").replace("\x00", ""))
        if not name:
            return refused(request, "label", _("A label needs at least one letter."), to=self.page, status=400)
        entry = labelling.add(self.matter, name, self.agent)
        return done(request, _("Label “%(label)s” added") % {"label": name}, entry, to=self.page)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        name = labelling.clean((request.POST.get("label") or request.GET.get("label", "")).replace("\x00", ""))
        entry = labelling.remove(self.matter, name, self.agent)
        return done(request, _("Label “%(label)s” removed") % {"label": name}, entry, to=self.page)
