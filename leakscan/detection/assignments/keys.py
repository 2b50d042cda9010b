"""What a name says about its value: the name is read as words, and its last noun decides."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a name promises."""

    PASSWORD = "assigned-password"
    SECRET = "assigned-secret"
    TOKEN = "assigned-token"
    KEY = "assigned-api-key"
    CONNECTION = "connection-string"


@dataclass(frozen=True, slots=True)
class KeyName:
    """A name that promises a secret."""

    kind: Kind
    strong: bool
    """Whether a human's password will do as value; else only one that looks random."""


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\x00-\x7f]+")

_PASSWORDS = frozenset(
    """password passwd passwort passphrase passcode passwrd pwd pass psw pswd psk passw parola senha
    contrasena contraseña mdp wachtwoord haslo requirepass masterauth userpass userpassword
    """.split()
)
_SECRETS = frozenset("secret credential credentials cred creds salt".split())
_TOKENS = frozenset("token pat bearer authtoken accesstoken".split())
_KEYS = frozenset("apikey secretkey accesskey privatekey authkey masterkey appkey".split())

_ENDINGS = (
    ("connectionstring", ("connection", "string")),
    ("password", ("password",)),
    ("passwd", ("passwd",)),
    ("passphrase", ("passphrase",)),
    ("secretaccesskey", ("secret", "access", "key")),
    ("secretkey", ("secret", "key")),
    ("accesskey", ("access", "key")),
    ("privatekey", ("private", "key")),
    ("signingkey", ("signing", "key")),
    ("encryptionkey", ("encryption", "key")),
    ("masterkey", ("master", "key")),
    ("apikey", ("api", "key")),
    ("authkey", ("auth", "key")),
    ("appkey", ("app", "key")),
    ("clientsecret", ("client", "secret")),
    ("secret", ("secret",)),
    ("authtoken", ("auth", "token")),
    ("apitoken", ("api", "token")),
    ("accesstoken", ("access", "token")),
    ("refreshtoken", ("refresh", "token")),
    ("bottoken", ("bot", "token")),
    ("token", ("token",)),
    ("pwd", ("pwd",)),
    ("pass", ("pass",)),
)
"""How a name without separators may end: `dbpassword`, `mysqlrootpassword`, `apikey`."""

_ORDINARY = frozenset(
    """bypass compass encompass surpass trespass overpass underpass tokens subtoken nonsecret
    detoken retoken untoken cwd oldpwd lpwd getpass bitpass lowpass highpass bandpass renderpass
    """.split()
)
"""Words that only end like a secret."""

_KEY_QUALIFIERS = frozenset(
    """api access secret private priv encryption encrypt encrypting crypt crypto cipher signing sign
    signature master auth authentication authorization account shared storage service client jwt
    hmac aes des rsa session cookie app application admin deploy webhook subscription license
    integration security ssh server consumer developer write writer maps mailgun sendgrid stripe
    decryption symmetric kms data vault unseal recovery device webpush vapid bot wrap wrapping
    primary secondary""".split()
)
_WEAK_KEY_QUALIFIERS = frozenset(
    """app application client server device account storage session cookie service ssh rsa des sign
    signature data primary secondary subscription license integration consumer developer admin
    access security auth crypto maps bot shared write writer authentication authorization cipher
    """.split()
)

_PUBLIC = frozenset(
    """public pub publishable publish publickey foreign sort partition hash row cache lookup index
    field form query map object event translation i18n locale label csrf xsrf request next page
    continuation continue cursor pagination sync skip cancellation cancel pad padding eos bos unk
    sep mask cls special stop start end begin mime parser parse lex lexer syntax current last
    prev previous first expected unexpected invalid bad missing no has have is isnt use uses using
    enable enabled disable disabled require required requires show hide forgot reset change
    confirm wrong min max len length num count total allow allowed with without need needs
    should can want ask prompt read get set check verify validate lost recover update edit
    new_ old_ toggle remember save input html css anonymous non ignore strip identifier keyword
    operator punctuation comment string_ literal whitespace newline eof indent dedent
    dedupe idempotency nonce challenge""".split()
)
"""Qualifiers that make what follows public, a label, a switch or a part of a grammar."""

_TRAILING = frozenset(
    """prod production dev develop development stage staging live sandbox local qa uat ci preprod
    primary secondary main master backup old new current default value val str string text txt
    plain plaintext clear cleartext raw b64 base64 env var root admin user ro rw readonly
    readwrite write v base one two alt hex test""".split()
)
"""Words after the noun that change nothing: `DB_PASSWORD_PROD`, `secret_key_base`, `token2`."""

_MAX_NAME = 96


@lru_cache(maxsize=8192)
def classify(name: str) -> KeyName | None:
    """
    Return what `name` promises, or None: `PASSWORD_FILE` is a path, `MAX_TOKENS` is a number.

    The last noun decides, after numbers and names of environments: `DB_PASSWORD_PROD` is a
    password, `SECRET_NAME` is a name, `public_key` is public.
    """
    if not name or len(name) > _MAX_NAME:
        return None
    words = _strip(words_of(name))
    if not words:
        return None
    return _noun(words)


def words_of(name: str) -> list[str]:
    """Return the words of a name, in lower case: `dbRootPASSWORD_2` is db, root, password, 2."""
    words: list[str] = []
    for word in _WORD.findall(name):
        words.extend(_unglue(word.lower()))
    return words


def _unglue(word: str) -> tuple[str, ...]:
    """Part a word that has swallowed its neighbours: `mysqlpassword`, `apikey`."""
    if word in _ORDINARY or word in _PASSWORDS or word in _SECRETS or word in _TOKENS:
        return (word,)
    for ending, parts in _ENDINGS:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return (rest, *parts) if rest else parts
    return (word,)


def _strip(words: list[str]) -> list[str]:
    """Drop what follows the noun and changes nothing about it."""
    end = len(words)
    while end > 1 and (words[end - 1].isdigit() or words[end - 1] in _TRAILING):
        if words[end - 2 : end] == ["connection", "string"] or words[end - 2 : end] == [
            "conn",
            "str",
        ]:
            break
        end -= 1
    return words[:end]


def _noun(words: list[str]) -> KeyName | None:
    head, before = words[-1], words[:-1]
    public = bool(_PUBLIC.intersection(before))
    if head in _PASSWORDS:
        return None if public else KeyName(Kind.PASSWORD, strong=head not in {"pass", "psk", "mdp"})
    if head in _SECRETS:
        if public or before[-1:] == ["non"]:
            return None
        return KeyName(Kind.SECRET, strong=head == "secret" and bool(before))
    if head in _TOKENS:
        return None if public or not _credible(head, before) else KeyName(Kind.TOKEN, strong=False)
    if head in {"key", "keys"} and before:
        return _key(before, public=public)
    if words[-2:] in (["connection", "string"], ["conn", "str"], ["connection", "str"]):
        return KeyName(Kind.CONNECTION, strong=False)
    if head == "auth" and not public:
        return KeyName(Kind.SECRET, strong=False)
    return None


def _credible(head: str, before: list[str]) -> bool:
    """`pat` alone is a name or a pattern; `GITHUB_PAT` is a token."""
    return head != "pat" or bool(before)


def _key(before: list[str], *, public: bool) -> KeyName | None:
    qualifier = before[-1]
    if public or qualifier not in _KEY_QUALIFIERS:
        return None
    if qualifier == "secret":
        return KeyName(Kind.SECRET, strong=True)
    weak = qualifier in _WEAK_KEY_QUALIFIERS or qualifier == "api"
    return KeyName(Kind.KEY, strong=not weak)
