"""The site's keys within a backup: never in the clear, and only with a passphrase."""

from __future__ import annotations

import base64
import json
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from kvalitet.fel import Regelbrott

_N, _P = 2**15, 3
"""What a guess at the passphrase costs (scrypt, ASVS 5.0 appendix C): 32 MB, 0.3 s."""


def webbplatsens() -> dict[str, str]:
    """Return the keys that it has, by the names of their files in hemligheter/ (README, "On a
    server"). What another system can give anew (addresses, buckets) is not among them."""
    alla = {
        "hemlig_nyckel": settings.SECRET_KEY,
        "kryptonycklar": ",".join(settings.KRYPTONYCKLAR),
        "uppslagsnyckel": settings.UPPSLAGSNYCKEL,
        "gamla_uppslagsnycklar": ",".join(settings.GAMLA_UPPSLAGSNYCKLAR),
        "sigillnyckel": ",".join(settings.SIGILLNYCKLAR),
        "oidc_hemlighet": settings.INLOGGNING.hemlighet,
    }
    return {namn: nyckel for namn, nyckel in alla.items() if nyckel}


def las(nycklar: dict[str, str], losenfras: str) -> bytes:
    """Encrypt the keys with the passphrase."""
    salt = os.urandom(16)
    token = _fernet(losenfras, salt).encrypt(json.dumps(nycklar).encode())
    return json.dumps({"salt": salt.hex(), "token": token.decode()}).encode()


def las_upp(last: bytes, losenfras: str) -> dict[str, str]:
    post = json.loads(last)
    try:
        klar = _fernet(losenfras, bytes.fromhex(post["salt"])).decrypt(post["token"].encode())
    except InvalidToken as fel:
        raise Regelbrott("KVALITET_KOPIA_LOSENFRAS är inte den som kopian gjordes med.") from fel
    nycklar: dict[str, str] = json.loads(klar)
    return nycklar


def _fernet(losenfras: str, salt: bytes) -> Fernet:
    nyckel = Scrypt(salt=salt, length=32, n=_N, r=8, p=_P).derive(losenfras.encode())
    return Fernet(base64.urlsafe_b64encode(nyckel))
