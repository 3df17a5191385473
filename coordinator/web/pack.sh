#!/usr/bin/env bash
# Run by the coordinator's build: puts the built page under the given folder, and builds it first
# when a source is newer. Skips npm where nothing changed, so a second start costs nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target=$1

newer_than() { # FILE PATH...: some file under PATH is newer than FILE, or FILE is missing
  local file=$1
  shift
  [ ! -e "$file" ] || [ -n "$(find "$@" -newer "$file" -print -quit)" ]
}

if newer_than node_modules/.installed package-lock.json; then
  npm ci --silent --no-audit --no-fund
  touch node_modules/.installed
fi
if newer_than dist/.built src public index.html package.json vite.config.ts tsconfig.json node_modules/.installed; then
  npm run --silent build
  touch dist/.built
fi
mkdir -p "$target"
cp -r dist/. "$target/"
rm -f "$target/.built"
