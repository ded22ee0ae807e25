"""Files of a visitor: chosen, pasted, dropped; too big, refused, repeated."""

from playwright.sync_api import FilePayload

from tests.widget.conftest import Visitor
from tests.widget.emulator import Emulator
from tests.widget.pages import PIXEL


def picture(name: str = "lamp.png", body: bytes = PIXEL) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": body}


def choose(visitor: Visitor, *files: FilePayload) -> None:
    visitor.chat.locator("#chooser").set_input_files(list(files))


def test_it_sends_a_picture_and_shows_it(visitor: Visitor, emulator: Emulator):
    choose(visitor.begin(), picture())
    visitor.wait(lambda: visitor.chat.locator("#files small").count())
    visitor.chat.locator("#send").click()
    visitor.wait(lambda: len(emulator.posted) == 2)
    assert (emulator.posted[1]["text"], emulator.posted[1]["files"]) == ("", ["f-lamp.png"])
    shown = visitor.chat.locator("#lines .picture img")
    visitor.wait(lambda: shown.evaluate("img => img.naturalWidth") == 8)
    assert str(shown.get_attribute("src")).startswith("blob:")
    assert visitor.chat.locator("#files").is_hidden()


def test_it_says_what_is_wrong_with_a_file_before_sending_it(visitor: Visitor, emulator: Emulator):
    emulator.config["file"] = {"max_bytes": 1000, "max_files": 2}
    choose(visitor.open(), picture("big.png", b"0" * 1001), picture("nothing.png", b""))
    visitor.sees("nothing.png は空のファイルです。")
    choose(visitor, *(picture(f"{n}.png") for n in range(3)))
    visitor.sees("一度に添付できるのは 2 個までです。")
    visitor.wait(lambda: visitor.chat.locator("#files small").count() == 2)


def test_it_shows_the_servers_words_and_holds_the_message_back(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.refusal = (422, {"code": "type", "message": "この種類のファイルは送信できません。", "request_id": "r1"})
    choose(visitor, picture("virus.exe"))
    visitor.sees("この種類のファイルは送信できません。")
    visitor.write("これです")
    visitor.sees("添付できなかったファイルがあります", exact=False)
    emulator.refusal = None
    visitor.chat.get_by_role("button", name="virus.exe を外す").click()
    visitor.chat.locator("#send").click()
    visitor.wait(lambda: [row["text"] for row in emulator.posted] == ["はじめまして", "これです"])


def test_it_sends_a_file_up_again_when_the_line_is_back(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    visitor.page.context.set_offline(True)
    choose(visitor, picture())
    visitor.chat.get_by_role("button", name="もう一度試す").wait_for()
    visitor.page.context.set_offline(False)
    visitor.wait(lambda: visitor.chat.locator("#files .bad").count() == 0)
    visitor.wait(lambda: visitor.chat.locator("#files small").count() == 1)


def test_it_takes_a_pasted_picture_but_leaves_pasted_text_alone(visitor: Visitor, emulator: Emulator):
    paste = """(field, [bytes, text]) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', {type: 'image/png'}));
        if (text) data.setData('text/plain', text);
        field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    field = visitor.begin().chat.locator("#text")
    field.evaluate(paste, [list(PIXEL), "表の文字"])
    assert visitor.chat.locator("#files li").count() == 0
    field.evaluate(paste, [list(PIXEL), ""])
    visitor.sees("pasted.png")


def test_it_takes_what_is_dropped_anywhere(visitor: Visitor, emulator: Emulator):
    visitor.begin().chat.locator("#talk").evaluate(
        """(talk, bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', {type: 'image/png'}));
        for (const type of ['dragover', 'drop']) {
          talk.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true})); } }""",
        list(PIXEL),
    )
    visitor.sees("dropped.png")
    assert visitor.chat.locator("#drop").is_hidden()
