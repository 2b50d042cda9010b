"""Keys of services around language models: tracing, search, vectors, sandboxes."""

from leakscan.detection.facts import (
    ALNUM,
    HEX,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_LANGSMITH = Issuer(
    "LangSmith",
    "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
    "Delete it under API Keys in the LangSmith settings.",
)
_LANGFUSE = Issuer(
    "Langfuse",
    "https://langfuse.com/docs/api",
    "Delete it under API Keys in the Langfuse project settings.",
)
_HELICONE = Issuer(
    "Helicone",
    "https://docs.helicone.ai/helicone-headers/helicone-auth",
    "Delete it under API keys in the Helicone settings.",
)
_WANDB = Issuer(
    "Weights & Biases",
    "https://docs.wandb.ai/support/kb-articles/find_api_key",
    "Delete it under API keys in the Weights & Biases user settings.",
)
_COMET = Issuer(
    "Comet", "https://www.comet.com/docs/v2/", "Regenerate it under API keys in the Comet account."
)
_CLARIFAI = Issuer(
    "Clarifai",
    "https://docs.clarifai.com/control/authentication/pat",
    "Delete it under Security in the Clarifai settings.",
)
_ROBOFLOW = Issuer(
    "Roboflow",
    "https://docs.roboflow.com/api-reference/authentication",
    "Revoke it under API keys in the Roboflow workspace.",
)
_SCALE = Issuer(
    "Scale AI",
    "https://docs.scale.com/reference/authentication",
    "Revoke it in the Scale dashboard.",
)
_PRIVATE_AI = Issuer("Private AI", "https://docs.private-ai.com/", "Ask Private AI to replace it.")

RULES: tuple[Rule, ...] = (
    _LANGSMITH.token(
        "langsmith-api-key",
        "LangSmith API key",
        "lsv2_",
        either("pt", "sk") + "_" + HEX * 32 + "_" + HEX * 10,
    ),
    _LANGSMITH.token("langsmith-legacy-api-key", "LangSmith API key, old form", "ls__", HEX * 32),
    _LANGFUSE.token("langfuse-secret-key", "Langfuse secret key", "sk-lf-", UUID),
    _HELICONE.token(
        "helicone-api-key",
        "Helicone API key",
        "sk-helicone-",
        LOWER_NUM * 7 + "-" + LOWER_NUM * 7 + "-" + LOWER_NUM * 7 + "-" + LOWER_NUM * 7,
    ),
    _WANDB.keyed(
        "wandb-api-key",
        "Weights & Biases API key",
        ("wandb", "weightsandbiases", "weights_and_biases"),
        HEX * 40,
    ),
    _COMET.keyed("comet-api-key", "Comet API key", ("comet", "comet_ml", "opik"), ALNUM * 25),
    _CLARIFAI.keyed("clarifai-token", "Clarifai access token", ("clarifai",), HEX * 32),
    _ROBOFLOW.keyed("roboflow-api-key", "Roboflow API key", ("roboflow",), ALNUM * 20),
    _SCALE.token("scale-api-key", "Scale AI API key", "live_", HEX * 32),
    _SCALE.token(
        "scale-test-api-key", "Scale AI test API key", "test_", HEX * 32, severity=Severity.LOW
    ),
    _PRIVATE_AI.keyed(
        "private-ai-api-key", "Private AI API key", ("privateai", "private_ai"), LOWER_NUM * 32
    ),
)
