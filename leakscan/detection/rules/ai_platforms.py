"""Keys of platforms that host, train or route models."""

from leakscan.detection.facts import (
    ALNUM,
    ALPHA,
    BASE64URL,
    HEX,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_HUGGING_FACE = Issuer(
    "Hugging Face",
    "https://huggingface.co/docs/hub/security-tokens",
    "Invalidate it under Access Tokens in the Hugging Face settings.",
)
_GROQ = Issuer(
    "Groq", "https://console.groq.com/docs/quickstart", "Delete it under API Keys in GroqCloud."
)
_REPLICATE = Issuer(
    "Replicate",
    "https://replicate.com/docs/topics/security/api-tokens",
    "Disable it under API tokens in the Replicate account.",
)
_OPENROUTER = Issuer(
    "OpenRouter",
    "https://openrouter.ai/docs/api-reference/authentication",
    "Delete it under Keys in the OpenRouter settings.",
)
_TOGETHER = Issuer(
    "Together AI",
    "https://docs.together.ai/docs/quickstart",
    "Delete it under API Keys in the Together settings.",
)
_FIREWORKS = Issuer(
    "Fireworks AI",
    "https://docs.fireworks.ai/getting-started/quickstart",
    "Delete it under API keys in the Fireworks settings.",
)
_CEREBRAS = Issuer(
    "Cerebras",
    "https://inference-docs.cerebras.ai/quickstart",
    "Delete it under API Keys in the Cerebras cloud console.",
)
_NVIDIA = Issuer(
    "NVIDIA",
    "https://docs.nvidia.com/ngc/gpu-cloud/ngc-user-guide/index.html",
    "Revoke it under API Keys in the NVIDIA NGC or build account.",
)
_BASETEN = Issuer(
    "Baseten",
    "https://docs.baseten.co/observability/api-keys",
    "Revoke it under API keys in the Baseten workspace settings.",
)
_FRIENDLI = Issuer(
    "FriendliAI",
    "https://friendli.ai/docs/guides/personal_access_tokens",
    "Delete it under Tokens in the Friendli Suite settings.",
)
_MODAL = Issuer(
    "Modal",
    "https://modal.com/docs/reference/modal.config",
    "Revoke it under API Tokens in the Modal settings.",
)
_ANYSCALE = Issuer(
    "Anyscale",
    "https://docs.anyscale.com/reference/quickstart-cli",
    "Delete it under API keys in the Anyscale console.",
)
_FAL = Issuer("fal", "https://docs.fal.ai/", "Delete it under Keys in the fal dashboard.")
_OLLAMA = Issuer(
    "Ollama",
    "https://docs.ollama.com/api/authentication",
    "Delete it under Keys in the Ollama settings.",
)
_CHUTES = Issuer(
    "Chutes", "https://chutes.ai/docs", "Delete it under API keys in the Chutes account."
)
_DEEPINFRA = Issuer(
    "DeepInfra",
    "https://deepinfra.com/docs/getting-started",
    "Delete it under API keys in the DeepInfra dashboard.",
)

RULES: tuple[Rule, ...] = (
    _HUGGING_FACE.token("huggingface-token", "Hugging Face access token", "hf_", ALPHA * 34),
    _HUGGING_FACE.token(
        "huggingface-organization-token", "Hugging Face organization token", "api_org_", ALPHA * 34
    ),
    _GROQ.token("groq-api-key", "Groq API key", "gsk_", ALNUM * 52),
    _REPLICATE.token("replicate-api-token", "Replicate API token", "r8_", BASE64URL * 37),
    _OPENROUTER.token("openrouter-api-key", "OpenRouter API key", "sk-or-v1-", HEX * 64),
    _TOGETHER.token("together-api-key", "Together AI API key", "tgp_v1_", BASE64URL * 43),
    _TOGETHER.keyed(
        "together-legacy-api-key",
        "Together AI API key, old form",
        ("together", "togetherai"),
        HEX * 64,
    ),
    _FIREWORKS.keyed(
        "fireworks-api-key", "Fireworks AI API key", ("fireworks",), "fw_" + ALNUM * (20, 32)
    ),
    _CEREBRAS.token("cerebras-api-key", "Cerebras API key", "csk-", LOWER_NUM * 48),
    _NVIDIA.token("nvidia-api-key", "NVIDIA API key", "nvapi-", BASE64URL * (60, 70)),
    _BASETEN.keyed(
        "baseten-api-key", "Baseten API key", ("baseten",), ALNUM * 8 + "." + ALNUM * 32
    ),
    _FRIENDLI.token("friendli-token", "Friendli personal access token", "flp_", ALNUM * 46),
    _MODAL.keyed("modal-token", "Modal token", ("modal",), either("ak-", "as-") + ALNUM * 22),
    _ANYSCALE.token("anyscale-api-key", "Anyscale API key", "esecret_", ALNUM * 26),
    _FAL.keyed("fal-api-key", "fal API key", ("fal_key", "fal_ai"), UUID + ":" + HEX * 32),
    _OLLAMA.keyed("ollama-api-key", "Ollama API key", ("ollama",), HEX * 32 + "." + BASE64URL * 24),
    _CHUTES.token(
        "chutes-api-key", "Chutes API key", "cpk_", HEX * 32 + "." + HEX * 32 + "." + ALNUM * 32
    ),
    _DEEPINFRA.keyed("deepinfra-api-key", "DeepInfra API key", ("deepinfra",), ALNUM * 32),
)
