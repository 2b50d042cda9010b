"""Every format that holds credentials by its own rules: key, value and the value's own bytes."""

import base64
import random
import re
from dataclasses import dataclass

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import without_overlaps
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence
from tests.benchmarks import planted

_HUMAN = "Tulip-Forge-42"
"""What a careful person chooses: found by its place alone, since nothing about it is drawn."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file whose values stand between `«` and `»`, each behind its key: `«key|value»`."""

    path: str
    text: str


def _case(path: str, *lines: str) -> Case:
    return Case(path, "\n".join(lines) + "\n")


CASES = {
    "env": _case(
        "app/.env",
        "# DB_PASSWORD is set below",
        "DB_HOST=db.internal",
        "DB_PASSWORD=«DB_PASSWORD|{human}»",
        'export API_TOKEN="«API_TOKEN|{alnum:32}»" # of the robot',
        "JWT_SECRET='«JWT_SECRET|{human}»'",
    ),
    "shell": _case(
        "deploy.sh",
        "#!/bin/sh",
        'export PGPASSWORD="«PGPASSWORD|{human}»"; psql -h db',
        "curl -u deploy:«curl --user|{human}» https://files.acme.io/a",
        "mysql -u root -p«password|{human}» app",
    ),
    "Dockerfile": _case(
        "Dockerfile",
        "FROM debian:12",
        "ENV A=1 \\",
        "    DB_PASSWORD=«DB_PASSWORD|{human}» \\",
        "    B=2",
        "ENV API_KEY «API_KEY|{alnum:32}»",
    ),
    "compose, a list": _case(
        "compose.yml",
        "services:",
        "  db:",
        "    environment:",
        "      - POSTGRES_USER=app",
        "      - POSTGRES_PASSWORD=«POSTGRES_PASSWORD|{human}»",
        '      - "REDIS_PASSWORD=«REDIS_PASSWORD|{human}»"',
    ),
    "compose, a map": _case(
        "compose.yml",
        "services:",
        "  db:",
        "    environment:",
        "      POSTGRES_PASSWORD: «POSTGRES_PASSWORD|{human}»  # for now",
        "      API_TOKEN: '«API_TOKEN|{alnum:32}»'",
    ),
    "INI": _case(
        "app.ini",
        "[database]",
        "user = app",
        "password = «password|{human}» ; the old one",
        'secret_key="«secret_key|{alnum:40}»"',
    ),
    "TOML": _case(
        "config.toml",
        "[database]",
        'password = "«password|{human}»"',
        "api_token = '«api_token|{alnum:32}»'",
        'pool = {{ size = 4, password = "«password|{human}»" }}',
    ),
    "properties": _case(
        "application.properties",
        "spring.datasource.username=app",
        "spring.datasource.password=«spring.datasource.password|{human}»",
        "mail.smtp.password: «mail.smtp.password|{human}»",
    ),
    "YAML": _case(
        "config.yaml",
        "database:",
        "  # the password of the replica is another",
        '  password: "«password|{human}»"',
        "  replica: {{user: app, password: «password|{human}»}}",
        "signing_key: >-",
        "  «signing_key|{alnum:40}»",
    ),
    "JSON": _case(
        "config.json",
        "{{",
        '  "database": {{"user": "app", "password": "«password|{human}»"}},',
        '  "apiKey" : "«apiKey|{alnum:32}»"',
        "}}",
    ),
    "XML": _case(
        "config.xml",
        "<config><!-- of the robot -->",
        "  <database><user>app</user><password>«password|{human}»</password></database>",
        '  <mail host="mx" password="«password|{human}»"/>',
        '  <property name="apiKey" value="«apiKey|{alnum:32}»"/>',
        "</config>",
    ),
    "HCL": _case(
        "main.tf",
        'resource "aws_db_instance" "a" {{',
        '  password = "«password|{human}»" # rotate',
        "}}",
        'variable "api_token" {{',
        '  default = "«api_token|{alnum:32}»"',
        "}}",
    ),
    "tfvars": _case("prod.tfvars", 'db_password = "«db_password|{human}»"'),
    "tfstate": _case(
        "terraform.tfstate",
        '{{"resources": [{{"instances": [{{"attributes": {{',
        '  "identifier": "app", "password": "«password|{human}»"',
        "}}}}]}}]}}",
    ),
    "plist": _case(
        "Info.plist",
        "<dict>",
        "  <key>ApiSecret</key>",
        "  <string>«ApiSecret|{alnum:32}»</string>",
        "</dict>",
    ),
    ".netrc": _case(
        ".netrc",
        "machine files.acme.io login deploy password «password|{human}»",
        "machine git.acme.io",
        "  login deploy",
        "  password «password|{alnum:20}»",
    ),
    ".pgpass": _case(
        ".pgpass",
        "# host:port:database:user:password",
        "db.acme.io:5432:app:app:«password|{human}»",
        "*:*:*:replica:«password|{human}»",
    ),
    ".my.cnf": _case(".my.cnf", "[client]", "user=root", "password=«password|{human}»", "host=db"),
    ".npmrc": _case(
        ".npmrc",
        "registry=https://npm.acme.io/",
        "//npm.acme.io/:_authToken=«_authToken|{alnum:40}»",
        "//old.acme.io/:_password=«_password|{b64human}»",
        "_auth=«|{dockerauth:builder}»",
    ),
    ".yarnrc.yml": _case(
        ".yarnrc.yml",
        "npmScopes:",
        "  acme:",
        '    npmAuthToken: "«npmAuthToken|{alnum:40}»"',
        "    npmAuthIdent: «|deploy:{human}»",
    ),
    ".pypirc": _case(
        ".pypirc",
        "[acme]",
        "repository: https://pypi.acme.io/",
        "username: deploy",
        "password: «password|{human}»",
    ),
    "pip.conf": _case(
        "pip.conf",
        "[global]",
        "index-url = https://deploy:«|{human}»@pypi.acme.io/simple",
    ),
    ".git-credentials": _case(
        ".git-credentials",
        "https://deploy:«|{human}»@git.acme.io",
        "https://x:«|{alnum:40}»@code.acme.io",
    ),
    "git configuration": _case(
        ".git/config",
        '[remote "origin"]',
        "\turl = https://deploy:«|{human}»@git.acme.io/app.git",
    ),
    "docker configuration": _case(
        ".docker/config.json",
        '{{"auths": {{"registry.acme.io": {{',
        '  "auth": "«|{dockerauth:builder}»"',
        "}}}}}}",
    ),
    "docker configuration, old": _case(
        ".dockercfg",
        '{{"https://index.docker.io/v1/": {{"auth": "«|{dockerauth:builder}»", "email": ""}}}}',
    ),
    "kubeconfig": _case(
        ".kube/config",
        "users:",
        "- name: admin",
        "  user:",
        "    username: admin",
        "    password: «password|{human}»",
        "- name: robot",
        "  user:",
        "    token: «token|{alnum:40}»",
    ),
    "Kubernetes Secret": _case(
        "secret.yaml",
        "apiVersion: v1",
        "kind: Secret",
        "metadata:",
        "  name: db",
        "data:",
        "  username: YXBw",
        "  # of the database",
        "  password: «password|{b64human}»",
        "stringData:",
        '  pin-of-the-door: "«pin-of-the-door|{human}»"',
    ),
    "Kubernetes ConfigMap": _case(
        "configmap.yaml",
        "kind: ConfigMap",
        "data:",
        "  DB_PASSWORD: «DB_PASSWORD|{human}»",
        "  app.properties: |",
        "    db.user=app",
        "    db.password=«db.password|{human}»",
    ),
    "AWS credentials": _case(
        ".aws/credentials",
        "[default]",
        "aws_access_key_id = «|{awskeyid}»",
        "aws_secret_access_key = «|{awssecret}»",
        "aws_session_token = «aws_session_token|{base64:120}»",
    ),
    "gcloud": _case(
        ".config/gcloud/application_default_credentials.json",
        "{{",
        '  "client_id": "1234-acme.apps.googleusercontent.com",',
        '  "client_secret": "«client_secret|d-{base64url:22}»",',
        '  "refresh_token": "«|1//0{base64url:60}»",',
        '  "type": "authorized_user"',
        "}}",
    ),
    "azure": _case(
        ".azure/accessTokens.json",
        '[{{"tokenType": "Bearer", "refreshToken": "«refreshToken|{base64url:120}»",',
        '  "_clientId": "04b07795-8ddb-461a-bbee-02f9e1bf7b46"}}]',
    ),
    "azure service principal": _case(
        ".azure/service_principal_entries.json",
        '[{{"client_id": "04b07795-8ddb-461a-bbee-02f9e1bf7b46",',
        '  "client_secret": "«client_secret|{alnum:40}»"}}]',
    ),
    ".s3cfg": _case(
        ".s3cfg",
        "[default]",
        "access_key = «|{awskeyid}»",
        "secret_key = «|{awssecret}»",
        "gpg_passphrase = «gpg_passphrase|{human}»",
    ),
    "rclone": _case(
        ".config/rclone/rclone.conf",
        "[store]",
        "type = sftp",
        "user = deploy",
        "pass = «pass|{base64url:30}»",
        "[bucket]",
        "type = s3",
        "secret_access_key = «secret_access_key|{alnum:40}»",
    ),
    "Maven settings.xml": _case(
        ".m2/settings.xml",
        "<servers><server>",
        "  <id>acme</id>",
        "  <username>deploy</username>",
        "  <password>«password|{human}»</password>",
        "  <passphrase>«passphrase|{human}»</passphrase>",
        "</server></servers>",
    ),
    "gradle.properties": _case(
        "gradle.properties",
        "org.gradle.jvmargs=-Xmx2g",
        "acmeRepositoryPassword=«acmeRepositoryPassword|{human}»",
        "signing.password=«signing.password|{human}»",
    ),
    "build.gradle": _case(
        "build.gradle",
        "maven {{",
        "  credentials {{",
        "    username 'deploy'",
        "    password '«|{human}»'",
        "  }}",
        "}}",
    ),
    "nuget.config": _case(
        "nuget.config",
        "<packageSourceCredentials><acme>",
        '  <add key="Username" value="deploy" />',
        '  <add key="ClearTextPassword" value="«ClearTextPassword|{human}»" />',
        "</acme></packageSourceCredentials>",
    ),
    "nuget.config, encrypted": _case(
        "nuget.config",
        "<packageSourceCredentials><acme>",
        '  <add key="Username" value="deploy" />',
        '  <add key="Password" value="«|AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA{base64:240}»" />',
        "</acme></packageSourceCredentials>",
        '<apikeys><add key="https://nuget.acme.io"',
        '  value="«|AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA{base64:240}»" /></apikeys>',
    ),
    ".htpasswd": _case(
        ".htpasswd",
        "deploy:«|$apr1${crypt:8}${crypt:22}»",
        "admin:«|$2y$05${crypt:53}»",
    ),
    ".htpasswd, old": _case(".htpasswd", "deploy:«|{crypt:13}»", "admin:«|{{SHA}}{base64:27}=»"),
    "shadow": _case(
        "etc/shadow",
        "root:«|$6${crypt:16}${crypt:86}»:19000:0:99999:7:::",
        "daemon:*:19000:0:99999:7:::",
        "app:«|$y$j9T${crypt:22}${crypt:43}»:19000:0:99999:7:::",
    ),
    "wp-config.php": _case(
        "wp-config.php",
        "<?php",
        "define( 'DB_PASSWORD', '«DB_PASSWORD|{human}»' );",
        "define('AUTH_KEY',         '«AUTH_KEY|{alnum:64}»');",
    ),
    "settings.py": _case(
        "app/settings.py",
        "SECRET_KEY = '«SECRET_KEY|{human}»'",
        "DATABASES = {{",
        "    'default': {{",
        "        'USER': 'app',",
        "        'PASSWORD': '«PASSWORD|{human}»',",
        "    }},",
        "}}",
    ),
    "Rails database.yml": _case(
        "config/database.yml",
        "production:",
        "  <<: *default",
        "  username: app",
        "  password: «password|{human}»",
    ),
    "Rails secrets.yml": _case(
        "config/secrets.yml",
        "production:",
        "  secret_key_base: «secret_key_base|{hex:128}»",
        "test:",
        "  secret_key_base: «secret_key_base|{hex:128}»",
    ),
    "Rails master.key": _case("config/master.key", "«|{hex:32}»"),
    "Rails credentials key": _case("config/credentials/production.key", "«|{hex:32}»"),
    "Laravel": _case(
        ".env",
        "APP_NAME=Shop",
        "APP_KEY=«APP_KEY|base64:{base64:43}=»",
        "DB_PASSWORD=«DB_PASSWORD|{human}»",
    ),
    "Symfony": _case(
        ".env.local",
        "APP_SECRET=«APP_SECRET|{hex:32}»",
        "DATABASE_URL=mysql://app:«|{human}»@db.acme.io:3306/app?charset=utf8mb4",
        "MAILER_DSN=smtp://app:«|{human}»@mx.acme.io",
    ),
    "Symfony parameters": _case(
        "app/config/parameters.yml",
        "parameters:",
        "    database_password: «database_password|{human}»",
        "    secret: «secret|{hex:40}»",
    ),
    "Spring": _case(
        "application.yml",
        "spring:",
        "  datasource:",
        "    username: app",
        "    password: «password|{human}»",
        "jwt:",
        "  secret: «secret|{alnum:64}»",
    ),
    "appsettings.json": _case(
        "appsettings.Production.json",
        '{{"ConnectionStrings": {{',
        '  "Default": "Server=db;Database=app;User Id=app;Password=«Password|{human}»;"',
        '}}, "Jwt": {{"Key": "«|{alnum:48}»"}} }}',
    ),
    "web.config": _case(
        "web.config",
        '<connectionStrings><add name="Default"',
        '  connectionString="Data Source=db;User ID=app;Password=«Password|{human}»" />',
        "</connectionStrings>",
        '<machineKey validationKey="«validationKey|{HEX:128}»"',
        '  decryptionKey="«decryptionKey|{HEX:64}»" validation="SHA1" />',
    ),
    "FileZilla": _case(
        "sitemanager.xml",
        "<FileZilla3><Servers><Server>",
        "  <Host>ftp.acme.io</Host>",
        "  <User>deploy</User>",
        '  <Pass encoding="base64">«|{b64human}»</Pass>',
        "</Server></Servers></FileZilla3>",
    ),
    "FileZilla, old": _case(
        "recentservers.xml",
        "<FileZilla3><RecentServers><Server>",
        "  <Pass>«Pass|{human}»</Pass>",
        "</Server></RecentServers></FileZilla3>",
    ),
    "FileZilla Server": _case(
        "FileZilla Server.xml",
        '<User Name="deploy">',
        '  <Option Name="Pass">«Pass|{hex:32}»</Option>',
        "</User>",
    ),
    "WinSCP": _case(
        "WinSCP.ini",
        "[Sessions\\deploy@files.acme.io]",
        "HostName=files.acme.io",
        "UserName=deploy",
        "Password=«Password|A35C{HEX:76}»",
    ),
    "DBeaver": _case(
        ".dbeaver-data-sources.xml",
        '<data-source id="a"><connection host="db" user="app"',
        '  password="«password|{base64:24}»" url="jdbc:mysql://db/app"/></data-source>',
    ),
    "Robomongo": _case(
        "robomongo.json",
        '{{"connections": [{{"serverHost": "db", "credentials": [{{',
        '  "databaseName": "app", "userName": "app", "userPassword": "«userPassword|{human}»"',
        "}}], ",
        '"ssh": {{"userPassword": "«userPassword|{human}»", "passphrase": "«passphrase|{human}»"}}',
        "}}]}}",
    ),
    "Robo 3T": _case(
        ".3T/robo-3t/1.4.4/robo3t.json",
        '{{"connections": [{{"serverHost": "db", "credentials": [{{',
        '  "databaseName": "app", "mechanism": "SCRAM-SHA-1", "userName": "app",',
        '  "userPasswordEncrypted": "«|{base64:24}»"',
        "}}]}}]}}",
    ),
    "MSAL token cache": _case(
        ".azure/msal_token_cache.json",
        '{{"IdToken": {{"8f2a1c3e-55aa-4b1c-9d0e-1a2b3c4d5e6f.72f988bf-login.acme.io-idtoken-04b077'
        '95-8ddb": {{"credential_type": "IdToken"}}}}, "RefreshToken": {{"8f2a1c3e-55aa-4b1c-9d0e-1'
        'a2b3c4d5e6f.72f988bf-login.acme.io-refreshtoken-04b07795-8ddb": {{"secret": '
        '"«secret|0.A{base64url:200}»", "home_account_id": "8f2a1c3e-55aa"}}}}}}',
    ),
    "sftp.json of an editor": _case(
        ".vscode/sftp.json",
        "{{",
        '  "host": "files.acme.io",',
        '  "username": "deploy",',
        '  "password": "«password|{human}»", // of the robot',
        '  "passphrase": "«passphrase|{human}»"',
        "}}",
    ),
    "sftp-config.json of an editor": _case(
        "sftp-config.json",
        "{{",
        "    // The password is asked for when there is none",
        '    "type": "sftp",',
        '    "user": "deploy",',
        '    "password": "«password|{human}»",',
        "}}",
    ),
    "FTP configuration of an editor": _case(
        ".ftpconfig",
        "{{",
        '  "host": "ftp.acme.io",',
        '  "user": "deploy",',
        '  "pass": "«pass|{human}»",',
        '  "passphrase": "«passphrase|{human}»"',
        "}}",
    ),
    "remote-sync.json of an editor": _case(
        ".remote-sync.json",
        '{{"hostname": "a", "username": "deploy", "password": "«password|{human}»"}}',
    ),
    "WebServers.xml of an editor": _case(
        ".idea/webServers.xml",
        '<fileTransfer host="ftp.acme.io" port="21" password="«password|dff9{hex:32}»"',
        '  username="deploy"/>',
    ),
    "esmtprc": _case(
        ".esmtprc",
        "hostname = mx.acme.io:587",
        'username = "deploy"',
        'password = "«password|{human}»"',
    ),
    "msmtprc": _case(
        ".msmtprc",
        "account default",
        "host mx.acme.io",
        "user deploy@acme.io",
        "password «password|{human}»",
    ),
    "proftpd": _case(
        "proftpdpasswd",
        "deploy:«|$1${crypt:8}${crypt:22}»:1001:1001::/srv/ftp:/bin/false",
    ),
    "proftpd and SQL": _case(
        "etc/proftpd/sql.conf",
        "SQLBackend mysql",
        "SQLConnectInfo app@db.acme.io app «SQLConnectInfo|{human}»",
    ),
    "vsftpd": _case(
        "etc/pam.d/vsftpd",
        "auth required pam_mysql.so user=vsftpd passwd=«passwd|{human}» host=db db=ftp",
    ),
    "vsftpd, virtual users": _case(
        "etc/vsftpd/logins.txt", "deploy", "«|{human}»", "backup", "«|{alnum:16}»"
    ),
    "Ansible inventory": _case(
        "inventory/hosts",
        "[web]",
        "web1 ansible_user=deploy ansible_ssh_pass=«ansible_ssh_pass|{human}»",
        "[web:vars]",
        "ansible_become_password=«ansible_become_password|{human}»",
    ),
    "Ansible variables": _case(
        "group_vars/all.yml",
        "mysql_root_password: «mysql_root_password|{human}»",
        "db_password: !vault |",
        "  $ANSIBLE_VAULT;1.1;AES256",
        "  {hex:80}",
    ),
    "Terraform CLI": _case(
        ".terraformrc",
        'credentials "app.terraform.io" {{',
        '  token = "«|{alnum:14}.atlasv1.{base64url:67}»"',
        "}}",
    ),
    "Terraform CLI, JSON": _case(
        ".terraform.d/credentials.tfrc.json",
        '{{"credentials": {{"tf.acme.io": {{"token": "«token|{alnum:40}»"}}}}}}',
    ),
    "Vault token": _case(".vault-token", "«|hvs.{base64url:90}»"),
    "Vault token, old": _case(".vault-token", "«|s.{alnum:24}»"),
    "shell history": _case(
        ".bash_history",
        "cd /srv && ls",
        "mysql -u root -p«password|{human}» app",
        "export AWS_SECRET_ACCESS_KEY=«|{awssecret}»",
        "sshpass -p «password|{human}» ssh deploy@web1",
    ),
    "shell history of a file transfer": _case(
        ".bash_history",
        "ls -l",
        "lftp -u deploy,«lftp --user|{human}» sftp://files.acme.io",
        "sshpass -p «password|{human}» sftp deploy@files.acme.io",
    ),
    "shell history with times": _case(
        ".zsh_history",
        ": 1700000000:0;export DB_PASSWORD=«DB_PASSWORD|{human}»",
        ": 1700000001:0;curl -u deploy:«curl --user|{human}» https://files.acme.io",
    ),
    "history of a database client": _case(
        ".psql_history",
        "select 1;",
        "ALTER USER app WITH PASSWORD '«password|{human}»';",
    ),
    "SQL dump": _case(
        "dump.sql",
        "CREATE USER 'app'@'%' IDENTIFIED BY '«identified by|{human}»';",
        "INSERT INTO `users` VALUES (1,'admin','«|$2y$10${crypt:53}»');",
        "INSERT INTO `accounts` (`id`, `name`, `password`) VALUES",
        "(1,'it''s; (me)','«password|{human}»'),(2,'b','«password|{human}»');",
        "INSERT INTO `settings` VALUES ('smtp_password','«smtp_password|{human}»');",
    ),
    "notebook": _case(
        "analysis.ipynb",
        '{{"cells": [{{"cell_type": "code", "source": [',
        '  "import os\\n",',
        '  "api_key = \\"«api_key|{alnum:32}»\\"\\n",',
        "  \"password = '«password|{alnum:20}»'\\n\"",
        "]}}]}}",
    ),
    "Postman collection": _case(
        "app.postman_collection.json",
        '{{"item": [{{"request": {{"auth": {{"type": "basic", "basic": [',
        '  {{"key": "password", "value": "«password|{human}»", "type": "string"}},',
        '  {{"key": "username", "value": "deploy", "type": "string"}}',
        "]}}}}}}]}}",
    ),
    "Postman collection, bearer": _case(
        "app.postman_collection.json",
        '{{"auth": {{"type": "bearer", "bearer": [',
        "  {{",
        '    "key": "token",',
        '    "value": "«token|{alnum:40}»",',
        '    "type": "string"',
        "  }}",
        "]}}}}",
    ),
    "Postman environment": _case(
        "prod.postman_environment.json",
        '{{"values": [{{"key": "api_secret", "value": "«api_secret|{alnum:32}»",',
        '  "enabled": true}}]}}',
    ),
    ".har": _case(
        "session.har",
        '{{"log": {{"entries": [{{"request": {{"headers": [',
        '  {{"name": "Authorization", "value": "Bearer «|{alnum:40}»"}},',
        '  {{"name": "X-Api-Key", "value": "«X-Api-Key|{alnum:32}»"}}',
        '], "postData": {{"text": "{{\\"password\\":\\"«password|{human}»\\"}}"}}',
        "}}}}]}}}}",
    ),
    "ldap.conf": _case("etc/ldap.conf", "binddn cn=app,dc=acme", "bindpw «bindpw|{human}»"),
    "smb credentials": _case(
        "etc/smbcredentials", "username=deploy", "password=«password|{human}»", "domain=ACME"
    ),
    "chap-secrets": _case("etc/ppp/chap-secrets", "deploy * «password|{human}» *"),
    "wpa_supplicant": _case(
        "etc/wpa_supplicant.conf", "network={{", '  ssid="acme"', '  psk="«psk|{human}»"', "}}"
    ),
    "Jenkins credentials": _case(
        "credentials.xml",
        "<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>",
        "  <username>deploy</username>",
        "  <password>«password|{alnum:24}»</password>",
    ),
    "Tomcat users": _case(
        "tomcat-users.xml",
        '<user username="admin" password="«password|{human}»" roles="manager-gui"/>',
    ),
    "odbc.ini": _case("odbc.ini", "[app]", "UID = app", "PWD = «PWD|{human}»"),
    "redis.conf": _case("redis.conf", "port 6379", "requirepass «requirepass|{human}»"),
    "php.ini of a framework": _case(
        "config/database.php",
        "'mysql' => [",
        "    'username' => 'app',",
        "    'password' => '«password|{human}»',",
        "],",
    ),
    "Firefox": _case(
        "profile/logins.json",
        '{{"logins": [{{"hostname": "https://acme.io",',
        '  "encryptedPassword": "«|MDIEEPgAAAAAAAAAAAAAAAAAAAEwFAYIKoZIhvcNAwcECA{base64:30}==»"',
        "}}]}}",
    ),
    "Ansible vault": _case(
        "group_vars/vault.yml",
        "$ANSIBLE_VAULT;1.1;AES256",
        "{digit:80}",
        "{digit:80}",
    ),
    "Chef databag": _case("data_bags/db.json", '{{"id": "db", "password": "«password|{human}»"}}'),
    "Heroku netrc": _case(
        "_netrc", "machine api.heroku.com", "  login a@acme.io", "  password «password|{hex:36}»"
    ),
    "s3fs": _case(".passwd-s3fs", "«|{awskeyid}»:«|{awssecret}»"),
    "cargo credentials": _case(
        ".cargo/credentials.toml", "[registry]", 'token = "«token|{alnum:35}»"'
    ),
    "composer auth.json": _case(
        "auth.json",
        '{{"http-basic": {{"repo.acme.io": {{"username": "a",',
        '  "password": "«password|{human}»"}}}},',
        ' "gitlab-token": {{"git.acme.io": "«|glpat-{base64url:20}»"}} }}',
    ),
    "bundle configuration": _case(
        ".bundle/config", "---", 'BUNDLE_GEMS__ACME__IO: "«|deploy:{human}»"'
    ),
    "Rails gem credentials": _case(
        ".gem/credentials", "---", ":rubygems_api_key: «|rubygems_{hex:48}»"
    ),
    "hub": _case(
        ".config/hub", "git.acme.io:", "- user: deploy", "  oauth_token: «oauth_token|{hex:40}»"
    ),
    "tugboat": _case(".tugboat", "authentication:", "  access_token: «access_token|{hex:64}»"),
    "irssi": _case(
        ".irssi/config",
        'servers = ( {{ address = "irc.acme.io"; password = "«password|{human}»"; }} );',
    ),
    "mutt": _case(
        ".muttrc", 'set imap_pass = "«imap_pass|{human}»"', "set smtp_pass=«smtp_pass|{human}»"
    ),
    "fetchmail": _case(
        ".fetchmailrc",
        "poll mx.acme.io proto imap user 'deploy' password '«password|{human}»'",
    ),
    "OpenVPN credentials": _case("etc/openvpn/auth.txt", "deploy@acme.io", "«|{human}»"),
    "OpenVPN credentials of a provider": _case(
        "etc/openvpn/client/office-login.conf", "p4711", "«|{alnum:14}»"
    ),
    "OpenVPN configuration": _case(
        "client/office.ovpn",
        "client",
        "remote vpn.acme.io 1194",
        "auth-user-pass",
        "<auth-user-pass>",
        "deploy",
        "«|{human}»",
        "</auth-user-pass>",
        "<http-proxy-user-pass>",
        "proxy",
        "«|{human}»",
        "</http-proxy-user-pass>",
    ),
    "router": _case(
        "backup/router.txt",
        "hostname edge1",
        "enable secret 0 «|{human}»",
        "username admin privilege 15 password 0 «|{human}»",
        "username backup password 7 «|{ciscoseven}»",
        "snmp-server community public RO",
        "snmp-server community «|{alnum:12}» RW",
        "tacacs-server host 10.0.0.9 key «|{human}»",
    ),
    "snmpd": _case(
        "etc/snmp/snmpd.conf",
        "rocommunity public",
        "rwcommunity «|{alnum:12}» 10.0.0.0/8",
        'createUser monitor SHA "«|{human}»"',
    ),
    "HAProxy's statistics": _case("haproxy.cfg", "listen x", "  stats auth admin:«|{human}»"),
    "IPsec's users": _case("etc/ipsec.secrets", ': PSK "«|{alnum:24}»"', 'moon : EAP "«|{human}»"'),
    "shares of Windows": _case(
        "deploy.bat",
        "net use z: \\\\files\\backup «|{human}» /user:deploy",
        "net user deploy «|{human}» /add",
    ),
    "Postfix": _case(
        "etc/postfix/sasl_passwd",
        "# relay user:password",
        "[smtp.acme.io]:587 deploy:«|{human}»",
        "mail.acme.io deploy@acme.io:«|{alnum:16}»",
    ),
    "Exim": _case("etc/exim4/passwd.client", "*.acme.io:deploy:«|{human}»"),
    "logins that a browser exported": _case(
        "Downloads/Passwords.csv",
        "name,url,username,password,note",
        "acme.io,https://acme.io/,deploy,«|{human}»,",
        '"Acme, old","https://old.acme.io/",deploy,"«|{alnum:16}»","two',
        'lines"',
        "acme.org,https://acme.org/,guest,,",
        "acme.net,https://acme.net/,root,«|{human}»,x",
    ),
    "accounts with semicolons": _case(
        "accounts.csv", "Password;User", "«|{human}»;deploy", "<password>;nobody"
    ),
    "Go's driver for MySQL": _case(
        "store.go",
        'db, err := sql.Open("mysql", "app:«|{alnum:14}»@tcp(db.acme.io:3306)/app?parseTime=true")',
        'old := "app:«|{human}»@/orders"',
        'none := "app:${DB_PASSWORD}@tcp(db:3306)/app"',
    ),
    "Hiera": _case(
        "hieradata/common.yaml",
        "mysql::server::root_password: '«root_password|{human}»'",
        "profile::app::api_token: '«api_token|{alnum:40}»'",
    ),
    "fstab": _case(
        "etc/fstab", "//files/x /mnt cifs username=deploy,password=«password|{alnum:12}»,rw 0 0"
    ),
    "redis, first line": _case("redis.conf", "requirepass «requirepass|{human}»"),
    "Android": _case(
        "app/src/main/res/values/strings.xml",
        '<string name="app_name">Acme</string>',
        '<string name="api_secret">«api_secret|{alnum:32}»</string>',
    ),
    "Perl": _case("report.pl", 'my $dbh = DBI->connect("dbi:Pg:x", "app", "«password|{human}»");'),
    "Airflow": _case("airflow.cfg", "[core]", "fernet_key = «fernet_key|{base64:43}=»"),
    "parameters of a deployment": _case(
        "azuredeploy.parameters.json",
        '"parameters": {',
        '  "adminPassword": {',
        '    "value": "«adminPassword|{human}»"',
        "  },",
        '  "location": { "value": "westeurope" }',
        "}",
    ),
    "calls with a password behind a user": _case(
        "store.py", 'conn = pymysql.connect("db", "root", "«password|{human}»", "app")'
    ),
    "curl's library": _case(
        "fetch.php",
        "curl_setopt($ch, CURLOPT_USERPWD, 'deploy:«password|{human}»');",
        "curl_setopt($ch, CURLOPT_USERPWD, 'deploy:' . $password);",
    ),
    "Oracle's tools": _case(
        "load.sh",
        "sqlplus scott/«password|{human}»@orcl @load.sql",
        "expdp userid=scott/«password|{alnum:12}» full=y",
    ),
    "Samba's and FreeRDP's tools": _case(
        "mount.sh",
        "smbclient //files/x -U deploy%«password|{human}»",
        "xfreerdp /u:deploy /p:«password|{human}» /v:host",
    ),
    "Apache": _case("site.conf", "SetEnv DB_PASSWORD «DB_PASSWORD|{human}»"),
    "make": _case("Makefile", "dump:", "\tPGPASSWORD=«PGPASSWORD|{human}» psql -h db"),
    "Oracle's SQL": _case(
        "users.sql",
        "CREATE USER app IDENTIFIED BY «identified by|{human}»;",
        "SET PASSWORD FOR 'root'@'%' = PASSWORD('«password|{human}»');",
    ),
    "preseed": _case("preseed.cfg", "d-i passwd/root-password password «|{human}»"),
    "kickstart": _case("ks.cfg", "rootpw --plaintext «|{human}»", "rootpw --lock"),
    "cloud-init": _case(
        "user-data", "#cloud-config", "chpasswd:", "  list: |", "    root:«|{human}»"
    ),
    "TACACS+": _case("tac_plus.conf", 'user = bob { login = cleartext "«|{human}»" }'),
    "Bundler": _case(
        ".bundle/config", "---", 'BUNDLE_GEMS__ACME__IO: "«|ci:{human}»"', "BUNDLE_PATH: vendor"
    ),
    "JMX": _case("conf/jmxremote.password", "# roles", "monitorRole «|{human}»"),
    "a define of C": _case("wifi.h", '#define WIFI_PASSWORD "«WIFI_PASSWORD|{human}»"'),
    "an address in XML": _case(
        "dataSources.xml",
        "<jdbc-url>jdbc:mysql://h/db?user=a&amp;password=«password|{human}»</jdbc-url>",
    ),
    "keys and files that are encrypted": _case(
        "setup.sh",
        "ssh-keygen -t ed25519 -N «password|{human}» -f id",
        "ssh-keygen -t ed25519 -N '' -f id",
        "openssl enc -aes-256-cbc -k «password|{human}» -in a",
    ),
    "Java's authenticator": _case(
        "Mail.java", 'return new PasswordAuthentication("app", "«password|{human}»".toCharArray());'
    ),
    "an address in a program": _case(
        "clone.py",
        'url = "https://deploy:«|{human}»@git.acme.io/app.git"',
        'sample = "https://user:Tulip-Forge-42@git.acme.io/app.git"',
        'word = "https://deploy:orchard@git.acme.io/app.git"',
    ),
    "users of Mosquitto": _case(
        "etc/mosquitto/passwd", "sensor:«|$7$101${base64:16}${base64:86}==»"
    ),
    "users of PgBouncer": _case("etc/pgbouncer/userlist.txt", '"deploy" "«|md5{hex:32}»"'),
    "Jupyter": _case(
        "jupyter_notebook_config.py",
        "c.NotebookApp.password = u'«|sha1:{hex:12}:{hex:40}»'",
        "c.ServerApp.password = 'argon2:"
        "«|$argon2id$v=19$m=10240,t=10,p=8${base64:22}${base64:43}»'",
    ),
    "definitions of RabbitMQ": _case(
        "definitions.json",
        '{"users": [{"name": "app", "password_hash": "«|{base64:48}»", "tags": "admin"}]}',
    ),
    "users of Django in a dump": _case(
        "dump.sql",
        "INSERT INTO auth_user VALUES (1,'«|pbkdf2_sha256$870000${alnum:22}${base64:43}=»','a');",
        "INSERT INTO wp_users VALUES (1,'admin','«|$P$B{crypt:30}»','a');",
        "INSERT INTO users VALUES (1,'«|AQAAAAIAAYagAAAAE{base64:65}==»');",
    ),
    "accounts of Windows": _case(
        "loot/hashes.txt",
        "Administrator:500:aad3b435b51404eeaad3b435b51404ee:«|{hex:32}»:::",
        "Guest:501:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::",
    ),
    "a login in labels": _case(
        "compose.yml",
        "services:",
        "  web:",
        "    labels:",
        '      - "traefik.http.middlewares.a.basicauth.users=deploy:«|$$2y$$10$${crypt:53}»"',
    ),
    "Ventrilo server": _case("ventrilo_srv.ini", "AdminPassword=«AdminPassword|{human}»"),
}

_MARK = re.compile(r"«([^|»]*)\|([^»]*)»")


def _made(case: Case) -> tuple[str, bytes, list[tuple[str, bytes, int]]]:
    """Return the path, the bytes, and each key with its value and the value's offset."""
    b64 = base64.b64encode(_HUMAN.encode()).decode()
    template = case.text.replace("{human}", _HUMAN).replace("{b64human}", b64)
    text = render(template, random.Random(11))
    data, wanted, at = "", [], 0
    for mark in _MARK.finditer(text):
        data += text[at : mark.start()]
        wanted.append((mark[1], mark[2].encode(), len(data.encode())))
        data += mark[2]
        at = mark.end()
    return case.path, (data + text[at:]).encode(), wanted


def _reported(path: str, data: bytes) -> list[Candidate]:
    content = Content(data=data, name=path)
    detector = planted.detector()
    return [
        found
        for found in without_overlaps(detector.candidates(content))
        if found.confidence >= Confidence.LIKELY and not detector.suppression(content, found)
    ]


@pytest.mark.parametrize("name", CASES)
def test_each_credential_of_a_format_is_reported_by_key_value_and_span(name: str) -> None:
    """Nothing else is, neither names nor hosts nor comments."""
    path, data, wanted = _made(CASES[name])

    found = {each.span.offset: each for each in _reported(path, data)}

    assert [(offset, value) for _, value, offset in wanted] == [
        (offset, each.secret) for offset, each in sorted(found.items())
    ]
    for key, value, offset in wanted:
        assert found[offset].span.length == len(value)
        assert found[offset].key in {"", key}


def test_a_list_of_logins_is_read_to_its_end() -> None:
    """However many rows it has, and whether or not the last one ends with a line."""
    rows = "".join(f"user{number},\n" for number in range(20_000))
    text = f"user,password\n{rows}deploy,{_HUMAN}"

    (found,) = _reported("accounts.csv", text.encode())

    assert found.span.end == len(text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("etc/vsftpd/logins.txt", "deploy\nbackup\nmirror\nupload\n"),
        ("etc/vsftpd/logins.txt", "deploy\nTulip-Forge-42\nbackup\n"),
        ("etc/vsftpd/logins.txt", "deploy\nTulip Forge 42\n"),
        ("notes/logins.txt", "deploy\nTulip-Forge-42\n"),
        ("virtual_users.txt", "deploy\n<password>\n"),
        ("etc/openvpn/auth.txt", "deploy\n"),
        ("etc/openvpn/auth.txt", "deploy\nmirror\n"),
        ("etc/openvpn/auth.txt", "deploy\nTulip-Forge-42\nbackup\n"),
        ("etc/openvpn/auth.txt", "deploy\n<password>\n"),
        ("etc/openvpn/up", "#!/bin/sh\nroute-add-42\n"),
        ("etc/app/auth.txt", "deploy\nTulip-Forge-42\n"),
        ("router.txt", "enable password protection for all users\nenable secret level 5\n"),
        ("etc/postfix/sasl_passwd", "# smtp.acme.io deploy:Tulip-Forge-42\n"),
        ("users.csv", "user,password\ndeploy,<password>\nroot,\n"),
        ("users.csv", "user,password_hash\ndeploy,Tulip-Forge-42\n"),
        ("users.csv", "password,strength\nTulip-Forge-42,3\n"),
        ("tests/users.csv", "user,password\ndeploy,Tulip-Forge-42\n"),
        ("docs/store.md", 'dsn := "app:Tulip-Forge-42@tcp(db:3306)/app"\n'),
        ("store_test.go", 'dsn := "app:Tulip-Forge-42@tcp(db:3306)/app"\n'),
        ("store.go", 'dsn := "app:orders@tcp(db:3306)/app"\n'),
        ("README.md", "username admin password 0 Tulip-Forge-42\n"),
        ("README.md", "c.ServerApp.password = 'sha1:0123456789ab:" + "0af1" * 10 + "'\n"),
        ("app.py", "DIGEST = 'md5" + "0123456789abcdef" * 2 + "'\n"),
    ],
)
def test_a_list_of_names_is_no_list_of_passwords(path: str, text: str) -> None:
    """Names alone, an odd number of lines, sentences and files of other programs are silent."""
    assert _reported(path, text.encode()) == []
