#!/bin/sh
# Prepares the state folder with init.sh, then becomes slapd (same process: signals reach it).
#
#   SLAPD_URLS    where to listen; default: the local socket, and with a certificate ldap (StartTLS) on 1389 and
#                 ldaps on 1636 of every address, without one only loopback
#   SLAPD_DEBUG   what slapd writes to stderr, such as stats; default none
# and the variables of init.sh.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sh "$here/init.sh"

run=${SLAPD_RUN_DIR:-$SLAPD_STATE_DIR/run}
socket=ldapi://$(printf '%s' "$run/ldapi" | sed 's,/,%2F,g')
if [ -n "${SLAPD_TLS_CERT_FILE:-}" ]; then
  urls="$socket ldap://:1389/ ldaps://:1636/"
else
  urls="$socket ldap://127.0.0.1:1389/"
  if [ -z "${SLAPD_URLS:-}" ]; then
    echo "entrypoint.sh: no certificate (SLAPD_TLS_CERT_FILE): listening on loopback and the local socket only" >&2
  fi
fi

slapd=${SLAPD:-$(PATH=$PATH:/usr/sbin command -v slapd)}
exec "$slapd" -d "${SLAPD_DEBUG:-none}" -F "$SLAPD_STATE_DIR/config" -h "${SLAPD_URLS:-$urls}"
