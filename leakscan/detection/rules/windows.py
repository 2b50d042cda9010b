"""Passwords in calls, commands, answer files and protected values of Windows."""

from leakscan.detection.validators.places import password, windows_protected
from leakscan.model.rule import Rule, Severity

_FOR_PASSWORDS = "Change the password where it is valid, and pass the new one at run time."

RULES: tuple[Rule, ...] = (
    Rule(
        id="directory-entry-password",
        title="Password of a directory's user",
        issuer="Microsoft Active Directory",
        severity=Severity.HIGH,
        anchor=rb"DirectoryEntry\([^;{}]{4,400}\"",
        pattern=(
            rb"DirectoryEntry\((?:\s{0,40}(?:@?\"[^\"\n]{0,128}\"|[0-9A-Za-z_.$]{1,64})\s{0,4},){2}"
            rb"\s{0,40}@?\"(?P<secret>[^\"\n]{1,64})\""
        ),
        max_length=500,
        proof=password,
        examples=('new DirectoryEntry("LDAP://corp", "deploy", "{alnum:14}")',),
        counter_examples=('new DirectoryEntry("LDAP://corp", "deploy", password)',),
        reference="https://learn.microsoft.com/dotnet/api/system.directoryservices.directoryentry",
        remediation=_FOR_PASSWORDS,
    ),
    Rule(
        id="powershell-plain-password",
        title="Password made into a secure string",
        issuer="Microsoft PowerShell",
        severity=Severity.HIGH,
        caseless=True,
        anchor=rb"ConvertTo-SecureString[ \t]",
        pattern=(
            rb"ConvertTo-SecureString[ \t]{1,4}(?:-AsPlainText[ \t]{1,4})?(?:-Force[ \t]{1,4})?"
            rb"(?:-String[ \t]{1,4})?(?P<q>[\"'])(?P<secret>[^\"'\n$]{4,128})(?P=q)[ \t)|;-]"
        ),
        max_length=200,
        proof=password,
        examples=("ConvertTo-SecureString '{alnum:14}' -AsPlainText -Force",),
        counter_examples=("ConvertTo-SecureString $password -AsPlainText -Force",),
        reference=(
            "https://learn.microsoft.com/powershell/module/microsoft.powershell.security/"
            "convertto-securestring"
        ),
        remediation=_FOR_PASSWORDS,
    ),
    Rule(
        id="psexec-password",
        title="Password on a command line of PsExec",
        issuer="Microsoft Sysinternals",
        severity=Severity.HIGH,
        caseless=True,
        anchor=rb"psexec[^\n]{0,200}[ \t]-p[ \t]",
        pattern=(
            rb"psexec[^\n]{0,200}?[ \t]-p[ \t]{1,4}"
            rb"(?P<q>[\"']?)(?P<secret>[^\s\"'%$<>]{4,64})(?P=q)(?=[\s\"')]|$)"
        ),
        max_length=300,
        proof=password,
        examples=("psexec \\\\host -u admin -p {alnum:14} cmd",),
        counter_examples=("psexec \\\\host -u admin cmd",),
        reference="https://learn.microsoft.com/sysinternals/downloads/psexec",
        remediation=_FOR_PASSWORDS,
    ),
    Rule(
        id="windows-unattended-password",
        title="Password in an answer file of Windows Setup",
        issuer="Microsoft Windows",
        severity=Severity.HIGH,
        anchor=rb"Password>\s{0,40}<Value>",
        pattern=(rb"<(?:Administrator)?Password>\s{0,40}<Value>(?P<secret>[^<>\s]{1,200})</Value>"),
        max_length=340,
        proof=password,
        examples=("<AdministratorPassword><Value>{alnum:14}</Value></AdministratorPassword>",),
        counter_examples=("<AdministratorPassword><Value></Value></AdministratorPassword>",),
        reference=(
            "https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/"
            "microsoft-windows-shell-setup-useraccounts-administratorpassword"
        ),
        remediation=_FOR_PASSWORDS,
    ),
    Rule(
        id="windows-protected-value",
        title="Value that Windows encrypts for one user or machine",
        issuer="Microsoft Windows",
        severity=Severity.MEDIUM,
        anchor=rb"AQAAANCMnd8BFdERjHoAwE/Cl\+sBAAAA[0-9A-Za-z+/]{8}",
        pattern=(
            rb"(?<![0-9A-Za-z+/])(?P<secret>AQAAANCMnd8BFdERjHoAwE/Cl\+sBAAAA[0-9A-Za-z+/]{60,8000}={0,2})"
            rb"(?![0-9A-Za-z+/=])"
        ),
        max_length=8040,
        proof=windows_protected,
        examples=('<add key="Password" value="AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA{base64:240}" />',),
        counter_examples=('<add key="Password" value="AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA" />',),
        reference=(
            "https://learn.microsoft.com/nuget/reference/nuget-config-file#packagesourcecredentials"
        ),
        remediation=(
            "Keep it out of the image, where it is of no use; change what it protects if the "
            "profile that it was made under lies beside it."
        ),
    ),
)
