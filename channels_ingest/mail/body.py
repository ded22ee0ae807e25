"""The walk through a mail's parts: what is its letter, what are its files, which mails lie within."""

from dataclasses import dataclass, field, replace
from html import escape

from channels_ingest.mail import html, names, plain, words
from channels_ingest.mail.parts import Part, part_of, uuencoded
from channels_ingest.mail.structure import MESSAGES, Node

# The letter of a mail that was written for machines is the part for people; these are its papers.
REPORTS = ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers")


# The same words once more, for programs that run mails.
FOR_PROGRAMS = ("text/x-amp-html", "text/watch-html")


@dataclass
class Piece:
    """One stretch of the letter, as text, as HTML or as both."""

    text: str | None = None
    html: str | None = None

    @property
    def as_text(self) -> str:
        return self.text if self.text is not None and self.text.strip() else html.to_text(self.html or "")

    @property
    def as_html(self) -> str:
        return self.html if self.html is not None else f"<pre>{escape(self.text or '')}</pre>"


@dataclass
class Bag:
    hints: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    # Mails that came inside this one, as text.
    letters: list[str] = field(default_factory=list)
    reports: list[Node] = field(default_factory=list)
    calendars: list[bytes] = field(default_factory=list)
    charset: str = ""
    within: str = ""
    is_report: bool = False

    def beside(self) -> "Bag":
        """Another bag for the words of one alternative; files go into the same."""
        return replace(self, pieces=[], charset="")

    @property
    def text(self) -> str:
        return "\n\n".join(text for piece in self.pieces if (text := piece.as_text.strip("\n")))

    @property
    def html(self) -> str:
        has_html = any(piece.html is not None for piece in self.pieces)
        return "\n".join(piece.as_html for piece in self.pieces) if has_html else ""


def collect(root: Node, hints: tuple[str, ...]) -> Bag:
    bag = Bag(hints, is_report=root.kind == "multipart/report")
    walk(root, bag)
    if not bag.pieces:
        promote(root, bag)
    return bag


def walk(node: Node, bag: Bag) -> None:
    if node.kind == "multipart/alternative":
        alternatives(node, bag)
    elif node.kind.startswith("multipart/"):
        for child in node.children:
            walk(child, bag)
    elif node.kind in MESSAGES:
        mail_within(node, bag)
    elif is_letter(node):
        write(node, bag)
    else:
        file(node, bag)


def alternatives(node: Node, bag: Bag) -> None:
    """The same words several times: the plainest for reading, the richest for showing."""
    children = [child for child in node.children if child.kind not in FOR_PROGRAMS]
    bags = [bag.beside() for _child in children]
    for child, one in zip(children, bags, strict=True):
        walk(child, one)
    text = next((one.text for one in bags if not one.html and one.text), None)
    rich = next((one.html for one in reversed(bags) if one.html), None)
    bag.charset = bag.charset or next((one.charset for one in bags if one.charset), "")
    if text is not None or rich is not None:
        bag.pieces.append(Piece(text, rich))


def is_letter(node: Node) -> bool:
    if node.kind not in ("text/plain", "text/html"):
        return False
    is_file = node.value("Content-Disposition").strip().lower().startswith("attachment")
    return not is_file and not names.given(node, ())


def write(node: Node, bag: Bag) -> None:
    text, charset = plain.text_of(node, bag.hints)
    bag.charset = bag.charset or charset
    if node.kind == "text/html":
        bag.pieces.append(Piece(html=text))
        return
    text, files = uuencoded(text)
    bag.pieces.append(Piece(text=text))
    bag.parts += [Part(name, "application/octet-stream", content, within=bag.within) for name, content in files]


def file(node: Node, bag: Bag) -> None:
    part = part_of(node, bag.hints, bag.within)
    bag.parts.append(part)
    if node.kind in REPORTS:
        bag.reports.append(node)
    elif node.kind == "text/calendar":
        bag.calendars.append(part.content)


def mail_within(node: Node, bag: Bag) -> None:
    """Kept as a file, and opened: its words are read, its files lie beside ours. A returned mail is ours already."""
    part = part_of(node, bag.hints, bag.within)
    bag.parts.append(part)
    bag.reports.append(node)
    if bag.is_report or not node.children:
        return
    inner = bag.beside()
    inner.within, inner.calendars = part.name, []
    walk(node.children[0], inner)
    text = f"{heading(node.children[0], bag.hints)}\n\n{inner.text}".strip()
    bag.letters.insert(0, text)


def heading(node: Node, hints: tuple[str, ...]) -> str:
    names_shown = ("From", "Date", "To", "Subject")
    lines = ((name, words.decoded(node.value(name), hints)) for name in names_shown)
    return "\n".join(f"{name}: {value}" for name, value in lines if value)


def promote(root: Node, bag: Bag) -> None:
    """A letter that its program named like a file, when there is no other."""
    node = root
    while node.kind.startswith("multipart/") and node.children:
        node = node.children[0]
    is_file = node.value("Content-Disposition").strip().lower().startswith("attachment")
    if node.kind in ("text/plain", "text/html") and not (is_file and bag.within):
        named = names.name_of(node, bag.hints)
        is_only_words = not is_file
        if is_only_words:
            bag.parts = [part for part in bag.parts if part.name != named]
            write(node, bag)
