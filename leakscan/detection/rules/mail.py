"""Keys of services that send mail."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    HEX_ANY,
    UUID,
    Issuer,
)
from leakscan.model.rule import Rule, Severity

_SENDGRID = Issuer(
    "SendGrid",
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    "Delete it under API Keys in the SendGrid settings.",
)
_MAILGUN = Issuer(
    "Mailgun",
    "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/",
    "Delete it under API keys in the Mailgun settings.",
)
_MAILCHIMP = Issuer(
    "Mailchimp",
    "https://mailchimp.com/developer/marketing/guides/quick-start/",
    "Revoke it under Extras, API keys in the Mailchimp profile.",
)
_MANDRILL = Issuer(
    "Mailchimp Transactional",
    "https://mailchimp.com/developer/transactional/guides/quick-start/",
    "Disable it under SMTP & API Info in the Mandrill settings.",
)
_POSTMARK = Issuer(
    "Postmark",
    "https://postmarkapp.com/developer/api/overview",
    "Replace it under API Tokens of the Postmark server or account.",
)
_SPARKPOST = Issuer(
    "SparkPost", "https://developers.sparkpost.com/api/", "Delete it under API Keys in SparkPost."
)
_BREVO = Issuer(
    "Brevo",
    "https://developers.brevo.com/docs/getting-started",
    "Delete it under SMTP & API in the Brevo settings.",
)
_MAILJET = Issuer(
    "Mailjet", "https://dev.mailjet.com/email/guides/", "Regenerate it under API Key Management."
)
_RESEND = Issuer(
    "Resend",
    "https://resend.com/docs/dashboard/api-keys/introduction",
    "Delete it under API Keys in the Resend dashboard.",
)
_MAILERSEND = Issuer(
    "MailerSend", "https://developers.mailersend.com/", "Delete it under API tokens in MailerSend."
)
_SMTP2GO = Issuer(
    "SMTP2GO", "https://developers.smtp2go.com/docs/", "Delete it under API Keys in SMTP2GO."
)
_MAILTRAP = Issuer(
    "Mailtrap", "https://docs.mailtrap.io/developers", "Reset it in the Mailtrap settings."
)

RULES: tuple[Rule, ...] = (
    _SENDGRID.token(
        "sendgrid-api-key", "SendGrid API key", "SG.", BASE64URL * 22 + "." + BASE64URL * 43
    ),
    _MAILGUN.token("mailgun-legacy-api-key", "Mailgun private API key", "key-", HEX * 32),
    _MAILGUN.keyed(
        "mailgun-api-key",
        "Mailgun API key",
        ("mailgun", "mg_api_key"),
        HEX * 32 + "-" + HEX * 8 + "-" + HEX * 8,
    ),
    _MAILGUN.token(
        "mailgun-public-key",
        "Mailgun public validation key",
        "pubkey-",
        HEX * 32,
        severity=Severity.LOW,
    ),
    _MAILCHIMP.token(
        "mailchimp-api-key", "Mailchimp API key", "", HEX * 32 + "-us" + DIGIT * (1, 2)
    ),
    _MANDRILL.token(
        "mandrill-api-key",
        "Mailchimp Transactional API key",
        "md-",
        BASE64URL * 22,
        mixed=True,
        min_entropy=3.5,
    ),
    _MANDRILL.keyed(
        "mandrill-legacy-api-key",
        "Mailchimp Transactional API key, old form",
        ("mandrill",),
        BASE64URL * 22,
    ),
    _POSTMARK.keyed(
        "postmark-token",
        "Postmark API token",
        ("postmark", "postmarkapp", "x-postmark-server-token", "x-postmark-account-token"),
        UUID,
    ),
    _SPARKPOST.keyed("sparkpost-api-key", "SparkPost API key", ("sparkpost",), HEX * 40),
    _BREVO.token("brevo-api-key", "Brevo API key", "xkeysib-", HEX * 64 + "-" + ALNUM * 16),
    _BREVO.token("brevo-smtp-key", "Brevo SMTP key", "xsmtpsib-", HEX * 64 + "-" + ALNUM * 16),
    _MAILJET.keyed("mailjet-key", "Mailjet API or secret key", ("mailjet",), HEX * 32),
    _RESEND.token("resend-api-key", "Resend API key", "re_", ALNUM * 8 + "_" + ALNUM * (20, 28)),
    _MAILERSEND.token("mailersend-token", "MailerSend API token", "mlsn.", HEX * 64),
    _SMTP2GO.token("smtp2go-api-key", "SMTP2GO API key", "api-", HEX_ANY * 32),
    _MAILTRAP.keyed("mailtrap-token", "Mailtrap API token", ("mailtrap",), HEX * 32),
)
