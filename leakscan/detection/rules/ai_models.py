"""Keys of companies that serve their own language models."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER_NUM,
    UUID,
    WORD,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Confidence, Rule, Severity

_OPENAI = Issuer(
    "OpenAI",
    "https://platform.openai.com/docs/api-reference/authentication",
    "Revoke it under API keys in the OpenAI platform settings.",
)
_ANTHROPIC = Issuer(
    "Anthropic",
    "https://docs.anthropic.com/en/api/overview",
    "Delete it under API keys in the Anthropic console.",
)
_COHERE = Issuer(
    "Cohere",
    "https://docs.cohere.com/reference/about",
    "Delete it under API keys in the Cohere dashboard.",
)
_MISTRAL = Issuer(
    "Mistral AI",
    "https://docs.mistral.ai/getting-started/quickstart",
    "Delete it under API keys in the Mistral console.",
)
_XAI = Issuer(
    "xAI",
    "https://docs.x.ai/docs/overview",
    "Delete it under API keys in the xAI console.",
)
_PERPLEXITY = Issuer(
    "Perplexity",
    "https://docs.perplexity.ai/guides/getting-started",
    "Delete it under API in the Perplexity settings.",
)
_DEEPSEEK = Issuer(
    "DeepSeek",
    "https://api-docs.deepseek.com/",
    "Delete it under API keys in the DeepSeek platform.",
)
_AI21 = Issuer(
    "AI21 Labs",
    "https://docs.ai21.com/reference/authentication",
    "Regenerate it under API keys in AI21 Studio.",
)
_ZHIPU = Issuer(
    "Zhipu AI",
    "https://docs.bigmodel.cn/cn/api/introduction",
    "Delete it under API keys in the BigModel console.",
)
_DASHSCOPE = Issuer(
    "Alibaba Model Studio",
    "https://www.alibabacloud.com/help/en/model-studio/get-api-key",
    "Delete it under API keys in Model Studio.",
)
_MOONSHOT = Issuer(
    "Moonshot AI",
    "https://platform.moonshot.ai/docs/introduction",
    "Delete it under API keys in the Moonshot console.",
)

RULES: tuple[Rule, ...] = (
    _OPENAI.token(
        "openai-api-key",
        "OpenAI API key",
        "sk-",
        BASE64URL * (20, 140) + "T3BlbkFJ" + BASE64URL * (20, 140),
    ),
    _OPENAI.token("openai-session-token", "OpenAI session token", "sess-", ALNUM * 40),
    _ANTHROPIC.token(
        "anthropic-api-key",
        "Anthropic API key",
        "sk-ant-",
        either("api", "admin", "sid", "oat", "ort") + DIGIT * 2 + "-" + BASE64URL * (80, 120),
    ),
    _COHERE.keyed("cohere-api-key", "Cohere API key", ("cohere", "co_api_key"), ALNUM * 40),
    _MISTRAL.keyed("mistral-api-key", "Mistral API key", ("mistral", "mistralai"), ALNUM * 32),
    _XAI.token("xai-api-key", "xAI API key", "xai-", WORD * (70, 90)),
    _PERPLEXITY.token("perplexity-api-key", "Perplexity API key", "pplx-", ALNUM * (48, 56)),
    _DEEPSEEK.keyed("deepseek-api-key", "DeepSeek API key", ("deepseek",), "sk-" + HEX * 32),
    _AI21.keyed("ai21-api-key", "AI21 Studio API key", ("ai21",), one_of(UUID, ALNUM * 32)),
    _ZHIPU.keyed(
        "zhipu-api-key",
        "Zhipu AI API key",
        ("zhipu", "zhipuai", "bigmodel", "chatglm", "zai", "glm"),
        HEX * 32 + "." + ALNUM * 16,
    ),
    _DASHSCOPE.keyed(
        "dashscope-api-key",
        "Model Studio API key",
        ("dashscope", "qwen", "tongyi", "bailian"),
        "sk-" + LOWER_NUM * 32,
    ),
    _MOONSHOT.keyed(
        "moonshot-api-key", "Moonshot AI API key", ("moonshot", "kimi"), "sk-" + ALNUM * 48
    ),
    _OPENAI.token(
        "openai-style-api-key",
        "API key in the style of OpenAI",
        "sk-",
        ALNUM * 48,
        confidence=Confidence.REVIEW,
        severity=Severity.MEDIUM,
    ),
)
