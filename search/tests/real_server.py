"""A second real Elasticsearch for tests, as an installation has it: TLS, a password, rights.

It has three people: `elastic`, who may do everything, `portal`, who may do what the guide for
operators says, and `reader`, who may read an index of others.
Its certificate is signed by an authority that nobody knows but who is told.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / ".ci" / "elasticsearch.py"
TLS = {
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.key": "key.pem",
    "xpack.security.http.ssl.certificate": "certificate.pem",
}


@dataclass(frozen=True)
class SecuredServer:
    """Where it is, who signed for it, and the passwords of its people."""

    url: str
    authority: str
    password: str
    portal_password: str
    reader_password: str


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def write_certificate(folder: Path) -> Path:
    """A key and a certificate for the loopback address that signs itself; its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "search.test")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(pem))
    return path


def _hashed(password: str) -> str:
    """A password as the server's own file keeps it."""
    salt, rounds = os.urandom(32), 10_000
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, dklen=32)
    parts = (base64.b64encode(part).decode() for part in (salt, made))
    return f"{{PBKDF2}}{rounds}${'$'.join(parts)}"


def role_of_the_guide() -> dict[str, Any]:
    """The role that docs/search.md gives the portal."""
    text = (Path(settings.BASE_DIR) / "docs" / "search.md").read_text(encoding="utf-8")
    _, _, below = text.partition("PUT /_security/role/shequ\n")
    role: dict[str, Any] = json.JSONDecoder().raw_decode(below)[0]
    return role


def _write_people(folder: Path, passwords: Mapping[str, str]) -> None:
    people = [f"{name}:{_hashed(password)}\n" for name, password in passwords.items()]
    (folder / "users").write_text("".join(people))
    (folder / "users_roles").write_text("onlooker:reader\nshequ:portal\n")
    others = {"indices": [{"names": ["theirs-*"], "privileges": ["read"]}]}
    roles = {"onlooker": others, "shequ": role_of_the_guide()}
    lines = [f"{name}: {json.dumps(role)}\n" for name, role in roles.items()]
    (folder / "roles.yml").write_text("".join(lines))


@contextmanager
def secured_server(folder: Path) -> Iterator[SecuredServer]:
    """Starts it on a free port; stops it, and throws its data away, in the end."""
    laid_over = folder / "config"
    laid_over.mkdir()
    authority = write_certificate(laid_over)
    password, own, others = (secrets.token_urlsafe(12) for _ in range(3))
    _write_people(laid_over, {"portal": own, "reader": others})
    port = free_port()
    words = ["--port", str(port), "--ca", str(authority), "--config", str(laid_over)]
    words += ["--heap", "256m", *(f"--set={name}={value}" for name, value in TLS.items())]
    environment = {**os.environ, "ELASTICSEARCH_PASSWORD": password}
    command = [sys.executable, str(SCRIPT)]
    try:
        subprocess.run([*command, "start", *words], env=environment, check=True)
        yield SecuredServer(f"https://127.0.0.1:{port}", str(authority), password, own, others)
    finally:
        subprocess.run([*command, "remove", *words], env=environment, check=True)
