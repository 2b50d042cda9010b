"""Keys of services for tasks, hours and teams."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    HEX_ANY,
    LOWER_NUM,
    UPPER_NUM,
    UUID,
)
from leakscan.detection.services import service_key
from leakscan.model.rule import Rule

SERVICES: tuple[Rule, ...] = (
    service_key("Aha!", "aha.io", "aha", HEX * 64, common=True),
    service_key("Apacta", "apacta.com", "apacta", UUID),
    service_key("Avaza", "avaza.com", "avaza", DIGIT * (1, 9) + "-" + HEX * 40),
    service_key("Checkvist", "checkvist.com", "checkvist", ALNUM * 14),
    service_key("Clockify", "clockify.me", "clockify", ALNUM * 48),
    service_key("Dynalist", "dynalist.io", "dynalist", BASE64URL * 128),
    service_key("Geckoboard", "geckoboard.com", "geckoboard", ALNUM * 44),
    service_key("GoodDay", "goodday.work", "goodday", LOWER_NUM * 32),
    service_key(
        "Harvest", "getharvest.com", "harvest", DIGIT * (5, 8) + ".pt." + BASE64URL * (60, 100)
    ),
    service_key("Hive", "hive.com", "hive", LOWER_NUM * 32, common=True),
    service_key("Intervals", "myintervals.com", "myintervals", LOWER_NUM * 11),
    service_key("Magnetic", "magnetichq.com", "magnetic", UUID, common=True),
    service_key("Mavenlink", "mavenlink.com", "mavenlink", LOWER_NUM * 64),
    service_key("Meistertask", "meistertask.com", "meistertask", ALNUM * 43),
    service_key("Mite", "mite.de", "mite", LOWER_NUM * 16, common=True),
    service_key("NetSuite", "docs.oracle.com", "netsuite", ALNUM * 64),
    service_key("Paymo", "paymoapp.com", "paymoapp", ALNUM * 44),
    service_key("Pivotal", "pivotaltracker.com", "pivotal", LOWER_NUM * 32, common=True),
    service_key("Planview LeanKit", "www.planview.com", "planviewleankit planview", HEX * 128),
    service_key("Podio", "podio.com", "podio", LOWER_NUM * 32),
    service_key("Runrun.it", "runrun.it", "runrunit", HEX * 32),
    service_key("Sherpadesk", "sherpadesk.com", "sherpadesk", LOWER_NUM * 32),
    service_key("Smartsheet", "smartsheet.com", "smartsheet", ALNUM * 37),
    service_key("Stormboard", "stormboard.com", "stormboard", HEX * 40),
    service_key("Streak", "streak.com", "streak", HEX_ANY * 32, common=True),
    service_key(
        "Teamwork", "teamwork.com", "teamwork teamworkspaces", "tkn.v1_" + ALNUM * 71 + "="
    ),
    service_key("TimeCamp", "timecamp.com", "timecamp", LOWER_NUM * 26),
    service_key("Tmetric", "tmetric.com", "tmetric", UPPER_NUM * 64),
    service_key("Todoist", "todoist.com", "todoist", LOWER_NUM * 40),
    service_key("Toggl", "toggl.com", "toggl", LOWER_NUM * 32),
    service_key("Trello", "trello.com", "trello", BASE64URL * 32, form="32"),
    service_key("Vyte", "vyte.in", "vyte", LOWER_NUM * 50),
    service_key("Worksnaps", "worksnaps.com", "worksnaps", ALNUM * 40),
    service_key("Workstack", "workstack.io", "workstack", ALNUM * 60),
    service_key("Zendesk", "zendesk.com", "zendesk", BASE64URL * 40),
    service_key("Zenkit", "zenkit.com", "zenkit", LOWER_NUM * 8 + "-" + ALNUM * 32),
)
