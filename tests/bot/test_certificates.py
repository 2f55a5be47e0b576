"""A context whose certificates are read late trusts whom it was told to, and nobody else."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.chat.certificates import READING, read_when_used

HOST = "127.0.0.1"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A key and the certificate of a server that vouches for itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]),
    )
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=365 * 80))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .sign(key, hashes.SHA256())
    )
    path, pem = tmp_path / "authority.pem", serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return path


async def shake_hands(authority: Path, client: ssl.SSLContext) -> None:
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(authority)

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, HOST, 0, ssl=served) as server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection(HOST, port, ssl=client)
        writer.close()


async def test_the_first_handshake_reads_whom_to_trust(authority: Path) -> None:
    with read_when_used():
        client = ssl.create_default_context(cafile=str(authority))
        stranger = ssl.create_default_context()
    assert client.cert_store_stats()["x509"] == 0
    for _ in range(2):
        await shake_hands(authority, client)
    assert client.cert_store_stats()["x509"] == 1
    with pytest.raises(ssl.SSLCertVerificationError):
        await shake_hands(authority, stranger)


def test_contexts_made_elsewhere_read_at_once(authority: Path) -> None:
    with read_when_used():
        pass
    assert not any(name in vars(ssl.SSLContext) for name in READING)
    assert ssl.create_default_context(cafile=str(authority)).cert_store_stats()["x509"] == 1
