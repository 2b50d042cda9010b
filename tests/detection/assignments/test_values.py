"""What values look like, and what a decoded value with a name is worth."""

import base64
import random
import string

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, given
from hypothesis import strategies as st

from leakscan.detection import filters
from leakscan.detection.assignments.randomness import looks_random, randomness
from leakscan.detection.assignments.recogniser import classify_assigned
from leakscan.detection.assignments.values import Shape, shape
from leakscan.detection.assignments.weights import CHANCE_FROM
from leakscan.detection.templates import render
from leakscan.model.location import Span
from leakscan.model.rule import Confidence

WEAK = "hunter2"


@pytest.mark.parametrize(
    "value",
    [
        "${DB_PASSWORD}",
        "$DB_PASSWORD",
        "{{ vault_password }}",
        "%(password)s",
        "<password>",
        "changeme-please",
        "your_password_here",
        "xxxxxxxxxxxx",
        "/run/secrets/password",
        "../secrets/key",
        "certs/server.pem",
        "https://acme.io/token",
        "vault:secret/data/db",
        "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        "process.env.DB_PASSWORD",
        "getPassword()",
        "config['password']",
        "required",
        "string",
        "true",
        "4815",
        "2024-01-31",
        "1.2.3-beta",
        "mysql-root-password",
        "db_password",
        "Enter your password",
        "Mot de passe",
        "abcdefghijklmnop",
        "!vault",
        "sha256:abcdef",
        "#336699",
        "--password=x",
        "bad\0byte",
        "a",
        "message=",
        "connectionString=",
        "null},\\",
        "true,",
    ],
)
def test_a_value_is_nothing(value: str) -> None:
    """References, placeholders, paths, types, numbers and labels are not secrets."""
    assert Shape.NOTHING is shape(value.encode(), "password")


@pytest.mark.parametrize("value", [b"Harbor.lamp42", b"Harbor-lamp42", b"harbor_Lamp2031"])
def test_two_words_and_a_number_are_a_password(value: bytes) -> None:
    """They look like a name in a program, but for a capital letter and a number together."""
    assert shape(value, "db_password") is Shape.PASSWORD
    assert shape(value, "api_key") < Shape.PASSWORD
    assert shape(value.lower(), "db_password") < Shape.PASSWORD


@pytest.mark.parametrize(
    "value", [b"Config.password42", b"request.Password12", b"this.State42", b"Your_password42"]
)
def test_the_parts_of_an_expression_are_no_password(value: bytes) -> None:
    """What programs call things, and what manuals write for a password."""
    assert shape(value, "db_password") < Shape.PASSWORD


def test_a_token_that_begins_like_a_version_is_none() -> None:
    """A version goes on with a word, not with forty characters of chance."""
    token = render("v1.0-{alnum:40}", random.Random(3)).encode()

    assert shape(token, "api_token") is Shape.RANDOM
    assert shape(b"v1.0-release-candidate", "api_token") is Shape.NOTHING


@pytest.mark.parametrize("template", ["{alnum:22}.{alnum:22}", "f.{alnum:40}", "{lowernum:32}.c"])
@given(seed=st.integers(0, 10_000))
def test_a_token_of_several_parts_is_no_expression(template: str, seed: int) -> None:
    """It is written like `module.name`, which names no more than words."""
    token = render(template, random.Random(seed)).encode()
    assume(not filters.placeholder(token))

    assert shape(token, "api_key") is Shape.RANDOM
    assert shape(b"settings.CUSTOMER_API_KEY_V2.get_secret_value", "api_key") is Shape.NOTHING


@pytest.mark.parametrize("value", [b"ozBLgJoPwCiPw", b"f.IaKSCU46DJWQW8gxnjTYoJdxKlVZxf9XPW"])
def test_a_drawn_value_that_ends_like_a_name_is_none(value: bytes) -> None:
    """Names of secrets end with `pw`, too, but words stand before it."""
    assert shape(value, "db_password") is Shape.RANDOM
    assert shape(b"MasterOfDatabasePw", "db_password") is Shape.NOTHING


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WEAK, Shape.PASSWORD),
        ("Blue-Harbour7!", Shape.PASSWORD),
        ("p@ss/w0rd#9", Shape.PASSWORD),
        ("48151623", Shape.PASSWORD),
        ("marigold", Shape.WORD),
        ("postgres", Shape.DEFAULT),
        ("changeme", Shape.DEFAULT),
    ],
)
def test_a_value_is_what_a_person_would_choose(value: str, expected: Shape) -> None:
    """Letters with digits or signs are a password; a word and a default are less."""
    assert expected is shape(value.encode(), "password")


def point(private: int) -> bytes:
    """Return the public point of a private key on P-256."""
    public = ec.derive_private_key(private, ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@given(st.integers(1, 2**255))
def test_a_point_of_the_curve_is_a_public_key(private: int) -> None:
    """The key that a server of web push hands to browsers is nothing, in either alphabet."""
    key = base64.urlsafe_b64encode(point(private)).rstrip(b"=")

    assert Shape.NOTHING is shape(key, "vapid_key")
    assert Shape.NOTHING is shape(base64.b64encode(point(private)), "vapid_key")


@pytest.mark.parametrize("place", [0, 1, 32, 33, 64])
def test_bytes_that_are_no_point_of_the_curve_are_random(place: int) -> None:
    """One changed bit makes another value, which may be a secret."""
    changed = bytearray(point(7))
    changed[place] ^= 1

    assert Shape.RANDOM is shape(base64.b64encode(changed), "vapid_key")


@given(st.integers(0, 10_000), st.sampled_from(["alnum", "hex", "base64", "base64url"]))
def test_random_values_look_random(seed: int, alphabet: str) -> None:
    """Forty random characters of any alphabet are recognised."""
    value = render(f"{{{alphabet}:40}}", random.Random(seed)).encode()

    assert looks_random(value)


@pytest.mark.parametrize(
    "text",
    [
        "getElementsByClassName",
        "application/x-www-form-urlencoded",
        "DEFAULT_CONNECTION_TIMEOUT",
        "internationalization",
        "ISO-8859-15",
        "2024-01-31T12:00:00",
        "aaaaaaaaaaaaaaaa",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_words_and_names_do_not_look_random(text: str) -> None:
    """Identifiers, media types and dates are written by people."""
    assert not looks_random(text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_have_a_shape(value: bytes) -> None:
    """No bytes are too strange, and the shape never changes."""
    assert shape(value, "password") is shape(value, "password")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin"),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
        ("PYTHON_SHA256", "9ef0a8" * 10),
        ("NODE_VERSION", "20.11.1"),
        ("YARN_CHECKSUM", "9ef0a8" * 10),
        ("JAVA_HOME", "/opt/java"),
        ("LANG", "C.UTF-8"),
        ("DB_PASSWORD_FILE", "/run/secrets/db"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "$DB_PASSWORD"),
    ],
)
def test_public_variables_are_silent(key: str, value: str) -> None:
    """Versions, checksums, fingerprints, paths and references are no candidates."""
    assert classify_assigned(key, value.encode()) is None


def test_a_variable_with_a_password_is_likely() -> None:
    """The whole value is the secret, under the variable's name."""
    found = classify_assigned("DB_PASSWORD", WEAK.encode())

    assert found is not None
    assert found.confidence is Confidence.LIKELY
    assert found.span == Span(0, len(WEAK))
    assert (found.key, found.secret) == ("DB_PASSWORD", WEAK.encode())


def test_a_common_default_is_for_review() -> None:
    """A default password of a database is deployed as often as it is documentation."""
    found = classify_assigned("POSTGRES_PASSWORD", b"postgres")

    assert found is not None
    assert found.confidence is Confidence.REVIEW


_SIGNS = string.ascii_letters + string.digits + "!%*+._-(["


@given(st.text(_SIGNS, min_size=10, max_size=18), st.sampled_from([".", "%s", "%d", "(", "["]))
def test_what_chance_alone_explains_is_a_password(drawn: str, sign: str) -> None:
    """A template and a name in a program have such signs too, but between words."""
    value = f"bP4{sign}{drawn}9Qx"
    assume(randomness(value.encode()) >= CHANCE_FROM and not set(value) & set(")]"))
    assume(not filters.placeholder(value.encode()) and "=" not in value)

    assert shape(value.encode(), "db_password") >= Shape.PASSWORD


@pytest.mark.parametrize(
    "value",
    [
        b"jdk.ThreadCPULoad",
        b"sqlalchemy.sql.ddl",
        b"smtp.ohmysmtp.com",
        b"hash_{uuid4.Hx7}_q",
        b"Vpcs[].VpcId9x",
        b"md5(Xq7Kw)",
        b"%sPassword",
    ],
)
def test_names_with_odd_letters_are_no_password(value: bytes) -> None:
    """They lack digits among capitals, or close each bracket that they open."""
    assert shape(value, "db_password") is Shape.NOTHING
