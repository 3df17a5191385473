# Prints an access token. Sourced by ./sluice.

token() {
  local room_given='' identity_given='' argument
  for argument in "$@"; do
    case $argument in
      --room) room_given=yes ;;
      --identity) identity_given=yes ;;
    esac
  done
  [ -n "$room_given" ] && [ -n "$identity_given" ] \
    || die "token: usage: ./sluice token --room R --identity I [--name N] [--key K --secret S] [--ttl SECONDS]"
  need_jdk
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 "$root/launcher/Token.java" "$@"
}
