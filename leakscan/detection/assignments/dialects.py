"""The language of a file, as far as assignments go, told by the last part of its path."""

from enum import Enum
from functools import lru_cache
from posixpath import basename

from leakscan.expressions import expression


class Dialect(Enum):
    """A way to write `name = value`."""

    ENV = "env"
    SHELL = "shell"
    DOCKERFILE = "dockerfile"
    INI = "ini"
    YAML = "yaml"
    JSON = "json"
    XML = "xml"
    HCL = "hcl"
    SETTINGS = "settings"
    """A program's source that is nothing but configuration: `settings.py`, `wp-config.php`."""
    CODE = "code"
    MINIFIED = "minified"
    PROSE = "prose"
    """Documents, translations, manual pages."""
    EXAMPLE = "example"
    """Tests, templates and samples: made-up values, unless their shape proves otherwise."""
    INDEX = "index"
    """Lists of files, hashes and versions: nothing here was chosen as a password."""
    UNKNOWN = "unknown"

    # Members are themselves and nothing else; the name's hash is computed anew at every look-up.
    __hash__ = object.__hash__


_BY_EXTENSION = {
    extension: dialect
    for dialect, extensions in {
        Dialect.ENV: "env envrc environment",
        Dialect.SHELL: "sh bash zsh ksh fish profile bashrc zshrc bash_profile command bat cmd",
        Dialect.DOCKERFILE: "dockerfile containerfile",
        Dialect.INI: (
            "ini cfg conf cnf properties toml config cf prefs editorconfig desktop service rc "
            "npmrc pypirc netrc pgpass s3cfg boto passwdfile inf reg credentials gitconfig "
            "nmconnection"
        ),
        Dialect.YAML: "yml yaml eyaml sls",
        Dialect.JSON: "json json5 jsonc jsonl ndjson tfstate webmanifest dockercfg ipynb har",
        Dialect.XML: "xml csproj plist settings pubxml nuspec xcconfig wxs jelly xsl xslt resx",
        Dialect.HCL: "tf tfvars hcl nomad",
        Dialect.CODE: (
            "py pyi pyw pyx pxd js jsx ts tsx mjs cjs mts cts go java kt kts scala groovy "
            "gradle c cc cpp cxx h hh hpp hxx m mm cs vb fs rb erb rake php phtml inc pl pm t "
            "lua r jl rs swift dart ex exs erl hrl clj cljs hs ml elm vue svelte sql ps1 psm1 "
            "psd1 vbs asp aspx jsp cls coffee nim zig d pas asm s awk sed tcl el lisp scm "
            "cmake mk mak m4 proto thrift graphql gql ejs hbs mustache tpl j2 jinja jinja2 "
            "twig liquid haml pug feature flow wat cshtml razor pyc"
        ),
        Dialect.MINIFIED: "map css scss less sass svg wasm min",
        Dialect.PROSE: (
            "md markdown mdx rst adoc asciidoc tex texi info html htm xhtml shtml po pot mo lang "
            "strings xliff xlf ts_ arb 1 2 3 4 5 6 7 8 man roff me ms rtf doc changelog news "
            "authors license copying readme copyright vtt srt csv tsv dtd xsd rnc rng"
        ),
        Dialect.INDEX: (
            "lock sum md5sums sha256 sha512 sha1 list files record symbols shlibs triggers "
            "conffiles dic aff crt pem pub cer asc sig gpg rules_ hash"
        ),
    }.items()
    for extension in extensions.split()
}

_LANGUAGES = (
    r"(?:a[fmrsz]|b[egnrs]|c[asy]|d[ae]|e[lnostu]|f[aior]|fil|g[adlu]|h[eirtuy]|i[dst]|j[av]"
    r"|k[akmnouy]|l[botv]|m[gikmlnrsty]|n[belno]|oc|p[alst]|r[ouw]|s[diklkoqrtuvw]|t[eghklrt]"
    r"|u[gkrz]|vi|xh|y[io]|z[hu])"
)
"""What files of translations are called; ISO 639-1 without what programs mean by other words."""

_BY_NAME = (
    (
        Dialect.EXAMPLE,
        expression(
            r"(?:^|[._\-])(?:examples?|samples?|template|tmpl|tpl|dist|skel|fixtures?|mocks?|stubs?"
            r"|tests?|specs?|demo|j2|erb|jinja2?)(?:[._\-][\w.\-]*)?$|_(?:test|spec)\.|^(?:test|conftest)\w*\."
        ),
    ),
    (
        Dialect.DOCKERFILE,
        expression(r"^(?:docker|container)file(?:[.\-_].*)?$|\.(?:docker|container)file$"),
    ),
    (
        Dialect.ENV,
        expression(
            r"^\.?env(?:ironment)?(?:[.\-_].*)?$|\.env(?:[.\-_]\w+)*$|^environ$|^\.envrc$|^\.flaskenv$"
        ),
    ),
    (
        Dialect.INDEX,
        expression(
            r"^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|composer\.lock|go\.sum"
            r"|record|installed|status|packages|sources|available|manifest(?:\.mf)?|sha\d*sums|md5sums"
            r"|contents.*|release|inrelease|\.package-lock\.json|cargo\.lock|services|protocols)$"
        ),
    ),
    (Dialect.XML, expression(r"^strings\.xml$")),  # Android's, which programs take their keys from
    (
        Dialect.PROSE,
        expression(
            r"^(?:readme|changelog|changes|history|news|license|licence|copying|copyright|authors"
            r"|contributing|notice|todo|install|faq|thanks|security)(?:[.\-_].*)?$"
            r"|^(?:messages|strings|labels|locale|translations?)[_\-.].*"
            r"|^(?:"
            + _LANGUAGES
            + r")(?:[-_][a-z]{2,4})?\.(?:json|ya?ml|js|ts|php|properties|ini)$"
        ),
    ),
    (
        Dialect.MINIFIED,
        expression(r"[.\-](?:min|bundle|chunk|prod|production|umd)\.[cm]?js$|[.\-]min\.css$"),
    ),
    (
        Dialect.SHELL,
        expression(
            r"^(?:gnu)?makefile$|^\.?(?:\w*(?:ba|z|a|k)?sh_?(?:history|rc|env|profile|login|_aliases)|profile|\w*_history|xprofile|pam_environment)$"
        ),
    ),
    (
        Dialect.INI,
        expression(
            r"^\.?(?:my\.cnf|netrc|_netrc|pgpass|npmrc|yarnrc|pypirc|pip\.conf|s3cfg|boto|gitconfig|config"
            r"|credentials|authinfo|hgrc|wgetrc|curlrc|muttrc|mailrc|msmtprc|fetchmailrc|passwd-s3fs|ftpconfig"
            r"|smbcredentials|cifs|ldaprc|odbc\.ini|tnsnames\.ora|mylogin\.cnf|chap-secrets|pap-secrets"
            r"|redis\.conf|\w*rc)$"
        ),
    ),
    (
        Dialect.SETTINGS,
        expression(
            r"^(?:(?:local_?|dev_?|prod_?|production_?|app_?|base_?|db_?|site_?)?settings?(?:[._-]\w+)?"
            r"|wp-config(?:[._-]\w+)?|config(?:uration)?(?:[._-](?:local|dev|prod|production|inc|default|php))?"
            r"|database|parameters|secrets?(?:[._-]\w+)?|credentials|secret_token|localsettings|environment(?:\.\w+)?)"
            r"\.(?:py|php|rb|js|ts|cjs|mjs|groovy|gradle|exs|inc)$"
        ),
    ),
)


_MADE_UP_FOLDERS = frozenset(
    {"test", "tests", "testing", "testdata", "test-data", "testcases", "spec", "specs", "e2e"}
    | {"fixtures", "mocks", "examples", "samples", "__tests__", "__mocks__", "__fixtures__"}
)
"""Folders whose files are made up."""
_TEST_CLASS = expression(r"[a-z0-9](?:Tests?|TestCase)\.([a-z]{1,6})$")
"""As classes of tests are called: `LoginTest.java`, `loginTests.js`."""


@lru_cache(maxsize=4096)
def dialect_of(name: str) -> Dialect:
    """
    Return the dialect that a path's last part announces.

    A backup keeps its original's dialect: `.env.bak`, `config.php~`, `settings.yml.orig`.  What
    lies in a folder of tests is an example, whatever its own name says, and so is a program that
    is called after what it tests.
    """
    base = basename(name)
    test = _TEST_CLASS.search(base)
    if test and _BY_EXTENSION.get(test[1]) is Dialect.CODE:
        return Dialect.EXAMPLE
    base = base.lower()
    if _MADE_UP_FOLDERS.intersection(name.lower().split("/")[:-1]):
        return Dialect.INDEX if _dialect_of(base) is Dialect.INDEX else Dialect.EXAMPLE
    return _dialect_of(base)


def _dialect_of(base: str) -> Dialect:
    for ending in (".bak", ".orig", ".old", ".save", ".swp", "~", ".dist", ".tmp", ".1", ".backup"):
        if base.endswith(ending) and len(base) > len(ending) + 2 and "." in base[1:]:
            shorter = base[: -len(ending)]
            if ending != ".1" or "." in shorter:
                base = shorter
            break
    for dialect, pattern in _BY_NAME:
        if pattern.search(base):
            return dialect
    if "." not in base:
        return Dialect.UNKNOWN
    return _BY_EXTENSION.get(base.rsplit(".", 1)[1], Dialect.UNKNOWN)


CONFIGURATION = frozenset(
    {
        Dialect.ENV,
        Dialect.SHELL,
        Dialect.DOCKERFILE,
        Dialect.INI,
        Dialect.YAML,
        Dialect.JSON,
        Dialect.XML,
        Dialect.HCL,
        Dialect.SETTINGS,
    }
)
"""Dialects in which a value is what the program will use."""

BARE = frozenset(
    {
        Dialect.ENV,
        Dialect.SHELL,
        Dialect.DOCKERFILE,
        Dialect.INI,
        Dialect.YAML,
        Dialect.PROSE,
        Dialect.EXAMPLE,
        Dialect.UNKNOWN,
    }
)
"""Dialects in which a string needs no quotes."""
