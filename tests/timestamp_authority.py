"""A timestamp authority of our own on the loopback: `openssl ts` behind a few lines of HTTP."""

import subprocess
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.2.3.4.1"
DAY = timedelta(days=1)

CONFIG = """
[tsa]
default_tsa = mine
[mine]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = {policy}
other_policies = 1.2.3.4.5
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Certified:
    """A key with its certificate."""

    def __init__(self, name, *, by=None, since=None, until=None, ca=False, twin=None):
        """`twin`: of the same key and serial number, but not for timestamping."""
        now = datetime.now(UTC)
        self.key = twin.key if twin else ec.generate_private_key(ec.SECP256R1())
        serial = twin.certificate.serial_number if twin else x509.random_serial_number()
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(by.certificate.subject if by else named(name))
            .public_key(self.key.public_key())
            .serial_number(serial)
            .not_valid_before(since or now - DAY)
            .not_valid_after(until or now + DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if not ca and not twin:
            stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(stamping, critical=True)
        self.certificate = builder.sign((by or self).key, SHA256())

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def private_pem(self):
        return self.key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )


class Authority:
    """Answers questions as an authority would. `since`, `until`: when its certificate is valid."""

    def __init__(self, folder: Path, name="Fictional Stamps", *, certs=False, **certified):
        folder.mkdir(parents=True)
        self.folder = folder
        self.root = Certified(f"{name} Root", ca=True, since=datetime(2020, 1, 1, tzinfo=UTC))
        self.between = Certified(f"{name} Issuer", by=self.root, ca=True)
        above = self.between if certs else self.root
        self.signer = Certified(name, by=above, **certified)
        (folder / "serial").write_text("01\n")
        (folder / "root.pem").write_bytes(self.root.pem)
        (folder / "signer.pem").write_bytes(self.signer.pem)
        (folder / "signer.key").write_bytes(self.signer.private_pem)
        config = CONFIG.format(folder=folder, policy=POLICY)
        if certs:
            (folder / "chain.pem").write_bytes(self.between.pem + self.root.pem)
            config += f"certs = {folder}/chain.pem\n"
        (folder / "tsa.cnf").write_text(config)

    def answer(self, question: bytes) -> bytes:
        """Give the reply to a question, as `openssl ts` makes it."""
        asked, told = self.folder / "asked.tsq", self.folder / "told.tsr"
        asked.write_bytes(question)
        files = ("-queryfile", asked, "-out", told, "-config", self.folder / "tsa.cnf")
        signs = ("-signer", self.folder / "signer.pem", "-inkey", self.folder / "signer.key")
        subprocess.run(["openssl", "ts", "-reply", *files, *signs], check=True, capture_output=True)
        return told.read_bytes()


@contextmanager
def serving(answer):
    """Serve `answer` (question → reply) on the loopback; give its address and what was asked."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            reply = answer(asked[-1])
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
