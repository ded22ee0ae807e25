import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.models import Agent
from conversations.models import Conversation
from conversations.palette import groups

CONSOLE = re.compile(r"/(?:inbox|conversations/(\d{1,18}))/")


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    agent, typed = signed_in(request), request.GET.get("q", "")
    console = CONSOLE.match(request.GET.get("from", ""))
    matter = open_matter(agent, int(console[1])) if console and console[1] else None
    found = groups(agent, typed, matter, in_console=console is not None)
    return render(request, "conversations/palette.html", {"groups": found, "typed": typed})


def open_matter(agent: Agent, pk: int) -> Conversation | None:
    return Conversation.objects.visible_to(agent).select_related("customer").filter(pk=pk).first()
