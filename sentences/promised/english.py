"""Promises in English: "I'll call you back tomorrow by 3 pm", "We will ship it on Monday"."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.promised.due import Clock, says_when
from sentences.promised.japanese import Commitment

SENTENCE = expression(r"(?:[^.!?\n]|(?<=\d)\.(?=\d)|(?<=[ap])\.(?=m)|(?<=[ap]\.m)\.)+[.!?]?")
CONTACT = (
    r"(?:call|ring|phone|contact|e-?mail|write|text|message|get back|come back to you|let you know|update you"
    r"|follow up|report back|reply|respond|answer|keep you (?:posted|updated|informed)|ask|find out|look into"
    r"|check|inform you|notify you)"
)
DOING = (
    r"(?:send|ship|dispatch|deliver|arrange|refund|process|replace|confirm|collect|pick|escalate|forward|hold"
    r"|keep|book|issue|exchange|fix|finish|complete|credit|transfer|cancel|post|mail|prepare|reserve|visit|come"
    r"|be (?:there|with you|in touch|calling|sending)|have|get|give|return|resend|move|change|register|submit"
    r"|pass)"
)
WE = (
    r"(?:\bi|\bwe|\bmy (?:colleague|manager|supervisor)\w*|\bour (?:\w+ )?(?:team|driver|technician|engineer"
    r"|installer|colleague|warehouse|specialist|courier)s?|\bthe (?:driver|courier|installer|technician|engineer"
    r"|warehouse|team)s?|\ban? (?:technician|driver|engineer|colleague|courier)|\b(?:he|she|they|somebody"
    r"|someone))"
)
WILL = r"(?:'ll| will| shall|'m going to|'re going to| am going to| are going to| is going to)"
ADVERB = (
    r"(?: (?:also|then|personally|certainly|definitely|gladly|now|just|immediately|get someone to|have someone"
    r"|make sure (?:to|they|we)|be able to))*"
)
OURS = expression(rf"{WE}{WILL}{ADVERB} (?:(?P<contact>{CONTACT})|(?P<doing>{DOING}))\b")
# "I'm sending it tomorrow", "The installers come on Sat 4 July", "it arrives by Saturday"
NOW = expression(
    rf"{WE}(?:'m|'re| am| are| is) (?:calling|sending|shipping|dispatching|coming|delivering|refunding"
    rf"|collecting)\b|{WE} (?:comes?|calls?|delivers?|collects?|visits?|ships?)\b"
    r"|\b(?:it|they|which|that|the \w+|your \w+|replacement|parcel|order)(?:'ll| will)? (?:be (?:there"
    r"|shipped|sent|delivered|refunded|with you|dispatched|collected|ready|back)|arrives?|ships?|leaves?"
    r"|reach(?:es)? you|come|be arriving)\b"
    r"|(?<![\w-])[\w-]{1,20} will (?:collect|deliver|pick (?:it|them) up|visit|call)\b|\byou(?:'ll| will)? (?:get|have"
    r"|receive|hear from|be refunded|see)\b|\b(?:it|they) should (?:be there|arrive)\b|\barriv(?:es|ing)\b"
    r"|\bexpect (?:a call|an e-?mail|it|to hear)\b"
)
SOON = expression(
    r"\b(?:soon|shortly|right away|right back|asap|as soon as (?!you\b)|once (?!you\b)|later|immediately"
    r"|straight away|at once|in a (?:moment|minute|few minutes|bit))\b"
)
IF = expression(
    r"\b(?:if|unless|should you|in case|whenever|when you|once you|as soon as you|after you|would you"
    r"|provided|were you)\b"
)
GENERAL = expression(
    r"\b(?:usually|normally|typically|generally|always|every (?:day|week|month)|on average|happy to|glad to"
    r"|do (?:our|my) best|be able to help|need to|have to|be here|can (?:call|send|ship)|could|may|might"
    r"|please)\b"
)
ASIDE = expression(
    r"\byou(?:'ll| will)? (?:need|have) to\b|\bhow to\b|\bcheck (?:that|if) you\b|\bi(?:'ll| will) (?:check"
    r"|look|ask)\b(?! and)(?![^.]*\b(?:you|by|today|tomorrow|back)\b)"
)

CUT = expression(
    r"[;]|:(?!\d)|,? (?:but|so|because|although)\b| and (?=(?:arrives|i|we|you|they)\b)"
    r"|, (?:and )?(?=(?:i|we|you|it|they)\b)|[.!]+$"
)


def commitments(text: str, clock: Clock) -> Iterator[Commitment]:
    """Sentence by sentence, each at most once for every verb with words of its own."""
    for sentence in SENTENCE.finditer(text):
        words = sentence.group()
        if words.rstrip().endswith("?") or (IF.search(words) and not words.lstrip().startswith(("i'll", "we'll"))):
            continue
        if IF.search(words) or GENERAL.search(words):
            continue
        yield from _in_sentence(text, sentence, clock)


def _in_sentence(text: str, sentence: re.Match[str], clock: Clock) -> Iterator[Commitment]:
    last = sentence.start()
    for verb in _verbs(text, sentence):
        if verb.start() < last:
            continue
        end = _end(text, verb.end(), sentence.end())
        words = text[verb.start() : end]
        rule = _rule(verb, words, text[last : verb.start()], clock)
        if rule:
            when = words if says_when(words, clock) else text[last:end]
            yield Commitment(verb.start(), end, when, rule)
            last = end


def _verbs(text: str, sentence: re.Match[str]) -> list[re.Match[str]]:
    found = [*OURS.finditer(text, *sentence.span()), *NOW.finditer(text, *sentence.span())]
    return sorted(found, key=lambda verb: (verb.start(), -verb.end()))


def _rule(verb: re.Match[str], words: str, before: str, clock: Clock) -> str:
    """With a time; or soon; or a call or a mail that we owe. Who only says that it arrives must say when."""
    if ASIDE.search(words):
        return ""
    if says_when(words, clock) or says_when(before, clock):
        return "promise_with_a_time"
    if SOON.search(words) or SOON.search(before):
        return "promise_soon"
    return "promise_of_contact" if verb.groupdict().get("contact") else ""


def _end(text: str, start: int, limit: int) -> int:
    """Up to the end of the sentence, or to a clause with a subject of its own."""
    cut = CUT.search(text, start, limit)
    end = cut.start() if cut else limit
    return end - (len(text[start:end]) - len(text[start:end].rstrip(" .!")))
