"""Where customers had to say something twice: for those who lead."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agents.access import needs, signed_in
from conversations import asked_again_page
from conversations.models import AskedAgain, Conversation, Verdict
from conversations.views.answers import by_script


@require_safe
@needs("asked.again")
def asked_again(request: HttpRequest) -> HttpResponse:
    return render(request, "conversations/asked_again.html", asked_again_page.page(signed_in(request), request.GET))


@require_POST
@needs("asked.again")
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    agent, said = signed_in(request), request.POST.get("verdict", "")
    if said not in (Verdict.RIGHT, Verdict.WRONG):
        raise BadRequest("verdict")
    rows = AskedAgain.objects.filter(conversation__in=Conversation.objects.visible_to(agent))
    related = ("message", "conversation__customer", "agent", "team", "channel", "judged_by")
    row = asked_again_page.judge(get_object_or_404(rows.select_related(*related), pk=pk), said, agent)
    if by_script(request):
        return render(request, "conversations/asked_again/row.html", {"row": asked_again_page.dressed(row)})
    return redirect("asked-again")
