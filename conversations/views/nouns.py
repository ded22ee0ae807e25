"""A noun of one matter: GET shows the choices, POST makes, DELETE undoes. A plain form says DELETE by `_method`."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from agents.access import can, signed_in
from agents.models import Agent
from conversations.models import Conversation
from conversations.views.answers import by_script


class Noun(View):
    """Loads the matter as its viewer may see it; what is not theirs, or not their role's, is not found."""

    action: ClassVar[str] = "reply"
    agent: Agent
    matter: Conversation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.agent = signed_in(request)
        if not can(self.agent, self.action):
            raise Http404
        self.load(**kwargs)
        if request.method == "POST" and request.POST.get("_method") == "DELETE":
            request.method = "DELETE"
        return super().dispatch(request)

    def load(self, *, pk: int) -> None:
        self.matter = get_object_or_404(seen_by(self.agent), pk=pk)

    @property
    def page(self) -> str:
        return reverse("conversation", args=[self.matter.pk])

    def choices(self, request: HttpRequest, part: str, **context: Any) -> HttpResponse:
        """A list to choose from: alone inside a menu, with a frame as a page of its own."""
        shown = {"matter": self.matter, "customer": self.matter.customer, "part": part, **context}
        return render(request, part if by_script(request) else "conversations/thread/choose.html", shown)


def seen_by(agent: Agent) -> Any:
    """Matters of this agent's, with their customers."""
    return Conversation.objects.visible_to(agent).select_related("customer", "team", "assignee")
