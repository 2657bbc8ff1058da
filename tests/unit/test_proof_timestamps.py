"""A timestamp holds if it is over these bytes, answers our question, and its signer was valid."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
from tests.timestamp_authority import DAY, POLICY, Authority, Certified

from heliograph.errors import ProofBroken
from heliograph.proof.timestamps import Expected, certificates_in, checked, question_about

CONTENT = b'{"payload":"a checkpoint of our own"}\n'


def stamped(authority, *, content=CONTENT, expect=CONTENT, nonces=None, policy="", trusted=None):
    question = question_about(content)
    expected = Expected(content=expect, nonces=frozenset(nonces or {question.nonce}), policy=policy)
    roots = certificates_in(trusted or authority.root.pem)
    return checked(authority.answer(question.content), expected, roots)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


def test_a_timestamp_over_these_bytes_holds_and_tells_its_time(authority):
    before = datetime.now(UTC).replace(microsecond=0)
    stamp = stamped(authority, policy=POLICY)
    assert before <= stamp.at <= datetime.now(UTC)
    assert (stamp.authority, stamp.policy) == ("CN=Fictional Stamps", POLICY)
    assert certificates_in(stamp.chain) == [
        authority.signer.certificate,
        authority.root.certificate,
    ]


def test_openssl_alone_finds_the_same_with_what_is_kept(authority, tmp_path):
    question = question_about(CONTENT)
    (tmp_path / "data").write_bytes(CONTENT)
    (tmp_path / "q.tsq").write_bytes(question.content)
    (tmp_path / "r.tsr").write_bytes(authority.answer(question.content))
    for about in (("-data", tmp_path / "data"), ("-queryfile", tmp_path / "q.tsq")):
        files = ("-in", tmp_path / "r.tsr", "-CAfile", authority.folder / "root.pem")
        said = subprocess.run(
            ["openssl", "ts", "-verify", *about, *files], capture_output=True, check=False
        )
        assert b"Verification: OK" in said.stdout


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"expect": CONTENT + b" "}, "over other bytes"),
        ({"nonces": {"beef"}}, "its nonce differs"),
        ({"policy": "1.2.3.4.5"}, "has policy 1.2.3.4.1, not 1.2.3.4.5"),
    ],
)
def test_what_is_not_as_it_was_asked_for_fails(authority, told, why):
    with pytest.raises(ProofBroken, match=why):
        stamped(authority, **told)


def test_a_signer_that_expired_since_does_not_undo_what_it_stamped(tmp_path):
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    brief = Authority(tmp_path / "brief", until=until)
    question = question_about(CONTENT)
    reply = brief.answer(question.content)
    while datetime.now(UTC) <= until:
        os.sched_yield()
    expected = Expected(content=CONTENT, nonces=frozenset({question.nonce}))
    assert checked(reply, expected, certificates_in(brief.root.pem)).at <= until


@pytest.mark.parametrize(
    ("validity", "why"),
    [
        ({"since": datetime(2021, 1, 1, tzinfo=UTC), "until": datetime.now(UTC) - DAY}, "expired"),
        ({"since": datetime.now(UTC) + DAY, "until": datetime.now(UTC) + 2 * DAY}, "not valid yet"),
    ],
)
def test_a_signer_that_was_not_valid_at_that_time_fails(tmp_path, validity, why):
    with pytest.raises(ProofBroken, match=why):
        stamped(Authority(tmp_path / "tsa", **validity))


def test_a_foreign_authority_fails_though_it_calls_itself_the_same(authority, tmp_path):
    foreign = Authority(tmp_path / "foreign")
    with pytest.raises(ProofBroken, match="leads to no trusted root"):
        stamped(foreign, trusted=authority.root.pem)


def test_a_certificate_that_is_not_for_timestamping_fails(authority):
    """OpenSSL stamps with no such certificate, so the token leaves its signer out."""
    request = TimestampRequestBuilder().data(CONTENT).hash_algorithm(HashAlgorithm.SHA256)
    question = request.cert_request(cert_request=False).build()
    reply = authority.answer(question.as_bytes())
    expected = Expected(content=CONTENT, nonces=frozenset({f"{question.nonce:x}"}))
    twin = Certified("Fictional Stamps", by=authority.root, twin=authority.signer)
    assert checked(reply, expected, certificates_in(authority.root.pem + authority.signer.pem))
    with pytest.raises(ProofBroken, match="for timestamping alone"):
        checked(reply, expected, certificates_in(authority.root.pem + twin.pem))


def test_certificates_that_are_not_sorted_are_told_clearly(tmp_path):
    seen = set()
    for number in range(6):
        mixed = Authority(tmp_path / f"mixed-{number}", certs=True)
        try:
            stamped(mixed)
        except ProofBroken as broken:
            seen.add("order that DER demands" in str(broken))
    assert seen == {True}


def test_a_chain_with_one_between_is_built_from_what_the_user_named(tmp_path):
    far = Authority(tmp_path / "far", certs=True)
    (far.folder / "tsa.cnf").write_text(
        (far.folder / "tsa.cnf").read_text().partition("certs =")[0]
    )
    trusted = far.root.pem + far.between.pem
    assert len(certificates_in(stamped(far, trusted=trusted).chain)) == 3
    with pytest.raises(ProofBroken, match="no trusted root"):
        stamped(far, trusted=far.root.pem)
    with pytest.raises(ProofBroken, match="no trusted root"):
        stamped(far, trusted=far.between.pem)


@pytest.mark.parametrize("reply", [b"", b"<html>no</html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_reply_is_told_and_nothing_breaks(reply):
    with pytest.raises(ProofBroken):
        checked(reply, Expected(content=CONTENT, nonces=frozenset({"1"})), [])
