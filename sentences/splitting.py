"""Where one sentence ends and the next begins, in mails, chats and wrapped lines, Japanese and English.

The rules about sentences look at one sentence at a time, so that "we have your address. Please call us" asks nothing.
All spans are offsets of the folded text (`folding.py`).
"""

from sentences.expressions import expression

# What other people said or what a screen says is not what the writer says: 「番号を教えて」と書かれていました.
QUOTED = expression(r"「[^「」\n]{0,200}」|『[^『』\n]{0,200}』|\"[^\"\n]{0,200}\"|(?m:^[ \t]*>[^\n]*$)")
WORDED = expression(r"[。?!]|ます|ください|です|ました|教えて|(?:\w+ ){3}")  # 「お名前」 alone is a label, not speech

ENDS = expression(r"[。!?]+[」』)]*|(?<=[ぁ-ん])\.(?=\s|$)|(?<!\d)\.+(?=\s|$|\")|\n")
SHORTENED = expression(
    r"\b(?:mr|mrs|ms|dr|st|vs|approx|e\.g|i\.e|etc|(?:order|model|serial|phone|tel|ref|item"
    r"|part) no)$"
)
GOES_ON = (
    expression(  # a line that was only wrapped: it ends in a particle, a comma, or in the middle of an English one
        r"(?:[、,をはがにでのてともへや]|\b(?:your|the|a|an|of|to|and|or|me|us|with|for|in|on|my|our|please|if"
        r"|so))\s*$"
    )
)
BULLET = expression(r"\s*(?:[・*●■◆◇○□※•‣▪>-]|[①-⑳]|\(?\d{1,2}[.)])\s*")
GREETING = expression(r"(?:hi|hello|hey|dear|good \w+|thanks|thank you|regards|cheers|best)\b[^,]{0,40},\s*$")
LONGEST = 400  # no sentence is longer; what claims to be is cut, so that reading stays linear
WRAPPED = 45  # an English line this long without a full stop was wrapped by a mail program


def without_quotes(text: str) -> str:
    """The text with spoken quotations blotted out, letter for letter, so that offsets stay."""
    return QUOTED.sub(lambda found: _blot(found[0]) if _is_speech(found[0]) else found[0], text)


def _is_speech(quoted: str) -> bool:
    return quoted.lstrip().startswith(">") or WORDED.search(quoted) is not None


def _blot(quoted: str) -> str:
    return "".join("\n" if letter == "\n" else "□" for letter in quoted)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, without the white space around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        for cut in range(start, end, LONGEST):
            span = _trimmed(text, cut, min(cut + LONGEST, end))
            if span[0] < span[1]:
                spans.append(span)
        start = end
    return spans


def _ends(text: str) -> list[int]:
    ends: list[int] = []
    start = 0
    for found in ENDS.finditer(text):
        line = text[max(start, found.start() - LONGEST) : found.start()]
        if found[0] == "\n" and _is_wrapped(line, text[found.end() : found.end() + LONGEST]):
            continue
        if found[0] == "." and SHORTENED.search(line):
            continue
        ends.append(found.end())
        start = found.end()
    return [*ends, len(text)]


def _is_wrapped(line: str, following: str) -> bool:
    if not following.strip(" \t　") or following.lstrip(" \t　").startswith("\n") or BULLET.match(following):
        return False
    line = line[line.rfind("\n") + 1 :]
    if not line.strip() or GREETING.match(line):
        return False
    return GOES_ON.search(line) is not None or (line.isascii() and len(line) >= WRAPPED and line[-1] != ":")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
