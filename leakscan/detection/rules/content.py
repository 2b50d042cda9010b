"""Keys of systems for texts, translations and pictures."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER_NUM,
    UUID,
    Alphabet,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_AIRTABLE = Issuer(
    "Airtable",
    "https://airtable.com/developers/web/guides/personal-access-tokens",
    "Delete it in the Airtable builder hub.",
)
_CONTENTFUL = Issuer(
    "Contentful",
    "https://www.contentful.com/developers/docs/references/authentication/",
    "Revoke it under CMA tokens or API keys in Contentful.",
)
_SANITY = Issuer(
    "Sanity", "https://www.sanity.io/docs/http-auth", "Delete it under API in the Sanity project."
)
_DATOCMS = Issuer(
    "DatoCMS", "https://www.datocms.com/docs/content-management-api", "Delete it under API tokens."
)
_STRAPI = Issuer(
    "Strapi", "https://docs.strapi.io/cms/features/api-tokens", "Revoke it in the settings."
)
_STORYBLOK = Issuer(
    "Storyblok", "https://www.storyblok.com/docs/concepts/access-tokens", "Delete it in the space."
)
_GHOST = Issuer("Ghost", "https://docs.ghost.org/admin-api/", "Regenerate it in the integration.")
_CLOUDINARY = Issuer(
    "Cloudinary",
    "https://cloudinary.com/documentation/product_environment_settings",
    "Disable the key under API Keys in the Cloudinary console.",
)
_IMAGEKIT = Issuer(
    "ImageKit", "https://imagekit.io/docs/", "Regenerate it under Developer options."
)
_UNSPLASH = Issuer("Unsplash", "https://unsplash.com/documentation", "Delete the application.")
_README = Issuer(
    "ReadMe",
    "https://docs.readme.com/main/reference/intro/authentication",
    "Delete it under API Keys.",
)
_CODA = Issuer("Coda", "https://coda.io/developers/apis/v1", "Delete it in the Coda account.")
_CLOUD_NAME = Alphabet("lowernum", rb"0-9A-Za-z_-")

RULES: tuple[Rule, ...] = (
    _AIRTABLE.token(
        "airtable-token", "Airtable personal access token", "pat", ALNUM * 14 + "." + HEX * 64
    ),
    _AIRTABLE.keyed(
        "airtable-api-key", "Airtable API key, old form", ("airtable",), "key" + ALNUM * 14
    ),
    _AIRTABLE.keyed(
        "airtable-oauth-token",
        "Airtable OAuth token",
        ("airtable",),
        ALNUM * (8, 20) + ".v1." + BASE64URL * (8, 64) + "." + HEX * (32, 128),
    ),
    _CONTENTFUL.token("contentful-pat", "Contentful management token", "CFPAT-", BASE64URL * 43),
    _CONTENTFUL.keyed(
        "contentful-token", "Contentful delivery token", ("contentful",), BASE64URL * (38, 46)
    ),
    _SANITY.keyed("sanity-token", "Sanity API token", ("sanity",), "sk" + ALNUM * (150, 200)),
    _DATOCMS.keyed("datocms-token", "DatoCMS API token", ("datocms", "dato"), HEX * 30),
    _STRAPI.keyed("strapi-token", "Strapi API token", ("strapi",), HEX * 256),
    _STORYBLOK.keyed(
        "storyblok-token",
        "Storyblok access token",
        ("storyblok",),
        one_of(ALNUM * 22 + "tt", ALNUM * (24, 45)),
    ),
    _GHOST.keyed("ghost-admin-key", "Ghost Admin API key", ("ghost",), HEX * 24 + ":" + HEX * 64),
    _CLOUDINARY.token(
        "cloudinary-url",
        "Cloudinary address with its secret",
        "cloudinary://",
        DIGIT * (10, 18) + ":" + BASE64URL * (20, 40) + "@" + _CLOUD_NAME * (2, 40),
    ),
    _CLOUDINARY.keyed(
        "cloudinary-secret", "Cloudinary API secret", ("cloudinary",), BASE64URL * 27
    ),
    _IMAGEKIT.token("imagekit-private-key", "ImageKit private key", "private_", BASE64 * 27 + "="),
    _UNSPLASH.keyed("unsplash-key", "Unsplash key", ("unsplash",), BASE64URL * 43),
    _README.token("readme-api-key", "ReadMe API key", "rdme_", LOWER_NUM * (68, 72)),
    _CODA.keyed("coda-token", "Coda API token", ("coda",), UUID),
)
