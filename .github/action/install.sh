#!/bin/bash
# Makes an environment for the leakscan beside this file: its dependencies, each checked by hash.
# leakscan itself runs from the action's own files, which the commit in `uses:` fixes.
set -Eeuo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
place=${RUNNER_TEMP:-/tmp}/leakscan-venv

python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "::error title=leakscan::leakscan needs Python 3.11 or newer; run actions/setup-python before"
  exit 1
fi
if [ ! -e "$place/complete" ]; then
  "$python" -m venv "$place"
  "$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: -r "$here/requirements.txt"
  touch "$place/complete"
fi
printf 'python=%s\n' "$place/bin/python" >>"$GITHUB_OUTPUT"
