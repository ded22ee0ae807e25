"""The formatted mail in its frame: who may read it, what of it may act (nothing), and where its pictures come from."""

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from conversations import files, formatted
from conversations.models import Attachment, Message
from omnidesk import fetching
from tests.cast import Desk
from tests.letters import Post

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox allow-same-origin allow-popups"
)
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<svg onload="alert(1)"><script>1</script></svg>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(http://tester/p.gif)">x</p>', '<p style="background:u\\72l(http://tester/p.gif)">x</p>',
    '<meta http-equiv="refresh" content="0;url=http://tester/">', '<base href="http://tester/">',
    '<form action="http://tester/"><input name="a"><button>x</button></form>', '<object data="http://tester/"></object>',
    '<embed src="http://tester/">', '<iframe srcdoc="<script>1</script>"></iframe>',
    "<frameset><frame src=x></frameset>",
    '<iframe src="javascript:alert(1)"></iframe>', '<link rel="stylesheet" href="http://tester/s.css">',
    "<style>*{position:fixed}</style>", '<div style="position:fixed;inset:0">x</div>',
    "<math><mtext><script>1</script>",
    '<div hx-post="/agents/1/role/" hx-trigger="load">x</div>', '<video src="http://tester/" autoplay></video>',
    '<table background="http://tester/p.gif"><tr><td>x</table>', '<img srcset="http://tester/p.gif 1x">',
    '<p title="--><img src=x onerror=alert(1)>">x</p>',
    "<noscript><p title='</noscript><img src=x onerror=1>'></noscript>",
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">', '<a href="//tester/" target="_top" ping="http://tester/">x</a>',
]  # fmt: skip


@pytest.fixture
def post(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post.open(desk, monkeypatch)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def page_of(desk: Desk, mail: Message, query: str = ""):
    return desk.client(desk.aya).get(reverse("letter", args=[mail.pk]) + query)


def png(width: int = 20, height: int = 10) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(packed, "PNG")
    return packed.getvalue()


def attached(mail: Message, name: str, content: bytes, content_id: str = "") -> Attachment:
    file = files.keep(SimpleUploadedFile(name, content), name=name)
    file.message, file.content_id = mail, content_id
    file.save()
    return file


def test_it_carries_its_own_policy(desk: Desk, post: Post):
    answer = page_of(desk, post.brings(html="<p>Hello</p>"))
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_for_those_who_may_see_the_matter(desk: Desk, post: Post):
    mail = post.brings(html="<p>Hello</p>")
    address = reverse("letter", args=[mail.pk])
    assert desk.client(desk.emily).get(address).status_code == 404
    assert desk.client(desk.aya).post(address).status_code == 405
    assert desk.client(desk.aya).get(address).status_code == 200


def test_it_is_only_there_where_something_was_formatted(desk: Desk, post: Post):
    assert page_of(desk, post.brings()).status_code == 404
    assert page_of(desk, desk.writes()).status_code == 404


def test_it_shows_nothing_that_acts(desk: Desk, post: Post):
    mail = post.brings()
    for html in HOSTILE:
        mail.envelope.html = html  # as if the door had let it through
        mail.envelope.save()
        seen = Seen()
        seen.feed(page_of(desk, mail, "?images=1").content.decode().partition("<body>")[2])
        assert seen.tags <= formatted.TAGS, html
        assert [name for name, _value in seen.attributes if ACTS.match(name)] == [], html
        assert [value for _name, value in seen.attributes if "tester" in value or ":alert" in value] == [], html
        styles = " ".join(value for name, value in seen.attributes if name == "style")
        assert not re.search(r"position|url|\\", styles), html


ACTS = re.compile(r"on|hx-|data-|srcset|ping|formaction|background")


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, (value or "").lower()) for name, value in attrs]


def test_it_keeps_words_links_and_colours(desk: Desk, post: Post):
    mail = post.brings(
        html='<h1 style="color:#123">件名</h1><a href="https://shop.example/?a=1&amp;b=2">続き</a> &copy;'
    )
    body = page_of(desk, mail).content.decode()
    assert '<h1 style="color:#123">件名</h1>' in body
    assert 'href="https://shop.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow"' in body


def test_it_maps_the_pictures_that_came_along(desk: Desk, post: Post):
    mail = post.brings(html='<img src="cid:logo@x" width="20"><img src="cid:other">')
    file = attached(mail, "logo.png", png(), "<Logo@x>")
    address = reverse("letter-image", args=[mail.pk, file.public_id])
    assert f'<img src="{address}" width="20">' in page_of(desk, mail).content.decode()
    answer = desk.client(desk.aya).get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(answer.content)).size == (20, 10)
    assert desk.client(desk.emily).get(address).status_code == 404


def test_it_serves_no_file_that_is_no_picture(desk: Desk, post: Post):
    mail = post.brings(html='<img src="cid:a">')
    file = attached(mail, "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a")
    other = attached(desk.writes(), "logo.png", png(), "a")
    for public_id in (file.public_id, other.public_id):
        address = reverse("letter-image", args=[mail.pk, public_id])
        assert desk.client(desk.aya).get(address).status_code == 404


REMOTE = '<img src="https://cdn.example/a.png?x=1&amp;y=2" width="300" height="120" alt="夏のセール">'


def test_it_holds_remote_pictures_back_in_a_box_of_their_size(desk: Desk, post: Post):
    body = page_of(desk, post.brings(html=REMOTE)).content.decode()
    assert "cdn.example" not in body
    assert 'width="300" height="120" data-held>' in body
    assert "%20width%3D%22300%22%20height%3D%22120%22" in body


def test_it_fetches_them_for_whoever_asked(desk: Desk, post: Post, monkeypatch: pytest.MonkeyPatch):
    asked = fetched(monkeypatch, lambda url: png(30, 12))
    mail = post.brings(html=REMOTE)
    address = picture_address(page_of(desk, mail, "?images=1").content.decode())
    answer = desk.client(desk.aya).get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert desk.client(desk.aya).get(address).status_code == 200
    assert asked == ["https://cdn.example/a.png?x=1&y=2"]


def test_it_signs_each_address_for_one_person_and_one_mail(desk: Desk, post: Post, monkeypatch: pytest.MonkeyPatch):
    asked = fetched(monkeypatch, lambda url: png())
    mail, other = post.brings(html=REMOTE), post.brings(html=REMOTE)
    address = picture_address(page_of(desk, mail, "?images=1").content.decode())
    elsewhere = address.replace(f"/{mail.pk}/", f"/{other.pk}/")
    assert desk.client(desk.tamura).get(address).status_code == 404
    assert desk.client(desk.aya).get(elsewhere).status_code == 404
    assert desk.client(desk.aya).get(address[:-3] + "AAA").status_code == 404
    assert asked == []


def test_it_shows_nothing_that_is_no_picture(desk: Desk, post: Post, monkeypatch: pytest.MonkeyPatch):
    fetched(monkeypatch, lambda url: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    address = picture_address(page_of(desk, post.brings(html=REMOTE), "?images=1").content.decode())
    assert desk.client(desk.aya).get(address).status_code == 404


def test_it_reaches_nothing_of_ours(desk: Desk, post: Post):
    for host in ("127.0.0.1", "169.254.169.254", "[::1]", "2130706433", "localhost"):
        mail = post.brings(html=f'<img src="http://{host}/a.png">')
        address = picture_address(page_of(desk, mail, "?images=1").content.decode())
        assert desk.client(desk.aya).get(address).status_code == 404


@pytest.mark.parametrize(
    "counter", ['width="1" height="1"', 'style="width:1px;height:1px"', 'width="0"', 'style="display:none"']
)
def test_it_never_fetches_what_only_counts(desk: Desk, post: Post, counter: str):
    body = page_of(desk, post.brings(html=f'<img src="https://cdn.example/c.gif" {counter}>'), "?images=1")
    assert "<img" not in body.content.decode()


def test_a_mail_taken_back_shows_nothing(desk: Desk, post: Post):
    mail = post.brings(html="<p>Hello</p>")
    Message.objects.filter(pk=mail.pk).update(unsent_at=mail.shown_at)
    assert page_of(desk, mail).status_code == 404


def fetched(patch: pytest.MonkeyPatch, answer: Callable[[str], bytes]) -> list[str]:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return answer(url)

    patch.setattr(fetching, "fetch", fetch)
    return asked


def picture_address(body: str) -> str:
    return body.partition('<img src="')[2].partition('"')[0].replace("&amp;", "&")
