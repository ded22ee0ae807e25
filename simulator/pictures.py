"""The photo that a practice customer sends: drawn once, and plainly a sample."""

import io
from functools import cache

from PIL import Image, ImageDraw


@cache
def sample() -> bytes:
    picture = Image.new("RGB", (640, 400), (226, 232, 244))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((220, 90, 420, 330), radius=24, outline=(52, 74, 138), width=6)
    pen.ellipse((300, 130, 340, 170), fill=(190, 40, 40))
    pen.line((250, 280, 390, 280), fill=(52, 74, 138), width=6)
    pen.text((20, 370), "SAMPLE", fill=(52, 74, 138))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=80)
    return packed.getvalue()
