"""Keys of services that connect things."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    UPPER,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_PARTICLE = Issuer(
    "Particle",
    "https://docs.particle.io/reference/cloud-apis/access-tokens/",
    "Delete the access token.",
)
_ADAFRUIT = Issuer(
    "Adafruit IO", "https://io.adafruit.com/api/docs/", "Regenerate it in Adafruit IO."
)
_UBIDOTS = Issuer("Ubidots", "https://docs.ubidots.com/v1.6/reference/authentication", "Delete it.")
_SAMSARA = Issuer(
    "Samsara", "https://developers.samsara.com/docs/authentication", "Delete it in the settings."
)
_THINGSBOARD = Issuer(
    "ThingsBoard",
    "https://thingsboard.io/docs/user-guide/access-token/",
    "Replace the credentials of the device in ThingsBoard.",
)
_BLYNK = Issuer(
    "Blynk", "https://docs.blynk.io/en/blynk.cloud/device-https-api", "Make a new device token."
)

RULES: tuple[Rule, ...] = (
    _PARTICLE.keyed("particle-token", "Particle access token", ("particle",), HEX * 40),
    _PARTICLE.token(
        "particle-url-token",
        "Particle access token in an address",
        "api.particle.io/v1/devices?access_token=",
        HEX * 40,
    ),
    Rule(
        id="particle-command-token",
        title="Particle access token in a command",
        issuer=_PARTICLE.name,
        severity=Severity.HIGH,
        anchor=rb"access_token=[0-9a-f]{40}[\"' \\\n]{1,24}https://api\.particle",
        pattern=(
            rb"access_token=(?P<secret>[0-9a-f]{40})[\"' \\\n]{1,24}https://api\.particle\.io/"
        ),
        max_length=110,
        min_entropy=3.0,
        examples=("curl -d access_token={hex:40} \\\n https://api.particle.io/v1/devices",),
        counter_examples=("curl -d access_token={hex:40} https://api.example.io/v1/devices",),
        reference=_PARTICLE.reference,
        remediation=_PARTICLE.remediation,
    ),
    _THINGSBOARD.token(
        "thingsboard-device-token",
        "ThingsBoard device token in an address",
        "",
        either("thingsboard.cloud", "thingsboard.io") + "/api/v1/" + ALNUM * 20,
        mixed=True,
    ),
    _THINGSBOARD.keyed(
        "thingsboard-access-token", "ThingsBoard device token", ("thingsboard",), ALNUM * 20
    ),
    _ADAFRUIT.token("adafruit-io-key", "Adafruit IO key", "aio_", ALNUM * 28),
    _ADAFRUIT.keyed(
        "adafruit-io-legacy-key", "Adafruit IO key, old form", ("adafruit",), BASE64URL * 32
    ),
    _UBIDOTS.token("ubidots-token", "Ubidots token", "BBF", UPPER * 1 + "-" + ALNUM * 30),
    _SAMSARA.token("samsara-token", "Samsara API token", "samsara_api_", ALNUM * (28, 32)),
    _BLYNK.keyed("blynk-token", "Blynk token", ("blynk", "blynk.cloud"), BASE64URL * 32),
    _BLYNK.token(
        "blynk-url-token",
        "Blynk device token in an address",
        "blynk.cloud/external/api/",
        either("get", "update", "isHardwareConnected", "logEvent", "batch/update")
        + "?token="
        + BASE64URL * 32,
        mixed=False,
    ),
)
