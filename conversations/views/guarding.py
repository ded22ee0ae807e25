"""While the agent writes: does the draft ask for what we know, or name a file? Nothing of it is kept or logged."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from conversations.guarding import questions
from conversations.views.answers import refused
from conversations.views.nouns import Noun
from conversations.writing import LONGEST
from sentences.attaching import says_attached


class Guard(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        # Browsers send line ends as CR LF; positions are counted as the page counts them.
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if len(text) > LONGEST:
            return refused(request, "too_long", _("The text is too long to be checked."), to=self.page, status=400)
        found = [question.frame() for question in questions(self.matter, self.agent, text)]
        # Whether a file lies in the draft, the page knows.
        return JsonResponse({"questions": found, "says_attached": says_attached(text)})
