"""Keys of platforms to build assistants on, and of younger model providers."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER,
    LOWER_NUM,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_COZE = Issuer(
    "Coze",
    "https://www.coze.com/docs/developer_guides/authentication",
    "Delete it under API tokens.",
)
_DIFY = Issuer(
    "Dify", "https://docs.dify.ai/", "Delete the API key of the app or the knowledge base."
)
_FASTGPT = Issuer("FastGPT", "https://doc.fastgpt.io/", "Delete it under API keys in FastGPT.")
_UPSTAGE = Issuer(
    "Upstage", "https://console.upstage.ai/docs/getting-started", "Delete it under API keys."
)
_SAMBANOVA = Issuer(
    "SambaNova", "https://docs.sambanova.ai/", "Delete it under APIs in SambaNova Cloud."
)
_SILICONFLOW = Issuer("SiliconFlow", "https://docs.siliconflow.com/", "Delete it under API keys.")
_NOVITA = Issuer(
    "Novita AI", "https://novita.ai/docs/", "Delete it under Key management in Novita."
)
_BAICHUAN = Issuer(
    "Baichuan", "https://platform.baichuan-ai.com/docs/", "Delete it in the console."
)
_VOLCENGINE = Issuer(
    "Volcengine", "https://www.volcengine.com/docs/", "Disable the key in the Volcengine console."
)
_NOMIC = Issuer("Nomic", "https://docs.nomic.ai/", "Revoke it under API keys in Atlas.")
_VECTARA = Issuer(
    "Vectara", "https://docs.vectara.com/docs/", "Delete it under API access in Vectara."
)
_PREDIBASE = Issuer(
    "Predibase", "https://docs.predibase.com/", "Delete it in the Predibase settings."
)
_PROMPTLAYER = Issuer("PromptLayer", "https://docs.promptlayer.com/", "Delete it in the settings.")
_HUMANLOOP = Issuer("Humanloop", "https://humanloop.com/docs/", "Delete it under API keys.")
_HYPERBROWSER = Issuer("Hyperbrowser", "https://docs.hyperbrowser.ai/", "Delete it under API keys.")
_REKA = Issuer("Reka", "https://docs.reka.ai/", "Delete it in the Reka platform.")
_AMP = Issuer("Amp", "https://ampcode.com/manual", "Revoke it in the Amp settings.")
_CONTINUE = Issuer(
    "Continue", "https://docs.continue.dev/", "Delete it under API keys in Continue."
)
_VAST = Issuer("Vast.ai", "https://docs.vast.ai/", "Delete it under Keys in the Vast.ai account.")
_RUNPOD = Issuer(
    "Runpod", "https://docs.runpod.io/get-started/api-keys", "Delete it under API Keys."
)
_LAMBDA = Issuer("Lambda", "https://docs.lambda.ai/public-cloud/", "Delete it under API keys.")

RULES: tuple[Rule, ...] = (
    _COZE.token("coze-token", "Coze access token", "pat_", ALNUM * 64),
    _DIFY.keyed("dify-api-key", "Dify API key", ("dify",), either("app-", "dataset-") + ALNUM * 24),
    _FASTGPT.token("fastgpt-api-key", "FastGPT API key", "fastgpt-", ALNUM * (40, 70), mixed=True),
    _UPSTAGE.keyed("upstage-api-key", "Upstage API key", ("upstage",), "up_" + ALNUM * 29),
    _SAMBANOVA.keyed("sambanova-api-key", "SambaNova API key", ("sambanova",), UUID),
    _SILICONFLOW.keyed(
        "siliconflow-api-key",
        "SiliconFlow API key",
        ("siliconflow", "silicon_flow"),
        "sk-" + LOWER * 48,
    ),
    _NOVITA.keyed("novita-api-key", "Novita AI API key", ("novita",), "sk_" + BASE64URL * 43),
    _BAICHUAN.keyed("baichuan-api-key", "Baichuan API key", ("baichuan",), "sk-" + HEX * 32),
    _VOLCENGINE.keyed(
        "volcengine-ark-key",
        "Volcengine Ark API key",
        ("ark_api", "volc", "volcengine", "doubao"),
        UUID,
    ),
    _VOLCENGINE.token(
        "volcengine-access-key",
        "Volcengine access key ID",
        "AKLT",
        BASE64URL * (43, 44),
        min_entropy=3.5,
    ),
    _NOMIC.token("nomic-api-key", "Nomic API key", "nk-", BASE64URL * 43),
    _VECTARA.token(
        "vectara-api-key",
        "Vectara API key",
        "z",
        either("ut", "qt", "wt") + "_" + BASE64URL * (36, 46),
        mixed=True,
    ),
    _PREDIBASE.token(
        "predibase-token", "Predibase API token", "pb_", BASE64URL * 22, mixed=True, min_entropy=3.5
    ),
    _PROMPTLAYER.token("promptlayer-key", "PromptLayer API key", "pl_", HEX * 32),
    _HUMANLOOP.token("humanloop-key", "Humanloop API key", "hl_sk_", HEX * 48),
    _HYPERBROWSER.token("hyperbrowser-key", "Hyperbrowser API key", "hb_", HEX * 30),
    _REKA.keyed("reka-api-key", "Reka API key", ("reka",), HEX * 64),
    _AMP.token("amp-access-token", "Amp access token", "sgamp_user_", ALNUM * 26 + "_" + HEX * 64),
    _CONTINUE.token("continue-api-key", "Continue API key", "con_", HEX * 64),
    _VAST.keyed("vast-ai-key", "Vast.ai API key", ("vastai", "vast_ai", "vast_api"), HEX * 64),
    _RUNPOD.token("runpod-api-key", "Runpod API key", "rpa_", UPPER_NUM * 40 + LOWER_NUM * 6),
    _LAMBDA.token(
        "lambda-api-key",
        "Lambda cloud API key",
        "secret_",
        ALNUM * (20, 50) + "_" + HEX * 32 + "." + ALNUM * 32,
    ),
)
