"""Credentials at rest: AES-256-GCM under a key that can be rotated. The key's id travels in the ciphertext."""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

NONCE_BYTES = 12


class WrongKey(Exception):
    """What was encrypted cannot be read with any of the keys given."""

    def __init__(self) -> None:
        super().__init__(
            "The database holds credentials that none of the keys in CREDENTIAL_KEYS opens: "
            "add the key they were saved with behind the new one (newest first, separated by commas)."
        )


def encrypt(text: str, purpose: str) -> str:
    """`purpose` is bound in: what was encrypted for one column is no use in another."""
    newest = next(iter(keys()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + keys()[newest].encrypt(nonce, text.encode(), purpose.encode())
    return f"v1:{newest}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str, purpose: str) -> str:
    try:
        _version, key_id, text = stored.split(":")
        sealed = base64.b64decode(text, validate=True)
        return keys()[key_id].decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()).decode()
    except (ValueError, KeyError, InvalidTag):
        raise WrongKey from None


def is_newest(stored: str) -> bool:
    return stored.startswith(f"v1:{next(iter(keys()))}:")


def keys() -> dict[str, AESGCM]:
    """By key id, newest first."""
    return keyring(tuple(key.strip() for key in settings.CREDENTIAL_KEYS if key.strip()))


@cache
def keyring(given: tuple[str, ...]) -> dict[str, AESGCM]:
    return {hashlib.sha256(b"id:" + key.encode()).hexdigest()[:8]: AESGCM(stretched(key)) for key in given}


def stretched(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"omnidesk credentials").derive(key.encode())


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Text in Python, ciphertext in the database. It cannot be searched, and an empty text stays empty."""

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text, self.purpose) if text else text

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        return decrypt(value, self.purpose) if value else value


def encrypted_fields(among: Iterable[type[models.Model]]) -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in among:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field
