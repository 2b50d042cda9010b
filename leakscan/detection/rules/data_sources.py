"""Names of data sources that are no URLs: Go's driver for MySQL has its own."""

from leakscan.detection.validators.places import data_source_password
from leakscan.model.rule import Rule, Severity

_ADDRESS = rb"@(?:(?:tcp6?|unix)\(|/[\w\-]{1,64}[\"'`?])"

RULES: tuple[Rule, ...] = (
    Rule(
        id="go-mysql-password",
        title="Password in a data source of Go's driver for MySQL",
        issuer="Go MySQL Driver",
        severity=Severity.HIGH,
        anchor=rb"[\w.+\-]:[^\s@/\"'`<>(){}$]{3,128}" + _ADDRESS,
        pattern=rb"(?<![\w.+\-:/])[\w.+\-]{1,64}:(?P<secret>[^\s@/\"'`<>(){}$]{3,128})" + _ADDRESS,
        max_length=270,
        proof=data_source_password,
        chosen=True,
        examples=(
            'db, err := sql.Open("mysql", "app:{alnum:14}@tcp(db.acme.io:3306)/app")',
            'dsn := "app:{password}@/orders"',
            'servers = ["app:{alnum:14}@unix(/run/mysqld.sock)/"]',
        ),
        counter_examples=('"app:${DB_PASS}@tcp(db:3306)/app"', '"app:<password>@tcp(db:3306)/app"'),
        reference="https://github.com/go-sql-driver/mysql#dsn-data-source-name",
        remediation=(
            "Change the password in the database, and hand the data source over at run time."
        ),
    ),
)
