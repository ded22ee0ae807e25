"""Files of a form: kept at the first press, so that an error beside another field loses none of them."""

from uuid import UUID, uuid4

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from conversations.file_types import MEGABYTE
from conversations.files import FileRefused, keep
from conversations.models import Attachment, Channel

MOST, MOST_MEGABYTES = 5, 10
# The words around the files.
LARGEST_BODY = MOST * MOST_MEGABYTES * MEGABYTE + MEGABYTE
HELD, DROP, FILES = "held", "drop", "files"
SALT = "channels_ingest.webform.files"


class Uploads:
    """What came along with this press and with those before it. `scope` names who may send them: this form's filler."""

    def __init__(self, request: HttpRequest, channel: Channel, takes: bool = True) -> None:
        self.errors: list[str] = []
        self.scope, before = read(request.POST.get(HELD, ""), channel)
        dropped = set(request.POST.getlist(DROP))
        self.kept = [file for file in waiting(self.scope) if str(file.public_id) in before - dropped]
        for file in request.FILES.getlist(FILES) if takes else []:
            self.take(file)

    def take(self, file: "UploadedFile[bytes]") -> None:
        name = file.name or ""
        if len(self.kept) >= MOST:
            self.errors.append(_("At most %(most)s files: %(name)s was left out.") % {"most": MOST, "name": name})
        elif (file.size or 0) > MOST_MEGABYTES * MEGABYTE:
            words = {"name": name, "most": MOST_MEGABYTES}
            self.errors.append(_("This file is too large (at most %(most)s MB): %(name)s") % words)
        else:
            try:
                self.kept.append(keep(file, name=name, upload_scope=self.scope))
            except FileRefused as refused:
                self.errors.append(refused.message)

    def named(self, channel: Channel) -> str:
        """For the page's next press."""
        if not self.kept:
            return ""
        return signing.dumps([channel.public_id, self.scope, [str(file.public_id) for file in self.kept]], salt=SALT)


def read(given: str, channel: Channel) -> tuple[str, set[str]]:
    try:
        site, scope, names = signing.loads(given, salt=SALT, max_age=86400)
    except (signing.BadSignature, ValueError, TypeError):
        return f"form:{uuid4().hex}", set()
    return (scope, set(names)) if site == channel.public_id else (f"form:{uuid4().hex}", set())


def waiting(scope: str) -> list[Attachment]:
    return list(Attachment.objects.filter(upload_scope=scope, message=None).order_by("pk"))


def found(scope: str, names: list[str]) -> tuple[int, ...]:
    """The keys of those that are still there and belong to no message."""
    wanted = [UUID(name) for name in names[:MOST]]
    own = Attachment.objects.filter(upload_scope=scope, message=None, public_id__in=wanted)
    return tuple(own.order_by("pk").values_list("pk", flat=True))
