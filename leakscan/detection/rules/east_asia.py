"""Keys of services that are mostly used in Asia."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    UPPER_NUM,
    Issuer,
    one_of,
)
from leakscan.model.rule import Confidence, Rule, Severity

_WECHAT = Issuer(
    "WeChat", "https://developers.weixin.qq.com/doc/", "Reset the AppSecret in the WeChat console."
)
_BAIDU = Issuer("Baidu", "https://cloud.baidu.com/doc/", "Delete it in the Baidu console.")
_AMAP = Issuer("AMap", "https://lbs.amap.com/api/", "Delete it in the AMap console.")
_QINIU = Issuer("Qiniu", "https://developer.qiniu.com/", "Replace the key in the Qiniu console.")
_HUAWEI = Issuer(
    "Huawei Cloud",
    "https://support.huaweicloud.com/intl/en-us/usermanual-ca/ca_01_0003.html",
    "Delete the access key in the console.",
)
_JD = Issuer("JD Cloud", "https://docs.jdcloud.com/en/", "Delete the access key in the console.")
_KAKAO = Issuer(
    "Kakao", "https://developers.kakao.com/docs/latest/en/", "Reissue it in Kakao Developers."
)
_NAVER = Issuer(
    "Naver Cloud", "https://guide.ncloud-docs.com/docs/en/", "Delete it under Authentication key."
)
_JIGUANG = Issuer(
    "Jiguang", "https://docs.jiguang.cn/en/", "Reset the master secret in the console."
)
_VK = Issuer(
    "VK",
    "https://dev.vk.com/en/api/access-token/getting-started",
    "Revoke it in the application's settings.",
)

RULES: tuple[Rule, ...] = (
    _WECHAT.keyed(
        "wechat-app-secret",
        "WeChat AppSecret",
        ("wechat", "weixin", "wx_secret", "wx_app", "wxapp"),
        HEX * 32,
    ),
    _BAIDU.keyed("baidu-secret", "Baidu key", ("baidu",), one_of(ALNUM * 32, ALNUM * 24)),
    _AMAP.keyed("amap-key", "AMap key", ("amap", "gaode"), HEX * 32, severity=Severity.MEDIUM),
    _QINIU.keyed("qiniu-key", "Qiniu access or secret key", ("qiniu",), BASE64URL * 40),
    _HUAWEI.keyed(
        "huawei-cloud-secret",
        "Huawei Cloud secret access key",
        ("huawei", "huaweicloud", "hwcloud", "obs_secret"),
        ALNUM * 40,
    ),
    _JD.token("jd-cloud-access-key", "JD Cloud access key", "JDC_", UPPER_NUM * (25, 40)),
    _KAKAO.keyed("kakao-key", "Kakao REST key", ("kakao",), HEX * 32),
    _NAVER.keyed(
        "naver-secret",
        "Naver Cloud secret key",
        ("ncloud", "ncp_secret", "naver_secret"),
        ALNUM * 40,
    ),
    _NAVER.keyed(
        "naver-client-secret",
        "Naver client secret",
        ("naver",),
        BASE64URL * 10,
        min_entropy=2.8,
        confidence=Confidence.REVIEW,
    ),
    _JIGUANG.keyed("jiguang-secret", "Jiguang master secret", ("jpush", "jiguang"), HEX * 24),
    _VK.token("vk-access-token", "VK access token", "vk1.a.", BASE64URL * (80, 260)),
)
