"""
From a challenge to the `Authorization` that answers it.

Source: distribution docs/spec/auth/token.md and oauth.md.
"""

import base64
import json
import re
import threading
from urllib.parse import urlencode, urlsplit

from leakscan.errors import RegistryError
from leakscan.images.sources.registry.addresses import is_loopback
from leakscan.images.sources.registry.challenge import Challenge, parse_challenges
from leakscan.images.sources.registry.credentials import Credential
from leakscan.images.sources.registry.patience import RETRIED, Patience
from leakscan.images.sources.registry.web import Document, Interrupted, Web
from leakscan.images.sources.settings import RegistrySettings

MAX_ANSWER_BYTES = 256 * 1024
LOGIN_HINT = "Log in first: docker login {host} (or podman login)."

_TOKEN = re.compile(r"[\x21-\x7e]{1,65536}")


class Authorizer:
    """
    Holds the authorization for one repository of one registry, for all threads that pull from it.

    Only the registry itself can ask for it: the answer of a host that it redirects to never leads
    here, else such a host could name the server that gets the password.
    """

    def __init__(
        self, host: str, repository: str, credential: Credential, settings: RegistrySettings
    ) -> None:
        self.header = ""
        self._host = host
        self._scope = f"repository:{repository}:pull"
        self._credential = credential
        self._settings = settings
        self._lock = threading.Lock()

    def renew(self, web: Web, www_authenticate: str, refused: str, patience: Patience) -> None:
        """
        Have an authorization other than the one that was refused.

        Raises:
            RegistryError: There is none: the registry refuses, or asks for what is not given.
        """
        with self._lock:
            if self.header != refused:
                return  # another thread was here before
            by_scheme = {each.scheme: each for each in parse_challenges(www_authenticate)}
            if "bearer" in by_scheme:
                self.header = f"Bearer {self._token(web, by_scheme['bearer'], patience)}"
            elif "basic" in by_scheme:
                self._need_password(refused)
                self.header = _basic(self._credential)
            else:
                raise RegistryError(
                    f"{self._host!r} asks for a kind of login that leakscan does not have",
                    "Copy the image first: skopeo copy docker://NAME oci:DIRECTORY",
                )

    def _need_password(self, refused: str) -> None:
        if not self._credential:
            raise RegistryError(f"{self._host!r} wants a login", self._hint())
        if self._credential.is_identity_token or refused:
            raise RegistryError(f"{self._host!r} refuses the login", self._hint())

    def _token(self, web: Web, challenge: Challenge, patience: Patience) -> str:
        realm = self._realm(challenge)
        while True:
            try:
                answer = self._ask(web, realm, challenge.parameters.get("service", ""))
            except Interrupted as interrupted:
                if interrupted.final or not patience.wait():
                    reason = f"no token from {_host(realm)!r}: {interrupted.reason}"
                    raise RegistryError(reason, "Try again later.") from interrupted
                continue
            if answer.status not in RETRIED:
                return self._read(answer, realm)
            if not patience.wait(answer.headers.get("Retry-After", "")):
                reason = f"no token from {_host(realm)!r}: it answers {answer.status}"
                raise RegistryError(reason, "Try again later.")

    def _realm(self, challenge: Challenge) -> str:
        """Return where tokens come from, if a password may be sent there."""
        realm = challenge.parameters.get("realm", "")
        try:
            parts = urlsplit(realm)
            host = parts.hostname or ""
        except ValueError:
            parts, host = urlsplit(""), ""
        trusted = is_loopback(host) or {host, parts.netloc} & self._settings.insecure_hosts
        if not host or not (parts.scheme == "https" or (parts.scheme == "http" and trusted)):
            raise RegistryError(
                f"{self._host!r} names a token server that is not reached by https",
                "No credential was sent. Ask whoever runs the registry.",
            )
        return realm

    def _ask(self, web: Web, realm: str, service: str) -> Document:
        fields = {"scope": self._scope} | ({"service": service} if service else {})
        if self._credential.is_identity_token:
            fields |= {
                "grant_type": "refresh_token",
                "refresh_token": self._credential.secret,
                "client_id": "leakscan",
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(fields).encode()
            return web.document("POST", realm, headers, limit=MAX_ANSWER_BYTES, body=body)
        headers = {"Authorization": _basic(self._credential)} if self._credential else {}
        url = f"{realm}{'&' if '?' in realm else '?'}{urlencode(fields)}"
        return web.document("GET", url, headers, limit=MAX_ANSWER_BYTES)

    def _read(self, answer: Document, realm: str) -> str:
        if answer.status in {400, 401, 403} and self._credential:
            raise RegistryError(f"{_host(realm)!r} refuses the login", self._hint())
        if answer.status != 200:
            reason = f"no token from {_host(realm)!r}: it answers {answer.status}"
            raise RegistryError(reason, self._hint())
        try:
            content = json.loads(answer.body)
            token = content.get("token") or content.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise RegistryError(f"no token from {_host(realm)!r}: its answer holds none")
        return token

    def _hint(self) -> str:
        return LOGIN_HINT.format(host=self._host)


def _basic(credential: Credential) -> str:
    pair = f"{credential.user}:{credential.secret}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
