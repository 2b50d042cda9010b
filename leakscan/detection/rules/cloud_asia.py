"""Keys of cloud providers in Asia."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    PADDING,
    Issuer,
)
from leakscan.model.rule import Rule, Severity

_ALIBABA = Issuer(
    "Alibaba Cloud",
    "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
    "Disable, then delete the AccessKey pair in the RAM console.",
)
_TENCENT = Issuer(
    "Tencent Cloud",
    "https://www.tencentcloud.com/document/product/598/34228",
    "Disable, then delete it under CAM, API keys in the Tencent Cloud console.",
)
_YANDEX = Issuer(
    "Yandex",
    "https://yandex.cloud/en/docs/iam/concepts/authorization/",
    "Delete the key of the service account in the Yandex Cloud console.",
)

RULES: tuple[Rule, ...] = (
    _ALIBABA.token("alibaba-access-key-id", "Alibaba Cloud AccessKey ID", "LTAI", ALNUM * (12, 22)),
    _ALIBABA.keyed(
        "alibaba-access-key-secret",
        "Alibaba Cloud AccessKey secret",
        (
            "alibaba",
            "aliyun",
            "alicloud",
            "ali_secret",
            "oss_access",
            "oss_secret",
            "accesskeysecret",
        ),
        ALNUM * 30,
        severity=Severity.CRITICAL,
    ),
    _ALIBABA.keyed(
        "alibaba-security-token",
        "Alibaba Cloud STS security token",
        ("alibaba", "aliyun", "alicloud", "security_token", "securityToken"),
        "CAIS" + BASE64 * (36, 1200) + PADDING,
    ),
    _TENCENT.token("tencent-secret-id", "Tencent Cloud secret ID", "AKID", ALNUM * 32),
    _TENCENT.keyed(
        "tencent-secret-key",
        "Tencent Cloud secret key",
        ("tencent", "tencentcloud", "qcloud"),
        ALNUM * 32,
    ),
    _YANDEX.token("yandex-api-key", "Yandex Cloud API key", "AQVN", BASE64URL * (35, 38)),
    _YANDEX.keyed(
        "yandex-static-key",
        "Yandex Cloud static access key",
        ("yandex", "yc_secret", "yc_key", "yc_access", "yandexcloud"),
        "YC" + BASE64URL * 38,
    ),
    _YANDEX.token(
        "yandex-iam-token",
        "Yandex Cloud IAM token",
        "t1.",
        BASE64URL * (60, 400) + "." + BASE64URL * 86 + PADDING,
    ),
    _YANDEX.token("yandex-oauth-token", "Yandex OAuth token", "y0_", BASE64URL * (48, 60)),
)
