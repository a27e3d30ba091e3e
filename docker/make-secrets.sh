#!/bin/sh
# Makes docker/secrets/ for docker-compose.yml: passwords, database URLs and a private authority with a certificate
# for the LDAP server. What exists is kept, so it can be run again after one file was removed.
#
#   sh docker/make-secrets.sh [NAME …]    further host names of the LDAP server, beside openldap and localhost
#
# In production put your own certificate into ldap_tls_cert, ldap_tls_key and ldap_tls_ca.
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$here/secrets
mkdir -p -- "$dir"
chmod 700 -- "$dir"
command -v openssl >/dev/null || {
  echo "make-secrets.sh: openssl is needed (Debian: apt-get install openssl)" >&2
  exit 1
}

# keep NAME: reads the content from stdin unless the file is there. Containers run as other users and see the file
# alone; on the host the folder is closed.
keep() {
  if [ -e "$dir/$1" ]; then cat >/dev/null; else cat >"$dir/$1.new" && mv -- "$dir/$1.new" "$dir/$1"; fi
  chmod 444 -- "$dir/$1"
}

for name in postgres_owner_password postgres_service_password ldap_admin_password ldap_bind_password; do
  openssl rand -hex 24 | tr -d '\n' | keep "$name"
done
printf 'postgres://danhba_owner:%s@postgres:5432/danhba' "$(cat "$dir/postgres_owner_password")" | keep database_url_owner
printf 'postgres://danhba_daemon:%s@postgres:5432/danhba' "$(cat "$dir/postgres_service_password")" | keep database_url

if [ ! -e "$dir/ldap_tls_cert" ]; then
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  names=DNS:openldap,DNS:localhost
  for name in "$@"; do names=$names,DNS:$name; done
  key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
  # shellcheck disable=SC2086 # several words on purpose
  openssl req -x509 $key -days 3650 -subj "/CN=danhba LDAP authority" \
    -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
  # shellcheck disable=SC2086
  openssl req $key -subj "/CN=openldap" -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' "$names" >"$work/extensions"
  openssl x509 -req -in "$work/server.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial \
    -days 825 -extfile "$work/extensions" -out "$work/server.crt" 2>/dev/null
  rm -f -- "$dir/ldap_tls_key" "$dir/ldap_tls_ca"
  keep ldap_tls_ca <"$work/ca.crt"
  keep ldap_tls_key <"$work/server.key"
  keep ldap_tls_cert <"$work/server.crt"
fi
echo "secrets are in $dir"
