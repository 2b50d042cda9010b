"""Azure: keys without a mark of their own, known by the name they are assigned to."""

from leakscan.detection.facts import ALNUM, BASE64, HEX, HEX_UPPER, Issuer, one_of
from leakscan.model.rule import Rule

_AZURE = Issuer(
    "Microsoft Azure",
    "https://learn.microsoft.com/azure/ai-services/authentication",
    "Regenerate both keys of the resource, and read its activity log.",
)

RULES: tuple[Rule, ...] = (
    _AZURE.keyed(
        "azure-api-subscription-key",
        "Azure API subscription key",
        ("ocp-apim-subscription-key", "subscription_key", "subscription-key", "subscriptionkey"),
        HEX * 32,
    ),
    _AZURE.keyed("azure-service-key", "Azure service key", ("azure", "cognitive"), HEX * 32),
    _AZURE.keyed(
        "azure-search-key",
        "Azure AI Search key, old form",
        ("azure_search", "azuresearch", "azure_ai_search", "search_admin"),
        one_of(ALNUM * 52, HEX_UPPER * 32),
    ),
    _AZURE.keyed(
        "azure-registry-password",
        "Azure Container Registry password",
        ("azurecr.io", "azurecr"),
        BASE64 * 32,
        min_entropy=4.0,
    ),
)
