"""The sixteen tokens, and the one that is good."""

import base64
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from channels_ingest.chat import identify
from channels_ingest.chat.identify import NotIdentified
from channels_ingest.models import UsedToken, VisitorSession
from conversations.models import Channel
from customers.models import Assurance, Customer, Identity
from tests.channels_ingest.visitor import Browser

RSA = RSAKey.generate_key(2048)
EC = ECKey.generate_key("P-256")


def set_up(channel: Channel, algorithm: str = "HS256", **more) -> str:
    keys = {"RS256": [RSA], "ES256": [EC]}.get(algorithm, [])
    public = [{"kid": "one", "pem": key.as_pem(private=False).decode()} for key in keys]
    channel.settings |= {"identify": {"algorithm": algorithm, "public_keys": public, **more}}
    channel.save()
    return identify.new_secret(channel)


def claims(channel: Channel, **changes) -> dict:
    now = int(time.time())
    good = {
        "iss": "https://shop.example",
        "aud": channel.public_id,
        "sub": "customer-7",
        "iat": now,
        "exp": now + 120,
        "jti": f"jti-{time.monotonic_ns()}",
        "name": "佐藤 花子",
        "email": "hanako@example.com",
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def signed(channel: Channel, secret: str | bytes, header: dict | None = None, **changes) -> str:
    """HS256 by hand: a library would refuse to write most of these."""
    key = secret if isinstance(secret, bytes) else secret.encode()
    head = packed({"typ": "JWT", "alg": "HS256"} | (header or {})) + "." + packed(claims(channel, **changes))
    return head + "." + encoded(hmac.new(key, head.encode(), "sha256").digest())


def unsigned(header: dict, body: dict) -> str:
    return f"{packed(header)}.{packed(body)}."


def packed(part: dict) -> str:
    return encoded(json.dumps(part).encode())


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def test_it_makes_the_visitor_authenticated(desk):
    browser, secret = Browser(desk.chat), set_up(desk.chat)
    answer = browser.post("identify/", {"token": signed(desk.chat, secret)})
    assert answer.status_code == 201
    browser.token = answer.json()["token"]
    customer = browser.write().customer
    account = customer.identities.get(kind="account")
    assert (account.value, account.scope) == ("customer-7", desk.chat.public_id)
    assert account.assurance == Assurance.AUTHENTICATED
    assert customer.identities.get(kind="email").assurance == Assurance.CLAIMED
    assert (customer.family_name, customer.given_name) == ("佐藤", "花子")


def test_it_finds_the_same_customer_again_from_another_browser(desk):
    secret = set_up(desk.chat)
    for _ in range(2):
        browser = Browser(desk.chat)
        browser.token = browser.post("identify/", {"token": signed(desk.chat, secret)}).json()["token"]
        browser.write()
    assert Customer.objects.count() == 1


def test_it_shows_a_new_session_nothing_of_the_old_one(desk):
    secret = set_up(desk.chat)
    browser = Browser(desk.chat).begin()
    browser.write("匿名で")
    browser.token = browser.post("identify/", {"token": signed(desk.chat, secret)}).json()["token"]
    assert browser.thread() == []


@pytest.mark.parametrize(("algorithm", "key"), [("RS256", RSA), ("ES256", EC)])
def test_it_takes_the_sites_own_algorithm(desk, algorithm, key):
    set_up(desk.chat, algorithm)
    token = jwt.encode({"alg": algorithm, "kid": "one"}, claims(desk.chat), key)
    assert Browser(desk.chat).post("identify/", {"token": token}).status_code == 201


def forged(channel: Channel, secret: str) -> dict[str, str]:
    now = int(time.time())
    public = RSA.as_pem(private=False)
    return {
        "alg none": unsigned({"alg": "none"}, claims(channel)),
        "alg None": unsigned({"alg": "None"}, claims(channel)),
        "another algorithm": jwt.encode({"alg": "RS256"}, claims(channel), RSA),
        "signed by a public key": signed(channel, public),
        "kid no text": signed(channel, secret, {"kid": 7}),
        "alg of another case": signed(channel, secret, {"alg": "hs256"}),
        "jku": signed(channel, secret, {"jku": "https://evil.example/keys"}),
        "jwk": signed(channel, secret, {"jwk": {"kty": "oct", "k": "AAAA"}}),
        "crit": signed(channel, secret, {"crit": ["exp"]}),
        "wrong secret": signed(channel, "x" * 43),
        "foreign aud": signed(channel, secret, aud="another-site"),
        "foreign iss": signed(channel, secret, iss="https://evil.example"),
        "no aud": signed(channel, secret, aud=...),
        "no iss": signed(channel, secret, iss=...),
        "no sub": signed(channel, secret, sub=...),
        "no jti": signed(channel, secret, jti=...),
        "no iat": signed(channel, secret, iat=...),
        "no exp": signed(channel, secret, exp=...),
        "sub a list": signed(channel, secret, sub=["customer-7"]),
        "sub a number": signed(channel, secret, sub=7),
        "jti a number": signed(channel, secret, jti=123456789),
        "jti with a NUL": signed(channel, secret, jti="jti-\0-0001"),
        "empty sub": signed(channel, secret, sub=""),
        "run out": signed(channel, secret, iat=now - 400, exp=now - 200),
        "from the future": signed(channel, secret, iat=now + 3600, exp=now + 3700),
        "ten years": signed(channel, secret, exp=now + 10 * 365 * 86400),
        "exp a text": signed(channel, secret, exp=str(now + 100)),
        "exp a fraction": signed(channel, secret, exp=now + 100.5),
        "exp before iat": signed(channel, secret, iat=now + 20, exp=now + 10),
        "too long": signed(channel, secret, name="あ" * 4000),
        "no token": "a.b.c",
        "empty": "",
        "not ASCII": "トークン",
    }


NAMES = sorted(forged(Channel(public_id="x"), "s" * 43))


@pytest.mark.parametrize("name", NAMES)
def test_it_refuses_alike(desk, name):
    token = forged(desk.chat, set_up(desk.chat))[name]
    answer = Browser(desk.chat).post("identify/", {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_identified")
    assert not VisitorSession.objects.exists()
    assert not UsedToken.objects.exists()


def test_it_refuses_a_megabyte(desk):
    set_up(desk.chat)
    assert Browser(desk.chat).post("identify/", {"token": "a" * 1_000_000}).status_code == 413


def test_it_picks_only_among_its_own_keys(desk):
    set_up(desk.chat, "RS256")
    for kid in ("../../dev/null", "two", 5):
        token = unsigned({"alg": "RS256", "kid": kid}, claims(desk.chat))
        with pytest.raises(NotIdentified):
            identify.identify(desk.chat, token)


def test_it_never_takes_the_public_key_as_a_secret(desk):
    set_up(desk.chat, "RS256")
    with pytest.raises(NotIdentified, match="header"):
        identify.identify(desk.chat, signed(desk.chat, RSA.as_pem(private=False)))


def test_it_refuses_a_short_secret_and_a_weak_key(desk):
    desk.chat.settings |= {"identify": {"algorithm": "HS256"}}
    desk.chat.credentials = '{"identify_secret": "short"}'
    desk.chat.save()
    with pytest.raises(NotIdentified, match="signature"):
        identify.identify(desk.chat, signed(desk.chat, "short"))
    assert identify.public_key(ECKey.generate_key("P-384").as_pem(private=False).decode(), "ES256") is None
    assert identify.public_key(RSA.as_pem(private=True).decode(), "RS256") is None


def test_it_is_off_until_it_is_set_up(desk):
    assert Browser(desk.chat).post("identify/", {"token": signed(desk.chat, "s" * 43)}).status_code == 401


def test_it_makes_its_own_secrets(desk):
    secret = identify.new_secret(desk.chat)
    assert len(secret) >= 43
    assert identify.secret_of(Channel.objects.get(pk=desk.chat.pk)) == secret


@pytest.mark.django_db(transaction=True)
def test_it_counts_a_token_once_however_many_come_at_the_same_time(desk):
    token = signed(desk.chat, set_up(desk.chat))

    def ask(_number: int) -> int:
        try:
            return Browser(desk.chat).post("identify/", {"token": token}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(ask, range(8)))
    assert codes == [201] + [401] * 7
    assert VisitorSession.objects.count() == 1
    assert not Identity.objects.exists()
