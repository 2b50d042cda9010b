"""Keys of services that send messages, letters and calls."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    UPPER_NUM,
    UUID,
    WORD,
)
from leakscan.detection.services import service_key
from leakscan.model.rule import Rule

SERVICES: tuple[Rule, ...] = (
    service_key("8x8", "8x8.com", "8x8", ALNUM * 43),
    service_key("Agora", "agora.io", "agora", LOWER_NUM * 32, common=True),
    service_key("Airship", "urbanairship.com", "airship", ALNUM * 91, common=True),
    service_key(
        "Apifonica",
        "apifonica.com",
        "apifonica",
        LOWER_NUM * 11
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 12,
    ),
    service_key(
        "Ayrshare",
        "ayrshare.com",
        "ayrshare",
        UPPER_NUM * 8 + "-" + UPPER_NUM * 8 + "-" + UPPER_NUM * 8 + "-" + UPPER_NUM * 8,
    ),
    service_key("Bulbul", "jungleworks.com", "bulbul", LOWER_NUM * 32),
    service_key("Chatbot", "chatbot.com", "chatbot", WORD * 32, common=True),
    service_key("Chatfuel", "chatfuel.com", "chatfuel", ALNUM * 128),
    service_key("Clickhelp", "clickhelp.com", "clickhelp", ALNUM * 24),
    service_key("Clockwork SMS", "textanywhere.com", "clockwork textanywhere", ALNUM * 24),
    service_key("D7 Networks", "d7networks.com", "d7network d7networks", BASE64 * 23 + "="),
    service_key("ElasticEmail", "elasticemail.com", "elastic", BASE64URL * 96, common=True),
    service_key("EnableX", "enablex.io", "enablex", ALNUM * 36),
    service_key("Gist", "getgist.com", "getgist", BASE64 * (66, 68) + PADDING),
    service_key("Gitter", "gitter.im", "gitter", BASE64URL * 40),
    service_key("HelpCrunch", "helpcrunch.com", "helpcrunch", BASE64 * (326, 328) + PADDING),
    service_key("Lark", "larksuite.com", "lark larksuite", "cli_" + ALNUM * 16, common=True),
    service_key("Lark", "larksuite.com", "lark larksuite", ALNUM * 32, form="32", common=True),
    service_key("LINE Notify", "notify-bot.line.me", "linenotify", ALNUM * 43),
    service_key("MagicBell", "magicbell.com", "magicbell", BASE64URL * 40),
    service_key("MailerLite", "mailerlite.com", "mailerlite", LOWER_NUM * 32),
    service_key("Mailgun", "mailgun.com", "mailgun", BASE64URL * 72),
    service_key("Mailjet", "mailjet.com", "mailjet", ALNUM * 32, form="32"),
    service_key("Mailjet", "mailjet.com", "mailjet", ALNUM * 87 + "=", form="87"),
    service_key(
        "Mailmodo",
        "mailmodo.com",
        "mailmodo",
        UPPER_NUM * 7 + "-" + UPPER_NUM * 7 + "-" + UPPER_NUM * 7 + "-" + UPPER_NUM * 7,
    ),
    service_key("Mailsac", "mailsac.com", "mailsac", "k_" + ALNUM * (36, 50)),
    service_key("Mandrill", "mandrillapp.com", "mandrill", BASE64URL * 22),
    service_key("Mattermost", "developers.mattermost.com", "mattermost", LOWER_NUM * 26),
    service_key("Mesibo", "mesibo.com", "mesibo", ALNUM * 64),
    service_key("MessageBird", "messagebird.com", "messagebird", BASE64URL * 25),
    service_key(
        "Moderation",
        "moderationapi.com",
        "moderation",
        ALNUM * 36 + "." + ALNUM * 115 + "." + WORD * 43,
        common=True,
    ),
    service_key("Nexmo", "nexmo.com", "nexmo", BASE64URL * 16),
    service_key("Nylas", "nylas.com", "nylas", ALNUM * 30),
    service_key("OOPSpam", "oopspam.com", "oopspam", ALNUM * 40),
    service_key("Plivo", "plivo.com", "plivo", BASE64URL * 40),
    service_key("PostageApp", "postageapp.com", "postageapp", ALNUM * 32),
    service_key("Postmark", "postmarkapp.com", "postmark", UUID),
    service_key("PushBullet", "pushbullet.com", "pushbullet", "o." + ALNUM * 32),
    service_key("Pusher", "pusher.com", "pusher", LOWER_NUM * 20, common=True),
    service_key("RingCentral", "developers.ringcentral.com", "ringcentral", BASE64URL * 22),
    service_key("SignalWire", "developer.signalwire.com", "signalwire", ALNUM * 50),
    service_key("Signaturit", "signaturit.com", "signaturit", ALNUM * 86),
    service_key("Sinch", "sinch.com", "sinch", LOWER_NUM * 32),
    service_key("Smooch", "smooch.io", "smooch", "act_" + LOWER_NUM * 24),
    service_key("Smooch", "smooch.io", "smooch", BASE64URL * 86, form="86"),
    service_key("SparkPost", "sparkpost.com", "sparkpost", ALNUM * 40),
    service_key("Teletype", "teletype.app", "teletype", BASE64URL * 64),
    service_key("Telnyx", "telnyx.com", "telnyx", "KEY" + BASE64URL * 55),
    service_key("Textmagic", "textmagic.com", "textmagic", ALNUM * 30),
    service_key("Twist", "twist.com", "twist", HEX * 40, common=True),
    service_key("Tyntec", "tyntec.com", "tyntec", ALNUM * 32),
    service_key("Typetalk", "typetalk.com", "typetalk", ALNUM * 64),
    service_key("VoodooSMS", "voodoosms.com", "voodoosms", ALNUM * 46),
    service_key("Webex", "webexapis.com", "webex", HEX * 64),
    service_key("Wit.ai", "wit.ai", "wit.ai wit_ai witai", UPPER_NUM * 32, common=True),
)
