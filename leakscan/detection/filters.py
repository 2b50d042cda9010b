"""
Why a value is certainly or probably not a secret: pure functions that any rule may ask.

Each takes the value alone and answers with a reason, or the empty string; none looks at a path.
They are meant for values that have no proof of their own: a checksum that fits outweighs them all.
"""

import hashlib
import re
from functools import lru_cache

from leakscan.expressions import expression

_AROUND = (
    b"0123456789",
    b"9876543210",
    b"abcdefghijklmnopqrstuvwxyz",
    b"zyxwvutsrqponmlkjihgfedcba",
    b"0123456789abcdef",
    b"fedcba9876543210",
    b"abcdefghijklmnopqrstuvwxyz0123456789",
    b"0123456789abcdefghijklmnopqrstuvwxyz",
)
"""What goes on from its end to its start."""
_RUNS = (
    *(run + run for run in _AROUND),
    b"qwertyuiopasdfghjklzxcvbnm",
    b"1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f",
    b"a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z6",
)

_REFERENCE = expression(
    rb"""
      \$\$?[A-Za-z_][A-Za-z0-9_.:>\[\]\-]*$ | \$\{?[A-Za-z_]\w*(?:[:/\-.@,]|$) | \$[0-9@*]$
    | <[^<>]*>?$ | \{[^{}]*\}$ | \[[^\[\]]*\]$ | %[A-Za-z_]\w*%$ | @[A-Za-z_][\w.\-]*@$
    | %[-0-9.]*[sdvqrxfu@]$ | `[^`]*`
    | !(?:Ref|Sub|GetAtt|ImportValue|vault|secret|env|ENV|reference|env_var|Join)\b
    | (?:ENC|PKCS7|DEC|CIPHER)[\[(] | \{cipher\} | \$ANSIBLE_VAULT | @Microsoft\.KeyVault\(
    | (?:vault|op|ssm|awssm|aws-sm|gcpsm|secretsmanager|secret|secrets|env|file|keychain|keyring
        |bws|doppler|infisical|ref|akv|data|exec|cmd|envvar|parameter|resolve):(?://)?[A-Za-z/_.]
    | arn:aws | projects/[^/]{1,64}/secrets/
    """,
    re.VERBOSE,
)
"""Not the value but where to get it, by how it begins: variables, stores of secrets."""

_TEMPLATE = expression(
    rb"\$\{|\$\(|\{\{|\}\}|<%|#\{|%\([A-Za-z]|\$\[|\[\[|__[A-Z0-9]{1,32}(?:_[A-Z0-9]{1,32}){0,8}__|%[sd]|\{[A-Za-z_]{0,32}\}"
    rb"|\{\d\}|%\{[A-Za-z_]"
)
_LOOK = 128
"""What makes a value a template or an example shows in so many of its first bytes."""

_EXAMPLE = expression(
    rb"""
      example | changeme | change[-_ .]?(?:me|it|this|in|on|to) | place[-_ ]?holder | redacted
    | ^insert[-_ ] | [-_ .]here$ | ^(?:put|enter|add|paste|fill|set|type)[-_ ]?
      (?:your|the|a|my|in)?[-_ ] | (?:^|[^a-z])your[-_ ]?[a-z] | ^your
    | ^(?:my|some|any|the|new|old|a|an)[-_ ]?(?:super|very|really|own|top)?[-_ ]?
      (?:secret|password|passwd|pass|token|key|api|credential)
    | dummy | lorem | (?:^|[-_ .])(?:fake|mock|sample|todo|fixme|invalid|removed|hidden|masked|
      censored|scrubbed|sanitized|undefined|replace|to[-_ ]?be|xyz)(?:[-_ .]|$|[a-z]*[-_ ])
    | ^(?:fake|mock|sample|todo|fixme|replace|foo|bar|baz|foobar)
    | not[-_ ]?(?:a[-_ ]?)?(?:real|secret|set|used|needed|required|so[-_ ]?secret)
    | do[-_ ]?not[-_ ] | dont[-_ ]
    | x{4} | \*{3} | \.{3} | \#{4} | _{5} | ={5} | -{5} | ^\?+$
    | abc123 | abcdefgh | 12345678(?!\d{0,3}[a-z]{2,}\d) | qwerty | deadbeef | cafebabe
    | 0{8} | 1{8}
    """,
    re.VERBOSE,
)
"""In lower case: to ignore case costs several times as much."""

_WORDS = frozenset(
    b"""password passwd passwort pass pwd passphrase passcode secret secrets token tokens key keys
    apikey credential credentials creds auth none null nil undefined true false yes no on off void
    default required optional string str text bytes int integer number bool boolean float object
    array list dict any unknown empty blank test tests testing tester demo sample example dummy
    fake mock temp tmp foo bar baz qux foobar admin administrator root user username guest
    anonymous public private login value values name field input data todo fixme tbd changeme
    change replace redacted hidden removed masked prompt ask env environment file path vault store
    generated generate random auto automatic disabled enabled disable enable plain plaintext
    encrypted hashed hash md5 sha1 sha256 sha512 bcrypt scrypt crypt base64 basic bearer digest
    header cookie session csrf jwt oauth oauth2 saml ldap kerberos ntlm negotiate oidc
    local remote internal external global system service server client host localhost files compat
    always never only allow deny accept reject ignore skip write read readonly full
    self this that here there missing invalid incorrect wrong expired valid
    letmein qwerty abc123 welcome s3cr3t p@ssw0rd p4ssw0rd passw0rd pa$$word pa$$w0rd
    password1 password123 pass123 secret123 test123 admin123 12345 123456 1234567 12345678
    123456789 1234567890 mypassword mysecret mytoken mykey supersecret somesecret sometoken
    postgres mysql mariadb mongo mongodb redis rabbitmq elastic""".split()
)
"""What stands where a secret will be: the name of the thing, its type, a common default."""


_DEFAULTS = frozenset(
    b"""password passwd passw0rd p@ssw0rd p4ssw0rd pa$$word pa$$w0rd password1 password123 pass123
    pass1234 passwort secret s3cr3t secret123 supersecret mysecret mypassword mypass changeme
    changeit change_me admin admin123 administrator root toor guest user test test123 testing
    tester letmein welcome welcome1 qwerty qwerty123 abc123 12345 123456 1234567 12345678 123456789
    1234567890 postgres mysql mariadb mongo mongodb redis rabbitmq elastic default example temp
    hunter2 monkey dragon opensesame open_sesame open-sesame thisismypassword verysecret
    """.split()
)


_DIGESTS = """
    111890b25f4d 1542b921a945 16f6bd81ce64 26cb685f623f 38500284abfe 385ca3041886 4fec3c1fb668
    72a266abc432 76a7f184a330 7a0620e30d32 7d6a6af60bb5 af4fdaf5ad98 b947a2948c1b ba4a1ea26903
    bcca5999f4f7 bd631391e1e1 c16405eb4322 dc9fe6aa203e e8ddddbdac1f f369306afa57 f695fb0233db
    f8b4312159fb
"""
_PUBLISHED = frozenset(_DIGESTS.split())
"""Digests of the values that standards and manuals print, above all RFC 5849, 6749 and 6750."""


def published(secret: bytes) -> bool:
    """Return whether `secret` is known from the examples of a standard, so that nobody uses it."""
    return hashlib.blake2b(secret, digest_size=6).hexdigest() in _PUBLISHED


def common_default(secret: bytes) -> bool:
    """Return whether `secret` is a password that people deploy and documentation shows, both."""
    return secret.lower() in _DEFAULTS


_CHOSEN = frozenset(
    b"""admin123 guest123 user123 letmein welcome1 qwerty123 12345678 123456789 1234567890
    pass1234 password1 password123 monkey dragon opensesame open_sesame open-sesame
    thisismypassword verysecret""".split()
)


def chosen_default(secret: bytes) -> bool:
    """Return whether a common default is one that somebody chose: no name of what belongs there."""
    return secret.lower() in _CHOSEN


def reference(secret: bytes) -> str:
    """Return a reason if `secret` only says where the real value is: `${DB_PASSWORD}`."""
    start = secret[:_LOOK]
    if _REFERENCE.match(start):
        return "reference"
    return "template" if _TEMPLATE.search(start) else ""


@lru_cache(maxsize=1024)
def placeholder(secret: bytes) -> str:
    """Return a reason if `secret` stands for a value to be filled in: `changeme`, `xxxx`."""
    lowered = secret.lower()
    if lowered.strip(b" \t.,;:!?*-_#\"'") in _WORDS:
        return "placeholder word"
    if _EXAMPLE.search(lowered[: _LOOK // 2]):
        return "placeholder"
    if published(secret):
        return "published example"
    return repeated(secret) or sequential(secret)


def repeated(secret: bytes) -> str:
    """Return a reason if `secret` has too few different characters, or repeats a short piece."""
    size = len(secret)
    if size < 4:
        return ""
    different = set(secret)
    if len(different) <= 2 or max(map(secret.count, different)) * 3 > size * 2:
        return "repeated character"
    for piece in range(1, min(size // 3, 16) + 1):
        if secret[piece:] == secret[:-piece]:
            return "repeated piece"
    return ""


def sequential(secret: bytes) -> str:
    """Return a reason if all of `secret` is a run of the alphabet, of digits or of the keyboard."""
    lowered = secret.lower().replace(b"-", b"")
    if len(lowered) < 4:
        return ""
    return "sequence" if any(lowered in run for run in _RUNS) else ""


_SAMPLE = expression(rb"example|x{6}|\*{4}|\.{4}|placeholder|redacted|changeme")


def drop_reason(secret: bytes) -> str:
    """
    Return why a value that names itself by a prefix is a documentation sample, or nothing.

    Narrower than `placeholder`: no word list, since the shape of the value already fits.
    """
    if _SAMPLE.search(secret.lower()):
        return "placeholder"
    return repeated(secret) or sequential(secret)


_DOC_HOST = expression(
    rb"""(?ix) (?:^|\.)(?: example(?:\.(?:com|net|org|edu|local))? | test | invalid | localhost )$
    | ^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host|hostname|server|servername
        |your[-_.a-z]*|my[-_]?(?:host|server|domain|site)[a-z.]*|some[-_]?(?:host|server)[a-z.]*
        |foo(?:bar)?(?:\.[a-z]+)?|bar(?:\.[a-z]+)?|domain(?:\.[a-z]+)?|site\.com|a\.b|h|x
        |192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+)$"""
)


def documentation_host(host: bytes) -> bool:
    """
    Return whether `host` is one that documentation uses: reserved names, this machine, `host`.

    Source:
        RFC 2606 (names), RFC 5737 (addresses).
    """
    return bool(_DOC_HOST.search(host.lower()))


def is_local_host(host: bytes) -> bool:
    """Return whether `host` is this machine by name or address."""
    return bool(re.match(rb"(?i)(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)$", host))
