"""That a file comes along, in English: "I've attached the invoice", "see the attachment", "Receipt attached."

Hoses and filters are attached too: without a word for a paper or a picture, and with "to the wall", it is no file.
"""

from sentences.expressions import expression

NAME = r"[\w-]+\.(?:pdf|xlsx?|docx?|pptx?|csv|zip|jpe?g|png|gif|heic|mp4|mov|txt)"
MAIL = r"(?:e-?mail|mail|message|reply)"
PAPER = (
    r"(?:files?|documents?|pdfs?|photos?|pictures?|images?|screen ?shots?|invoices?|receipts?|quotes?|quotations?"
    r"|estimates?|forms?|labels?|letters?|guides?|manuals?|instructions?|drawings?|diagrams?|contracts?|statements?"
    r"|cop(?:y|ies)|reports?|spreadsheets?|sheets?|lists?|certificates?|confirmations?|brochures?|catalogues?|scans?"
    r"|videos?|maps?|vouchers?|logs?|papers?|paperwork|leaflets?|booklets?|summary|details|templates?|policy|terms"
    rf"|warranty|slips?|{NAME})"
)
TO_A_THING = rf"(?! (?:firmly |securely )?(?:to|on|onto|at) (?!(?:this|the|my|our) {MAIL}\b|this\b))"
WE = r"\b(?:i|we)"
JUST = r"(?: (?:just|also|now|again|already|hereby|gladly|therefore|once more))*"
STATES = expression(
    rf"{WE}(?:'ve| have|'m| am|'re| are|)?{JUST} (?:re-?)?(?:attached|attaching|attach|enclose[ds]?|enclosing)"
    rf"(?! to\b)(?! us\b)(?! (?:\w+ )?(?:importance|value|weight|blame)\b)(?: [\w.'-]+){{1,8}}"
    rf"|{WE}(?:'ll| will) (?:also )?(?:attach|enclose) (?:[\w.'-]+ ){{0,6}}(?:here|below|to this|with this|\b)"
    rf"|\b{PAPER}(?: [\w#'-]+){{0,4}} (?:is|are)(?: \w+)? (?:attached|enclosed)\b{TO_A_THING}"
    rf"|\b{PAPER}(?: (?!was|were)\w+)? (?:attached|enclosed)\b{TO_A_THING}"
    r"|(?:^|[,:;-] )(?:attached|enclosed)(?: herewith| below| here)?"
    r"(?: (?:is|are|you|please|a|an|the|our|my|for|as|to this)\b|:|[.!]?$)"
    r"|\bas (?:an attachment|attached)\b|\bwith (?:it|this) attached\b"
    r"|\bis attached(?= (?:to this|as|for|below|here)\b)"
    r"|^attachments?: ?\S"
)
SENDING = expression(
    rf"{WE}(?:'m| am|'ve| have|'re| are)?{JUST} (?:sending|sent|send)(?: you)?(?: (?:the|a|an|our|your|my))?"
    rf"(?: [\w#'-]+){{0,3}} (?:pdfs?|files?|screen ?shots?|photos?|pictures?|{NAME})\b"
    r"|\bhere(?:'s| is| are)(?: (?:the|a|an|our|your))?(?: [\w#'-]+){0,3}"
    rf" (?:pdfs?|files?|screen ?shots?|{NAME})\b"
)
SHOWS = expression(
    r"\b(?:find|see|check|review|open|read|refer to|use|fill in|fill out|complete|sign|have a look at|take a look at"
    r"|look at|follow|print|print out|return|consult|in|per|with|from|on)(?: out)?(?: the| our| my| these| this| both)?"
    rf" (?:(?:attached|enclosed)(?! to\b)|attachments?\b|enclosed {PAPER})"
    r"|\bthe attachments? (?:explain|show|list|contain|describe|cover|tell|give)s?\b"
    rf"|\b(?:the|our|this|my) (?:attached|enclosed)(?: [\w-]+){{0,3}}? {PAPER}\b"
)
THEIRS = expression(
    r"\byou(?:'ve| have|'d| had| just| kindly| also)* (?:attach|enclos|sent|provided|uploaded)"
    r"|\byour (?:\w+ )?(?:attach|enclos)|\b(?:thanks|thank you) for (?:the|these|your)\b"
    r"|(?:^|\b(?:i|we)(?:'ve| have)?(?: \w+)? )(?:looked at|opened|received|reviewed|checked|seen|saw|got|read"
    r"|gone through) (?:all |both |of |the |your )*(?:attach|enclos)|\b(?:attached|enclosed) by you\b"
    rf"|\b(?:{MAIL}|form) of yours\b|\battached to your (?:\w+ )?(?:{MAIL}|request)"
)
ASKED = expression(
    r"\b(?:please|could you|can you|would you|kindly|you (?:can|may|could|need to|should|must)|if you|to|let me|let us)"
    r"(?: \w+)? (?:attach|enclose)\b"
    r"|\bplease (?:reply|answer|write|send it back) with [^,]*attached\b"
    r"|\b(?:did|do|were|was|are|have) you\b|\b(?:shall|should|may|can|could) (?:i|we) (?:attach|enclose|send)"
    r"|\b(?:do|would) you (?:want|like|mind)|\b(?:with|have|including) (?:the|a|any|your) (?:\w+ )?\w+ attached\?"
)
NOT = expression(
    r"\b(?:not|n't|never|cannot|without|no|nothing|none|forgot to|unable to|able to|failed to)(?: \w+){0,3}"
    r" (?:attach|enclos|(?:open|see|find) the attach)|\battach\w* (?:is|are|was|were) (?:not|missing|empty)"
    r"|\bis(?:n't| not) attached|\b(?:missing|lost|forgotten) attachments?\b"
)
LATER = expression(
    rf"\b(?:tomorrow|later|(?:next|last|first|separate) {MAIL}|(?:next|last) week|last time|separately|once"
    r"|as soon as|when you|if you (?:like|want|wish|need|prefer)|earlier|previous|yesterday|my (?:other|last) \w+"
    r"|by post|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
PARCEL = expression(r"\b(?:parcels?|box|boxes|packages?|packaging|envelopes?|by post|delivery|shipment|carton)\b")
THING = expression(
    r"\b(?:hose|filter|nozzle|brush|lid|cable|bracket|handle|bag|vacuum|crevice|mop|base|wheel|door|tube|pipe)s?\b"
)
QUESTION = expression(r"\?\s*$")
CONDITION = expression(r"\b(?:if|whether|make sure|ensure|check that)\b[^,]*$")


def says_so(sentence: str) -> bool:
    if NOT.search(sentence) or THEIRS.search(sentence) or ASKED.search(sentence):
        return False
    shown = SHOWS.search(sentence)
    if shown and not _goes_with_a_thing(sentence) and not LATER.search(sentence):
        return True
    if QUESTION.search(sentence) or LATER.search(sentence):
        return False
    said = STATES.search(sentence)
    if said and not CONDITION.search(sentence[: said.end()]) and not _goes_with_a_thing(sentence):
        return True
    return SENDING.search(sentence) is not None and not CONDITION.search(sentence)


def _goes_with_a_thing(sentence: str) -> bool:
    """Packed or screwed on: nothing that is sent with a message."""
    return PARCEL.search(sentence) is not None or THING.search(sentence) is not None
