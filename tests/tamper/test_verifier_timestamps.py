"""What the verifier makes of timestamps by itself: chains at their time, odd authorities, forms."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tests.timestamp_authority import DAY, Authority, Certified

from heliograph.dossier.heliograph_verify import (
    Token,
    Wrong,
    check_chain,
    check_token,
    included,
)
from heliograph.proof.merkle import inclusion_path, root_of
from heliograph.proof.timestamps import question_about

NOW = datetime.now(UTC)
STAMPED = b"what is stamped"


def stamped(authority, content=STAMPED):
    return Token(authority.answer(question_about(content).content))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "tsa")


def test_a_token_tells_its_time_and_its_signer(authority):
    before = datetime.now(UTC)
    token = stamped(authority)
    signer = check_token(token, STAMPED, [])
    assert signer == authority.signer.certificate
    # Tokens tell whole seconds.
    assert before - timedelta(seconds=1) <= token.at <= datetime.now(UTC)
    with pytest.raises(Wrong, match="other bytes"):
        check_token(token, b"other", [])


def test_a_certificate_that_expired_since_does_not_undo_what_it_stamped():
    root = Certified("Root", ca=True, since=NOW - 900 * DAY)
    signer = Certified("Stamps", by=root, since=NOW - 800 * DAY, until=NOW - 400 * DAY)
    chain = ([root.certificate], [root.certificate])
    assert check_chain(signer.certificate, *chain, NOW - 500 * DAY)
    assert not check_chain(signer.certificate, *chain, NOW - 300 * DAY)
    assert not check_chain(signer.certificate, *chain, NOW - 850 * DAY)


def test_whoever_is_no_authority_issues_nothing():
    root = Certified("Root", ca=True, since=NOW - 900 * DAY)
    leaf = Certified("Stamps", by=root)
    below = Certified("Below", by=leaf)
    assert not check_chain(below.certificate, [leaf.certificate], [root.certificate], NOW)
    assert not check_chain(leaf.certificate, [], [Certified("Root", ca=True).certificate], NOW)


def test_a_chain_inside_the_token_is_used_in_whatever_order_it_came(tmp_path):
    authority = Authority(tmp_path / "tsa", certs=True)
    token = stamped(authority)
    signer = check_token(token, STAMPED, [])
    assert len(token.certificates) > 1
    roots = [authority.root.certificate]
    assert check_chain(signer, token.certificates, roots, token.at)
    assert not check_chain(signer, [], roots, token.at)


def test_a_certificate_that_is_not_for_timestamps_signs_none(authority, tmp_path):
    """openssl would not sign with it, so its twin of the same key and number stands in."""
    token = stamped(authority)
    twin = Certified("Fictional Stamps", by=authority.root, twin=authority.signer)
    token.certificates = [twin.certificate]
    with pytest.raises(Wrong, match="not here"):
        check_token(token, STAMPED, [])


def test_a_token_without_its_certificate_takes_the_one_that_was_brought(authority):
    token = stamped(authority)
    certificate = token.certificates.pop()
    with pytest.raises(Wrong, match="the certificate that signed it is not here"):
        check_token(token, STAMPED, [])
    assert check_token(token, STAMPED, [certificate]) == certificate


def test_the_content_of_a_token_cannot_be_changed(authority):
    token = stamped(authority)
    token.info = token.info.replace(b"\x02\x01\x01", b"\x02\x01\x02", 1)
    with pytest.raises(Wrong, match="its content was changed"):
        check_token(token, STAMPED, [])


def test_openssl_says_the_same(authority, tmp_path):
    (tmp_path / "data").write_bytes(STAMPED)
    (tmp_path / "reply").write_bytes(authority.answer(question_about(STAMPED).content))
    (tmp_path / "root").write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "ts", "-verify", "-data", "data", "-in", "reply", "-CAfile", "root"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert isinstance(authority.root.certificate, x509.Certificate)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 33])
def test_every_leaf_of_a_tree_is_found_and_no_other_in_its_place(size):
    lines = [b"entry %d" % at for at in range(size)]
    root = root_of(lines)
    for index in range(size):
        path = inclusion_path(lines, index)
        assert included(lines[index], index, size, path, root)
        assert not included(b"another", index, size, path, root)
        assert not included(lines[index], index, size, [*path, root], root)
        assert size == 1 or not included(lines[index], index, size, path[:-1], root)
        for other in range(size):
            assert other == index or not included(lines[index], other, size, path, root)
