"""Keys of services, each of which begins with letters of its own."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    HEX_ANY,
    UPPER_NUM,
    either,
    one_of,
)
from leakscan.detection.services import service_token
from leakscan.model.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    service_token(
        "Bannerbear", "developers.bannerbear.com", "bb_", either("ma", "pr") + "_" + HEX * 30
    ),
    service_token(
        "Dependency-Track", "docs.dependencytrack.org", "odt_", ALNUM * (32, 255), mixed=True
    ),
    service_token("Finage", "finage.co.uk", "API_KEY", UPPER_NUM * 32, mixed=True),
    service_token(
        "Fleetbase", "docs.fleetbase.io", "flb_", either("live", "test") + "_" + ALNUM * 20
    ),
    service_token(
        "Flexport", "docs.logistics-api.flexport.com", "shltm_", BASE64URL * 40, mixed=True
    ),
    service_token(
        "FullStory", "developer.fullstory.com", "", either("na1", "eu1") + "." + BASE64 * 100
    ),
    service_token("Nightfall", "help.nightfall.ai", "NF-", ALNUM * 32, mixed=True, min_entropy=3.5),
    service_token("Ramp", "docs.ramp.com", "ramp_sec_", ALNUM * 48, severity=Severity.CRITICAL),
    service_token(
        "SaladCloud", "docs.salad.com", "salad_cloud_", ALNUM * (1, 30) + "_" + ALNUM * (20, 235)
    ),
    service_token("TruffleHog", "docs.trufflesecurity.com", "thog-secret-", HEX * 32),
    service_token(
        "Voiceflow",
        "docs.voiceflow.com",
        "VF.",
        one_of("DM.", "WS.", "") + HEX_ANY * 24 + "." + ALNUM * 16,
    ),
)
