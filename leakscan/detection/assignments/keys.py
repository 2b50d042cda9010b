"""What a name says about its value: the name is read as words, and its last noun decides."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from leakscan.expressions import expression


class Kind(Enum):
    """What a name promises."""

    # As for `Dialect`: members are themselves and nothing else.
    __hash__ = object.__hash__

    PASSWORD = "assigned-password"  # noqa: S105 - the rule's id
    SECRET = "assigned-secret"  # noqa: S105 - the rule's id
    TOKEN = "assigned-token"  # noqa: S105 - the rule's id
    KEY = "assigned-api-key"
    CONNECTION = "connection-string"


@dataclass(frozen=True, slots=True)
class KeyName:
    """A name that promises a secret."""

    kind: Kind
    strong: bool
    """Whether a human's password will do as value; else only one that looks random."""
    vague: bool = False
    """Whether programs use such a name for other things too: `auth`, `salt`, `TEST_TOKEN`."""
    noun: bool = False
    """Whether it is the noun of a secret and nothing else: `secret`, `pass`, `psk`."""
    anybodys: bool = False
    """Whether it is the key of something that need not issue any: `acme_key`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = expression(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\x00-\x7f]+")

_PASSWORDS = _words(
    """password passwd passwort passphrase passcode passwrd pwd pass psw pswd psk passw parola
    senha contrasena contraseña mdp wachtwoord haslo kennwort requirepass masterauth userpass
    userpassword pw"""
)
_SHORT_NOUNS = _words("pass psk mdp pw psw")
"""What may be short for something else when it stands alone."""
_AFTER_PASS = _words("word phrase code")
"""What makes a password with `pass` before it: `passPhrase`, `PASS_WORD`."""
_SECRETS = _words("secret credential credentials cred creds salt")
_TOKENS = _words("token pat bearer authtoken accesstoken authtok")

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
    ("salt", ("salt",)),
    ("bindpw", ("bind", "pw")),
    ("rootpw", ("root", "pw")),
    ("pass", ("pass",)),
)
"""How a name without separators may end: `dbpassword`, `mysqlrootpassword`, `apikey`."""

_ORDINARY = _words(
    """bypass compass encompass surpass trespass overpass underpass tokens subtoken nonsecret
    detoken retoken untoken basalt cwd oldpwd lpwd getpass bitpass lowpass highpass bandpass
    renderpass"""
)
"""Words that only end like a secret."""

_KEY_QUALIFIERS = _words(
    """api access secret private priv encryption encrypt encrypting crypt crypto cipher signing
    sign signature master auth authentication authorization account shared storage service
    client jwt hmac aes des rsa session cookie app application admin deploy webhook subscription
    license integration security ssh server consumer developer write writer maps mailgun
    sendgrid stripe decryption symmetric kms data vault unseal recovery device webpush vapid bot
    wrap wrapping primary secondary validation fernet"""
)
_WEAK_KEY_QUALIFIERS = _words(
    """app application client server device account storage session cookie service ssh rsa des sign
    signature data primary secondary subscription license integration consumer developer admin
    access security auth crypto maps bot shared write writer authentication authorization cipher"""
)

_KEYED_THINGS = _words(
    """gpg pgp gnupg apt rpm repo yum deb pkg release archive keyring fingerprint host known
    hosts authorized primary foreign sort partition row hash range map object index unique natural
    composite cache lookup cookie session query param header field column attribute property
    translation message label i18n locale lang text string name dict json yaml xml config setting
    registry hot arrow shortcut return enter escape tab shift control ctrl alt meta delete home end
    page press event bind binding state node item element react list group order route path file
    filename dir bucket s3 blob content asset chunk module test nonce idempotency dedupe etag
    commit revision version build site data error id any every no min max first last next prev
    left right up down modifier compare comparison score rank weight feature flag"""
)
"""What has keys that are no secrets."""

_ISSUERS = _words(
    """adobe airtable algolia alibaba alipay amazon amplitude anthropic apollo asana atlassian auth0
    aws azure beamer binance bitbucket bitly braintree bugsnag cloudflare cloudinary cohere coinbase
    confluent contentful datadog deepgram deepl digitalocean discord docusign dropbox duffel elastic
    elevenlabs facebook fastly figma firebase flutterwave foursquare freshbooks freshdesk gemini
    giphy gitea github gitlab google grafana groq gumroad heroku hetzner hubspot huggingface ibm
    infura instagram intercom ipinfo jfrog klaviyo lastfm linkedin linode lob looker mailchimp
    mailgun mailjet mandrill mapbox mapquest maxmind meraki messagebird microsoft mistral mixpanel
    nasa netlify newrelic nexmo nylas nytimes okta onesignal openai opencage openweather opsgenie
    pagerduty paypal paystack perplexity pinecone pinterest plaid planetscale postmark posthog
    pubnub pusher quandl rapidapi razorpay recaptcha reddit replicate rollbar salesforce segment
    sendbird sendgrid sentry serpapi shippo shodan shopify slack snyk sonar sonarcloud soundcloud
    sparkpost splunk spotify square squareup steam strava stripe sumologic supabase telegram tiktok
    tomtom trello twilio twitch twitter typeform unsplash vimeo virustotal vonage vultr wakatime
    weatherapi weatherstack woocommerce xero yandex yelp youtube zendesk zoho zoom"""
)

_PUBLIC = _words("hashed public pub publishable publish csrf xsrf i18n locale label nonsecret")
"""Words that make what follows public, wherever they stand in the name."""

_OTHER_TOKENS = _words(
    """next page continuation continue cursor pagination sync skip cancellation cancel pad padding
    eos bos unk sep mask cls special stop start end begin mime parser parse lex lexer syntax
    current last prev previous first expected unexpected invalid bad missing query output input
    client idp operator punctuation comment string literal whitespace newline eof indent dedent
    keyword identifier dedupe idempotency nonce challenge html css xml json js ts field sub per
    num number max min total lifecycle grant marker resume paging position request retry poll
    change"""
)
"""What stands before `token` when it is a place in a list or a part of a language."""

_SWITCHES = _words(
    """no has have is use uses using enable enabled disable disabled require required requires show
    hide forgot reset change confirm confirmation wrong invalid missing min max allow allowed
    with without need needs should can ask prompt get set check verify validate lost recover
    update edit toggle remember save ignore strip"""
)
"""First words of switches, labels and functions: what follows may still be random."""

_TRAILING = _words(
    """prod production dev develop development stage staging live sandbox local qa uat ci preprod
    primary secondary main master backup old new current default value val str string text txt
    plain plaintext clear cleartext raw b64 base64 env var root admin user ro rw readonly
    readwrite write v base one two alt hex test"""
)
"""Words after the noun that change nothing: `DB_PASSWORD_PROD`, `secret_key_base`, `token2`."""

_REMARKS = _words("do dont never for of from to in on at by with internal private only please")
"""Words that begin a remark behind the noun."""

_VAGUE = _words("auth authorization salt cred creds credential credentials pass psw")
_MADE_UP = _words("test tests testing example sample dummy fake mock demo foo expected")

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
    shouted = name.isupper()
    found = (_noun(words, shouted=shouted) or _earlier_noun(words)) if words else None
    if found is None:
        return None
    switch = words[0] in _SWITCHES
    vague = (
        switch or (words[-1] in _VAGUE and len(words) == 1) or bool(_MADE_UP.intersection(words))
    )
    noun = found.noun and not switch
    strong = found.strong and not switch
    return KeyName(found.kind, strong=strong, vague=vague, noun=noun, anybodys=found.anybodys)


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
        if words[end - 2] in {"connection", "conn"}:
            break
        end -= 1
    return words[:end]


def _noun(words: list[str], *, shouted: bool = False) -> KeyName | None:
    head, before = words[-1], words[:-1]
    if _PUBLIC.intersection(before):
        return None
    if head in _PASSWORDS:
        strong = bool(before) or head not in _SHORT_NOUNS
        return KeyName(Kind.PASSWORD, strong=strong, noun=not strong)
    if head in _SECRETS:
        noun = head == "secret" and not before
        return KeyName(Kind.SECRET, strong=head == "secret" and bool(before), noun=noun)
    if head in _TOKENS:
        return KeyName(Kind.TOKEN, strong=False) if _credible(head, before) else None
    return _compound(head, before, shouted=shouted)


def _earlier_noun(words: list[str]) -> KeyName | None:
    """
    Judge a name whose noun is followed by a remark: `SECRET_DO_NOT_COMMIT`, `token_for_deploy`.

    Only a preposition or a warning begins a remark; any other word is the noun itself.
    """
    starts = (at for at in range(1, len(words)) if words[at] in _REMARKS)
    first = next(starts, 0)
    found = _noun(words[:first]) if first else None
    return None if found is None else KeyName(found.kind, strong=False, vague=found.vague)


def _compound(head: str, before: list[str], *, shouted: bool) -> KeyName | None:
    """Judge a noun that says too little alone: a key, a string, a kind of authorization."""
    if head in {"key", "keys"}:
        found = _key(before[-1]) if before else None
        return found or _other_key(head, before, shouted=shouted)
    if head in _AFTER_PASS and before and before[-1] == "pass":
        return KeyName(Kind.PASSWORD, strong=True)
    if head in {"string", "str"} and before and before[-1] in {"connection", "conn"}:
        return KeyName(Kind.CONNECTION, strong=False)
    if head in {"auth", "authorization"}:
        return KeyName(Kind.SECRET, strong=False)
    return None


def _credible(head: str, before: list[str]) -> bool:
    """Whether it is an access token: `pat` alone is a pattern, `page_token` a place in a list."""
    if not before:
        return head != "pat"
    return before[-1] not in _OTHER_TOKENS


def _other_key(head: str, before: list[str], *, shouted: bool) -> KeyName | None:
    """
    Judge a key of which the name says whose it is, not what it is for: `ACME_KEY`, `stripe.key`.

    A variable of the environment is one of those, unless it names a thing that has public keys;
    any other (`acme_key`) may be, and its value has to be looked at.
    """
    if head != "key" or not before or _KEYED_THINGS.intersection(before):
        return None
    whose = shouted or not _ISSUERS.isdisjoint(before)
    return KeyName(Kind.KEY, strong=False, anybodys=not whose)


def _key(qualifier: str) -> KeyName | None:
    if qualifier not in _KEY_QUALIFIERS:
        return None
    if qualifier == "secret":
        return KeyName(Kind.SECRET, strong=True)
    weak = qualifier in _WEAK_KEY_QUALIFIERS or qualifier == "api"
    return KeyName(Kind.KEY, strong=not weak)
