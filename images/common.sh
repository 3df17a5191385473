# Shared by the scripts here. Not run by itself.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "images: $*"; exit 1; }

contents() { # KIND: its lines without it
  sed -n "s/^$1 | //p" "$here/contents"
}
