"""Keys of services for developers, L to Z."""

from leakscan.detection.facts import ALNUM, BASE64URL, HEX, LOWER_NUM, UPPER_NUM, UUID, WORD
from leakscan.detection.services import service_key
from leakscan.model.rule import Rule

SERVICES: tuple[Rule, ...] = (
    service_key("Loadmill", "loadmill.com", "loadmill", ALNUM * 40),
    service_key("Loggly", "documentation.solarwinds.com", "loggly", UUID),
    service_key("Loginradius", "loginradius.com", "loginradius", UUID),
    service_key("Logz.io", "logz.io", "logz", UUID),
    service_key("Lokalise", "lokalise.com", "lokalise", LOWER_NUM * 40),
    service_key("M3O", "m3o.com", "m3o", ALNUM * 48),
    service_key("Metabase", "www.metabase.com", "metabase", BASE64URL * 36),
    service_key("Ngc", "nvidia.com", "ngc", ALNUM * 26 + ":" + UUID),
    service_key("NuGet", "nuget.org", "nuget", LOWER_NUM * 46),
    service_key("Percy", "percy.io", "percy", HEX * 64, common=True),
    service_key("Phrase", "phrase.com", "phrase accesstoken", LOWER_NUM * 64, common=True),
    service_key("Pipedream", "pipedream.com", "pipedream", LOWER_NUM * 32),
    service_key("Postbacks", "postbacks.io", "postbacks", UUID),
    service_key("Prodpad", "prodpad.com", "prodpad", HEX * 64),
    service_key("Protocols.io", "protocols.io", "protocols", LOWER_NUM * 64, common=True),
    service_key("Qase", "qase.io", "qase", ALNUM * 40),
    service_key("Qubole", "qubole.com", "qubole", LOWER_NUM * 64),
    service_key("Red Hat Pyxis", "catalog.redhat.com", "redhat pyxis", LOWER_NUM * 32, common=True),
    service_key("Rockset", "rockset.com", "rockset", ALNUM * 64),
    service_key("Rownd", "rownd.io", "rownd", LOWER_NUM * 48),
    service_key("Rownd", "rownd.io", "rownd", UUID, form="uuid"),
    service_key("Sanity", "sanity.io", "sanity", "sk" + ALNUM * 79),
    service_key("Sauce Labs", "docs.saucelabs.com", "saucelabs", UUID),
    service_key("Scaleway", "scaleway.com", "scaleway", UUID),
    service_key("Scrutinizer", "scrutinizer-ci.com", "scrutinizer", LOWER_NUM * 64),
    service_key("Semaphore", "semaphore.co", "semaphore", LOWER_NUM * 32, common=True),
    service_key("Sigopt", "sigopt.com", "sigopt", UPPER_NUM * 48),
    service_key("Snyk", "snyk.io", "snyk", UUID),
    service_key(
        "SolarWinds Observability", "documentation.solarwinds.com", "solarwinds", BASE64URL * 71
    ),
    service_key("Splunk", "dev.splunk.com", "splunk", ALNUM * 22, common=True),
    service_key("Statuspage", "statuspage.io", "statuspage", UUID),
    service_key("Statuspal", "statuspal.io", "statuspal", ALNUM * 32),
    service_key("Stitch", "stitchdata.com", "stitchdata", BASE64URL * 35),
    service_key("Stytch", "stytch.com", "stytch", BASE64URL * 47 + "="),
    service_key(
        "Swiftype", "swiftype.com", "swiftype", ALNUM * 6 + "_" + ALNUM * 6 + "-" + ALNUM * 6
    ),
    service_key("TestingBot", "testingbot.com", "testingbot", LOWER_NUM * 32),
    service_key("ThousandEyes", "thousandeyes.com", "thousandeyes", ALNUM * 32),
    service_key("Travis", "travis-ci.com", "travis", WORD * 22),
    service_key("UnifyID", "unify.id", "unifyid unify", BASE64URL * 43 + "=", common=True),
    service_key("Unplugg", "unplu.gg", "unplugg unplu", LOWER_NUM * 64),
    service_key("UPCDatabase", "upcdatabase.org", "upcdatabase", UPPER_NUM * 32),
    service_key("Uploadcare", "uploadcare.com", "uploadcare", LOWER_NUM * 20),
    service_key("UptimeRobot", "uptimerobot.com", "uptimerobot", ALNUM * 9 + "-" + ALNUM * 24),
    service_key("Upwave", "upwave.io", "upwave", LOWER_NUM * 32),
    service_key("VersionEye", "versioneye.com", "versioneye", BASE64URL * 40),
    service_key("Webflow", "webflow.com", "webflow", ALNUM * 64),
    service_key("WebSitePulse", "websitepulse.com", "websitepulse", HEX * 32),
)
