"""Proof for a user's name and password in base64, as HTTP and registry clients store them."""

import re

from leakscan.detection.filters import placeholder, reference
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.verdicts import DROPPED, confirmed
from leakscan.expressions import expression
from leakscan.model.rule import Severity, Verdict

_LOGIN = expression(rb"([\x21-\x39\x3b-\x7e][\x20-\x39\x3b-\x7e]{0,255}):([^\x00-\x1f]{1,12288})")
_KEY_FILE = expression(rb"(_json_key(?:_base64)?):(.{16,12288})", re.DOTALL)

_SHORT_LIVED = {
    b"AWS": "password of a cloud registry, valid for 12 hours",
    b"oauth2accesstoken": "access token, valid for an hour",
}


def basic_auth(secret: bytes) -> Verdict:
    """Judge base64 of `user:password`; a password that stands for another is dropped."""
    data = base64_bytes(secret) or b""
    if _KEY_FILE.fullmatch(data):
        return confirmed("key file of a Google service account", Severity.CRITICAL)
    match = _LOGIN.fullmatch(data)
    if match is None or not _is_text(data):
        return DROPPED
    user, password = match[1], match[2]
    if placeholder(password) or reference(password) or user == password:
        return DROPPED
    if user in _SHORT_LIVED:
        return confirmed(_SHORT_LIVED[user], Severity.LOW)
    return confirmed("decodes to a user name and a password")


def _is_text(data: bytes) -> bool:
    try:
        return data.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
