#!/bin/sh
# Make the virtual environment $1. Debian's python3 comes without the parts that make one: fetch them where we may,
# say the one command that is missing where we may not.
set -e
venv=$1
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "evwatch needs Python 3.11 or newer as '$python' (or: make PYTHON=/path/to/python3)" >&2
    exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing python3-venv ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "this Python cannot make virtual environments; install it first: sudo apt-get install python3-venv" >&2
        exit 2
    fi
fi
rm -rf "$venv"
exec "$python" -m venv "$venv"
