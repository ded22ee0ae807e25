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
# Long enough to type a password: what is chosen on the sign-in page is kept for the person who then signs in.
WHILE_SIGNING_IN = 15 * 60


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """For the page at once; for the person when signed in, or from their next sign-in on."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("This language is not available."))
    back = request.POST.get("next") or request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = remember(HttpResponseRedirect(back if allowed else reverse("home")), code)
    if agent := current(request):
        agent.language = code
        agent.save(update_fields=["language"])
    else:
        keep(response, CHOSEN_LANGUAGE, code, WHILE_SIGNING_IN)
    return response


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Pages before sign-in have no person to ask; the words of the scripts are cached by this cookie too."""
    keep(response, settings.LANGUAGE_COOKIE_NAME, code, YEAR)
    return response


def keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.LANGUAGE_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, secure=secure, httponly=True, samesite="Lax")
