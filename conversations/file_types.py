"""Which files are taken: one table for the code, the docs and the tests."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_OLE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_ZIP = "application/zip"
# No signature, and no control bytes: see conversations.files.is_text.
TEXT = "text"
# Markup is taken because customers have it, and handed out as nothing that a browser would run.
_NEVER_RUN = ("application/octet-stream", TEXT, "application/xml")


@dataclass(frozen=True)
class FileType:
    """How one extension is served, and what its bytes may look like. Never served inline: only our previews are."""

    group: str
    content_type: str
    sniffed: tuple[str, ...]


MEGABYTES = {"image": 15, "document": 25, "text": 5, "markup": 2, "audio": 25, "video": 25, "archive": 25}


def _types(group: str, rows: dict[str, tuple[str, ...]]) -> dict[str, FileType]:
    return {extension: FileType(group, first, (first, *more)) for extension, (first, *more) in rows.items()}


FILES: dict[str, FileType] = {
    **_types(
        "image",
        {
            "png": ("image/png",),
            "jpg": ("image/jpeg",),
            "jpeg": ("image/jpeg",),
            "gif": ("image/gif",),
            "webp": ("image/webp",),
            "heic": ("image/heic",),
            "heif": ("image/heic",),
        },
    ),
    **_types(
        "document",
        {
            "pdf": ("application/pdf",),
            "rtf": ("application/rtf",),
            "docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
            "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
            "pptx": (f"{_OFFICE}presentationml.presentation", _ZIP),
            "doc": (_OLE[0], *_OLE),
            "xls": (_OLE[1], *_OLE),
            "ppt": (_OLE[2], *_OLE),
            "odt": (f"{_OPEN}text", _ZIP),
            "ods": (f"{_OPEN}spreadsheet", _ZIP),
            "odp": (f"{_OPEN}presentation", _ZIP),
        },
    ),
    **_types(
        "text",
        {
            "txt": ("text/plain", TEXT),
            "csv": ("text/csv", TEXT),
            "log": ("text/plain", TEXT),
            "md": ("text/plain", TEXT),
            "json": ("application/json", TEXT),
            "ics": ("text/calendar", TEXT),
            "vcf": ("text/vcard", TEXT),
        },
    ),
    **_types(
        "markup",
        {
            "svg": _NEVER_RUN,
            "html": _NEVER_RUN,
            "htm": _NEVER_RUN,
            "xml": _NEVER_RUN,
        },
    ),
    **_types(
        "audio",
        {
            "mp3": ("audio/mpeg",),
            "m4a": ("audio/mp4", "video/mp4"),
            "wav": ("audio/x-wav",),
            "ogg": ("audio/ogg",),
        },
    ),
    **_types("video", {"mp4": ("video/mp4",), "mov": ("video/quicktime",), "webm": ("video/webm",)}),
    **_types("archive", {"zip": (_ZIP,)}),
}
LARGEST = max(MEGABYTES.values()) * MEGABYTE
