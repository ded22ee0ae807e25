"""The signatures of Twilio and Vonage, by the vectors their own kits publish, and beside Twilio's own validator."""

import base64
import hashlib
import json
import time
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from channels_ingest import fields
from channels_ingest.adapters.base import NotVerified
from channels_ingest.adapters.sms import Sms
from channels_ingest.sms import vonage_door
from channels_ingest.twilio import signature as twilio
from conversations.models import Channel
from tests.channels_ingest.providers import TWILIO, TWILIO_SID, twilio_body, twilio_signed
from tests.channels_ingest.sms_account import FORM, SECRET, VONAGE_SECRETS, VONAGE_SETTINGS, vonage_body
from tests.fixtures import FOLDER

U = "https://mycompany.com/myapp.php?foo=1&bar=2"
HTTP = U.replace("https", "http")
P = [("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("From", "+14158675309"), ("To", "+18005551212")]
P += [("Caller", "+14158675309")]
REPEATED = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
LIST = [("MessagingBinding.Address", "+1325xxxxxxx"), ("MessagingBinding.Address", "+1415xxxxxxx")]
JSON = f"{U}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
EMPTY = f"{U}&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
# tests of twilio-python and twilio-node (SIGNATURES.md)
TWILIO_PUBLISHED = [
    (U, P, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (U.replace(".com", ".com:1234"), P, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (HTTP.replace(".com", ".com:1234"), P, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (U, P, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (HTTP, P, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (U, REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    (U, LIST, "83O6e2vORAoJHUNzJjDWN1jz+BA="),
    (JSON, [], "a9nBmqA0ju/hNViExpshrM61xv4="),
    (EMPTY, [], "Ldidvp12m26NI7eqEvxnEpkd9Hc="),
    (U.replace("//", "//user:pass@"), P, "CukzLTc1tT5dXEDIHm/tKBanW10="),
    (f"{U}&Body=It%27s+amazing", P, "TfZzewPq8wqrGlMfyAud8+/IvJ0="),
]
A = {
    "message-timestamp": "2013-11-21 15:27:30",
    "messageId": "020000001B0FE827",
    "msisdn": "14843472194",
    "text": "Test again",
    "timestamp": "1385047698",
    "to": "13239877404",
    "type": "text",
}
B = {
    "keyword": "TEST",
    "message-timestamp": "2017-04-04 22:57:47",
    "messageId": "0B00000042AC53BD",
    "msisdn": "14843472194",
    "nonce": "929d6744-bd28-42c8-b6cf-31d5b4f43732",
    "text": "Test with & and =",
    "timestamp": "1491346667",
    "to": "12192259404",
    "type": "text",
}
SHA512 = "E0D3C650F8C9D1A5C174D10DDDBFB003E561F59B265616208B0487C5D819481C"
SHA512 += "D3C311D59CF6165ECD1139622D5BA3A256C0D763AC4A9AD9144B5A426B94FE82"
PHP, PYTHON = "my_secret_key_for_testing", "signature_secret"
# tests of vonage-php-sdk-core and vonage-python-sdk (SIGNATURES.md)
VONAGE_PUBLISHED = [
    (PHP, "md5hash", A, "d2e7b1dc968737c5998ad624e02f90b7"),
    (PHP, "md5", A, "DDEBD46008C2D4E93CCE578A332A52D5"),
    (PHP, "sha1", A, "27D0D05C2876C7CB1720DBCDBA4D492E1E55C09A"),
    (PHP, "sha256", A, "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330"),
    (PHP, "md5hash", B, "e06d9763e3fd0b9c31beb5fc2fcb011c"),
    (PYTHON, "md5", {"param": "value", "timestamp": "1234567890"}, "655a4d0b7f064dff438defc52b012cf5"),
    (
        PYTHON,
        "sha256",
        {"param1": "value1", "param2": "value2", "timestamp": "1234567890"},
        "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287",
    ),
    (
        PYTHON,
        "md5",
        {"param1": "value&1", "param2": "value=2", "timestamp": "1234567890"},
        "2bbf0abafb2c55e5af6231513896a2ac",
    ),
]


@pytest.mark.parametrize(("url", "signed", "signature"), TWILIO_PUBLISHED)
def test_what_twilio_publishes_passes(url: str, signed: list[tuple[str, str]], signature: str):
    assert [one for one in twilio.addresses(url) if twilio.is_signature(signature, one, "12345", signed)]
    assert not twilio.is_signature(signature.swapcase(), url, "12345", signed)


def test_a_whole_request_of_twilio_s_passes():
    body = (FOLDER / "webhooks" / "twilio" / "voice_inbound_ringing_signed.txt").read_bytes().strip()
    token, url = "1c892n40nd03kdnc0112slzkl3091j20", "http://www.postbin.org/1ed898x"
    assert twilio.signature(url, token, fields.pairs(body)) == "fF+xx6dTinOaCdZ0aIeNkHr/ZAA="


TOLD = st.dictionaries(st.text("aBz09_-.あ", min_size=1, max_size=8), st.text(max_size=30), max_size=6)


@given(token=st.text(min_size=1, max_size=40), told=TOLD, port=st.sampled_from(["", ":443", ":8443"]))
def test_it_judges_as_twilio_s_own_validator(token: str, told: dict[str, str], port: str):
    url = f"https://desk.example.com{port}/in/sms/x/?a=1"
    right = twilio.signature(url, token, [*told.items()])
    assert RequestValidator(token).compute_signature(url, told) == right
    assert RequestValidator(token).validate(url, told, right)
    body = urlencode(told).encode()
    assert sorted(fields.pairs(body)) == sorted(told.items())


@pytest.mark.parametrize(("secret", "method", "said", "sig"), [*VONAGE_PUBLISHED, (PHP, "sha512", A, SHA512)])
def test_what_vonage_publishes_passes(secret: str, method: str, said: dict[str, str], sig: str):
    assert vonage_door.signature(said, secret, method) == sig.lower()
    assert vonage_door.signature(said | {"text": "other"}, secret, method) != sig.lower()


def passes(body: bytes, kind: str = FORM, **settings: str) -> str:
    channel = Channel(kind="sms", settings=VONAGE_SETTINGS | settings, credentials=json.dumps(VONAGE_SECRETS))
    try:
        Sms().verify(RequestFactory().post("/", body, content_type=kind), channel)
    except NotVerified as refused:
        return refused.reason
    return "passed"


@pytest.mark.parametrize("kind", [FORM, "application/json"])
def test_vonage_signs_a_form_as_it_signs_json(kind: str):
    assert passes(vonage_body(kind, text="充電&できない=はい"), kind) == "passed"
    assert passes(vonage_body(kind, text="100").replace(b"100", b"900"), kind) == "signature"


@pytest.mark.parametrize("method", ["md5hash", "md5", "sha1", "sha256", "sha512"])
def test_only_the_chosen_method_counts(method: str):
    said = {"to": "815011112222", "timestamp": str(int(time.time()))}
    signed = urlencode(said | {"sig": vonage_door.signature(said, SECRET, method).upper()}).encode()
    assert passes(signed, signature_method=method) == "passed"
    assert passes(signed, signature_method="md5" if method == "sha1" else "sha1") == "signature"


@pytest.mark.parametrize(
    ("shift", "outcome"),
    [(0, "passed"), (-23 * 3600, "passed"), (-25 * 3600, "time"), (290, "passed"), (400, "time")],
)
def test_what_vonage_repeats_for_a_day_is_taken_and_nothing_older(shift: int, outcome: str):
    assert passes(vonage_body(timestamp=str(int(time.time()) + shift))) == outcome


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "９", "9" * 30])
def test_a_time_that_is_none_is_refused(stamp: str):
    assert passes(vonage_body(timestamp=stamp)) == "time"


def test_another_number_or_account_of_the_same_secret_is_refused():
    assert passes(vonage_body(to="815099999999")) == "recipient"
    assert passes(vonage_body(api_key="stranger")) == "recipient"


def judged(body: bytes, query: str = "", kind: str = FORM, given: str | None = None, **settings: str) -> str:
    channel = Channel(
        kind="sms", settings=TWILIO.settings | settings, credentials=json.dumps(TWILIO.credentials), public_id="x"
    )
    signed = twilio_signed(b"" if kind != FORM else body, channel, query)
    headers = signed if given is None else {"X-Twilio-Signature": given}
    request = RequestFactory().post(f"/in/sms/x/{query}", body, content_type=kind, headers=headers)
    try:
        Sms().verify(request, channel)
    except NotVerified as refused:
        return refused.reason
    return "passed"


def test_the_address_that_is_signed_is_our_own_whatever_host_the_request_names(settings):
    settings.PUBLIC_URL = "https://desk.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    channel = Channel(kind="sms", settings=TWILIO.settings, credentials=json.dumps(TWILIO.credentials), public_id="x")
    body = twilio_body("1", "x")
    signed = twilio_signed(body, channel)
    evil = signed | {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    Sms().verify(RequestFactory().post("/in/sms/x/", body, content_type=FORM, headers=evil), channel)
    settings.PUBLIC_URL = "https://evil.example"
    with pytest.raises(NotVerified):
        Sms().verify(RequestFactory().post("/in/sms/x/", body, content_type=FORM, headers=signed), channel)


def test_the_query_is_signed_too():
    assert judged(twilio_body("1", "x"), "?omnidesk-message=17") == "passed"
    channel = Channel(kind="sms", credentials=json.dumps(TWILIO.credentials), public_id="x")
    moved = twilio_signed(twilio_body("1", "x"), channel, "?omnidesk-message=17")["X-Twilio-Signature"]
    assert judged(twilio_body("1", "x"), "?omnidesk-message=18", given=moved) == "signature"


def test_json_counts_only_with_its_hash_in_the_address():
    body = json.dumps({"AccountSid": TWILIO_SID, "To": TWILIO.settings["number"]}).encode()
    right = hashlib.sha256(body).hexdigest()
    assert judged(body, f"?bodySHA256={right}", "application/json") == "passed"
    assert judged(body, f"?bodySHA256={'0' * 64}", "application/json") == "signature"
    assert judged(body, "", "application/json") == "signature"


def test_another_account_or_number_of_the_same_token_is_refused():
    assert judged(twilio_body("1", "x", AccountSid="AC" + "f" * 32)) == "recipient"
    assert judged(twilio_body("1", "x", To="+815099999999")) == "recipient"
    service = {"messaging_service_sid": "MG1"}
    pooled = twilio_body("1", "x", To="+815099999999", MessagingServiceSid="MG1")
    assert (judged(pooled), judged(pooled, **service)) == ("recipient", "passed")


@pytest.mark.parametrize("forged", ["", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", base64.b64encode(b"\0" * 20).decode()])
def test_a_forged_signature_fails(forged: str):
    assert judged(twilio_body("1", "x"), given=forged) == "signature"


@pytest.mark.parametrize("settings", [{}, {"provider": "fax"}, {"provider": "vonage"}, {"provider": "twilio"}])
def test_without_a_secret_it_is_closed(settings: dict[str, str]):
    channel = Channel(kind="sms", settings=settings, public_id="x")
    request = RequestFactory().post("/in/sms/x/", vonage_body(), content_type=FORM)
    with pytest.raises(NotVerified, match="no_secret"):
        Sms().verify(request, channel)
