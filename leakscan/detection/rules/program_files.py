"""Passwords and keys in the places that one program's own format has for them."""

from leakscan.detection.validators.places import (
    base64_password,
    maven_password,
    password,
    seed_phrase,
)
from leakscan.model.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    Rule(
        id="filezilla-password",
        title="Password in a FileZilla site list",
        issuer="FileZilla",
        severity=Severity.HIGH,
        anchor=rb"<Pass encoding=.base64.>[0-9A-Za-z+/]{4}",
        pattern=(rb"<Pass encoding=[\"']base64[\"']>(?P<secret>[0-9A-Za-z+/]{4,256}={0,2})</Pass>"),
        max_length=300,
        proof=base64_password,
        examples=('<Pass encoding="base64">{dockerauth:robot}</Pass>',),
        counter_examples=('<Pass encoding="base64"></Pass>',),
        reference="https://wiki.filezilla-project.org/Network_Configuration",
        remediation="Change the password at the server, and keep the site list out of the image.",
    ),
    Rule(
        id="kaggle-key-file",
        title="Kaggle API key file",
        issuer="Kaggle",
        severity=Severity.HIGH,
        anchor=rb"\"key\"[ \t]{0,4}:[ \t]{0,4}\"[0-9a-f]{32}",
        pattern=(
            rb"\"username\"[ \t]{0,4}:[ \t]{0,4}\"[^\"\n]{1,64}\"[ \t]{0,4},\s{0,8}"
            rb"\"key\"[ \t]{0,4}:[ \t]{0,4}\"(?P<secret>[0-9a-f]{32})\""
        ),
        max_length=180,
        min_entropy=3.0,
        examples=('{{"username":"deploy","key":"{hex:32}"}}',),
        counter_examples=('{{"username":"deploy","key":"{hex:31}"}}',),
        reference="https://github.com/Kaggle/kaggle-api#api-credentials",
        remediation="Expire the token in the settings of the Kaggle account.",
    ),
    Rule(
        id="wallet-seed-phrase",
        title="Seed phrase of a wallet",
        issuer="Bitcoin and Ethereum wallets",
        severity=Severity.CRITICAL,
        anchor=rb"(?i:mnemonic|phrase)[^\n]{1,24}(?:[a-z]{3,8} ){11}[a-z]{3}",
        pattern=(
            rb"(?i:mnemonic|(?:seed|recovery|secret)[_ -]?phrase)[0-9A-Za-z_]{0,12}[\"'\]]{0,2}"
            rb"[ \t]{0,4}[:=][ \t]{0,4}[\"'`]?"
            rb"(?P<secret>(?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){3}){0,4}[a-z]{3,8})(?![0-9A-Za-z ])"
        ),
        max_length=280,
        proof=seed_phrase,
        examples=(
            'MNEMONIC="' + "{lower:5} {lower:6} {lower:4} " * 3 + '{lower:5} {lower:7} {lower:4}"',
        ),
        counter_examples=('MNEMONIC="{lower:5} {lower:6} {lower:4}"',),
        reference="https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
        remediation="Move everything to a wallet with another seed at once.",
    ),
    Rule(
        id="maven-master-password",
        title="Master password of Maven",
        issuer="Apache Maven",
        severity=Severity.HIGH,
        anchor=rb"<settingsSecurity>\s{0,16}<master>",
        pattern=rb"<settingsSecurity>\s{0,16}<master>\s{0,16}(?P<secret>[^<>\s]{4,200})\s{0,16}</master>",
        max_length=300,
        proof=maven_password,
        examples=("<settingsSecurity><master>{{{base64:44}}}</master></settingsSecurity>",),
        counter_examples=("<settingsSecurity><master></master></settingsSecurity>",),
        reference="https://maven.apache.org/guides/mini/guide-encryption.html",
        remediation=(
            "Change the master password, encrypt the passwords in settings.xml anew, and mount "
            "both files where they are needed: the master password is only obscured."
        ),
    ),
    Rule(
        id="gradle-repository-password",
        title="Password of a repository in a Gradle build",
        issuer="Gradle",
        severity=Severity.HIGH,
        anchor=rb"credentials[ \t]{0,4}\{[^{}]{0,300}password",
        pattern=(
            rb"credentials[ \t]{0,4}\{[^{}]{0,300}?\bpassword[ \t]{0,4}[=(]?[ \t]{0,4}"
            rb"(?P<q>[\"'])(?P<secret>[^\"'\n$]{4,128})(?P=q)"
        ),
        max_length=480,
        proof=password,
        examples=("credentials {{\n  username 'deploy'\n  password '{alnum:14}'\n}}",),
        counter_examples=("credentials {{\n  username 'deploy'\n  password findProperty('x')\n}}",),
        reference="https://docs.gradle.org/current/userguide/supported_repository_protocols.html",
        remediation="Change the password where it is valid, and pass the new one at run time.",
    ),
)
