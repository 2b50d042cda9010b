"""
Credential helpers: programs that hold the credentials of registries.

Not the docker SDK's: it waits for a helper without end, and reads the environment itself.

Source: docker/docker-credential-helpers, README (`get` with the server on standard input).
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess

from leakscan.streams.belongings import BELONGINGS

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class HelperFailed(Exception):
    """A helper gave no credential; the message says why, without what the helper printed."""


def ask_helper(name: str, server: str, timeout_seconds: float) -> tuple[str, str] | None:
    """
    Return the user and the secret that `docker-credential-NAME` has for `server`, if any.

    Raises:
        HelperFailed: It is not there, takes too long, or answers with something else.
    """
    program = shutil.which(f"docker-credential-{name}") if _NAME.fullmatch(name) else None
    if program is None:
        raise HelperFailed(f"docker-credential-{name[:64]} is not installed")
    code, output = _run(program, server, timeout_seconds)
    if code and b"not found" in output:
        return None  # "credentials not found in native keychain", in every helper
    if code:
        raise HelperFailed(f"docker-credential-{name} ended with status {code}")
    try:
        answer = json.loads(output)
        user, secret = answer["Username"], answer["Secret"]
    except (ValueError, KeyError, TypeError):
        user = secret = None
    if not (isinstance(user, str) and isinstance(secret, str)):
        raise HelperFailed(f"docker-credential-{name} answered with no credential") from None
    return (user, secret) if secret else None


def _run(program: str, server: str, timeout_seconds: float) -> tuple[int, bytes]:
    name = os.path.basename(program)  # noqa: PTH119 - a name to show, not a path to use

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the user's own configuration names it
            [program, "get"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    try:
        process = BELONGINGS.begin(start, _kill)
    except OSError as error:
        raise HelperFailed(f"{name} does not start: {error.strerror}") from error
    with process:
        try:
            output, _ = process.communicate(server.encode(), timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            reason = f"{name} did not answer within {timeout_seconds:.0f} seconds"
            raise HelperFailed(reason) from None
        finally:
            BELONGINGS.ended(process)
    return process.returncode, output


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a helper and its children: it is often a script, and they would hold the pipe."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
