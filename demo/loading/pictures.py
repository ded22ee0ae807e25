"""The customers' photos and papers, drawn on the spot: nobody's pictures lie in the project."""

import io
import zlib

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from conversations.files import keep
from conversations.models import Message

SIZE = (960, 720)
# In the names of what was photographed from paper or from a screen.
PAPERS = ("書", "票", "伝", "画面", "明細", "表示", "slip", "screen", "receipt", "statement")
WALL, FLOOR, BODY, EDGE, LAMP, PAPER, INK = "#e6e0d6", "#c9b79f", "#f6f5f2", "#5a5f69", "#d03a2f", "#fbfaf6", "#3b4048"


def attach(files: list[tuple[Message, str]]) -> None:
    for message, name in files:
        content = paper(name) if name.endswith(".pdf") else photo(name)
        attachment = keep(ContentFile(content), name=name)
        attachment.message = message
        attachment.save(update_fields=["message"])


def photo(name: str) -> bytes:
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    if any(word in name for word in PAPERS):
        sheet(pen, seed(name))
    else:
        machine(pen, seed(name))
    out = io.BytesIO()
    picture.save(out, "PNG" if name.lower().endswith(".png") else "JPEG", quality=82)
    return out.getvalue()


def seed(name: str) -> int:
    return zlib.crc32(name.encode())


def machine(pen: ImageDraw.ImageDraw, number: int) -> None:
    """A household machine on a floor, with a red lamp."""
    pen.rectangle((0, 520, *SIZE), fill=FLOOR)
    left, width, height = 260 + number % 90, 330 + number % 120, 320 + number % 90
    pen.rounded_rectangle((left, 560 - height, left + width, 580), 36, fill=BODY, outline=EDGE, width=6)
    pen.rounded_rectangle((left + 40, 600 - height, left + width - 40, 660 - height), 14, outline=EDGE, width=5)
    pen.ellipse((left + width - 92, 612 - height, left + width - 60, 644 - height), fill=LAMP)
    pen.ellipse((left + width // 2 - 90, 380, left + width // 2 + 90, 560), outline=EDGE, width=8)


def sheet(pen: ImageDraw.ImageDraw, number: int) -> None:
    """A sheet of paper on a table: lines instead of letters."""
    pen.rectangle((0, 0, *SIZE), fill=FLOOR)
    pen.rectangle((210, 50, 750, 680), fill=PAPER, outline=EDGE, width=3)
    pen.rectangle((250, 90, 250 + 180 + number % 120, 126), fill=INK)
    for line in range(12):
        length = 300 + (number >> line) % 180
        pen.rectangle((250, 170 + line * 38, 250 + length, 180 + line * 38), fill="#9aa0a8")
    pen.ellipse((610, 560, 700, 650), outline=LAMP, width=6)


def paper(name: str) -> bytes:
    """The smallest PDF with one page and one line."""
    line = b"BT /F1 18 Tf 60 760 Td (Minato Kaden) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(body))
    return body + head + table + tail
