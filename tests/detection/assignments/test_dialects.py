"""Each way to write an assignment, read by name, value and confidence."""

import random

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import ReMatcher
from leakscan.detection.rules.assignments import RECOGNISERS
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence
from tests.detection.finding import candidates

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW

RANDOM = render("{alnum:32}", random.Random(5))
HUMAN = "Tulip-Forge-42"
WEAK = "hunter2"
WORD = "marigold"

# `R` is drawn at random, `H` what a careful person would choose, `P` a careless one, `W` a word.
VALUES = {"R": RANDOM, "H": HUMAN, "P": WEAK, "W": WORD}

FOUND = (
    # Environments, shells and histories.
    (".env", "DB_PASSWORD=«H»\n", "DB_PASSWORD", LIKELY),
    (".env", "DB_PASSWORD=«P»", "DB_PASSWORD", LIKELY),
    (".env", "DB_PASSWORD=«W»", "DB_PASSWORD", LIKELY),
    (".env", "DB_PASSWORD='«P»' # for now\n", "DB_PASSWORD", LIKELY),
    (".env.production", "export API_KEY=«R»\r\n", "API_KEY", LIKELY),
    (".env.bak", "JWT_SECRET=«H»", "JWT_SECRET", LIKELY),
    ("prod.env", "STRIPE_WEBHOOK_SECRET = «R»", "STRIPE_WEBHOOK_SECRET", LIKELY),
    ("deploy.sh", 'PGPASSWORD="«H»" psql -h db', "PGPASSWORD", LIKELY),
    ("deploy.sh", 'export ACCESS_TOKEN="«R»"\n', "ACCESS_TOKEN", LIKELY),
    ("run.sh", "start --db ${DB_PASSWORD:-«H»}\n", "DB_PASSWORD", LIKELY),
    (".bash_history", "export ADMIN_PASS=«H»; ./go", "ADMIN_PASS", LIKELY),
    ("notes", "MYSQL_ROOT_PASSWORD=«P»\n", "MYSQL_ROOT_PASSWORD", LIKELY),
    # Settings by line.
    ("app.properties", "spring.datasource.password=«H»\n", "spring.datasource.password", LIKELY),
    ("app.ini", "[db]\npassword = «P» ; local\n", "password", LIKELY),
    ("my.cnf", "[client]\npassword=«W»", "password", LIKELY),
    (".npmrc", "//npm.acme.io/:_password=«R»", "_password", LIKELY),
    (".pypirc", "[acme]\nusername: ci\npassword: «R»\n", "password", LIKELY),
    ("pyproject.toml", 'api_token = "«R»"\n', "api_token", LIKELY),
    ("gitlab.rb", "gitlab_rails['smtp_password'] = '«R»'", "smtp_password", LIKELY),
    # Git runs a command for a password.
    (
        ".git/config",
        '[credential]\n\thelper = "!f() { echo password=«P»; }; f"\n',
        "password",
        LIKELY,
    ),
    (".gitconfig", "[sendemail]\n\tsmtppass = «P»\n", "smtppass", LIKELY),
    # YAML.
    ("database.yml", "production:\n  password: «P»\n", "password", LIKELY),
    ("values.yaml", 'auth:\n  rootPassword: "«H»"\n', "rootPassword", LIKELY),
    ("compose.yml", "    environment:\n      DB_PASSWORD: «W»\n", "DB_PASSWORD", LIKELY),
    ("compose.yml", "    environment:\n      - DB_PASSWORD=«P»\n", "DB_PASSWORD", LIKELY),
    ("compose.yml", '      - "DB_PASSWORD=«P»"\n', "DB_PASSWORD", LIKELY),
    ("pod.yaml", "  - name: DB_PASSWORD\n    value: «P»\n", "DB_PASSWORD", LIKELY),
    ("pod.yaml", '  - name: API_KEY\n    value: "«R»"\n', "API_KEY", LIKELY),
    ("app.yaml", "db: {user: app, password: «P»}\n", "password", LIKELY),
    ("app.yaml", "secret_key_base: |\n  «R»\n", "secret_key_base", LIKELY),
    # JSON and XML.
    ("appsettings.json", '{"Jwt": {"SecretKey": "«R»"}}', "SecretKey", LIKELY),
    ("config.json", '{\n  "password": "«P»"\n}', "password", LIKELY),
    ("task.json", '{"name": "DB_PASSWORD", "value": "«P»"}', "DB_PASSWORD", LIKELY),
    ("body.json", r'{"body": "{\"password\":\"«H»\"}"}', "password", LIKELY),
    ("settings.xml", "<server><password>«P»</password></server>", "password", LIKELY),
    ("web.config", '<add key="DbPassword" value="«P»" />', "DbPassword", LIKELY),
    ("context.xml", '<Resource username="app" password="«P»"/>', "password", LIKELY),
    ("app.plist", "<key>apiKey</key>\n\t<string>«R»</string>", "apiKey", LIKELY),
    ("beans.xml", '<property name="password">«P»</property>', "password", LIKELY),
    # Connection strings.
    ("web.config", 'connectionString="Server=db;Uid=app;Pwd=«P»;"', "Pwd", LIKELY),
    (".env", "DSN=Server=db;User Id=app;Password=«H»;Port=1\n", "Password", LIKELY),
    # Dockerfiles.
    ("Dockerfile", "ENV DB_PASSWORD=«P»\n", "DB_PASSWORD", LIKELY),
    ("Dockerfile", "ENV DB_PASSWORD «P»\n", "DB_PASSWORD", LIKELY),
    ("Dockerfile", "ENV A=1 \\\n    API_TOKEN=«R» \\\n    B=2\n", "API_TOKEN", LIKELY),
    ("Dockerfile.prod", "ARG ROOT_PASSWORD=«W»\n", "ROOT_PASSWORD", LIKELY),
    ("Dockerfile", "RUN tool login --password «P»\n", "password", LIKELY),
    ("Dockerfile", "RUN mysql -u root -p«P» < a.sql\n", "password", LIKELY),
    ("Dockerfile", "RUN sshpass -p «P» ssh host\n", "password", LIKELY),
    ("Dockerfile", "RUN curl -u deploy:«P» https://acme.io\n", "curl --user", LIKELY),
    ("Dockerfile", "RUN echo «P» | docker login --password-stdin\n", "password", LIKELY),
    ("Dockerfile", 'RUN echo "root:«P»" | chpasswd\n', "password", LIKELY),
    ("Dockerfile", "RUN openssl rsa -passin pass:«H» -in a\n", "password", LIKELY),
    ("Dockerfile", 'CMD ["app", "--api-token", "«R»"]\n', "api-token", LIKELY),
    # Terraform and SQL.
    ("main.tf", 'administrator_login_password = "«P»"\n', "administrator_login_password", LIKELY),
    ("prod.tfvars", 'db_password = "«W»"\n', "db_password", LIKELY),
    ("init.sh", "psql -c \"CREATE USER app WITH PASSWORD '«P»'\"", "password", LIKELY),
    ("init.sh", "mysql -e \"CREATE USER a IDENTIFIED BY '«P»'\"", "identified by", LIKELY),
    # Files of words.
    (".netrc", "machine acme.io login ci password «P»\n", "password", LIKELY),
    (".netrc", "machine acme.io\n  login ci\n  password «P»\n", "password", LIKELY),
    (".pgpass", "db.acme.io:5432:app:app:«P»\n", "password", LIKELY),
    ("redis.conf", "bind 0.0.0.0\nrequirepass «P»\n", "requirepass", LIKELY),
    # Programs: only what looks random is likely.
    ("main.py", 'password = "«R»"\n', "password", LIKELY),
    ("main.py", 'password = "«P»"\n', "password", REVIEW),
    ("main.py", 'TOKEN: str = "«R»"\n', "TOKEN", LIKELY),
    ("main.py", "client = Client(api_key='«R»')\n", "api_key", LIKELY),
    ("main.py", 'os.environ.setdefault("SECRET_KEY", "«R»")\n', "SECRET_KEY", LIKELY),
    ("main.py", 'requests.get(url, auth=("ci", "«R»"))\n', "password", LIKELY),
    ("index.js", "const apiKey = process.env.API_KEY || '«R»';\n", "process.env.API_KEY", LIKELY),
    ("index.ts", "const dbPassword: string = '«R»';\n", "dbPassword", LIKELY),
    ("main.go", 'apiSecret := "«R»"\n', "apiSecret", LIKELY),
    ("Main.java", 'private static final String SECRET_KEY = "«R»";\n', "SECRET_KEY", LIKELY),
    ("main.c", 'static const char password[] = "«R»";\n', "password", LIKELY),
    ("app.rb", ":password => '«R»',\n", "password", LIKELY),
    ("index.php", "define('AUTH_KEY', '«R»');\n", "AUTH_KEY", LIKELY),
    ("wp-config.php", "define( 'DB_PASSWORD', '«P»' );\n", "DB_PASSWORD", LIKELY),
    ("settings.py", "SECRET_KEY = '«H»'\n", "SECRET_KEY", LIKELY),
    # Documents and comments.
    ("README.md", "password: «H»\n", "password", REVIEW),
    ("LoginTest.java", 'String token = "«R»";\n', "token", REVIEW),
    ("loginTests.js", 'var token = "«R»";\n', "token", REVIEW),
    ("contest.js", 'var token = "«R»";\n', "token", LIKELY),
    ("LoginTest.env", "TOKEN=«R»\n", "TOKEN", LIKELY),
    ("main.js", '/**\n * token: "«R»"\n */\n', "token", REVIEW),
    ("main.js", '// token: "«R»"\n', "token", LIKELY),
    ("app.ini", "# password = «H»\n", "password", REVIEW),
    (".env.example", "DB_PASSWORD=«H»\n", "DB_PASSWORD", REVIEW),
)

SILENT = (
    (".env", "DB_PASSWORD=\n"),
    (".env", "DB_PASSWORD=${DB_PASSWORD}\n"),
    (".env", "DB_PASSWORD=$DB_PASSWORD\n"),
    (".env", "DB_PASSWORD=<your password>\n"),
    (".env", "DB_PASSWORD=your-password-here\n"),
    (".env", "DB_PASSWORD=xxxxxxxx\n"),
    (".env", "DB_PASSWORD_FILE=/run/secrets/db\n"),
    (".env", "DB_PASSWORD=/run/secrets/db_password\n"),
    (".env", "TOKEN_URL=https://acme.io/token\n"),
    (".env", "PASSWORD_HASH_ALGO=argon2id\n"),
    (".env", "MAX_TOKENS=4096\n"),
    (".env", "SECRET_NAME=prod/db/main\n"),
    (".env", "PUBLIC_KEY=«R»\n"),
    (".env", "ACCESS_KEY_ID=«R»\n"),
    (".env", "SSH_AUTH_SOCK=/tmp/ssh-agent\n"),
    (".env", "AUTHOR=somebody@acme.io\n"),
    ("compose.yml", "  DB_PASSWORD: ${DB_PASSWORD:?missing}\n"),
    ("values.yaml", "password: {{ .Values.password }}\n"),
    ("values.yaml", "existingSecret: my-app-credentials\n"),
    ("openapi.yaml", "password:\n  type: string\n"),
    ("openapi.yaml", "tokenUrl: https://acme.io/oauth\n"),
    ("pod.yaml", "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      key: db-password\n"),
    ("task.yaml", "password: !vault |\n  abc\n"),
    ("schema.json", '"password": "string"'),
    ("fr.json", '"password": "Mot de passe"'),
    ("fr.json", '"password": "Passwort1"'),
    ("labels.json", '"forgotPassword": "Forgotten?"'),
    ("main.py", "password = get_password(user)\n"),
    ("main.py", "token = self.tokens[index]\n"),
    ("main.py", "password: str = os.environ['PASSWORD']\n"),
    ("main.py", 'password = "required"\n'),
    ("main.py", 'token = "identifier"\n'),
    ("api.json", r"""{"body": "{\\"password\\": null},\\n"}"""),
    ("main.go", "password := cfg.Database.Password\n"),
    ("main.js", 'e.password="password",e.token=t.token'),
    ("main.tf", "password = var.db_password\n"),
    ("main.tf", 'password = "${random_password.db.result}"\n'),
    ("Dockerfile", "ARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD\n"),
    ("Dockerfile", "RUN --mount=type=secret,id=token cat /run/secrets/token\n"),
    ("Dockerfile", "ENV GPG_KEY A035C8C19219BA821ECEA86B64E628F8D684696D\n"),
    ("Dockerfile", "ENV PYTHON_SHA256=0f3c9d\n"),
    ("package-lock.json", '"integrity": "sha512-«R»", "token": "«R»"'),
    ("deploy.sh", "mysql -p$PASSWORD -u root\n"),
    ("deploy.sh", 'echo "$TOKEN" | docker login --password-stdin\n'),
    ("deploy.sh", 'curl -u "$USER:$PASS" https://acme.io\n'),
    ("README.md", "Use the --password option to give one.\n"),
    ("messages.po", 'msgid "Password: "\nmsgstr "Passwort: "\n'),
    ("passwd", "root:x:0:0:root:/root:/bin/bash\n"),
    ("types.py", '{"Acme::Vault::Secret": "«R»"}\n'),
    ("main.py", "auth = '«R»'\n"),
    ("main_test.go", 'apiSecret := "«R»"\n'),
)


def filled(text: str) -> tuple[bytes, str]:
    """Return a text with its value put in, and the value."""
    value = ""
    for mark, candidate in VALUES.items():
        if f"«{mark}»" in text:
            text, value = text.replace(f"«{mark}»", candidate), candidate
    return text.encode(), value


@pytest.mark.parametrize(("name", "text", "key", "confidence"), FOUND)
def test_an_assigned_secret_is_found(
    name: str, text: str, key: str, confidence: Confidence
) -> None:
    """The whole value is found under its key, as sure as the place allows."""
    data, value = filled(text)

    found = candidates(RECOGNISERS, name, data)

    assert [(key, value, confidence)] == [
        (item.key, item.secret.decode(), item.confidence) for item in found
    ]
    assert [item.secret for item in found] == [
        data[item.span.offset : item.span.end] for item in found
    ]


@pytest.mark.parametrize(("name", "text"), SILENT)
def test_what_only_sounds_like_a_secret_is_not_likely(name: str, text: str) -> None:
    """References, names, labels, types and paths are no secrets."""
    data, _ = filled(text)

    assert [
        (item.key, item.secret)
        for item in candidates(RECOGNISERS, name, data)
        if item.confidence >= LIKELY
    ] == []


def test_the_standard_library_finds_the_same() -> None:
    """Without Hyperscan, every text of the table gives the same candidates."""
    slow = ReMatcher(RECOGNISERS)
    texts = [(row[0], filled(row[1])[0]) for row in (*FOUND, *SILENT)]

    different = [
        (name, data)
        for name, data in texts
        if candidates(RECOGNISERS, name, data) != candidates(RECOGNISERS, name, data, matcher=slow)
    ]

    assert different == []


def test_binary_content_is_not_read_as_text() -> None:
    """Strings of a program, with zero bytes around them, assign nothing."""
    assert candidates(RECOGNISERS, "tool", b"password=" + RANDOM.encode() + b"\n")
    for before, after in ((b"\0\1", b"\n"), (b"", b"\n\0")):
        data = before + b"password=" + RANDOM.encode() + after
        assert candidates(RECOGNISERS, "tool", data) == []


def test_a_minified_program_is_for_review_at_most() -> None:
    """In a line of many thousand bytes nobody wrote a password by hand."""
    data = b"a=1;" * 1000 + b'apiKey="' + RANDOM.encode() + b'";' + b"b=2;" * 1000

    assert [item.confidence for item in candidates(RECOGNISERS, "app.js", data)] == [REVIEW]


@pytest.mark.parametrize(
    "line",
    [
        r'helper = "!f() { echo \"password=«P»\"; }; f"',
        r"helper = !printf 'username=ci\\npassword=«P»\\n'",
    ],
)
def test_the_password_that_a_helper_echoes_ends_where_the_escapes_begin(line: str) -> None:
    """What any assignment would take for the value goes on to the quote."""
    text = f"[credential]\n\t{line}\n".replace("«P»", "Blue-Harbour7")
    detector = Detector(RECOGNISERS, Sealer(show_secrets=True))

    (found,) = detector.detect(Content(data=text.encode(), name=".git/config"))

    assert found.value == "Blue-Harbour7"
