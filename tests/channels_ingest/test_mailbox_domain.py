"""SPF, DKIM, DMARC and MX of the sending domain, asked of a real DNS server on this machine."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from channels_ingest.mail import dns
from channels_ingest.mail.domain_check import Finding, Sending, check, domain_of
from channels_ingest.mail.presets import BY_KEY
from tests.channels_ingest.dns_server import Server, running

KEY = '"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3" "DQEBAQUAA4GNADCB"'


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server, override("en"):
        server.zone[("shop.example", "MX")] = ["20 mx2.shop.example.", "10 mx1.shop.example."]
        server.zone[("shop.example", "TXT")] = ['"v=spf1 include:_spf.google.com ~all"', '"google-site=1"']
        server.zone[("_spf.google.com", "TXT")] = ['"v=spf1 ip4:192.0.2.0/24 ~all"']
        server.zone[("_dmarc.shop.example", "TXT")] = ['"v=DMARC1; p=quarantine"']
        server.zone[("google._domainkey.shop.example", "TXT")] = [KEY]
        yield server


def found(
    domain: str = "shop.example", preset: str = "google", selectors: tuple[str, ...] = ("google",)
) -> dict[str, Finding]:
    sending = Sending(domain, "smtp.shop.example", BY_KEY[preset], selectors)
    return {one.subject: one for one in check(sending)}


def states(**more: object) -> dict[str, str]:
    return {name: one.state for name, one in found(**more).items()}  # type: ignore[arg-type]  # as found takes them


def test_all_is_well(server: Server):
    assert states() == {"MX": "ok", "SPF": "ok", "DKIM": "ok", "DMARC": "ok"}
    assert found()["MX"].found == ("mx1.shop.example", "mx2.shop.example")
    assert "google" in found()["DKIM"].words


def test_a_bare_domain_gets_records_to_copy(server: Server):
    one = found("bare.example")
    assert {name: row.state for name, row in one.items()} == dict.fromkeys(("MX", "SPF", "DKIM", "DMARC"), "bad")
    assert one["SPF"].record is not None
    assert one["DMARC"].record is not None
    assert (one["SPF"].record.name, one["SPF"].record.value) == ("bare.example", "v=spf1 include:_spf.google.com ~all")
    assert (one["DMARC"].record.name, one["DMARC"].record.value) == ("_dmarc.bare.example", "v=DMARC1; p=none")
    assert "google._domainkey.bare.example" in one["DKIM"].words


def test_an_own_server_is_named_itself(server: Server):
    record = found("bare.example", "own", ())["SPF"].record
    assert record is not None
    assert record.value == "v=spf1 a:smtp.shop.example ~all"


@pytest.mark.parametrize(
    ("host", "term"),
    [
        ("8.8.8.8", "ip4:8.8.8.8"),
        ("2606:4700::1", "ip6:2606:4700::1"),
        ("10.0.0.1", "mx"),
        ("localhost", "mx"),
        ("", "mx"),
    ],
)
def test_an_address_is_named_where_others_can_see_it(server: Server, host: str, term: str):
    record = check(Sending("bare.example", host))[1].record
    assert record is not None
    assert record.value == f"v=spf1 {term} ~all"


def test_a_provider_that_is_not_in_the_record_is_added(server: Server):
    server.zone[("shop.example", "TXT")] = ['"v=spf1 ip4:192.0.2.1 -all"']
    one = found()["SPF"]
    assert one.state == "weak"
    assert one.record is not None
    assert one.record.value == "v=spf1 include:_spf.google.com ip4:192.0.2.1 -all"


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (['"v=spf1 -all"', '"v=spf1 mx -all"'], "several"),
        (['"v=spf1 +all"'], "everybody"),
        (['"v=spf1 all"'], "everybody"),
        ([f'"v=spf1 {" ".join(f"a:h{n}.example" for n in range(11))} -all"'], "ten lookups"),
    ],
)
def test_a_broken_spf_record_is_told(server: Server, records: list[str], words: str):
    server.zone[("shop.example", "TXT")] = records
    assert found()["SPF"].state == "bad"
    assert words in found()["SPF"].words


def test_included_records_count_and_a_circle_ends(server: Server):
    server.zone[("shop.example", "TXT")] = ['"v=spf1 include:_spf.google.com include:loop.example ~all"']
    server.zone[("loop.example", "TXT")] = ['"v=spf1 include:loop.example a mx ~all"']
    assert dns.look_up("shop.example", ()).spf_lookups == 5
    assert found()["SPF"].state == "ok"


def test_a_withdrawn_key_and_one_that_nobody_named(server: Server):
    server.zone[("google._domainkey.shop.example", "TXT")] = ['"v=DKIM1; p="']
    assert "withdrawn" in found()["DKIM"].words
    assert states(selectors=())["DKIM"] == "unknown"


def test_a_policy_that_only_watches_can_grow_and_one_above_holds(server: Server):
    server.zone[("_dmarc.shop.example", "TXT")] = ['"v=DMARC1; p=none; rua=mailto:d@shop.example"']
    one = found()["DMARC"]
    assert one.state == "weak"
    assert one.record is not None
    assert one.record.value == "v=DMARC1; p=quarantine; rua=mailto:d@shop.example"
    server.zone[("_dmarc.shop.example", "TXT")] = ['"v=DMARC1; p=reject"']
    assert "shop.example" in found("desk.shop.example")["DMARC"].words


def test_no_answer_is_not_taken_for_no_record(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    server.silent = {"shop.example", "_dmarc.shop.example", "google._domainkey.shop.example"}
    assert set(states().values()) == {"unknown"}
    assert "No DNS server answered" in found()["SPF"].words


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@Shop.Example", "shop.example"),
        ("a@みなと.example", "xn--o9jd6d.example"),
        ("a@localhost", ""),
        ("a@[192.0.2.1]", ""),
        ("", ""),
        ("a@.example", ""),
    ],
)
def test_a_domain_is_asked_as_the_dns_knows_it(address: str, domain: str):
    assert domain_of(address) == domain
