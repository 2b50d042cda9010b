import base64
import json
import logging
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.errors import RegistryError
from leakscan.images.reference import parse_name
from leakscan.images.sources.registry.challenge import parse_challenges
from leakscan.images.sources.registry.credentials import Credential, find_credential
from tests.builders import image, layer, oci_files
from tests.images.registry.server import (
    PASSWORD,
    REPOSITORY,
    TOKEN,
    USER,
    Handler,
    Registry,
    basic,
    complete,
    login,
    read,
    send,
)

FILES = oci_files(image([layer({"a": b"1"})]))


def pulled(registry: Registry, tmp_path: Path, files: tuple[Path, ...] = ()) -> None:
    """Read the registry's image; all of it must come."""
    name = f"docker://{registry.host}/{REPOSITORY}:1"
    source = read(name, tmp_path, credential_files=files)
    assert len(source.images) == 1
    assert complete(source)


def refusal(registry: Registry, tmp_path: Path, files: tuple[Path, ...] = ()) -> RegistryError:
    """Return the error for the registry's image."""
    with pytest.raises(RegistryError) as caught:
        pulled(registry, tmp_path, files)
    return caught.value


# --- the ways to authenticate --------------------------------------------------------------------


def test_a_token_is_fetched_once_and_used_for_all(tmp_path: Path) -> None:
    """Without a login, a token for everybody; its scope is the repository, to be pulled from."""
    with Registry(FILES, auth="bearer") as registry:
        pulled(registry, tmp_path)

    (asked,) = [one for one in registry.asked if one.path.startswith("/token")]
    assert asked.authorization == ""
    assert asked.query == {"scope": [f"repository:{REPOSITORY}:pull"], "service": ["test"]}
    assert registry.asked[-1].authorization == f"Bearer {TOKEN}"


def test_a_login_is_shown_to_the_token_server_alone(tmp_path: Path) -> None:
    """The registry itself sees the token, never the password."""
    with Registry(FILES, auth="bearer") as registry:
        pulled(registry, tmp_path, login(tmp_path, registry.host))

    for one in registry.asked:
        expected = basic() if one.path.startswith("/token") else f"Bearer {TOKEN}"
        assert one.authorization in {"", expected}


def test_an_identity_token_is_exchanged_by_post(tmp_path: Path) -> None:
    """It goes into the body, not into the address."""
    with Registry(FILES, auth="bearer") as registry:
        files = login(tmp_path, registry.host, identitytoken="the-identity-token")
        pulled(registry, tmp_path, files)

    (asked,) = [one for one in registry.asked if one.path.startswith("/token")]
    assert (asked.method, asked.path) == ("POST", "/token")
    assert b"grant_type=refresh_token" in asked.body
    assert b"refresh_token=the-identity-token" in asked.body


@pytest.mark.parametrize("key", ["token", "access_token"])
def test_both_names_of_a_token_are_known(key: str, tmp_path: Path) -> None:
    """Old servers write the one, OAuth's the other."""

    def answer(request: Handler) -> bool:
        if not request.path.startswith("/token"):
            return False
        send(request, 200, json.dumps({key: TOKEN}).encode())
        return True

    with Registry(FILES, auth="bearer", fault=answer) as registry:
        pulled(registry, tmp_path)


def test_a_password_is_used_where_the_registry_asks_for_one(tmp_path: Path) -> None:
    """Basic authentication, as small registries have it."""
    with Registry(FILES, auth="basic") as registry:
        pulled(registry, tmp_path, login(tmp_path, registry.host))

    assert registry.asked[-1].authorization == basic()


def test_a_token_that_expires_on_the_way_is_renewed(tmp_path: Path) -> None:
    """Large images take longer than tokens live."""
    refused = []

    def expire(request: Handler) -> bool:
        if "/blobs/" not in request.path or refused:
            return False
        refused.append(request.path)
        registry._refuse(request)
        return True

    with Registry(FILES, auth="bearer", fault=expire) as registry:
        pulled(registry, tmp_path)

    assert len([one for one in registry.asked if one.path.startswith("/token")]) == 2


def test_an_image_for_which_nobody_is_logged_in_says_how_to(tmp_path: Path) -> None:
    """The hint is the command."""
    with Registry(FILES, auth="basic") as registry:
        refused = refusal(registry, tmp_path)

    assert f"docker login {registry.host}" in refused.hint


@pytest.mark.parametrize("auth", ["basic", "bearer"])
def test_a_wrong_login_ends_and_is_not_tried_again(auth: str, tmp_path: Path) -> None:
    """A registry that says 401 for ever is asked a few times."""

    def refuse(request: Handler) -> bool:
        if request.path == "/v2/":
            return False
        registry._refuse(request)
        return True

    with Registry(FILES, auth=auth, fault=refuse) as registry:
        refused = refusal(registry, tmp_path, login(tmp_path, registry.host))

    assert "refuses" in str(refused)
    assert len(registry.asked) < 8
    assert PASSWORD not in str(refused) + refused.hint


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b'{"token": 5}',
        b'{"token": "a\\r\\nX-Injected: 1"}',
        b'{"token": ""}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_token_that_is_none_is_an_error(answer: bytes, tmp_path: Path) -> None:
    """Whatever the token server writes, one line comes out."""

    def give(request: Handler) -> bool:
        if not request.path.startswith("/token"):
            return False
        send(request, 200, answer)
        return True

    with Registry(FILES, auth="bearer", fault=give) as registry:
        assert "token" in str(refusal(registry, tmp_path))


def test_a_kind_of_login_that_is_not_known_is_said(tmp_path: Path) -> None:
    """Instead of asking for a password that would not help."""

    def negotiate(request: Handler) -> bool:
        send(request, 401, b"", {"WWW-Authenticate": "Negotiate"})
        return True

    with Registry(FILES, fault=negotiate) as registry:
        assert "kind of login" in str(refusal(registry, tmp_path))


def test_nothing_secret_is_logged_or_shown(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level, neither password nor token nor their encodings are written."""
    caplog.set_level(logging.DEBUG)
    shown = ""
    for auth in ("basic", "bearer"):
        with Registry(FILES, auth=auth) as registry:
            pulled(registry, tmp_path, login(tmp_path, registry.host))
            registry.blobs.clear()
            refused = refusal(registry, tmp_path, login(tmp_path, registry.host))
            shown += str(refused) + repr(refused.__cause__) + refused.hint

    shown += caplog.text
    assert "/v2/" in caplog.text
    for secret in (PASSWORD, TOKEN, basic().partition(" ")[2]):
        assert secret not in shown
    assert PASSWORD not in repr(Credential(USER, PASSWORD))


# --- challenges ----------------------------------------------------------------------------------


def test_a_challenge_is_taken_apart() -> None:
    """Quoted and plain values, commas inside quotes, several schemes."""
    header = (
        'Bearer realm="https://a.example/t",service="x, y",scope="repository:a:pull,push"'
        ', error=invalid_token, Basic realm="say \\"hi\\""'
    )

    bearer, password = parse_challenges(header)

    assert bearer.scheme == "bearer"
    assert bearer.parameters["scope"] == "repository:a:pull,push"
    assert bearer.parameters["error"] == "invalid_token"
    assert (password.scheme, password.parameters["realm"]) == ("basic", 'say "hi"')


@given(text=st.one_of(st.text(), st.text(alphabet='Bb a="\\,=')))
def test_any_challenge_ends(text: str) -> None:
    """No header makes the parser loop or fail."""
    assert len(parse_challenges(text * 50)) <= len(text) * 50


# --- where credentials are kept ------------------------------------------------------------------

Writer = Callable[[object], tuple[Path, ...]]


@pytest.fixture
def config(tmp_path: Path) -> Writer:
    """Return what writes a configuration file."""

    def write(content: object) -> tuple[Path, ...]:
        path = tmp_path / "auth.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return (path,)

    return write


def pair(user: str, password: str = PASSWORD) -> Mapping[str, str]:
    """Return an entry of `auths`."""
    return {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}


def found(image_name: str, files: tuple[Path, ...]) -> str:
    """Return the user of the credential for an image, or the identity token."""
    credential = find_credential(parse_name(image_name), files, 2).credential
    return credential.user or credential.secret


@pytest.mark.parametrize(
    ("key", "image_name"),
    [
        ("example.test", "example.test/a:1"),
        ("example.test:5000", "example.test:5000/a/b/c"),
        ("https://example.test", "example.test/a"),
        ("https://example.test/v2/", "example.test/a"),
        ("https://index.docker.io/v1/", "ubuntu"),
        ("docker.io", "someone/app:2"),
        ("index.docker.io", "someone/app:2"),
        ("example.test/team", "example.test/team/app"),
        ("docker.io/library/ubuntu", "ubuntu"),
    ],
)
def test_a_key_is_found_however_it_is_spelt(config: Writer, key: str, image_name: str) -> None:
    """Docker wrote whole addresses once, podman writes namespaces."""
    assert found(image_name, config({"auths": {key: pair("me")}})) == "me"


@pytest.mark.parametrize(
    "key", ["example.test:5000", "other.test", "xexample.test", "example.test/te", "test"]
)
def test_a_key_of_another_host_or_namespace_is_not_taken(config: Writer, key: str) -> None:
    """A credential goes to the host it was given for."""
    assert found("example.test/team/app", config({"auths": {key: pair("me")}})) == ""


def test_the_closest_key_wins(config: Writer) -> None:
    """A repository before its namespace, a namespace before the host."""
    keys = ("example.test", "example.test/team", "example.test/team/app")
    files = config({"auths": {key: pair(key.replace("/", "-")) for key in keys}})

    assert found("example.test/team/app:1", files) == "example.test-team-app"
    assert found("example.test/team/other", files) == "example.test-team"
    assert found("example.test/x", files) == "example.test"


def test_the_first_file_that_knows_the_host_wins(tmp_path: Path) -> None:
    """One without an entry, one that is missing and one that is damaged are passed over."""
    paths = [tmp_path / f"{number}.json" for number in range(4)]
    paths[1].write_text("{not json")
    paths[2].write_text(json.dumps({"auths": {"other.test": pair("no")}}))
    paths[3].write_text(json.dumps({"auths": {"example.test": pair("yes")}}))

    result = find_credential(parse_name("example.test/a"), tuple(paths), 2)

    assert result.credential.user == "yes"
    assert [str(paths[1]) in problem for problem in result.problems] == [True]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", {"auths": []}, {"auths": {"example.test": 5}},
     {"auths": {"example.test": {"auth": "%%%"}}}, {"auths": {"example.test": {"auth": "YQ=="}}},
     {"auths": {"example.test": {"auth": "\u00e9"}}}, {"credHelpers": {"example.test": 7}},
     {"credsStore": {}}, "[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_wrong_gives_no_credential(config: Writer, content: object) -> None:
    """And no traceback."""
    assert found("example.test/a", config(content)) == ""


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    """The operating system's word is passed on."""
    result = find_credential(parse_name("example.test/a"), (tmp_path,), 2)

    assert not result.credential
    assert "directory" in result.problems[0]


# --- credential helpers --------------------------------------------------------------------------

Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a helper, given its name and its program in Python."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def write(name: str, program: str) -> None:
        path = tmp_path / f"docker-credential-{name}"
        path.write_text(f"#!{sys.executable}\nimport json, sys, time\n{program}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return write


ECHO = """
assert sys.argv[1:] == ["get"]
print(json.dumps({"ServerURL": "x", "Username": sys.stdin.read(), "Secret": "s"}))
"""


@pytest.mark.parametrize(
    ("content", "image_name", "server"),
    [
        ({"credsStore": "echo"}, "example.test:5000/a", "example.test:5000"),
        ({"credsStore": "echo"}, "ubuntu", "https://index.docker.io/v1/"),
        ({"credHelpers": {"example.test": "echo"}}, "example.test/a", "example.test"),
        (
            {"credHelpers": {"example.test": "echo"}, "credsStore": "absent"},
            "example.test/a",
            "example.test",
        ),
        ({"credHelpers": {"docker.io": "echo"}}, "ubuntu", "https://index.docker.io/v1/"),
    ],
)
def test_a_helper_is_asked_for_the_server(
    config: Writer, install: Install, content: object, image_name: str, server: str
) -> None:
    """One for the host goes before the one for all."""
    install("echo", ECHO)

    assert found(image_name, config(content)) == server


def test_a_helper_may_hold_an_identity_token(config: Writer, install: Install) -> None:
    """Its user is then a fixed word."""
    install("t", 'print(json.dumps({"Username": "<token>", "Secret": "identity"}))')

    result = find_credential(parse_name("example.test/a"), config({"credsStore": "t"}), 2)

    assert result.credential.is_identity_token
    assert result.credential.secret == "identity"


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ('print("credentials not found in native keychain"); sys.exit(1)', ""),
        ('print(json.dumps({"Username": "", "Secret": ""}))', ""),
        ('print("super-secret"); sys.exit(3)', "status 3"),
        ('print("super-secret")', "no credential"),
        ('print(json.dumps({"Username": 5, "Secret": "super-secret"}))', "no credential"),
        ("time.sleep(60)", "did not answer within"),
    ],
)
def test_a_helper_that_fails_is_told_and_passed_over(
    config: Writer, install: Install, program: str, problem: str
) -> None:
    """What it printed, which may be a secret, is not repeated; what the file holds is used."""
    install("x", program)
    files = config({"credsStore": "x", "auths": {"example.test": pair("fallback")}})

    result = find_credential(parse_name("example.test/a"), files, 0.7)

    assert result.credential.user == "fallback"
    assert [problem in each for each in result.problems] == ([True] if problem else [])
    assert "super-secret" not in "".join(result.problems)


@pytest.mark.parametrize("name", ["absent", "../../bin/sh", "a/b", ""])
def test_a_helper_that_is_not_installed_is_told(config: Writer, name: str) -> None:
    """A name is never a path."""
    result = find_credential(parse_name("example.test/a"), config({"credsStore": name}), 1)

    assert not result.credential
    assert all("not installed" in each for each in result.problems)


def test_a_registry_that_refuses_says_what_was_wrong_with_the_helper(tmp_path: Path) -> None:
    """The reason why nobody was logged in."""
    path = tmp_path / "config.json"
    path.write_text('{"credsStore": "absent"}')

    def forbid(request: Handler) -> bool:
        if request.path != "/v2/":
            send(request, 403, b"")
        return request.path != "/v2/"

    with Registry(FILES, fault=forbid) as registry:
        refused = refusal(registry, tmp_path, (path,))

    assert "docker-credential-absent is not installed" in refused.hint
