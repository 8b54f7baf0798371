"""How secrets of second factors lie in the database: encrypted, never as they are shown."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "portal.sign_in.secrets"


class Adapter(DefaultMFAAdapter):
    """Encrypts with a key derived from the secret key; whoever has the database alone has nothing.

    A secret written under an older key is read with `SECRET_KEY_FALLBACKS`.
    """

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; InvalidToken when no key of the settings fits."""
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _cipher(key).decrypt(encrypted_text.encode()).decode()
            except InvalidToken:
                continue
        raise InvalidToken


def _cipher(secret: str | bytes) -> Fernet:
    digest = salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
