"""However programs, tools and notes write a name and its value, the value is found whole."""

import random

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import without_overlaps
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence
from tests.benchmarks import planted

VALUE = render("{alnum:32}", random.Random(3))

WRITTEN = {
    "a.py": r'''
password = "§"
self.password = '§'
db_password: Final = "§"
cfg = dict(user="app", password="§")
conn = connect(host, user="app", passwd="§", db=1)
conn = psycopg2.connect("host=db user=app password=§ dbname=x")
os.environ["API_TOKEN"] = "§"
API_KEYS = ["§"]
headers = {"X-Api-Key": "§"}
headers = {"Authorization": "Token §"}
headers["Authorization"] = "Bearer §"
parser.add_argument("--password", default="§")
token = os.getenv("TOKEN", "§")
SECRET_KEY = b"§"
SECRET_KEY = (⏎    "§"⏎)
password = """§"""
api.login("user@acme.io", "§")
requests.get(url, params={"api_key": "§"})
url = f"https://api.acme.io/v1?api_key=§&x=1"
url = "https://api.acme.io/v1?access_token=§"
if token == "§":
@secret("§")
aws_secret_access_key='§',
''',
    "a.js": r"""
const password = "§";
let apiKey = `§`;
module.exports = { jwtSecret: '§' };
  secret: "§",
session({ secret: '§', resave: false })
jwt.sign(payload, "§")
jwt.sign({ id: user.id }, '§', { expiresIn: '1d' })
process.env.JWT_SECRET = process.env.JWT_SECRET || '§'
axios.defaults.headers.common['x-api-key'] = '§'
firebase.initializeApp({ apiKey: "§" })
config.set('password', '§')
const { token = "§" } = opts
""",
    "a.ts": r"""
private readonly apiToken: string = '§';
export const API_SECRET = '§' as const;
""",
    "a.tsx": r"""
<Client apiKey="§" />
""",
    "a.java": r"""
String password = "§";
private static final String API_KEY = "§";
props.put("password", "§");
props.setProperty("db.password", "§");
ds.setPassword("§");
.password("§")
new UsernamePasswordToken("admin", "§")
DriverManager.getConnection(url, "app", "§");
@Value("${api.key:§}")
char[] pwd = "§".toCharArray();
.withPassword("§")
System.setProperty("javax.net.ssl.keyStorePassword", "§");
""",
    "a.kt": r"""
val apiKey = "§"
buildConfigField("String", "API_KEY", "\"§\"")
""",
    "a.gradle": r"""
buildConfigField "String", "API_KEY", "\"§\""
storePassword "§"
keyPassword '§'
""",
    "a.gradle.kts": r"""
storePassword = "§"
""",
    "a.scala": r"""
val dbPassword = "§"
""",
    "a.go": r"""
password := "§"
const apiToken = "§"
var secretKey = []byte("§")
	Password: "§",
client.SetBasicAuth("user", "§")
req.Header.Set("X-Api-Key", "§")
req.Header.Add("Authorization", "Bearer §")
os.Setenv("API_SECRET", "§")
flag.String("token", "§", "the token")
""",
    "a.rb": r"""
config.stripe.key = "§"
password: "§"
config.api_key = '§'
ENV['API_TOKEN'] = "§"
ENV['API_TOKEN'] ||= "§"
ENV.fetch("SECRET_TOKEN", "§")
:api_key => "§"
""",
    "a.php": r"""
$password = "§";
$config['db_password'] = '§';
define("API_SECRET", "§");
'password' => '§',
'api_key' => env('API_KEY', '§'),
mysqli_connect("db", "app", "§", "app");
new PDO($dsn, "app", "§");
putenv("API_TOKEN=§");
const API_TOKEN = '§';
public $secret_key = '§';
""",
    "a.cs": r"""
string password = "§";
public const string ApiKey = "§";
Password = "§",
var conn = "Server=db;Database=x;User Id=app;Password=§;";
new NetworkCredential("user", "§")
client.DefaultRequestHeaders.Add("X-Api-Key", "§");
[assembly: Secret("§")]
""",
    "a.c": r"""
#define PASSWORD "§"
#define API_TOKEN "§"
const char *password = "§";
""",
    "a.cpp": r"""
std::string api_key = "§";
const std::string kApiKey{"§"};
WiFi.begin("ssid", "§");
""",
    "a.ino": r"""
const char* wifi_password = "§";
""",
    "a.rs": r"""
let api_key = "§";
const SECRET: &str = "§";
.password("§")
let token = String::from("§");
""",
    "a.swift": r"""
let apiKey = "§"
static let clientSecret: String = "§"
""",
    "a.m": r"""
NSString *apiKey = @"§";
static NSString * const kSecret = @"§";
""",
    "a.dart": r"""
const apiKey = '§';
final String token = '§';
""",
    "a.lua": r"""
local password = "§"
""",
    "a.pl": r"""
my $password = "§";
password => '§',
""",
    "a.ps1": r"""
$Password = "§"
$secure = ConvertTo-SecureString "§" -AsPlainText -Force
-Password "§"
""",
    "a.sh": r"""
PASSWORD=§
curl -H "X-Api-Key: §" https://x
curl -H "Authorization: Token §" https://x
curl "https://x?api_key=§"
export TOKEN=${TOKEN:-§}
mysql --user=root --password=§
docker login -u x -p §
aws configure set aws_secret_access_key §
kubectl create secret generic x --from-literal=password=§
helm install x --set auth.password=§
vault login §
psql postgresql://app:§@db/app
npm config set //registry.npmjs.org/:_authToken §
""",
    "a.bat": r"""
set DB_PASSWORD=§
setx API_TOKEN "§"
""",
    "a.r": r"""
Sys.setenv(API_TOKEN = "§")
""",
    "a.ex": r"""
config :app, secret_key_base: "§"
""",
    "a.erl": r"""
{password, "§"}.
""",
    "a.clj": r"""
:password "§"
(def api-key "§")
""",
    "a.el": r"""
(setq api-token "§")
""",
    "a.lisp": r"""
(defparameter *password* "§")
""",
    "a.hs": r"""
password = "§"
""",
    "a.sql": r"""
CREATE USER app PASSWORD '§';
SET PASSWORD FOR 'x'@'y' = PASSWORD('§');
ALTER LOGIN app WITH PASSWORD = '§';
""",
    "a.tf": r"""
api_token = "§"
  password = "§"
environment = { DB_PASSWORD = "§" }
user_data = "export TOKEN=§"
""",
    "a.yml": r"""
password: §
- password: "§"
  api_key: '§'
env: DB_PASSWORD=§
args: ["--password", "§"]
command: --password=§
- name: password⏎  value: §
"password": "§"
password: >⏎  §
""",
    "a.json": r"""
"password":"§"
{"name":"API_TOKEN","value":"§"}
{"key":"API_TOKEN","value":"§"}
["--password","§"]
"env": ["DB_PASSWORD=§"]
"password": ["§"]
""",
    "a.xml": r"""
<password>§</password>
<password><![CDATA[§]]></password>
<entry key="password">§</entry>
<param name="password" value="§"/>
<property name="password"><value>§</value></property>
<string name="api_key">§</string>
""",
    "a.toml": r'''
password = "§"
password = """§"""
''',
    "a.ini": r"""
password=§
password : §
""",
    "a.properties": r"""
db.password = §
db.password §
""",
    "a.conf": r"""
password §
password "§";
set password §
""",
    "a.env": r"""
ACME_KEY=§
PASSWORD="§"
export PASSWORD='§'
PASSWORD = §
""",
    "Dockerfile": r"""
ENV PASSWORD §
ENV PASSWORD="§"
LABEL token=§
RUN echo "password: §" > /x
RUN --mount=type=cache TOKEN=§ make
ARG TOKEN=§
HEALTHCHECK CMD curl -H "X-Token: §" x
""",
    "a.txt": r"""
password: §
Password = §
user: admin, pass: §
login: admin password: §
API key: §
Passwort: §
""",
    "a.log": r"""
2024-01-01 INFO connecting password=§ host=x
DEBUG token=§
{"level":"info","token":"§"}
""",
    "a.http": r"""
X-Api-Key: §
Cookie: session_token=§
""",
    "a.curl": r"""
header = "Authorization: Bearer §"
""",
    "a.reg": r"""
"Password"="§"
""",
    "realm.json": r"""
{"credentials": [{"type": "password", "value": "§"}]}
{"key": "keyPassPhrase", "value": "§"}
{"pass_phrase": "§"}
""",
    "compose.yml": r"""
    RABBITMQ_DEFAULT_PASS: §
    DB_PASS: "§"
""",
    "config/initializers/token.rb": r"""
Acme::Application.config.secret_token = '§'
""",
    "sssd.conf": r"""
ldap_default_authtok = §
""",
    "a.vue": r"""
apiKey: '§',
""",
    "a.vbs": r"""
password = "§"
""",
    "a.vb": r"""
Dim password As String = "§"
""",
    "a.groovy": r"""
def password = '§'
""",
    "Jenkinsfile": r"""
environment { API_TOKEN = '§' }
sh "docker login -u x -p §"
""",
    "Makefile": r"""
TOKEN := §
PASSWORD ?= §
export API_SECRET = §
""",
    "CMakeLists.txt": r"""
set(API_TOKEN "§")
""",
    "nginx.conf": r"""
proxy_set_header X-Api-Key §;
proxy_set_header Authorization "Bearer §";
""",
    "haproxy.cfg": r"""
user admin insecure-password §
""",
    "supervisord.conf": r"""
environment=DB_PASSWORD="§",X=1
""",
    "x.service": r"""
Environment="API_TOKEN=§"
Environment=API_TOKEN=§
""",
    "vagrantfile": r"""
config.ssh.password = "§"
""",
}

CASES = [(name, line) for name, lines in WRITTEN.items() for line in lines.splitlines()[1:]]


@pytest.mark.parametrize(("name", "line"), CASES)
def test_a_random_value_is_found_however_it_is_assigned(name: str, line: str) -> None:
    """Neither more nor less than the value, at its own place; `⏎` is a new line."""
    text = "\n" + line.replace("⏎", "\n").replace("§", VALUE) + "\n"
    content = Content(data=text.encode(), name=f"app/{name}")

    found = [
        each
        for each in without_overlaps(planted.detector().candidates(content))
        if each.confidence >= Confidence.LIKELY
    ]

    assert [VALUE.encode()] == [each.secret for each in found]
    assert text.encode().index(VALUE.encode()) == found[0].span.offset


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ci.log", "LOGIN_PASS: Tulip-Forge-42"),
        ("results.yml", "PASS: Tulip-Forge-42"),
        ("compiler.cc", 'LOOP_PASS("Tulip-Forge-42", true)'),
        ("vault.rb", 'Acme::Secret => "Tulip-Forge-42"'),
        ("form.html", '<input type="password" value="Tulip-Forge-42">'),
    ],
)
def test_the_verdict_of_a_test_and_a_class_are_no_password(name: str, line: str) -> None:
    """A log says how a test ended, a compiler names its passes, a field of a form is a document."""
    content = Content(data=f"\n{line}\n".encode(), name=f"app/{name}")

    found = without_overlaps(planted.detector().candidates(content))

    assert [each for each in found if each.confidence >= Confidence.LIKELY] == []
