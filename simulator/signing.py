"""The signatures of providers whose fields are signed, by the rules they publish."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def twilio(token: str, url: str, fields: Mapping[str, str]) -> str:
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def vonage(secret: str, fields: Mapping[str, str], method: str = "sha256") -> str:
    """method: md5hash, or md5, sha1, sha256, sha512 for an HMAC."""
    rows = (f"&{name}={fields[name].replace('&', '_').replace('=', '_')}" for name in sorted(fields) if name != "sig")
    text = "".join(rows)
    if method == "md5hash":
        return hashlib.md5((text + secret).encode(), usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), text.encode(), method).hexdigest()
