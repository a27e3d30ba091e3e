#!/bin/sh
# Makes a ready slapd state folder: configuration from the templates beside this script, base tree if there is no
# database yet. Used by the container, the tests and the demo alike.
#
# The configuration is rendered anew at every run (settings live in these files and in the environment, not in
# cn=config); a database that exists is kept as it is.
#
#   LDAP_SUFFIX               suffix, dc=…[,dc=…]                                     required
#   LDAP_ADMIN_PASSWORD       password of cn=admin,<suffix> (rootdn)                  required, or …_FILE
#   LDAP_BIND_PASSWORD        first password of cn=danhba,ou=services,<suffix>        required, or …_FILE
#   LDAP_ORGANIZATION         "o" of the suffix entry                                 first dc
#   SLAPD_STATE_DIR           holds config/ and data/                                 required
#   SLAPD_RUN_DIR             pid file and local socket                               $SLAPD_STATE_DIR/run
#   SLAPD                     the slapd binary (it is also slapadd and slappasswd)    slapd in PATH or /usr/sbin
#   SLAPD_MODULE_DIR          loadable modules                                        /usr/lib/ldap
#   SLAPD_SCHEMA_DIR          OpenLDAP's schema files (.ldif)                         /etc/ldap/schema
#   SLAPD_DB_MAXSIZE          most bytes of the database                              8589934592 (8 GiB, sparse)
#   SLAPD_DB_NOSYNC           yes: no fsync; only for throw-away servers              no
#   SLAPD_TLS_CERT_FILE, SLAPD_TLS_KEY_FILE, SLAPD_TLS_CA_FILE                        none: TLS off
set -eu
umask 077

fail() {
  echo "init.sh: $1" >&2
  exit 1
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${SLAPD_STATE_DIR:?init.sh: SLAPD_STATE_DIR is not set}"
state=$SLAPD_STATE_DIR
run=${SLAPD_RUN_DIR:-$state/run}
slapd=${SLAPD:-$(PATH=$PATH:/usr/sbin command -v slapd || true)}
modules=${SLAPD_MODULE_DIR:-/usr/lib/ldap}
schemas=${SLAPD_SCHEMA_DIR:-/etc/ldap/schema}
[ -x "$slapd" ] || fail "no slapd binary (SLAPD)"

case ${LDAP_SUFFIX:-} in
  dc=*) ;;
  *) fail "LDAP_SUFFIX must be like dc=soctrang,dc=gov,dc=vn" ;;
esac
case $LDAP_SUFFIX in
  *[!a-z0-9=,-]*) fail "LDAP_SUFFIX: only lower-case letters, digits and hyphens in its dc parts" ;;
esac

newline='
'
case ${LDAP_ORGANIZATION:-} in
  *"$newline"* | [\ :\<]*) fail "LDAP_ORGANIZATION: one line that begins with a letter" ;;
esac

# secret NAME: the value of $NAME, or the content of the file that $NAME_FILE names
secret() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  # shellcheck disable=SC2154 # both are set by the eval
  if [ -z "$value" ] && [ -n "$file" ]; then
    value=$(cat -- "$file") || fail "$1_FILE cannot be read"
  fi
  [ -n "$value" ] || fail "$1 or $1_FILE must be set"
  printf '%s' "$value"
}

has_module() { [ -e "$modules/$1.la" ] || [ -e "$modules/$1.so" ]; }

work=$state/work.$$
mkdir -p -- "$state/data" "$run" "$work/config"
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM

# hash_of NAME: the hash of a secret; through a file, since arguments show in the process list
hash_of() {
  secret "$1" >"$work/secret"
  if has_module argon2; then
    "$slapd" -T passwd -n -h '{ARGON2}' -o "module-path=$modules" -o module-load=argon2 -T "$work/secret"
  else
    "$slapd" -T passwd -n -h '{SSHA}' -T "$work/secret"
  fi
  rm -f -- "$work/secret"
}

flags=' '
for module in back_mdb back_monitor ppolicy syncprov argon2; do
  if has_module "$module"; then flags="$flags$module "; fi
done
case $("$slapd" -V 2>&1 || true) in
  *"slapd 2.5"*) ;;
  *) flags="${flags}v26 " ;;
esac
if [ "${SLAPD_DB_NOSYNC:-no}" = yes ]; then flags="${flags}nosync "; fi
if [ -n "${SLAPD_TLS_CERT_FILE:-}" ]; then flags="${flags}tls "; fi
if [ -n "${SLAPD_TLS_CERT_FILE:-}" ] && [ -n "${SLAPD_TLS_CA_FILE:-}" ]; then flags="${flags}tlsca "; fi

dc=${LDAP_SUFFIX#dc=}
dc=${dc%%,*}
bind_hash=
if [ ! -e "$state/data/data.mdb" ] || [ -e "$state/loading" ]; then bind_hash=$(hash_of LDAP_BIND_PASSWORD); fi
admin_hash=$(hash_of LDAP_ADMIN_PASSWORD)

# render FILE: fills @NAME@ (never looking into what it filled in) and drops lines whose flag is off
render() {
  T_SUFFIX=$LDAP_SUFFIX T_DC=$dc T_ORGANIZATION=${LDAP_ORGANIZATION:-$dc} \
    T_ADMIN_HASH=$admin_hash T_BIND_HASH=$bind_hash T_DATA_DIR=$state/data T_RUN_DIR=$run \
    T_MODULE_DIR=$modules T_DB_MAXSIZE=${SLAPD_DB_MAXSIZE:-8589934592} T_UID=$(id -u) T_GID=$(id -g) \
    T_TLS_CERT_FILE=${SLAPD_TLS_CERT_FILE:-} T_TLS_KEY_FILE=${SLAPD_TLS_KEY_FILE:-} \
    T_TLS_CA_FILE=${SLAPD_TLS_CA_FILE:-} FLAGS=$flags \
    T_PWD_STATE=pwdChangedTime,pwdAccountLockedTime,pwdFailureTime,pwdGraceUseTime,pwdReset,pwdPolicySubentry,pwdStartTime,pwdEndTime,pwdLastSuccess \
    awk '
      /^#/ { next }
      /^[?]/ {
        flag = substr($1, 2)
        if (index(ENVIRON["FLAGS"], " " flag " ") == 0) next
        sub(/^[^ ]+ /, "")
      }
      {
        out = ""; rest = $0
        while (match(rest, /@[A-Z_]+@/)) {
          name = "T_" substr(rest, RSTART + 1, RLENGTH - 2)
          if (!(name in ENVIRON)) { print "init.sh: no value for " name > "/dev/stderr"; exit 1 }
          out = out substr(rest, 1, RSTART - 1) ENVIRON[name]
          rest = substr(rest, RSTART + RLENGTH)
        }
        print out rest
      }' "$1"
}

{
  render "$here/global.ldif"
  for schema in core cosine inetorgperson misc; do
    cat -- "$schemas/$schema.ldif"
    echo
  done
  render "$here/danhba.ldif"
  echo
  render "$here/databases.ldif"
} >"$work/config.ldif"

# slapadd says nothing when all is well; what it says about a mistake is all that the reader gets
"$slapd" -T add -n 0 -F "$work/config" -l "$work/config.ldif" || fail "the configuration was refused"
rm -rf -- "$state/config"
mv -- "$work/config" "$state/config"

# "loading" marks a base tree that was never finished: only then is a database thrown away
if [ -e "$state/loading" ]; then rm -f -- "$state/data/data.mdb" "$state/data/lock.mdb"; fi
if [ ! -e "$state/data/data.mdb" ]; then
  : >"$state/loading"
  render "$here/base.ldif" >"$work/base.ldif"
  "$slapd" -T add -n 1 -F "$state/config" -l "$work/base.ldif" || fail "the base tree was refused"
  rm -f -- "$state/loading"
fi
