# Makes development certificates: an authority of its own and one certificate for all names of this machine. Sourced by ./sluice.

need_openssl() {
  command -v openssl >/dev/null 2>&1 \
    || die "openssl is missing; it makes the certificates (Debian: apt-get install openssl)"
}

# Addresses at which others on the network reach this machine, IPv4 first.
lan_addresses() {
  local all
  all=$({ hostname -I 2>/dev/null || ifconfig 2>/dev/null | sed -n 's/.*inet6\{0,1\} \([0-9a-f.:]*\) .*/\1/p'; } \
    | tr ' ' '\n' | grep -v '^127\.\|^::1$\|^fe80:\|^$' || true)
  printf '%s\n' "$all" | grep -v : || true
  printf '%s\n' "$all" | grep : || true
}

certificate_names() { # NAME...: subject alternative names, one line
  local name names='DNS:localhost,IP:127.0.0.1,IP:::1'
  for name in "$(hostname 2>/dev/null || true)" $(lan_addresses) "$@"; do
    case $name in
      '' | localhost | 127.0.0.1 | ::1) ;;
      *[!0-9a-zA-Z.:-]*) die "certificates: '$name' is neither a name nor an address" ;;
      *:*) names+=",IP:$name" ;;
      *[!0-9.]*) names+=",DNS:$name" ;;
      *) names+=",IP:$name" ;;
    esac
  done
  printf '%s\n' "$names"
}

key_pair() { # KEY_FILE
  (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null)
}

# DIR/ca.crt, ca.key (kept once made), tls.crt, tls.key (made anew when the names of the machine change).
make_certificates() { # DIR NAME...
  need_openssl
  local dir=$1 names
  shift
  names=$(certificate_names "$@")
  mkdir -p "$dir"
  if [ ! -s "$dir/ca.crt" ]; then
    key_pair "$dir/ca.key"
    openssl req -x509 -new -key "$dir/ca.key" -days 3650 -subj "/CN=Sluice development authority" -out "$dir/ca.crt" \
      || die "openssl could not make $dir/ca.crt"
    rm -f "$dir/tls.crt"
  fi
  if [ ! -s "$dir/tls.crt" ] || [ "$(cat "$dir/names" 2>/dev/null)" != "$names" ] \
      || ! openssl x509 -checkend 86400 -noout -in "$dir/tls.crt" >/dev/null 2>&1; then
    key_pair "$dir/tls.key"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=critical,CA:FALSE\n' "$names" > "$dir/extensions"
    # Browsers refuse certificates that are valid for more than 398 days.
    openssl req -new -key "$dir/tls.key" -subj "/CN=sluice" \
      | openssl x509 -req -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -set_serial "0x$(openssl rand -hex 16)" -days 397 \
        -extfile "$dir/extensions" -out "$dir/tls.crt" 2>/dev/null || die "openssl could not make $dir/tls.crt"
    rm -f "$dir/extensions"
    printf '%s\n' "$names" > "$dir/names"
  fi
}

certificates() { # DIR [NAME...]
  case ${1:-} in
    '' | -*) die "certificates: usage: ./sluice certificates DIR [NAME_OR_ADDRESS...]" ;;
  esac
  make_certificates "$@"
  say "made for $(cat "$1/names"):"
  printf '  %s\n' "$1/ca.crt  the authority: trust it" "$1/ca.key  its key: keep it" \
    "$1/tls.crt  the certificate of coordinator and nodes" "$1/tls.key  its key"
  say "Another machine needs a certificate of the same authority: copy the folder, remove tls.crt, and run this there."
}

# All nodes of a run share one DTLS certificate, or a session could not move between them.
dtls_certificate() {
  local folder=$root/.sluice/dtls
  if [ ! -s "$folder/key.pem" ] || ! openssl x509 -checkend 86400 -noout -in "$folder/certificate.pem" >/dev/null 2>&1; then
    need_openssl
    mkdir -p "$folder"
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=sluice \
      -keyout "$folder/key.pem.next" -out "$folder/certificate.pem" 2>/dev/null) || die "openssl could not make $folder/certificate.pem"
    mv "$folder/key.pem.next" "$folder/key.pem"
  fi
  printf '%s\n' "$folder"
}
