from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.access import current
from agents.sign_in import CHOSEN_LANGUAGE

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """For the page at once; for the person when signed in, or from their next sign-in on."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("This language is not available."))
    if agent := current(request):
        agent.language = code
        agent.save(update_fields=["language"])
    else:
        request.session[CHOSEN_LANGUAGE] = code
    back = request.POST.get("next") or request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return remember(HttpResponseRedirect(back if allowed else reverse("home")), code)


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Pages before sign-in have no person to ask; the words of the scripts are cached by this cookie too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )
    return response
