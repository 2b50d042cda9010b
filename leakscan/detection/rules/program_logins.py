"""Logins and keys under names that one program alone gives them."""

from leakscan.detection.validators.places import login, password, robo_3t_password
from leakscan.model.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    Rule(
        id="yarn-registry-login",
        title="Login of a package registry for Yarn",
        issuer="Yarn",
        severity=Severity.HIGH,
        anchor=rb"npmAuthIdent[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?[^\s\"'$]{4}",
        pattern=(
            rb"npmAuthIdent[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?"
            rb"(?P<secret>[^\s:\"'${}\\&/]{1,64}:[^\s\"'${}\\&]{4,128}|[0-9A-Za-z+/]{12,256}={0,2})"
            rb"(?![^\s\"'\\&])"
        ),
        max_length=300,
        proof=login,
        examples=("npmAuthIdent: deploy:{alnum:14}", 'npmAuthIdent: "{dockerauth:deploy}"'),
        counter_examples=("npmAuthIdent: ${{LOGIN}}", "npmAuthIdent: deploy"),
        reference="https://yarnpkg.com/configuration/yarnrc#npmAuthIdent",
        remediation="Change the password of that registry account, and use a token instead.",
    ),
    Rule(
        id="bundler-source-login",
        title="Login of a gem source for Bundler",
        issuer="Bundler",
        severity=Severity.HIGH,
        anchor=rb"BUNDLE_[0-9A-Z_]{2,64}[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
        rb"[^\s:\"'$/]{1,64}:[^\s\"'$/]{4}",
        pattern=(
            rb"BUNDLE_[0-9A-Z_]{0,60}__[0-9A-Z_]{1,60}[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
            rb"(?P<secret>[^\s:\"'${}/\\&]{1,64}:[^\s\"'${}/\\&]{4,128})(?![^\s\"'\\&])"
        ),
        max_length=340,
        proof=login,
        examples=('BUNDLE_GEMS__ACME__IO: "deploy:{alnum:14}"',),
        counter_examples=('BUNDLE_GEMS__ACME__IO: "deploy"', 'BUNDLE_PATH: "vendor:{alnum:14}"'),
        reference="https://bundler.io/man/bundle-config.1.html#CREDENTIALS-FOR-GEM-SOURCES",
        remediation="Change the password of that account, and pass the new one at run time.",
    ),
    Rule(
        id="jwt-signing-key",
        title="Key that an application signs its tokens with",
        issuer="JSON Web Tokens",
        severity=Severity.HIGH,
        anchor=rb"(?i:jwt)[A-Za-z]{0,16}[\"']?[ \t]{0,4}[:=]?[ \t]{0,4}\{[^{}]{0,200}"
        rb"(?i:key)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"'][0-9A-Za-z]{4}",
        pattern=(
            rb"(?i:jwt)[A-Za-z]{0,16}[\"']?[ \t]{0,4}[:=]?[ \t]{0,4}\{(?:[^{}]{0,200}?[\s\"',])?"
            rb"(?i:(?:signing|secret|security|issuersigning)?_?key)[\"']?[ \t]{0,4}[:=][ \t]{0,4}"
            rb"(?P<q>[\"'])(?P<secret>[0-9A-Za-z][^\"'\s]{15,200})(?P=q)"
        ),
        max_length=480,
        proof=password,
        examples=('"Jwt": {{"Issuer": "acme", "Key": "{alnum:48}"}}',),
        counter_examples=('"Jwt": {{"Key": "short"}}', '"Jwk": {{"Key": "{alnum:48}"}}'),
        reference="https://learn.microsoft.com/aspnet/core/security/app-secrets",
        remediation="Change the key, which voids every token, and pass the new one at run time.",
    ),
    Rule(
        id="firefox-stored-password",
        title="Password that Firefox stores",
        issuer="Mozilla Firefox",
        severity=Severity.MEDIUM,
        anchor=rb"encryptedPassword\"[ \t]{0,4}:[ \t]{0,4}\"M[A-Z]IEEPgAAAAAAAAA",
        pattern=(
            rb"encryptedPassword\"[ \t]{0,4}:[ \t]{0,4}\""
            rb"(?P<secret>M[A-Z]IEEPgAAAAAAAAA[0-9A-Za-z+/]{40,400}={0,2})(?![0-9A-Za-z+/=])"
        ),
        max_length=460,
        min_entropy=3.0,
        examples=(
            '"encryptedPassword": "MDIEEPgAAAAAAAAAAAAAAAAAAAEwFAYIKoZIhvcNAwcECA{base64:30}=="',
        ),
        counter_examples=('"encryptedPassword": "MDIEEPgAAAAAAAAAAAAAA"',),
        reference="https://support.mozilla.org/kb/profiles-where-firefox-stores-user-data",
        remediation=(
            "Change the passwords of the profile: the key lies beside them, open unless there is "
            "a primary password."
        ),
    ),
    Rule(
        id="robo-3t-password",
        title="Password that Robo 3T stores",
        issuer="Robo 3T",
        severity=Severity.MEDIUM,
        anchor=rb"userPasswordEncrypted\\{0,2}\"[ \t]{0,4}:[ \t]{0,4}\\{0,2}\"[0-9A-Za-z+/]{12}",
        pattern=(
            rb"userPasswordEncrypted\\{0,2}\"[ \t]{0,4}:[ \t]{0,4}\\{0,2}\""
            rb"(?P<secret>[0-9A-Za-z+/]{12,400}={0,2})\\{0,2}\""
        ),
        max_length=450,
        min_entropy=3.0,
        proof=robo_3t_password,
        examples=('"userPasswordEncrypted": "{base64:24}"',),
        counter_examples=('"userPasswordEncrypted": "changeme"', '"userPasswordEncrypted": ""'),
        reference="https://github.com/Studio3T/robomongo",
        remediation=(
            "Change the password of that database user: the key it is encrypted with lies in "
            "`~/.3T/robo-3t/robo3t.key`, open to whoever has the same home directory."
        ),
    ),
)
