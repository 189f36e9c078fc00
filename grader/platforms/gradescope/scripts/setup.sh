#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the autograder's image: it installs what grading
# needs, with the versions that were exported, and closes what is private to all but root.
set -euo pipefail
umask 022
source="$(cd "$(dirname "$0")" && pwd)"
home="$(dirname "$source")"
cd "$source"
export DEBIAN_FRONTEND=noninteractive

# bubblewrap gives the best protection, where the container lets it start.
apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap python3 python3-venv

# The course's own Python, from uv: the image's may be another one. It must not lie in /root, which
# is closed to the user as whom the students' code runs.
export UV_PYTHON_INSTALL_DIR="$home/python"
export UV_LINK_MODE=copy
python3 -m venv "$home/tools"
"$home/tools/bin/python" -m pip install -q uv
uv="$home/tools/bin/uv"
"$uv" venv -q --python "$(cat python-version)" "$home/venv"
python="$home/venv/bin/python"
if [ -f torch.txt ]; then # without its dependencies: they come from the usual index, below
    "$uv" pip install -q --python "$python" --no-deps -r torch.txt \
        --index-url https://download.pytorch.org/whl/cpu
fi
"$uv" pip install -q --python "$python" -c constraints.txt -r requirements.txt ./nngrader-*.whl

chown -R 0:0 "$source"
chmod -R go-rwx "$source"
cd /
"$python" -I -m grader doctor || true
