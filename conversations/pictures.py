"""Small pictures of ours in place of strangers' large ones: re-encoded, without place and camera, shown inline."""

import io
import threading
import warnings
from dataclasses import dataclass

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

LONGEST_SIDE = 640
MOST_PIXELS = 25_000_000
CONTENT_TYPE = "image/webp"

# Pillow only warns between one and two times its limit; for us that is too large already.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# One picture at a time and process: 25 million pixels take 100 MB while they are scaled.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Preview:
    file: "ContentFile[bytes]"
    width: int
    height: int


def preview_of(file: "File[bytes]", longest: int = LONGEST_SIDE) -> Preview | None:
    """None = no picture that we can read, or one too large to be opened; the file itself may still be kept."""
    with _one_at_a_time:
        try:
            file.seek(0)
            return scaled(file, longest)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return None


def scaled(file: "File[bytes]", longest: int) -> Preview:
    """Only the first frame is read, so that ten thousand of them cost no more than one."""
    with Image.open(file, formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (2 * longest, 2 * longest))
        image.thumbnail((longest, longest))
        upright = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    packed = io.BytesIO()
    upright.save(packed, "WEBP", quality=80)
    return Preview(ContentFile(packed.getvalue()), upright.width, upright.height)
