"""
Names that files, variables and images may have, and that have broken programs that show them.

Made by rule rather than collected: every control, format and separator character, the markup and
the commands of every format that leakscan writes, and mixtures of them.
"""

import itertools
import unicodedata

_CONTROLS = [chr(code) for code in (*range(1, 0x20), 0x7F, *range(0x80, 0xA0))]
_FORMAT = [
    chr(code)
    for code in range(0xA0, 0x110000)
    if unicodedata.category(chr(code)) in {"Cf", "Zl", "Zp"}
]
_FILLERS = list("\u034f\u115f\u1160\u17b4\u2800\u3164\ufe0f\uffa0\u00a0\u2003\u3000")
_BROKEN = [
    "\ud800",
    "\udfff",
    "\udc80",
    "\udcff",
    "\ufffe",
    "\uffff",
    "\ufdd0",
    "\U0010ffff",
    "\ue000",
]
_MARKUP = """
<script>alert(1)</script>|<img src=x onerror=alert(1)>|"><svg onload=alert(1)>|'><b>|</title><b>|
</style><b>|</script><b>|<!-- -->|]]>|<![CDATA[x]]>|&lt;b&gt;|&#60;b&#62;|&amp;|<a href=//evil.test>|
<details open>|<base href=//evil.test>|<meta http-equiv=refresh content=0>|javascript:alert(1)|
data:text/html,x|http://evil.test/x|https://evil.test|//evil.test/x|www.evil.test|ftp://evil.test|
mailto:a@evil.test|a@evil.test|file:///etc/passwd|![x](http://evil.test/x)|[x](http://evil.test)|
[x]: http://evil.test|<http://evil.test>|**bold**|__bold__|`code`|```|~~~|# head|- item|1. item|> quote|
+ item|---|***|===|@everyone|@octocat|#1|GH-1|!1|%1|~label|$1|owner/repo#1|\\|\\\\|\\`|{{7*7}}|${{ 7 }}|
${PATH}|$(id)|`id`|;id|&&id|--help|-o|%s%n|%00|%0A::error::x|%2e%2e%2f|::error::x|::warning file=a::x|
::set-output name=a::b|::add-mask::x|::stop-commands::x|##[error]x|##vso[task.setvariable]x|
=1+1|+1|-1|@SUM(1)|=cmd|' /C calc'!A0|\t=1|;=1|,=1|"=1|\uff1d1|{0}|{}|%(a)s|../../etc/passwd|/etc/passwd|
..|.|...|C:\\Windows|\\\\host\\share|CON|NUL|a:b|a,b|a;b|a"b|a'b|a b| a|a |a\\nb|a?b=c&d|a#b|*|?|~|
null|undefined|true|NaN|None|0|-0|1e309|0x1|[REDACTED]|***|\u0130\u0131|\u00df|\ufb03|\u1e9e|A\u030a|
\U0001f468\u200d\U0001f469|\U0001f1e6\U0001f1e7|\u0e33\u0e33|\u06dd|\ufdfd|Z\u0351\u036b\u0343|\u202egnp.exe
""".replace("\n", "").split("|")  # fmt: skip
_TERMINAL = [
    "\x1b[2J", "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://evil.test\x1b\\x", "\x1bc", "\x9b2J",
    "\x1b[6n", "\x1b]52;c;aWQ=\x07", "a\rb", "a\bb", "a\x7fb", "\x0e", "\x1b(0", "\x1b[?1049h",
]  # fmt: skip


def _names() -> list[str]:
    names = [f"a{each}b" for each in (*_CONTROLS, *_FORMAT, *_FILLERS, *_BROKEN)]
    names += [*_MARKUP, *_TERMINAL]
    names += [f"{first}{second}" for first, second in itertools.product(_TERMINAL, _MARKUP[::9])]
    names += [f"{each}/{each}" for each in _MARKUP] + [each * 300 for each in _MARKUP[:20]]
    return list(dict.fromkeys(filter(None, names)))


NAMES = _names()
