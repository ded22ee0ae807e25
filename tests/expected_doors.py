"""Who finds what behind each address: the written answer that tests/test_matrix.py compares with the house.

An address that is named nowhere here fails the tests, so whoever builds a door says whose it is. The verbs are those it
answers to; any other finds nothing.
"""

# For everybody, signed in or not.
OPEN = {
    "healthz": "get", "readyz": "get", "metrics": "get", "javascript-catalog": "get", "language": "post",
    "account_login": "get post", "account_logout": "get post", "account_reset_password": "get post",
    "account_reset_password_done": "get", "account_reset_password_from_key_done": "get",
    "widget-script": "get", "sdk-script": "get", "chat-look": "get", "chat-frame": "get",
    "form-page": "get post",
    "api-handoff-schema": "get", "api-channel-schema": "get",
}  # fmt: skip

# The link itself says who asks; one that was guessed leads nowhere, whoever follows it.
TOKEN = {
    "setup": "get post", "invitation": "get", "invitation-accept": "get post", "file-held": "get",
    "file-sent": "get", "line-account": "get", "survey": "get post", "board": "get", "board-slabs": "get",
    "account_reset_password_from_key": "get post",
}  # fmt: skip

# For a visitor of a chat site with the bearer of their session, a system with its key, or a provider that signs; our
# own people are strangers there.
VISITOR = {
    "api-handoffs": "post", "api-callbacks": "post", "api-callback-slots": "get", "chat-callback": "get post",
    "api-touchpoints": "post", "api-events": "post", "api-figures": "get", "api-figure": "get", "api-reviews": "post",
    "chat-session": "post delete", "chat-identify": "post", "chat-handoff": "post",
    "chat-messages": "get post", "chat-details": "post",
    "simulator-door": "get post delete", "webhook": "post",
    "chat-ticket": "post", "chat-uploads": "post", "chat-file": "get", "chat-file-preview": "get",
}  # fmt: skip

# Of those: what a window shows before its visitor has said a word.
BEFORE_A_WORD = {("chat-callback", "get")}

# For each of our people: their own page, and the customers, whose profiles are the company's.
SIGNED_IN = {
    "api-schema": "get", "home": "get post delete", "account_reauthenticate": "get post",
    "account_change_password": "get post",
    "mfa_index": "get", "mfa_authenticate": "get post", "mfa_reauthenticate": "get post",
    "mfa_activate_totp": "get post", "mfa_deactivate_totp": "get post", "mfa_view_recovery_codes": "get",
    "mfa_generate_recovery_codes": "get post", "mfa_download_recovery_codes": "get", "presence": "post",
    "profile": "get post", "sign-outs": "post", "settings": "get",
    "list": "get", "create": "get post", "detail": "get", "edit": "get post", "identities": "post",
    "identity": "post delete", "look": "post", "values": "post", "pins": "post", "consents": "post",
    "customer-apart": "post", "customer-duplicates": "get", "customer-apart-undo": "post",
    "customer-journey": "get", "customer-told": "get",
    "inbox": "get", "inbox-rows": "get", "inbox-counts": "get", "palette": "get", "new-message": "get post",
    "new-message-draft": "post",
    "thread-older": "get", "thread-changes": "get", "customer-timeline": "get", "customer-visit": "get",
    "customer-apps": "get", "visitors": "get", "promises": "get", "callbacks": "get", "callback-counts": "get",
    "follow-ups": "get",
    "my-day": "get", "my-day-rows": "get", "my-day-timeline": "get",
    "customer-merge-search": "get", "customer-merge": "get post", "customer-unmerge": "get post",
}  # fmt: skip

# For who may see the matter; for anybody else there is none.
MATTER = {
    "conversation": "get", "conversation-bar": "get", "conversation-suggestion": "get", "conversation-panel": "get",
    "conversation-journey": "get",
    "calls": "post", "call": "get post", "call-wrap-up": "post", "call-recording": "get", "call-number": "get",
    "replies": "post", "notes": "post", "drafts": "post delete", "uploads": "post", "assignment": "get post delete",
    "team": "post delete", "status": "post", "snooze": "post delete", "title": "post", "labels": "get post delete",
    "facts": "get post", "fact": "get post",
    "split": "post", "join": "get post", "spam": "post delete", "entry-undo": "post", "message-retry": "post",
    "message-withdrawal": "post", "message-forward": "post", "letter": "get", "letter-image": "get",
    "guard": "post", "codes": "post", "handoff-spoken": "post", "promises-of": "post", "callbacks-of": "get post",
    "callback-taking": "post delete", "callback-attempts": "post", "callback-outcome": "post",
    "callback-hanging-up": "post",
    "callback-place": "get post", "callback-cancellation": "post", "callback-letter": "post", "callback-undo": "post",
    "follow-up-taking": "post", "follow-up-settling": "post",
    "promise-confirmation": "post", "promise-kept": "post",
    "promise-dropped": "post", "letter-remote": "get", "block": "post delete", "file": "get", "file-preview": "get",
}  # fmt: skip

# For those who lead a team; for anybody else there is no such page.
LEAD = {
    "asked-again": "get", "asked-again-verdict": "post", "survey-results": "get", "wall": "get", "wall-tiles": "get",
    "wall-rows": "get", "wallboard": "get", "wallboard-slabs": "get", "board-links": "get post",
    "board-link-revocation": "post",
    "reports": "get", "report": "get", "report-rows": "get", "report-export": "get",
    "agent-days": "get", "agent-day": "get",
    "goals": "get", "goal-new": "get post", "goal": "get post", "goal-closing": "post",
    "alerts": "get", "alert-explanation": "post", "alert-rules": "get", "alert-rule-new": "get post",
    "alert-rule": "get post", "alert-rule-ending": "post",
    "day-notes": "get", "day-note-new": "get post", "day-note": "get post", "day-note-removal": "post",
    "retrospectives": "get", "retrospective-new": "get post", "retrospective": "get post", "decision": "post",
    "mailed-reports": "get", "mailed-report-new": "get post", "mailed-report-pausing": "post",
    "mailed-report-removing": "post", "mailed-report-sending": "post", "mailed-report-leaving": "post",
}  # fmt: skip

# For the admin; for anybody else there is no such page.
ADMIN = {
    "people": "get", "person": "get post", "person-deactivation": "post", "person-reactivation": "post",
    "person-second-step": "post", "invitations": "get post", "invitation-addresses": "get", "invitation-mail": "post",
    "invitation-withdrawal": "post", "teams": "get", "team-new": "get post", "team-settings": "get post",
    "calendars": "get", "calendar-new": "get post", "calendar": "get post", "calendar-exceptions": "post",
    "calendar-removal": "post", "callback-teams": "get", "callback-team": "get post",
    "exception-removal": "post", "company": "get post", "audit": "get",
    "chat-sites": "get", "chat-site-new": "get post", "chat-site-sample": "get", "chat-site": "get post",
    "chat-site-identify": "post", "chat-site-secret": "post", "chat-site-pause": "post", "chat-site-resumption": "post",
    "chat-site-removal": "post", "chat-site-test": "get", "chat-site-trial": "get", "deliveries": "get",
    "products": "get", "product-new": "get post", "product": "get post", "product-import": "post",
    "product-removal": "post", "patterns": "get", "pattern-new": "get post", "pattern": "get post",
    "pattern-removal": "post",
    "survey-settings": "get post", "survey-new": "get post", "survey-edit": "get post", "survey-switch": "post",
    "survey-preview": "post", "survey-preview-new": "post", "reviews": "get post",
    "wall-limits": "get post", "wall-limits-team": "get post",
    "costs": "get post", "costs-removal": "post",
    "apps": "get", "app-new": "get post", "app": "get post", "app-key": "post", "app-previous-key": "post",
    "app-import": "get post", "app-pause": "post", "app-resumption": "post",
    "forms": "get", "form-new": "get post", "form": "get post", "form-pause": "post", "form-resumption": "post",
    "form-removal": "post",
    "channels": "get", "channel-rows": "get", "channel-new": "get post", "channels-export": "post",
    "channels-import": "get post", "channel": "get post", "channel-check": "post", "channel-echo": "get post",
    "channel-pause": "post", "channel-resumption": "post", "channel-retry": "post", "channel-previous": "post",
    "channel-removal": "post", "channel-secret": "post", "channel-step": "get post",
    "simulator": "get", "simulator-channels": "post", "simulator-live": "get", "simulator-words": "post",
    "simulator-faults": "post", "simulator-beginning": "post", "simulator-call": "get", "simulator-record": "get",
    "delivery-runs": "post", "delivery-raw": "post", "delivery-run": "post", "delivery-reading": "post",
    "delivery-solution": "post",
    "mailboxes": "get", "mailbox-rows": "get", "mailbox-new": "get post", "mailbox-connection-new": "post",
    "mailbox": "get post", "mailbox-connection": "post", "mailbox-test": "get", "mailbox-echo": "get post",
    "mailbox-domain": "get", "mailbox-pause": "post", "mailbox-resumption": "post", "mailbox-removal": "post",
}  # fmt: skip

GROUPS = {
    "open": OPEN, "token": TOKEN, "visitor": VISITOR, "signed in": SIGNED_IN, "matter": MATTER, "lead": LEAD,
    "admin": ADMIN,
}  # fmt: skip

# The walk asks for nothing in particular, so even who may come in is told that it does not exist.
NOTHING_NAMED = {
    ("mfa_deactivate_totp", "get"), ("mfa_deactivate_totp", "post"), ("mfa_view_recovery_codes", "get"),
    ("mfa_download_recovery_codes", "get"), ("sign-outs", "post"), ("split", "post"), ("join", "post"),
    ("fact", "post"), ("entry-undo", "post"), ("letter-remote", "get"), ("identity", "delete"), ("look", "post"),
    ("call-recording", "get"), ("call-number", "get"),
    ("customer-apart-undo", "post"), ("new-message-draft", "post"), ("mailed-report-new", "get"),
    ("mailed-report-new", "post"),
    ("delivery-runs", "post"), ("channel-new", "post"), ("channel-secret", "post"),
    ("simulator-channels", "post"), ("simulator-faults", "post"),
}  # fmt: skip
