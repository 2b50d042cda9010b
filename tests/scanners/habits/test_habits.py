"""Habits that lead to leaks: seen in a Dockerfile alone, with the lines to write instead."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.context.commands import commands
from leakscan.context.dockerfile import parse
from leakscan.context.instruction import DockerfileError
from leakscan.context.reach import predict
from leakscan.model.advice import Advice, AdviceKind
from leakscan.scanners.habits import habits
from tests.context.trees import make

Advise = Callable[[str], list[Advice]]


@pytest.fixture
def advise(tmp_path: Path) -> Advise:
    """Return what gives advice on a Dockerfile; `FROM` comes before its lines."""

    def run(lines: str) -> list[Advice]:
        files = {"Dockerfile": f"FROM scratch\n{lines}\n", ".npmrc": "x", "id_rsa": "x"}
        return habits(predict(make(tmp_path / "context", files)))

    return run


def rewritten(advice: Advice) -> list[tuple[int, str]]:
    """Return the lines to write instead, by the line where they begin."""
    return [(edit.start_line, edit.text) for edit in advice.fix.edits] if advice.fix else []


MOUNT = "RUN --mount=type=secret,id=t"

MISUSED = [
    (f"{MOUNT} cat /run/secrets/t > /root/.npmrc", "written to /root/.npmrc"),
    (f"{MOUNT} cat /run/secrets/t >> /root/.netrc && git pull", "written to /root/.netrc"),
    (f"{MOUNT} cp /run/secrets/t /root/.ssh/", "written to /root/.ssh/t"),
    (f"{MOUNT} cp /run/secrets/t /x && rm /y", "written to /x"),
    (f"{MOUNT} cat /run/secrets/t | tee /x >/dev/null", "written to /x"),
    (f"{MOUNT},target=/k install -m 600 /k /root/k", "written to /root/k"),
    (f'{MOUNT},env=T echo "token=$T" > /app/conf', "written to /app/conf"),
    (f"{MOUNT} T=$(cat /run/secrets/t); echo a:$T >/x", "written to /x"),
    (f"{MOUNT} export T=$(cat /run/secrets/t) && echo ${{T}} >/x", "written to /x"),
    (f"{MOUNT} sed -i s/X/$(cat /run/secrets/t)/ /etc/conf", "written to /etc/conf"),
    (f"{MOUNT} <<E\ncat /run/secrets/t > /x\nE", "written to /x"),
    (f"{MOUNT},env=T cat <<E > /x\nkey=$T\nE", "written to /x"),
    ('RUN --mount=type=secret,id=t ["sh", "-c", "cat /run/secrets/t > /x"]', "written to /x"),
    (f"ONBUILD {MOUNT} cat /run/secrets/t > /x", "written to /x"),
    (f"{MOUNT} cat /run/secrets/t", "printed into the log"),
    (f"{MOUNT},env=T echo $T", "printed into the log"),
    (f"{MOUNT},env=T set -ex; curl -H $T https://h.test", "`set -x` prints"),
    (f"{MOUNT},env=T git clone https://$T@h.test/a", "git keeps the secret"),
    (f"{MOUNT} git clone https://u:$(cat /run/secrets/t)@h.test/a", "git keeps the secret"),
    (f'{MOUNT},env=T git config --global url."https://$T@h.test/".insteadOf x', ".gitconfig"),
    (f"{MOUNT},env=T npm config set //r.test/:_authToken $T && npm ci", ".npmrc"),
    (f"{MOUNT},env=T pip config set global.index-url https://u:$T@h.test/", "pip.conf"),
    (f"{MOUNT} docker login -u x -p $(cat /run/secrets/t) r.test", "config.json"),
]


@pytest.mark.parametrize(("line", "said"), MISUSED)
def test_a_mounted_secret_that_stays_is_told(advise: Advise, line: str, said: str) -> None:
    """What writes a mounted secret down, prints it or stores it is named with its line."""
    (advice,) = advise(line)

    assert said in advice.message
    assert advice.line >= 2
    assert advice.kind in (AdviceKind.MOUNT, AdviceKind.URL)


CLEAN = [
    f"{MOUNT} cp /run/secrets/t /root/.npmrc && npm ci && rm -f /root/.npmrc",
    f"{MOUNT} mkdir ~/.ssh && cat /run/secrets/t > ~/.ssh/key && git pull; rm -rf ~/.ssh",
    f"{MOUNT} cat /run/secrets/t > /root/.npmrc; trap 'rm /root/.npmrc' EXIT; npm ci",
    f"{MOUNT},target=/root/.npmrc npm ci",
    f"{MOUNT},env=NPM_TOKEN npm ci",
    f"{MOUNT} NPM_TOKEN=$(cat /run/secrets/t) npm ci",
    f'{MOUNT} curl -fsSo /x -H "Authorization: $(cat /run/secrets/t)" https://h.test/x',
    f"{MOUNT} cat /run/secrets/t | base64 -d | gpg --import",
    f"{MOUNT} cat /run/secrets/t > /dev/null",
    f"{MOUNT} --mount=type=tmpfs,target=/work cp /run/secrets/t /work/key && use /work/key",
    f"{MOUNT},env=T git -c url.https://$T@h.test/.insteadOf=https://h.test/ clone https://h.test/a",
    f"{MOUNT},env=T git clone https://$T@h.test/a && rm -rf a/.git",
    f"{MOUNT},env=T git clone https://$T@h.test/a && git -C a remote set-url origin https://h.test",
    f"{MOUNT},env=T docker login -u x -p $T && docker pull r/x && docker logout",
    f"{MOUNT} test -s /run/secrets/t && echo present > /x",
    f"{MOUNT} echo hello > /x",
    "RUN cat /run/secrets/t > /x",
    "RUN --mount=type=ssh git clone git@h.test:a/b",
    "RUN echo 'a > b' && cat file > /out",
]


@pytest.mark.parametrize("line", CLEAN)
def test_a_mount_that_is_used_rightly_is_silent(advise: Advise, line: str) -> None:
    """A secret that is removed in the same RUN, piped on or only read gives no advice."""
    assert advise(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "ENV PUBLIC_KEY_PATH=/x",
        "ENV TOKEN_FILE=/run/secrets/token",
        "ENV DB_PASSWORD_FILE=$FILE",
        "ARG KEY_ID",
        "ARG AUTH_URL",
        "ARG TOKEN_TTL",
        "ARG MAX_TOKENS",
        "ARG SSH_PUBLIC_KEY",
        "ARG PASSWORD_LENGTH=12",
        "ENV DB_PASSWORD=",
        "ENV API_KEY=/run/secrets/key",
        "ARG VERSION",
        "ENV SECRET_NAME=$NAME",
        "ENV CACHE_KEY=$VERSION",
    ],
)
def test_a_name_that_only_sounds_like_a_secret_is_silent(advise: Advise, line: str) -> None:
    """Paths, names, numbers, public keys and empty defaults of the run time are no secrets."""
    assert advise(line) == []


@pytest.mark.parametrize(
    "line", ["ARG NPM_TOKEN", 'ARG NPM_TOKEN=""', "ENV NPM_TOKEN=${NPM_TOKEN}"]
)
def test_a_secret_by_name_gets_the_mount_that_replaces_it(advise: Advise, line: str) -> None:
    """The variable goes, and each RUN that uses it has it mounted; the rest stays as it was."""
    (advice,) = advise(f"{line}\nRUN npm ci --token $NPM_TOKEN \\\n  && true\nRUN true")

    assert advice.kind is AdviceKind.BUILD_ARGUMENT
    mounted = "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci --token $NPM_TOKEN \\"
    assert rewritten(advice) == [(2, ""), (3, mounted)]


def test_other_variables_of_the_instruction_stay(advise: Advise) -> None:
    """Only the secret is taken out of an instruction that sets more."""
    (advice,) = advise('ARG A="1 2" NPM_TOKEN B=$X')

    assert rewritten(advice) == [(2, 'ARG A="1 2" B=$X')]
    assert "docker run -e NPM_TOKEN" in (advice.fix.summary if advice.fix else "")


def test_a_copied_secret_is_mounted_where_it_was_copied_to(advise: Advise) -> None:
    """A plain copy of the secret gives way to a mount at the same place."""
    (advice,) = advise(f"{MOUNT} \\\n  cat /run/secrets/t > /root/.npmrc && \\\n  npm ci")

    text = "RUN --mount=type=secret,id=t,target=/root/.npmrc \\\n  npm ci"
    assert advice.line == 3
    assert rewritten(advice) == [(2, text)]


def test_git_is_given_credentials_that_it_does_not_keep(advise: Advise) -> None:
    """The clone is the same, and the address that is stored has no token in it."""
    (advice,) = advise(f"{MOUNT},env=T git clone --depth 1 https://x:$T@h.test/a /src")

    assert rewritten(advice)[0][1].partition(",env=T ")[2] == (
        'git -c url."https://x:$T@h.test/".insteadOf=https://h.test/ clone --depth 1'
        " https://h.test/a /src"
    )


def test_a_key_that_is_removed_later_is_mounted_instead(advise: Advise) -> None:
    """An SSH key's copy and removal go, and the RUN that uses it asks the agent."""
    (advice,) = advise(
        "COPY id_rsa /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa && git clone git@h:a\n"
        "RUN rm -f /root/.ssh/id_rsa"
    )

    assert (advice.kind, advice.line) == (AdviceKind.COPY, 2)
    assert rewritten(advice) == [(2, ""), (3, "RUN --mount=type=ssh git clone git@h:a"), (4, "")]


def test_a_key_that_is_never_removed_is_for_findings_to_tell(advise: Advise) -> None:
    """A name alone decides nothing: what is in the file does."""
    assert advise("COPY id_rsa /root/.ssh/id_rsa") == []


def test_variables_in_an_address_are_told(advise: Advise) -> None:
    """ADD keeps the address in the history; a RUN reads the credentials from a mount."""
    (advice,) = advise("ADD https://u:$PW@h.test/a.tgz /opt/a.tgz")

    assert advice.kind is AdviceKind.URL
    text = "curl -fsSL --netrc -o /opt/a.tgz https://h.test/a.tgz"
    assert rewritten(advice) == [
        (2, f"RUN --mount=type=secret,id=netrc,target=/root/.netrc {text}")
    ]


PIECES = st.sampled_from(
    [
        *("RUN ", "--mount=type=secret,id=t ", "cat /run/secrets/t", "> /x", " && ", "\\\n", "'"),
        *('"', "$(", ")", "`", "<<E\n", "E\n", "\n", "${T", "}", "$T", "# x\n", "ARG TOKEN\n"),
        *("git clone https://$T@h/", "COPY id_rsa /\n", "rm id_rsa\n", "; ", "|", "2>&1", "\v"),
    ]
)


@settings(max_examples=150)
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_any_text_gives_commands_and_rewritings_that_parse(text: str) -> None:
    """Whatever a RUN says, its commands lie on its lines and quote its own text."""
    data = f"FROM scratch\n{text}".encode()
    try:
        dockerfile = parse(data)
    except DockerfileError:
        return
    for instruction in dockerfile.instructions:
        for command in commands(instruction, dockerfile.escape):
            assert instruction.start_line <= command.line <= instruction.end_line
            assert command.words or command.assigned or command.outputs
