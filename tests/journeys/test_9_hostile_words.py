"""Whatever a stranger writes stays words: in the list, the thread, the profile, the search; drawn and pushed live."""

import uuid

from playwright.sync_api import APIRequestContext, BrowserContext, Page

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, thread
from tests.journeys.test_9_hostile_files import FIRST_SITE, shell

# Whatever runs in our origin can ask for this address; nothing else in the house does.
MARK = "/reached-by-words"
RUN = f"fetch('{MARK}');alert(1)"
WORDS = (
    f'"\'><img src={MARK} onerror="{RUN}"><script>{RUN}</script><svg onload="{RUN}"></svg>'
    f'<b hx-get="{MARK}" hx-trigger="load" hx-on:click="{RUN}">{{{{ 7*7 }}}}{{% debug %}}</b>javascript:{RUN}'
)
# Words that nobody in the demo begins with.
FIRST, SECOND = f"甲-一 {WORDS}", f"甲-二 {WORDS}"


def test_a_stranger_s_words_act_nowhere_in_the_console(theatre: Theatre) -> None:
    console = theatre.agent("tomoya.noguchi")
    reached = watched(console.context)
    stranger = Stranger(theatre, console.context.request)
    stranger.writes(FIRST)
    customer = shell(theatre, THEIR_CUSTOMER)
    console.goto(f"{theatre.product.url}/conversations/{customer.split('/')[0]}/")
    bubble(console, "甲-一").wait_for()
    stranger.writes(SECOND)
    bubble(console, "甲-二").wait_for()
    assert WORDS.split("javascript:")[0] in thread(console).inner_text()
    visits(console, theatre.product.url, customer.split("/")[1])
    assert reached == []


def visits(console: Page, url: str, customer: str) -> None:
    for path in (f"/customers/{customer}/", "/customers/?q=img", "/inbox/?view=all&sort=newest"):
        console.goto(url + path)
        console.wait_for_load_state("networkidle")


class Stranger:
    """Writes by the chat's own doors, as a page of theirs might."""

    def __init__(self, theatre: Theatre, request: APIRequestContext) -> None:
        self.request, self.chat = request, f"{theatre.product.url}/chat/{shell(theatre, FIRST_SITE)}"
        page = {"url": f"https://shop.example/{MARK}", "title": WORDS}
        token = request.post(f"{self.chat}/session/", data={"language": "ja", "page": page}).json()["token"]
        self.headers = {"Authorization": f"Visitor {token}"}
        self.request.post(f"{self.chat}/details/", headers=self.headers, data={"name": WORDS[:60]})

    def writes(self, text: str) -> None:
        said = {"key": str(uuid.uuid4()), "text": text}
        assert self.request.post(f"{self.chat}/messages/", headers=self.headers, data=said).status == 202


def watched(context: BrowserContext) -> list[str]:
    reached: list[str] = []
    context.on("request", lambda asked: reached.append(asked.url) if MARK in asked.url else None)
    context.on("dialog", lambda dialog: (reached.append(dialog.message), dialog.dismiss()))
    return reached


THEIR_CUSTOMER = """
import time
from conversations.models import Message
found = Message.objects.filter(text__startswith="甲-一").order_by("-pk")
while not found.exists():
    time.sleep(0.1)
print(f"{found[0].conversation_id}/{found[0].customer_id}")
"""
