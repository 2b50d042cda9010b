"""Keys of services that search, embed and remember for language models."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_PINECONE = Issuer(
    "Pinecone",
    "https://docs.pinecone.io/guides/projects/manage-api-keys",
    "Delete it under API keys in the Pinecone project.",
)
_LLAMA_CLOUD = Issuer(
    "LlamaCloud",
    "https://docs.cloud.llamaindex.ai/api_key",
    "Revoke it under API Key in LlamaCloud.",
)
_TAVILY = Issuer(
    "Tavily", "https://docs.tavily.com/", "Revoke it under API Keys in the Tavily dashboard."
)
_EXA = Issuer("Exa", "https://docs.exa.ai/", "Delete it under API keys in the Exa dashboard.")
_FIRECRAWL = Issuer(
    "Firecrawl", "https://docs.firecrawl.dev/", "Delete it under API Keys in the Firecrawl app."
)
_JINA = Issuer(
    "Jina AI", "https://jina.ai/embeddings/", "Revoke it under API Key in the Jina AI account."
)
_VOYAGE = Issuer(
    "Voyage AI",
    "https://docs.voyageai.com/docs/api-key-and-installation",
    "Delete it under API keys in the Voyage dashboard.",
)
_MEM0 = Issuer("Mem0", "https://docs.mem0.ai/", "Delete it under API Keys in the Mem0 dashboard.")
_GREPTILE = Issuer(
    "Greptile", "https://www.greptile.com/docs/", "Delete it under API in the Greptile app."
)

RULES: tuple[Rule, ...] = (
    _PINECONE.token(
        "pinecone-api-key", "Pinecone API key", "pcsk_", ALNUM * (4, 8) + "_" + ALNUM * (60, 66)
    ),
    _PINECONE.keyed("pinecone-legacy-api-key", "Pinecone API key, old form", ("pinecone",), UUID),
    _LLAMA_CLOUD.token("llamacloud-api-key", "LlamaCloud API key", "llx-", ALNUM * 48),
    _TAVILY.token(
        "tavily-api-key",
        "Tavily API key",
        "tvly-",
        one_of(ALNUM * 32, either("dev-", "prod-") + ALNUM * 32),
    ),
    _EXA.keyed(
        "exa-api-key", "Exa API key", ("exa_api", "exa-api", "exaapi", "exa_key", "exa.ai"), UUID
    ),
    _FIRECRAWL.token("firecrawl-api-key", "Firecrawl API key", "fc-", HEX * 32),
    _JINA.token("jina-api-key", "Jina AI API key", "jina_", HEX * 32 + BASE64URL * (26, 29)),
    _VOYAGE.token("voyage-api-key", "Voyage AI API key", "pa-", BASE64URL * 43, min_entropy=3.5),
    _MEM0.token("mem0-api-key", "Mem0 API key", "m0-", ALNUM * 40),
    _GREPTILE.keyed("greptile-api-key", "Greptile API key", ("greptile",), BASE64 * 48),
)
