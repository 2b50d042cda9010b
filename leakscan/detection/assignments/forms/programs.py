"""Calls of programs that take a password as one of several texts, and sentences that tell one."""

from leakscan.detection.assignments.forms.form import OPTION, QUOTED, VALUE, Form, backwards
from leakscan.detection.assignments.grammar import NAME
from leakscan.expressions import expression

FORMS: tuple[Form, ...] = (
    Form(
        anchor=rb"\bpassw(?:or)?d[^\n\"'`]{0,40}[ \t](?:is|was)[ \t]{1,4}[\"'`]" + VALUE,
        before=backwards(rb"[\"'`][ \t]{1,4}(?:si|saw)[ \t]"),
        key="password in a sentence",
        ends=expression(rb"[^\s\"'`]{4,128}(?=[\"'`])"),
        told=True,
    ),
    Form(
        anchor=rb"\b(?:(?:network|usernamepassword|passwordauthentication|directory)credential"
        rb"|directoryentry|httpbasicauth|basicauth|auth[ \t]?=[ \t]?)[ \t]?\("
        rb"[ \t]?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']" + VALUE,
        before=backwards(
            rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]?\([ \t]?(?:[a-z]{4,24}|=[ \t]?htua)"
        ),
        key="password",
        ends=QUOTED,
    ),
    Form(
        # What a program takes when nobody hands it over: `"--password", default="..."`.
        anchor=rb"-(?:[a-z]{1,16}-?)?" + OPTION + rb"[\"'],[^\n()]{0,100}\bdefault[ \t]?[=:]"
        rb"[ \t]?[\"']" + VALUE,
        before=backwards(
            rb"[\"'][ \t]?[=:][ \t]?tluafed[^\n()]{0,100},[\"'](?P<name>[a-z\-]{3,48}?)--?[\"']"
        ),
        ends=QUOTED,
    ),
    Form(
        # A user and a password, in a call that takes both.
        anchor=rb"\b(?:set_?basic_?auth|usernamepasswordtoken|usernamepasswordcredentials"
        rb"|passwordauthentication(?:token)?|withcredentials|basic_?credentials|(?:sign|log)_?in|authenticate"
        rb"|wifi\.begin|passwordcredential)[ \t]?\([ \t]?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']"
        + VALUE,
        before=backwards(rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]?\([ \t]?[a-z_.]{4,30}"),
        ends=QUOTED,
    ),
    Form(
        # The same behind the address of a database.
        anchor=rb"\b(?:getconnection|mysqli?_p?connect|new[ \t]pdo|new[ \t]mysqli|dbi->connect"
        rb"|sequelize|(?:py)?mysql(?:db)?\.connect|credentials)[ \t]?\("
        rb"[^\n()]{1,160},[ \t]{0,2}[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']" + VALUE,
        before=backwards(
            rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]{0,2},[^\n()]{1,160}\([ \t]?"
            rb"(?:noitcennocteg|tcennocp?_i?lqsym|odp[ \t]wen|ilqsym[ \t]wen|tcennoc>-ibd"
            rb"|ezileuqes|tcennoc\.(?:bd)?lqsym|slaitnederc)"
        ),
        ends=QUOTED,
    ),
    Form(
        # The key that tokens are signed with.
        anchor=rb"\bjwt\.(?:sign|verify|encode|decode)[ \t]?\([^\n\"']{1,120},[ \t]{0,2}[\"']"
        + VALUE,
        before=backwards(
            rb"[\"'][ \t]{0,2},[^\n\"']{1,120}\([ \t]?(?:ngis|yfirev|edocne|edoced)\.twj"
        ),
        key="jwt_secret",
        ends=QUOTED,
    ),
    Form(
        # A constant of an Android build: text in a text.
        anchor=rb"\bbuildconfigfield[ (]{1,2}[\"']string[\"'],[ \t]{0,2}[\"'][a-z0-9_]{0,40}"
        + NAME
        + rb"[\"'],[ \t]{0,2}[\"']\\{0,2}[\"']"
        + VALUE,
        before=backwards(
            rb"[\"']\\{0,2}[\"'][ \t]{0,2},[\"'](?P<name>[a-z0-9_]{2,64})[\"'][ \t]{0,2},"
            rb"[\"']gnirts"
        ),
        ends=expression(rb"[^\"'\\\r\n]{1,512}(?=\\{0,2}[\"'])"),
    ),
    Form(
        # curl's library in C, PHP and others.
        anchor=rb"\bcurlopt_(?:proxy)?userpwd[\"']?[ \t]{0,4}(?:,|=>|=)[ \t]{0,4}"
        rb"[\"'][^\s:\"']{1,64}:" + VALUE,
        before=backwards(
            rb":[^\s:\"']{1,64}[\"'][ \t]{0,4}(?:,|>=|=)[ \t]{0,4}[\"']?dwpresu(?:yxorp)?_tpolruc"
        ),
        ends=QUOTED,
    ),
)
