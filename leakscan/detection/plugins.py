"""
The plugins of detect-secrets, behind anchors of our own: they look at a line in a thousand.

Only what a plugin makes of a single line is used.  Nothing is verified over the network, no
settings or baselines are read, and detect-secrets is imported when the first line calls for it.

Two habits are put right: a value that is only a part of the secret (`ghp` for a whole token) is
widened to what the plugin's expression matched, and every match of a line has its own span.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING

from leakscan.detection import filters
from leakscan.detection.content import Content, Recogniser
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

_LINE = 1024
"""How far from a hit its line's ends are looked for, in bytes."""
_SLACK = 64
"""How far behind a match the end of its anchor's may lie, where a gap in it is taken greedily."""
_BEFORE, _AFTER = 384, 640
_REACH = 2 * _LINE + _AFTER

_ASSIGN = rb"[\"']?\]?[ ]{0,64}(?::=|=>|::|[=: ])[ ]{0,64}[\"']?"
_QUOTED_RUN = rb"[\"'][%s]{%d}"
_KEYWORDS = (
    rb"(?:api_?key|auth_?key|service_?key|account_?key|db_?key|database_?key|priv_?key|private_?key"
    rb"|client_?key|db_?pass|database_?pass|key_?pass|password|passwd|pwd|secret|contrase(?:n|\xc3\xb1)a)"
)


Found = tuple[tuple[int, int, int, int], ...]
"""In a line: where a value starts and ends, and where the match that it was found in does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plugin:
    """One plugin: where it is, and what must be on a line for it to say anything."""

    module: str
    cls: str
    title: str
    anchors: tuple[bytes, ...]
    whole: bool = False
    """Whether its groups are pieces of the secret, which is all that its expression matches."""
    more: bytes = b""
    """What the secret may go on with after the plugin's expression has stopped."""

    @property
    def rule_id(self) -> str:
        return "detect-secrets-" + self.module.replace("_", "-")


_PLUGINS = (
    _Plugin(
        module="artifactory",
        cls="ArtifactoryDetector",
        title="Artifactory credentials",
        anchors=(rb"AKC[a-zA-Z0-9]{10}", rb"AP[0-9A-F][a-zA-Z0-9]{8}"),
    ),
    _Plugin(
        module="aws",
        cls="AWSKeyDetector",
        title="AWS access key",
        anchors=(
            rb"(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}",
            rb"(?i:aws[^\n]{2,48}[\"'][0-9a-z/+]{40}[\"'])",
        ),
    ),
    _Plugin(
        module="azure_storage_key",
        cls="AzureStorageKeyDetector",
        title="Azure Storage account key",
        anchors=(rb"AccountKey=[a-zA-Z0-9+/=]{88}",),
    ),
    _Plugin(
        module="basic_auth",
        cls="BasicAuthDetector",
        title="Basic authentication in a URL",
        anchors=(rb"://[^\s:/?#\[\]@!$&'()*+,;=]{1,256}:[^\s:/?#\[\]@!$&'()*+,;=]{1,256}@",),
    ),
    _Plugin(
        module="cloudant",
        cls="CloudantDetector",
        title="Cloudant credentials",
        anchors=(
            rb"(?i:cl(?:ou|oudant)?[_-]?(?:api)?(?:key|pwd|pw|password|pass|token)"
            + _ASSIGN
            + rb"(?:[0-9a-f]{64}|[a-z]{24}))",
            rb"(?i:https?://[^\s]{1,256}:(?:[0-9a-f]{64}|[a-z]{24})@[^\s]{1,256}\.cloudant\.com)",
        ),
    ),
    _Plugin(
        module="discord",
        cls="DiscordBotTokenDetector",
        title="Discord bot token",
        anchors=(rb"[MNO][a-zA-Z0-9_-]{23,25}\.[a-zA-Z0-9_-]{6}\.[a-zA-Z0-9_-]{27}",),
        more=rb"[a-zA-Z0-9_-]{0,16}",
    ),
    _Plugin(
        module="github_token",
        cls="GitHubTokenDetector",
        title="GitHub token",
        anchors=(rb"gh[pousr]_[A-Za-z0-9_]{36}",),
        whole=True,
    ),
    _Plugin(
        module="gitlab_token",
        cls="GitLabTokenDetector",
        title="GitLab token",
        anchors=(
            rb"(?:glpat|gldt|glft|glsoat|glrt)-[A-Za-z0-9_\-]{20}",
            rb"GR1348941[A-Za-z0-9_\-]{20}",
            rb"glcbt-[A-Za-z0-9_\-]{20}",
            rb"glimt-[A-Za-z0-9_\-]{25}",
            rb"glptt-[A-Za-z0-9_\-]{40}",
            rb"glagent-[A-Za-z0-9_\-]{50}",
            rb"gloas-[A-Za-z0-9_\-]{64}",
        ),
        whole=True,
    ),
    _Plugin(
        module="ibm_cloud_iam",
        cls="IbmCloudIamDetector",
        title="IBM Cloud IAM key",
        anchors=(rb"(?i:(?:key|pwd|password|pass|token)" + _ASSIGN + rb"[a-z0-9_\-]{44})",),
    ),
    _Plugin(
        module="ibm_cos_hmac",
        cls="IbmCosHmacDetector",
        title="IBM Cloud Object Storage credentials",
        anchors=(rb"(?i:secret[-_]?(?:access)?[-_]?key" + _ASSIGN + rb"[a-f0-9]{48})",),
    ),
    _Plugin(
        module="jwt",
        cls="JwtTokenDetector",
        title="JSON Web Token",
        anchors=(rb"eyJ[A-Za-z0-9\-_=]{1,1024}\.[A-Za-z0-9\-_=]",),
        more=rb"[A-Za-z0-9\-_.+/=]{0,2048}",
    ),
    _Plugin(
        module="mailchimp",
        cls="MailchimpDetector",
        title="Mailchimp access key",
        anchors=(rb"[0-9a-z]{32}-us[0-9]",),
    ),
    _Plugin(
        module="npm",
        cls="NpmDetector",
        title="npm token",
        anchors=(rb"/:_authToken=\s{0,64}(?:npm_|[A-Fa-f0-9-]{36})",),
    ),
    _Plugin(
        module="openai",
        cls="OpenAIDetector",
        title="OpenAI token",
        anchors=(rb"[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",),
    ),
    _Plugin(
        module="private_key",
        cls="PrivateKeyDetector",
        title="Header of a private key",
        anchors=(
            rb"BEGIN (?:DSA |EC |OPENSSH |RSA |SSH2 ENCRYPTED )?PRIVATE KEY",
            rb"BEGIN PGP PRIVATE KEY BLOCK",
            rb"PuTTY-User-Key-File-2",
        ),
    ),
    _Plugin(
        module="pypi_token",
        cls="PypiTokenDetector",
        title="PyPI token",
        anchors=(rb"pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[A-Za-z0-9\-_]{70}",),
    ),
    _Plugin(
        module="sendgrid",
        cls="SendGridDetector",
        title="SendGrid API key",
        anchors=(rb"SG\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9_-]{43}",),
    ),
    _Plugin(
        module="slack",
        cls="SlackDetector",
        title="Slack token",
        anchors=(
            rb"(?i:xox[abposr]-[0-9]{1,64}-[a-z0-9])",
            rb"(?i:https://hooks\.slack\.com/services/T[a-z0-9_]{1,64}/B[a-z0-9_]{1,64}/[a-z0-9_])",
        ),
    ),
    _Plugin(
        module="softlayer",
        cls="SoftlayerDetector",
        title="SoftLayer credentials",
        anchors=(
            rb"(?i:(?:softlayer|sl)[_-]?(?:api)?[_-]?(?:key|pwd|password|pass|token)"
            + _ASSIGN
            + rb"[a-z0-9]{64})",
            rb"(?i:https?://api.softlayer.com/soap/v3(?:.1)?/[a-z0-9]{64})",
        ),
    ),
    _Plugin(
        module="square_oauth",
        cls="SquareOAuthDetector",
        title="Square OAuth secret",
        anchors=(rb"sq0csp-[0-9A-Za-z\\\-_]{43}",),
    ),
    _Plugin(
        module="stripe",
        cls="StripeDetector",
        title="Stripe access key",
        anchors=(rb"[rs]k_live_[0-9a-zA-Z]{24}",),
        more=rb"[0-9a-zA-Z]{0,96}",
    ),
    _Plugin(
        module="telegram_token",
        cls="TelegramBotTokenDetector",
        title="Telegram bot token",
        anchors=(rb"[0-9]{8}:[0-9A-Za-z_-]{35}",),
    ),
    _Plugin(
        module="twilio",
        cls="TwilioKeyDetector",
        title="Twilio API key",
        anchors=(rb"(?:AC|SK)[a-z0-9]{32}",),
    ),
)
"""
Every plugin with a list of expressions but the one for public addresses, which are no secrets:
with detect-secrets' own default filters it can never report any.
"""

_BASE64 = _Plugin(
    module="base64_high_entropy",
    cls="Base64HighEntropyString",
    title="Base64 of high entropy in quotes",
    anchors=(_QUOTED_RUN % (rb"A-Za-z0-9+/\\\-_=", 23),),
)
_HEX = _Plugin(
    module="hex_high_entropy",
    cls="HexHighEntropyString",
    title="Hexadecimal digits of high entropy in quotes",
    anchors=(_QUOTED_RUN % (rb"0-9a-fA-F", 9),),
)
"""More than 4.5 bits need 23 different characters, more than 3 need 9."""

_KEYWORD = _Plugin(
    module="keyword",
    cls="KeywordDetector",
    title="Value beside a keyword",
    anchors=(b"(?i:" + _KEYWORDS + b")",),
)


def plugin_recognisers() -> tuple[Recogniser, ...]:
    """
    Return the plugins as recognisers; all of what they find is for review.

    They stand apart from the rules, so that a scan which does not ask for review pays nothing.
    """
    regexes = [_recogniser(plugin, partial(_matches, plugin)) for plugin in _PLUGINS]
    entropies = [
        _recogniser(plugin, partial(_entropy, plugin), text_only=True) for plugin in (_BASE64, _HEX)
    ]
    return (*regexes, *entropies, _recogniser(_KEYWORD, _keyword, text_only=True))


def _recogniser(
    plugin: _Plugin, find: Callable[[str, str], Found], *, text_only: bool = False
) -> Recogniser:
    rule = Rule(
        id=plugin.rule_id,
        title=plugin.title,
        issuer="generic",
        severity=Severity.MEDIUM,
        confidence=Confidence.REVIEW,
        anchor=plugin.anchors[0],
        pattern=b"(?P<secret>" + plugin.anchors[0] + b")",
        max_length=_REACH,
        reference="https://pypi.org/project/detect-secrets/",
        remediation="Look at it; if it is a secret, revoke it where it was issued.",
    )

    # Equal lines come in a row, once per hit; a line is judged once.
    @lru_cache(maxsize=8)
    def spans(name: str, raw: bytes) -> Found:
        line = raw.decode("utf-8", "surrogateescape")
        found = find(name, line)
        if len(line) == len(raw):
            return found
        sizes = (len(character.encode("utf-8", "surrogateescape")) for character in line)
        offset = list(accumulate(sizes, initial=0))
        return tuple((offset[a], offset[b], offset[c], offset[d]) for a, b, c, d in found)

    def confirm(content: Content, end: int) -> Iterator[Candidate]:
        start, stop = _line(content, end)
        raw = content.data[start:stop].rstrip(b"\r")
        if text_only and b"\0" in raw:
            return
        for first, last, low, high in spans(content.name, raw):
            if not low <= end - start <= high + _SLACK:
                continue
            secret = raw[first:last]
            if secret and not filters.reference(secret):
                yield Candidate(rule, Span(start + first, len(secret)), secret, Confidence.REVIEW)

    return Recogniser(
        rules=(rule,),
        anchors=plugin.anchors,
        reach=_REACH,
        confirm=confirm,
        specific=-1,
    )


def _line(content: Content, end: int) -> tuple[int, int]:
    """
    Return where the line of a hit begins and ends.

    Of a long line it is a block, the same for all hits in it: some of the plugins' expressions
    take quadratic time, and every line has a thousand hits if somebody wants it to.
    """
    data = content.data
    start = data.rfind(b"\n", max(0, end - _LINE), end - 1) + 1
    stop = data.find(b"\n", end - 1, end + _LINE)
    begins = start > 0 or end <= _LINE
    ends = stop >= 0 or end + _LINE >= len(data)
    if begins and ends:
        return start, stop if stop >= 0 else len(data)
    block = (content.origin + end) // _LINE * _LINE - content.origin
    low, high = max(0, block - _BEFORE), block + _LINE + _AFTER
    return max(low, start) if start > 0 else low, min(high, stop) if stop >= 0 else high


@cache
def _instance(cls: str) -> "BasePlugin":
    """Return the plugin, made once; importing it takes a sixth of a second."""
    from detect_secrets.plugins import high_entropy_strings, keyword  # noqa: PLC0415 - see above

    for module in (high_entropy_strings, keyword):
        if hasattr(module, cls):
            return getattr(module, cls)()  # type: ignore[no-any-return] # the class is a plugin
    raise LookupError(cls)


@cache
def _regex_instance(plugin: _Plugin) -> "BasePlugin":
    import importlib  # noqa: PLC0415 - together with what it loads

    module = importlib.import_module(f"detect_secrets.plugins.{plugin.module}")
    return getattr(module, plugin.cls)()  # type: ignore[no-any-return] # the class is a plugin


def _matches(plugin: _Plugin, _name: str, line: str) -> Found:
    """Return the full span of every value that the plugin sees in `line`."""
    instance = _regex_instance(plugin)
    reported = set(instance.analyze_string(line))
    found: list[tuple[int, int, int, int]] = []
    for regex in instance.denylist:  # type: ignore[attr-defined] # all in _PLUGINS have one
        for match in regex.finditer(line):
            found += ((*span, *match.span()) for span in _spans(plugin, match, reported))
    return tuple(dict.fromkeys(found))


def _spans(plugin: _Plugin, match: re.Match[str], reported: set[str]) -> Iterator[tuple[int, int]]:
    if plugin.whole or not match.groups():
        if plugin.whole or match[0] in reported:
            yield _widened(plugin, match.string, *match.span())
        return
    for number, value in enumerate(match.groups(), 1):
        if value and value in reported:
            yield match.span(number)


_DELIMITERS = ' \t\r\n\f\v=:"'


def _widened(plugin: _Plugin, line: str, start: int, end: int) -> tuple[int, int]:
    if plugin.more:
        rest = re.compile(plugin.more.decode()).match(line, end)
        end = rest.end() if rest else end
    while start < end and line[start] in _DELIMITERS:
        start += 1
    while end > start and line[end - 1] in _DELIMITERS:
        end -= 1
    return start, end


def _entropy(plugin: _Plugin, _name: str, line: str) -> Found:
    instance = _instance(plugin.cls)
    return tuple(
        (*match.span(2), *match.span())
        for match in instance.regex.finditer(line)  # type: ignore[attr-defined] # both have one
        if instance.calculate_shannon_entropy(match[2]) > instance.entropy_limit  # type: ignore[attr-defined] # same
    )


def _keyword(name: str, line: str) -> Found:
    from detect_secrets.plugins.keyword import (  # noqa: PLC0415 - see _instance
        QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP,
        REGEX_BY_FILETYPE,
    )
    from detect_secrets.util.filetype import determine_file_type  # noqa: PLC0415 - same

    by_regex = REGEX_BY_FILETYPE.get(
        determine_file_type(name), QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP
    )
    matches = ((regex.search(line), group) for regex, group in by_regex.items())
    spans = dict.fromkeys(match.span(group) for match, group in matches if match)
    return tuple((*span, 0, len(line)) for span in spans)
