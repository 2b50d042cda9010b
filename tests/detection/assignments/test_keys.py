"""Names are read as words, and the last noun decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.assignments.keys import Kind, classify, words_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("password", Kind.PASSWORD),
        ("DB_PASSWORD", Kind.PASSWORD),
        ("dbPassword", Kind.PASSWORD),
        ("mysqlrootpassword", Kind.PASSWORD),
        ("DB_PASSWORD_PROD", Kind.PASSWORD),
        ("password2", Kind.PASSWORD),
        ("spring.datasource.password", Kind.PASSWORD),
        ("SMTP_PASS", Kind.PASSWORD),
        ("keyPassPhrase", Kind.PASSWORD),
        ("PASS_WORD", Kind.PASSWORD),
        ("pass-code", Kind.PASSWORD),
        ("ldap_default_authtok", Kind.TOKEN),
        ("passwordsalt", Kind.SECRET),
        ("ssl-key-passphrase", Kind.PASSWORD),
        ("client_secret", Kind.SECRET),
        ("SECRET_KEY_BASE", Kind.SECRET),
        ("AWS_SECRET_ACCESS_KEY", Kind.KEY),
        ("NEXTAUTH_SECRET", Kind.SECRET),
        ("mySecretString", Kind.SECRET),
        ("_auth", Kind.SECRET),
        ("GITHUB_TOKEN", Kind.TOKEN),
        ("_authToken", Kind.TOKEN),
        ("GITHUB_PAT", Kind.TOKEN),
        ("X-Api-Key", Kind.KEY),
        ("apikey", Kind.KEY),
        ("encryptionKey", Kind.KEY),
        ("ACME_KEY", Kind.KEY),
        ("config.stripe.key", Kind.KEY),
        ("STORAGE_CONNECTION_STRING", Kind.CONNECTION),
    ],
)
def test_a_name_promises_a_secret(name: str, kind: Kind) -> None:
    """Separators, case, numbers and names of environments make no difference."""
    found = classify(name)

    assert found is not None
    assert kind is found.kind


@pytest.mark.parametrize("name", ["acme_key", "acme.key", "acmeKey"])
def test_a_key_of_anything_may_be_secret(name: str) -> None:
    """What it is of need not issue any, unless it is known to or is in the environment."""
    found = classify(name)

    assert found is not None
    assert found.anybodys
    assert not any(each.anybodys for each in (classify("ACME_KEY"), classify("stripe_key")) if each)


@pytest.mark.parametrize(
    "name",
    [
        "PUBLIC_KEY",
        "TOKEN_FILE",
        "ACCESS_KEY_ID",
        "AUTH_URL",
        "PASSWORD_HASH_ALGO",
        "PASSWORD_MIN_LENGTH",
        "MAX_TOKENS",
        "SECRET_NAME",
        "tokenizer",
        "secretary",
        "author",
        "authority",
        "next_page_token",
        "csrf_token",
        "hashed_token",
        "pad_token",
        "primary_index_key",
        "sort_key",
        "keyboard",
        "compass",
        "basalt",
        "code_word",
        "passage",
        "OLDPWD",
        "GPG_KEY",
        "CACHE_KEY",
        "SSH_HOST_KEY",
        "acme_cache_key",
        "KEY",
        "PYTHON_SHA256",
        "PATH",
        "JAVA_HOME",
        "pat",
        "",
        "p" * 100 + "assword",
    ],
)
def test_a_name_promises_nothing(name: str) -> None:
    """Files, addresses, numbers, public keys and grammars are no secrets."""
    assert classify(name) is None


@pytest.mark.parametrize("name", ["showPassword", "resetPassword", "has_password", "test_token"])
def test_a_switch_or_a_label_needs_a_random_value(name: str) -> None:
    """First words of functions and labels weaken the promise."""
    found = classify(name)

    assert found is None or (not found.strong and found.vague)


def test_words_are_parted_at_case_signs_and_digits() -> None:
    """Camel case, capitals, digits and glued words come apart."""
    assert words_of("dbRootPASSWORD_2") == ["db", "root", "password", "2"]
    assert words_of("HTTPApikey") == ["http", "api", "key"]


@given(st.text(max_size=200))
def test_any_name_is_judged(name: str) -> None:
    """No name is too strange to be judged, and the judgement never changes."""
    assert classify(name) == classify(name)
