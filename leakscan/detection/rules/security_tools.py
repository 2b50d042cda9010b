"""Keys of services that look for weaknesses and threats."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    HEX_ANY,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_VIRUSTOTAL = Issuer(
    "VirusTotal", "https://docs.virustotal.com/docs/please-give-me-an-api-key", "Regenerate it."
)
_SHODAN = Issuer("Shodan", "https://developer.shodan.io/api", "Reset it in the Shodan account.")
_URLSCAN = Issuer(
    "urlscan.io", "https://urlscan.io/docs/api/", "Delete it in the urlscan.io profile."
)
_ABUSEIPDB = Issuer("AbuseIPDB", "https://docs.abuseipdb.com/", "Delete it in the account.")
_SECURITYTRAILS = Issuer(
    "SecurityTrails", "https://docs.securitytrails.com/docs", "Revoke it in the console."
)
_CENSYS = Issuer("Censys", "https://docs.censys.com/", "Reset it in the Censys account.")
_GREYNOISE = Issuer("GreyNoise", "https://docs.greynoise.io/", "Regenerate it in the account.")
_GITGUARDIAN = Issuer(
    "GitGuardian", "https://docs.gitguardian.com/api-docs/authentication", "Revoke it under API."
)
_DETECTIFY = Issuer(
    "Detectify", "https://developer.detectify.com/", "Revoke it in the account settings."
)
_TENABLE = Issuer(
    "Tenable",
    "https://docs.tenable.com/vulnerability-management/Content/Settings/my-account/GenerateAPIKey.htm",
    "Regenerate the keys.",
)
_CROWDSTRIKE = Issuer(
    "CrowdStrike",
    "https://developer.crowdstrike.com/",
    "Delete the API client in Falcon.",
)
_SPECTRAL = Issuer(
    "Check Point Spectral", "https://docs.spectralops.io/", "Reset it in the settings."
)
_HIBP = Issuer(
    "Have I Been Pwned", "https://haveibeenpwned.com/API/v3#Authorisation", "Regenerate it."
)
_IPQS = Issuer(
    "IPQualityScore", "https://www.ipqualityscore.com/documentation/overview", "Reset it."
)
_MERAKI = Issuer(
    "Cisco Meraki",
    "https://developer.cisco.com/meraki/api-v1/authorization/",
    "Revoke it in the profile.",
)
_ADOBE = Issuer(
    "Adobe",
    "https://developer.adobe.com/developer-console/docs/guides/authentication/",
    "Rotate the secret in the Adobe Developer Console.",
)
_FORTY_TWO = Issuer("42", "https://api.intra.42.fr/apidoc", "Regenerate it in the application.")
_WIZ = Issuer("Wiz", "https://docs.wiz.io/", "Delete the service account in Wiz.")

RULES: tuple[Rule, ...] = (
    _VIRUSTOTAL.keyed(
        "virustotal-key",
        "VirusTotal API key",
        ("virustotal", "virus_total", "vt_api_key", "vt_key"),
        HEX * 64,
    ),
    _SHODAN.keyed("shodan-key", "Shodan API key", ("shodan",), ALNUM * 32),
    _URLSCAN.keyed("urlscan-key", "urlscan.io API key", ("urlscan",), UUID),
    _ABUSEIPDB.keyed("abuseipdb-key", "AbuseIPDB API key", ("abuseipdb",), HEX * 80),
    _SECURITYTRAILS.keyed(
        "securitytrails-key", "SecurityTrails API key", ("securitytrails",), ALNUM * 32
    ),
    _CENSYS.keyed("censys-secret", "Censys API secret", ("censys",), ALNUM * 32),
    _GREYNOISE.keyed("greynoise-key", "GreyNoise API key", ("greynoise",), ALNUM * 64),
    _GITGUARDIAN.keyed(
        "gitguardian-key", "GitGuardian API key", ("gitguardian", "ggshield"), HEX_ANY * (40, 72)
    ),
    _DETECTIFY.keyed("detectify-key", "Detectify API key", ("detectify",), HEX * 32),
    _TENABLE.keyed(
        "tenable-key",
        "Tenable access or secret key",
        ("tenable", "nessus", "accessKey", "secretKey"),
        HEX * 64,
    ),
    _CROWDSTRIKE.keyed(
        "crowdstrike-secret", "CrowdStrike client secret", ("crowdstrike", "falcon"), ALNUM * 40
    ),
    _SPECTRAL.token("spectral-key", "Spectral key", "spu-", HEX * 32),
    _HIBP.keyed("hibp-key", "Have I Been Pwned API key", ("hibp", "haveibeenpwned"), HEX * 32),
    _IPQS.keyed("ipqualityscore-key", "IPQualityScore key", ("ipqs", "ipqualityscore"), ALNUM * 32),
    _MERAKI.keyed("meraki-key", "Meraki API key", ("meraki",), HEX * 40),
    _ADOBE.token(
        "adobe-client-secret", "Adobe client secret", "p8e-", one_of(ALNUM * 32, BASE64URL * 35)
    ),
    _ADOBE.keyed(
        "adobe-legacy-client-secret", "Adobe client secret, old form", ("adobe",), HEX * 32
    ),
    _FORTY_TWO.token(
        "intra42-secret",
        "42 application secret or ID",
        "",
        either("s-s4t2", "u-s4t2") + either("ud", "af") + "-" + HEX * 64,
    ),
    _WIZ.keyed(
        "wiz-client-secret",
        "Wiz client secret",
        ("wiz", "wiz_client_secret"),
        ALNUM * 64,
    ),
)
