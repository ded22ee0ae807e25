import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from agents import rights
from conversations.file_types import FILES, MEGABYTE, MEGABYTES
from conversations.files import FileRefused, clean_name, keep
from conversations.models import Attachment

DOCS = Path(__file__).parents[2] / "docs" / "chat.md"


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 800)) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", size, "teal").save(packed, kind)
    return packed.getvalue()


def bomb() -> bytes:
    """A PNG that says 50,000 × 50,000 pixels in a few hundred bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def kept(content: bytes, name: str, **more) -> Attachment:
    return keep(ContentFile(content), name=name, **more)


def got(desk, agent, door: str, file: Attachment):
    answer = desk.client(agent).get(reverse(door, args=[file.public_id]))
    answer.getvalue()  # read to the end: the file behind it is closed
    return answer


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../app.py", "app.py"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("x.pdf.html", "x.pdf.html"),
        ("／etc／passwd.txt", "passwd.txt"),
        ("no\0thing\r\n.png", "nothing.png"),
        ("4111 1111 1111 1111.png", "•••• •••• •••• 1111.png"),
        ("レシート（１）.jpg", "レシート(1).jpg"),
        ("", "file"),
        ("あ" * 300 + ".png", "あ" * 116 + ".png"),
    ],
)
def test_it_cleans_names_first_and_judges_them_last(sent, shown):
    assert clean_name(sent) == shown


def test_it_keeps_a_picture_with_a_small_one_of_our_own(db):
    file = kept(picture(), "scratch.png")
    assert (file.width, file.height, file.content_type) == (640, 427, "image/png")
    with file.preview.open() as opened, Image.open(opened) as small:
        assert small.format == "WEBP"
    assert "scratch" not in file.file.name


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ", "setup.exe", "file_type"),
        (b"", "empty.png", "file_empty"),
        (b"<html><script>alert(1)</script>", "photo.png", "file_mismatch"),
        (picture("GIF"), "photo.png", "file_mismatch"),
        (b"%PDF-1.7", "scan.jpg", "file_mismatch"),
        (b"\x00\x01binary", "notes.txt", "file_mismatch"),
        (b"a" * (5 * MEGABYTE + 1), "notes.txt", "file_too_large"),
        (b"#", "no-extension", "file_type"),
    ],
)
def test_it_refuses(db, content, name, code):
    with pytest.raises(FileRefused) as refused:
        kept(content, name)
    assert refused.value.code == code
    assert not Attachment.objects.exists()


def test_a_kind_that_is_not_taken_is_told_which_are(db):
    with override("ja"), pytest.raises(FileRefused) as refused:
        kept(b"MZ", "setup.exe")
    assert refused.value.message.startswith("この種類のファイルは送信できません: setup.exe。送信できる種類: png, jpg,")
    assert all(extension in refused.value.message for extension in FILES)


def test_it_keeps_a_bomb_without_opening_it(db):
    file = kept(bomb(), "huge.png")
    assert not file.preview


def test_it_reads_only_the_first_of_many_frames(db):
    packed = io.BytesIO()
    frames = [Image.new("P", (60, 60), number % 250) for number in range(300)]
    frames[0].save(packed, "GIF", save_all=True, append_images=frames[1:])
    assert kept(packed.getvalue(), "many.gif").preview


@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "data.xml"])
def test_it_hands_markup_out_as_nothing_that_a_browser_runs(desk, name):
    file = kept(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", name, uploaded_by=desk.aya)
    answer = got(desk, desk.aya, "file", file)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_it_shows_inline_only_what_we_made(desk):
    desk.writes()
    file = kept(picture("JPEG"), "写真.jpg")
    Attachment.objects.filter(pk=file.pk).update(message=desk.matter.messages.get())
    assert got(desk, desk.aya, "file", file)["Content-Disposition"].startswith("attachment")
    shown = got(desk, desk.aya, "file-preview", file)
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/webp", 'inline; filename="preview.webp"')


def test_it_is_not_found_by_others(desk):
    desk.writes()
    file = kept(picture(), "photo.png")
    Attachment.objects.filter(pk=file.pk).update(message=desk.matter.messages.get())
    for door in ("file", "file-preview"):
        url = reverse(door, args=[file.public_id])
        assert desk.client(desk.emily).get(url).status_code == 404
        assert Client().get(url).status_code == 302


def test_it_shows_an_unsent_upload_to_its_owner_alone(desk):
    file = kept(picture(), "photo.png", uploaded_by=desk.aya)
    assert got(desk, desk.aya, "file", file).status_code == 200
    assert got(desk, desk.tamura, "file", file).status_code == 404


@override_settings(FILES_URL="https://files.example")
def test_it_comes_from_a_host_of_its_own_by_a_link_of_minutes(desk):
    desk.writes()
    file = kept(picture(), "photo.png")
    Attachment.objects.filter(pk=file.pk).update(message=desk.matter.messages.get())
    link = desk.client(desk.aya).get(reverse("file", args=[file.public_id]))["Location"]
    assert link.startswith("https://files.example/files/held/")
    path = link.removeprefix("https://files.example")
    answer = Client().get(path)
    assert answer.getvalue() == picture()
    assert Client().get(path[:-4] + "abc/").status_code == 404
    rights.changed(desk.aya)
    assert Client().get(path).status_code == 404
    path = desk.client(desk.aya).get(reverse("file", args=[file.public_id]))["Location"].partition("example")[2]
    assert Client().get(path).status_code == 200
    desk.aya.teams.clear()
    assert Client().get(path).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(seconds=302)):
        assert Client().get(path).status_code == 404


def test_it_says_in_the_docs_what_is_taken():
    text = DOCS.read_text()
    for extension, kind in FILES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {kind.group} |"))
        assert f"`{extension}`" in row
        assert f"| {MEGABYTES[kind.group]} MB |" in row
