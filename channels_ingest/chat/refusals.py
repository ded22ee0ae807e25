"""What a visitor is told when something is not possible: a code for the widget, a sentence for the person."""

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omnidesk import request_id

REASONS: dict[str, tuple[int, str | Promise]] = {
    "unknown_site": (404, _("This chat does not exist.")),
    "paused": (403, _("This chat takes no messages at the moment.")),
    "foreign_origin": (403, _("This request did not come from our chat window.")),
    "no_session": (401, _("Your chat has ended. Please start a new one.")),
    "not_identified": (401, _("We could not confirm who you are. Please reload the page.")),
    "bad_request": (400, _("We could not read this. Please reload the page and try again.")),
    "too_large": (413, _("This is too large.")),
    "not_found": (404, _("This does not exist (any more).")),
    "link_expired": (410, _("This link has expired. Please open the file from the chat again.")),
    "method": (405, _("This is not possible here.")),
    "empty": (422, _("Write a message or attach a file.")),
    "text_too_long": (422, _("This message is too long.")),
    "unknown_file": (422, _("A file is missing. Please attach it again.")),
    "too_many_files": (422, _("These are too many files at once.")),
    "bad_email": (422, _("This is not an e-mail address.")),
    "bad_number": (422, _("This is not a phone number (e.g. 03-1234-5678).")),
    "not_offered": (409, _("Callbacks are not offered here.")),
    "slot_full": (409, _("This time is taken by now. Please choose another one.")),
    "too_often": (429, _("That was too fast. Please wait a moment.")),
    "broken": (500, _("Something went wrong on our side.")),
    "unavailable": (503, _("We cannot take this right now. Please try again in a moment.")),
}


class Refused(Exception):
    def __init__(self, code: str, message: str = "", status: int = 0, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status, said = REASONS.get(code, (422, ""))
        self.status = status or self.status
        self.message = message or said
        self.retry_after = retry_after

    def answer(self, request: HttpRequest) -> JsonResponse:
        body = {"code": self.code, "message": str(self.message), "request_id": request_id.of(request)}
        response = JsonResponse(body, status=self.status, json_dumps_params={"ensure_ascii": False})
        if self.retry_after:
            response.headers["Retry-After"] = str(self.retry_after)
        return response
