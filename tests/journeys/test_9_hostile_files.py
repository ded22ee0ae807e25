"""A stranger's file is handed out as bytes: however a page of the console opens it, it runs nothing of its own."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, Page
from playwright.sync_api import Error as Refused

from tests.journeys.conftest import Theatre
from tests.journeys.desk import thread

SAID = "壊れた所の写真を送ります"
# Whatever runs in our origin can ask for this address; nothing else in the house does.
MARK = "/reached-by-a-file"
RUN = f"fetch('{MARK}');alert(1)"
HOSTILE = {
    "page.html": f'<!doctype html><script>{RUN}</script><img src=x onerror="{RUN}">',
    "drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>',
    "data.xml": f'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">{RUN}</x:script>',
    "scan.pdf": f"%PDF-1.7\n<html><script>{RUN}</script>",
    "polyglot.gif": f"GIF89a/*<script>*/=1;{RUN}//</script>",
    "notes.txt": f"{RUN}//<script>{RUN}</script>",
    "table.csv": f"{RUN}//",
    "data.json": f"{RUN}//",
    "x.pdf.html": f'<body onload="{RUN}">',
}
# Every way in which a page of ours could take a file for a part of itself.
TAKEN_IN = """(url) => new Promise((done) => {
  const put = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields));
  put("script", { src: url }); put("script", { src: url, type: "module" });
  put("iframe", { src: url }); put("object", { data: url }); put("embed", { src: url }); put("img", { src: url });
  put("link", { rel: "stylesheet", href: url });
  try { new Worker(url); } catch (error) { /* as it should be */ }
  navigator.serviceWorker?.register(url).catch(() => {});
  import(url).catch(() => {});
  setTimeout(done, 400);
})"""


@pytest.fixture
def console(theatre: Theatre) -> Iterator[Page]:
    """An admin's console, who sees every team's matters; what a refusal says on its console is no complaint."""
    agent = theatre.agent("tomoya.noguchi")
    post_files(theatre, agent.context.request)
    page = agent.context.new_page()
    page.goto(theatre.product.url + "/conversations/" + shell(theatre, THEIR_MATTER) + "/")
    yield page
    page.context.close()


def post_files(theatre: Theatre, request: APIRequestContext) -> None:
    site = shell(theatre, FIRST_SITE)
    chat = f"{theatre.product.url}/chat/{site}"
    token = request.post(f"{chat}/session/", data={"language": "ja"}).json()["token"]
    headers, kept = {"Authorization": f"Visitor {token}"}, []
    for name, words in HOSTILE.items():
        file = {"name": name, "mimeType": "text/html", "buffer": words.encode()}
        kept.append(request.post(f"{chat}/uploads/", headers=headers, multipart={"file": file}).json()["id"])
    said = {"key": str(uuid.uuid4()), "text": SAID, "files": kept}
    assert request.post(f"{chat}/messages/", headers=headers, data=said).status == 202


def test_it_runs_in_no_way_a_page_could_open_it(console: Page) -> None:
    links = thread(console).locator("a[href^='/files/']")
    links.nth(len(HOSTILE) - 1).wait_for()
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    reached = watched(console.context)
    for address in addresses:
        headed(console, address)
        opened(console, address)
        console.evaluate(TAKEN_IN, address)
    assert len(addresses) == len(HOSTILE)
    assert reached == []


def test_a_press_on_it_saves_it(console: Page) -> None:
    reached = watched(console.context)
    for name in HOSTILE:
        with console.expect_download() as started:
            thread(console).locator("a[href^='/files/']", has_text=name).click()
        assert started.value.suggested_filename == name
    assert reached == []


def watched(context: BrowserContext) -> list[str]:
    """What a file reached: our origin by a request, or a person by a dialog."""
    reached: list[str] = []
    context.on("request", lambda asked: reached.append(asked.url) if MARK in asked.url else None)
    context.on("dialog", lambda dialog: (reached.append(dialog.message), dialog.dismiss()))
    return reached


def headed(console: Page, address: str) -> None:
    headers = console.context.request.get(console.url.split("/inbox")[0].split("/conversations")[0] + address).headers
    assert headers["content-disposition"].startswith("attachment"), address
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert not any(kind in headers["content-type"] for kind in ("html", "svg", "xml", "javascript")), address


def opened(console: Page, address: str) -> None:
    """In a tab of its own, by its bare address: the browser saves it and shows no page of it."""
    tab = console.context.new_page()
    with pytest.raises(Refused, match="Download is starting"):
        tab.goto(console.url.split("/inbox")[0].split("/conversations")[0] + address)
    tab.close()


def shell(theatre: Theatre, code: str) -> str:
    return theatre.product.run(code).strip().splitlines()[-1]


FIRST_SITE = "from conversations.models import Channel; print(Channel.objects.filter(kind='chat').first().public_id)"
THEIR_MATTER = f"""
import time
from conversations.models import Message
found = Message.objects.filter(text="{SAID}").order_by("-pk")
while not found.exists():
    time.sleep(0.1)
print(found[0].conversation_id)
"""
