"""Every word of the chat, for the visitor's browser: both languages go along, so that changing it loses nothing."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

WORDS = {
    # who and what
    "you": pgettext_lazy("chat", "You"),
    "desk": _("Support"),
    "automatic": _("Automatic reply"),
    "log": _("Conversation"),
    "messages": _("Messages"),
    "menu": _("Menu"),
    "minimise": _("Close the chat"),
    "end": _("End the chat on this device"),
    "end_what": _("The conversation disappears from this device. What you told us stays with our staff."),
    "stay": _("Cancel"),
    "really": _("End the chat"),
    # above the conversation
    "hello": _("Hello"),
    "hello_name": _("Hello, {name}"),
    "signed_in": _("You are signed in. No need to give your name or number."),
    "here": _("Tell us what we can do for you."),
    "wait_soon": _("We usually answer within a minute."),
    "wait_minutes": _("We usually answer in about {n} min."),
    "nobody": _("Nobody is free right now. We will answer as soon as we can."),
    "closed": _("We are closed now and will answer when we are back."),
    "closed_until": _("We are closed now and will answer from {when}."),
    # banners
    "offline": _("You are offline. What you write is kept and sent when you reconnect."),
    "unreachable": _("We cannot be reached right now. What you write is kept and sent when it works again."),
    "back": _("Connected again."),
    "try_now": _("Try now"),
    "paused": _("This chat takes no messages at the moment."),
    "expired": _("Your earlier session has expired, so this is a new conversation."),
    "not_kept": _("Your browser keeps nothing for this chat: it is gone when you leave the page."),
    # the conversation
    "earlier": _("Earlier messages"),
    "below": _("New messages"),
    "typing": _("{name} is writing"),
    "typing_somebody": _("Somebody is writing"),
    "taken_over": _("{name} has taken over"),
    "withdrawn": _("This message was withdrawn."),
    "leads_to": _("Leads to {host}"),
    "sent_file": _("File: {name}"),
    "waiting": _("Waiting to be sent"),
    "sending": _("Sending"),
    "refused": _("Not sent"),
    "sent": pgettext_lazy("chat", "Sent"),
    "delivered": pgettext_lazy("chat", "Delivered"),
    "read": _("Read"),
    "edit": _("Correct and send"),
    "discard": _("Discard"),
    "reference": _("Reference: {id}"),
    "did_not_work": _("That did not work. Try again in a while."),
    # writing
    "message": _("Message"),
    "placeholder": _("Write a message"),
    "send": _("Send"),
    "promise": _("What you tell us is passed on. You need not explain it twice."),
    "too_long": _("Longer than {max} characters. Take out {n} or more, or send it in parts."),
    # files
    "attach": _("Attach a file"),
    "drop": _("Drop files here"),
    "picture": _("Picture"),
    "again": _("Try again"),
    "remove_file": _("Remove {name}"),
    "uploading": _("Sending {name}"),
    "uploaded": _("{name} is attached"),
    "wait_upload": _("Files are still uploading. One moment."),
    "mend_files": _("A file could not be attached. Try again or remove it."),
    "file_too_big": _("{name} is too big. Up to {max} each."),
    "file_empty": _("{name} is empty."),
    "too_many_files": _("Up to {n} files at a time."),
    "file_not_loaded": _("{name} could not be loaded."),
    # leaving an address
    "leave": _("Where can we reach you?"),
    "leave_why": _("We can then answer even when you have left this page."),
    "email": _("E-mail address"),
    "name": _("Your name"),
    "optional": pgettext_lazy("chat", "optional"),
    "leave_send": _("Leave your address"),
    "later": _("Not now"),
    "left": _("Thank you. We will write to {email}."),
    # being called
    "choices": _("Choices"),
    "call_me": _("Prefer a phone call?"),
    "call_change": _("Call requested – change it"),
    "call_title": _("We call you back"),
    "call_number": _("Phone number"),
    "call_when": _("When shall we call?"),
    "call_now": _("As soon as possible"),
    "call_keep": _("In my turn: I keep my place in the queue"),
    "call_booked": _("At a time that I choose"),
    "call_time": _("Time"),
    "call_none": _("No time is free. Choose one of the other ways."),
    "call_note": _("What is it about?"),
    "call_send": _("Ask for the call"),
    "call_kept": _("Thank you. We will call you by {when}."),
    "call_at": _("Thank you. Your call is planned for {when}."),
    "call_number_wrong": _("Check the phone number (e.g. 03-1234-5678)."),
    "email_wrong": _("Check the e-mail address (e.g. name@example.com)."),
}


def catalogues() -> dict[str, dict[str, str]]:
    return {code: in_language(code) for code, _name in settings.LANGUAGES}


def in_language(code: str) -> dict[str, str]:
    with override(code):
        return {key: str(text) for key, text in WORDS.items()}
