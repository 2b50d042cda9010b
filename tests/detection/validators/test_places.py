"""Passwords where a format or a call has room for nothing else."""

import base64
import random

import pytest

from leakscan.detection.templates import render
from leakscan.detection.validators import aws, google, hashes, logins, places
from leakscan.model.rule import Confidence, Severity, Verdict


def made(template: str) -> bytes:
    """Return `template` rendered."""
    return render(template, random.Random(1)).encode()


@pytest.mark.parametrize(
    ("secret", "confidence"),
    [
        (b"Winter-Gate-41", Confidence.LIKELY),
        (b"hunter2", Confidence.REVIEW),
        (b"changeme", Confidence.REVIEW),
        (b"<your password>", None),
        (b"${DB_PASSWORD}", None),
        (b"xxxxxxxx", None),
        (b"abc", None),
        (b"k3Z", None),
        (b"k3Zp", Confidence.LIKELY),
    ],
)
def test_a_password_is_judged_by_what_it_says(secret: bytes, confidence: Confidence | None) -> None:
    """A common default is left for review; what stands for another value is dropped."""
    assert places.password(secret).confidence == confidence


def test_base64_is_judged_by_what_it_hides() -> None:
    """A readable password confirms; bytes that nobody can type, and placeholders, are dropped."""

    def judged(password: bytes) -> Verdict:
        return places.base64_password(base64.b64encode(password))

    assert judged(b"Winter-Gate-41").confidence == Confidence.CONFIRMED
    assert judged(b"hunter2").confidence == Confidence.REVIEW
    assert judged(b"\x00\x01\xff\xfe").confidence is None
    assert judged(b"changeme!${X}").confidence is None
    assert places.base64_password(b"====").confidence is None


def test_an_obscured_password_of_maven_is_one() -> None:
    """Braces around base64 are no reference here, as they are elsewhere."""
    assert places.maven_password(made("{{{base64:44}}}")).confidence == Confidence.LIKELY
    assert places.maven_password(b"{env.PASSWORD}").confidence is None
    assert places.maven_password(b"Winter-Gate-41").confidence == Confidence.LIKELY


def test_a_seed_phrase_has_many_words_of_its_own() -> None:
    """The phrases of test networks repeat a word; a sentence has articles."""
    words = made("{lower:4} {lower:5} {lower:6} {lower:7} {lower:8} {lower:4} ") + made(
        "{lower:5} {lower:6} {lower:7} {lower:8} {lower:3} {lower:4}"
    )

    assert places.seed_phrase(words).confidence == Confidence.LIKELY
    assert places.seed_phrase(b"test " * 11 + b"junk").confidence is None
    assert places.seed_phrase(words[:-4] + b"with").confidence is None


def test_a_directory_hash_decodes_to_a_digest() -> None:
    """What is too short for a digest, or has no variety, is none."""
    assert hashes.ldap_password_hash(made("{{SSHA}}{base64:32}")).confidence == Confidence.LIKELY
    assert hashes.ldap_password_hash(b"{SHA}" + b"A" * 27 + b"=").confidence is None


def test_a_directory_hash_is_a_digest_of_sixteen_bytes_at_least() -> None:
    """MD5 is the shortest; half as many different bytes are what chance has at the least."""

    def judged(digest: bytes) -> Verdict:
        return hashes.ldap_password_hash(b"{SMD5}" + base64.b64encode(digest))

    assert judged(bytes(range(16))).confidence is Confidence.LIKELY
    assert judged(bytes(range(15))).confidence is None
    assert judged(bytes(range(8)) * 2).confidence is Confidence.LIKELY
    assert judged(bytes(range(7)) * 3).confidence is None


def test_an_access_key_id_of_five_different_characters_was_typed() -> None:
    """Six can be chance; the prefix does not count."""
    assert aws.access_key_id(b"AKIA" + b"BCDEF" * 3 + b"B").confidence is None
    assert aws.access_key_id(b"AKIA" + b"BCDEFG" * 2 + b"BCDE").confidence is not None


@pytest.mark.parametrize(("different", "kept"), [(12, True), (9, True), (8, False)])
def test_nine_words_of_a_seed_phrase_differ(different: int, kept: bool) -> None:  # noqa: FBT001 - a table's column
    """The phrases of test networks repeat one word eleven times."""
    words = [f"word{letter}" for letter in "abcdefghijkl"[:different]]
    phrase = " ".join([*words, *["worda"] * (12 - different)]).encode()

    assert (places.seed_phrase(phrase).confidence is Confidence.LIKELY) == kept


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("1", "MD5-crypt"),
        ("5", "SHA-256-crypt"),
        ("2b", "bcrypt"),
        ("gy", "GOST-yescrypt"),
        ("sha1", "crypt"),
    ],
)
def test_a_hash_is_chance_of_three_bits(method: str, name: str) -> None:
    """Eight characters in equal number are just enough; its method is told."""
    assert hashes.password_hash(f"${method}$salt$abcdefghabcdefgh".encode()).detail == name
    assert hashes.password_hash(f"${method}$salt$abcdefghabcdefgha".encode()).confidence is None


def test_a_hash_without_a_method_is_one_of_crypt() -> None:
    """One mark is not enough for a method."""
    assert hashes.password_hash(b"abcdefghij").detail == "crypt"
    assert hashes.password_hash(b"$2abcdefghij").detail == "crypt"
    assert hashes.password_hash(b"$6$abcdefghij").detail == "SHA-512-crypt"


def test_a_directory_hash_names_its_scheme() -> None:
    """The one in the braces."""
    text = b"{SSHA512}" + base64.b64encode(bytes(range(64)))

    assert hashes.ldap_password_hash(text).detail == "SSHA512"


def test_a_login_is_judged_by_its_password() -> None:
    """Plain, or in base64."""
    assert places.login(b"deploy:Winter-Gate-41").confidence is Confidence.LIKELY
    assert places.login(base64.b64encode(b"deploy:Winter-Gate-41")).confidence is Confidence.LIKELY
    assert places.login(b"deploy:<password>").confidence is None
    assert places.login(b"deploy").confidence is None


def test_an_access_key_id_counts_behind_its_prefix() -> None:
    """The first character there is one of six."""
    assert aws.access_key_id(b"AKIA" + b"B" + b"CDEFG" * 3).confidence is not None


def test_a_protected_value_of_windows_weighs_less() -> None:
    """It opens for its own user alone; one that was cut is left for review."""
    text = b"AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA" + base64.b64encode(bytes(90))

    assert places.windows_protected(text) == Verdict(
        Confidence.LIKELY, "encrypted by Windows for one user or machine", Severity.MEDIUM
    )
    assert places.windows_protected(text[:-3]) == Verdict(
        Confidence.REVIEW, "protected by Windows, cut off", Severity.MEDIUM
    )


def test_a_key_of_google_is_chance_and_no_sample() -> None:
    """Either is enough to drop it."""
    assert google.api_key(made("AIzaSy{base64url:33}")).confidence is not None
    assert google.api_key(made("AIzaSy{base64url:25}") + b"_EXAMPLE").confidence is None
    assert google.api_key(b"AIzaSy" + b"abcaacbabcabaacbbacabcabbacabacca").confidence is None


def test_a_login_of_bytes_that_are_no_text_is_none() -> None:
    """What decodes by chance seldom is UTF-8."""
    assert logins.basic_auth(base64.b64encode("bob:Blüte-41-Tor".encode())).confidence is not None
    assert logins.basic_auth(base64.b64encode(b"bob:Bl\xffte-41-Tor")).confidence is None


@pytest.mark.parametrize("coded", [b"0822455D0A16", b"060506324F41"])
def test_type_7_of_cisco_is_read(coded: bytes) -> None:
    """Two published spellings of one word; one changed digit is none, or another word."""
    assert places.cisco_obscured(coded) == Verdict(Confidence.CONFIRMED, "decodes to a password")
    assert places.cisco_obscure(b"cisco", int(coded[:2])) == coded
    for wrong in (coded[:-1], b"99" + coded[2:], b"A" + coded[1:], coded[:2] + b"FF" * 5):
        assert places.cisco_obscured(wrong).confidence is None


@pytest.mark.parametrize("start", range(16))
def test_whatever_cisco_obscures_is_read(start: int) -> None:
    """Longer than the known text, too, which then begins again."""
    plain = b"Tulip-Forge-42" * 5

    assert places.cisco_obscured(places.cisco_obscure(plain, start)).confidence is not None


def test_the_communities_of_manuals_are_none() -> None:
    """SNMP's two well-known ones say nothing."""
    assert places.community(b"Public").confidence is None
    assert places.community(b"Tulip-Forge-42").confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("plain", "found"), [(b"!~!~!~", True), (b"abc de", False), (b"abc\x7fde", False)]
)
def test_type_7_of_cisco_is_text_without_spaces(plain: bytes, *, found: bool) -> None:
    """The first and the last sign that a password may have, and what lies beyond them."""
    coded = places.cisco_obscure(plain, 3)

    assert (places.cisco_obscured(coded).confidence is not None) is found


def test_type_7_of_cisco_begins_within_the_known_text() -> None:
    """There are 53 places to begin; the fifty-fourth is none."""
    last = places.cisco_obscure(b"Tulip-Forge-42", 52)

    assert places.cisco_obscured(last).confidence is Confidence.CONFIRMED
    assert places.cisco_obscured(b"53" + last[2:]).confidence is None


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        (b"Tulip-Forge-42", Confidence.LIKELY),
        (b"orchard", Confidence.REVIEW),
        (b"password", places.password(b"password").confidence),
        (b"${PASSWORD}", None),
    ],
)
def test_a_word_in_a_data_source_is_for_review(secret: bytes, expected: Confidence | None) -> None:
    """Examples write words; what stands for another value is none."""
    assert places.data_source_password(secret).confidence is expected


def test_bundler_takes_a_token_or_a_user_with_a_password() -> None:
    """The password alone is judged, and a token as it is."""
    assert places.bundler_login(b"ci:Tulip-Forge-42").confidence is Confidence.LIKELY
    assert places.bundler_login(b"Tulip-Forge-42").confidence is Confidence.LIKELY
    assert places.bundler_login(b"Tulip-Forge-42:${PASSWORD}").confidence is None
    assert places.bundler_login(b"a:Tulip-Forge-42:${PASSWORD}").confidence is None
