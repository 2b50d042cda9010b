"""Keys of small formats with a checksum: age, NATS, Bitcoin; and JSON Web Keys."""

from leakscan.detection.facts import BASE32, BASE58, Alphabet, Issuer, one_of
from leakscan.detection.validators.tokens import age, bitcoin_wif, extended_private_key, nats
from leakscan.model.rule import Rule, Severity

_BECH32_UPPER = Alphabet("bech32", rb"02-9AC-HJ-NP-Z")

_BITCOIN = Issuer(
    "Bitcoin",
    "https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki",
    "Move the funds to an address of a new key at once.",
)

RULES: tuple[Rule, ...] = (
    Issuer(
        "age",
        "https://age-encryption.org/v1",
        "Make a new identity, and encrypt again whatever the old one opens.",
    ).token(
        "age-secret-key",
        "age secret key",
        "AGE-SECRET-KEY-1",
        _BECH32_UPPER * 58,
        proof=age,
        examples=("{age}",),
        counter_examples=("AGE-SECRET-KEY-1{base32:20}",),
    ),
    Issuer(
        "NATS",
        "https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth",
        "Make a new key pair and remove the old public key from the server's configuration.",
    ).token(
        "nats-seed",
        "NATS seed",
        "S",
        one_of("A", "C", "N", "O", "U", "X") + BASE32 * 56,
        proof=nats,
        examples=("{nats}",),
        counter_examples=("SU{base32:57}",),
    ),
    # By name, although the checksum would do: without a text of its own, a pattern makes the
    # matcher look closely at every byte.
    _BITCOIN.keyed(
        "bitcoin-private-key",
        "Bitcoin private key",
        ("wif", "bitcoin", "btc", "wallet", "private_key", "privatekey", "privkey", "priv_key"),
        one_of("5" + BASE58 * 50, "K" + BASE58 * 51, "L" + BASE58 * 51),
        severity=Severity.CRITICAL,
        proof=bitcoin_wif,
        examples=("WALLET_WIF={wif}", "privkey: {wif}"),
        counter_examples=("WALLET_WIF=5{base58:48}",),
    ),
    _BITCOIN.token(
        "bitcoin-extended-private-key",
        "Bitcoin extended private key",
        "",
        one_of("xprv", "yprv", "zprv", "tprv") + BASE58 * 107,
        severity=Severity.CRITICAL,
        proof=extended_private_key,
        examples=("{xprv}",),
        counter_examples=("xprv{base58:90}",),
    ),
)
