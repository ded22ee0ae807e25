from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.access import signed_in
from agents.models.agent import Presence
from agents.presence import set_presence


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    agent, wanted = signed_in(request), request.POST.get("presence", "")
    if wanted not in Presence.values:
        return HttpResponseBadRequest(_("This presence is not known."))
    set_presence(agent, wanted)
    if request.headers.get("X-Requested-With") == "fetch" or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"presence": agent.presence, "word": agent.get_presence_display()})
    back = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if allowed else reverse("home"))
