# The private MariaDB: data in var/db, a unix socket, a loopback port.

# A socket's path holds at most 107 bytes, and var may lie deep.
db_socket() {
  local socket="$VAR/run/db.sock"
  if ((${#socket} > 100)); then
    socket="/tmp/hecha-$EUID-$(printf %s "$VAR" | sha256sum | cut -c1-16)/db.sock"
  fi
  echo "$socket"
}

# Runs SQL from stdin, or a statement, as the database's administrator: the system user that
# owns the server, known by its end of the socket, so that there is no password to keep.
db_admin() {
  mariadb --no-defaults --socket="$(db_socket)" --user="$(id -un)" --batch --skip-column-names \
    ${1:+--execute="$1"}
}

db_answers() { db_admin 'SELECT 1' >/dev/null 2>&1; }

# Further options, one a line: HECHA_DATABASE_OPTIONS="log-bin=binlog binlog-format=ROW".
database_options() { printf '%s' "${HECHA_DATABASE_OPTIONS:-}" | tr ' ' '\n'; }

db_configure() {
  write_private "$VAR/etc/db.cnf" <<CNF
[mariadbd]
datadir = $VAR/db
socket = $(db_socket)
port = ${PORT[database]}
bind-address = 127.0.0.1
pid-file = $VAR/run/mariadbd.pid
log-error = $VAR/log/db.log
tmpdir = $VAR/db
skip-name-resolve
local-infile = 0
symbolic-links = 0
secure-file-priv = $VAR/db
character-set-server = utf8mb4
collation-server = utf8mb4_bin
default-time-zone = +00:00
max-connections = ${HECHA_DATABASE_CONNECTIONS:-400}
max-allowed-packet = 16M
performance-schema = OFF
# What is acknowledged is on disk; what was read is not overwritten unseen; a lock timeout
# undoes the whole transaction.
innodb-flush-log-at-trx-commit = 1
innodb-snapshot-isolation = ON
innodb-rollback-on-timeout = 1
innodb-lock-wait-timeout = 10
innodb-buffer-pool-size = ${HECHA_DATABASE_MEMORY:-512M}
innodb-log-file-size = 256M
$(database_options)
CNF
}

# Makes an empty database if there is none. An unfinished one is made again.
db_create() {
  [[ -f $VAR/db/complete ]] && return
  step "建库 creating the database"
  rm -rf "$VAR/db"
  (umask 077 && mkdir "$VAR/db")
  local log="$VAR/log/db_create.log"
  # Forced, because a small machine may not be able to look up its own name; nothing here does.
  # A temporary directory of its own: a server that starts deletes the temporary tables it finds.
  mariadb-install-db --no-defaults --force --datadir="$VAR/db" --tmpdir="$VAR/db" --user="$(id -un)" \
    --skip-name-resolve --skip-test-db --auth-root-authentication-method=socket \
    --auth-root-socket-user="$(id -un)" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    die "建库失败 the database could not be created"
  }
  touch "$VAR/db/complete"
}

db_start() {
  running db && return
  db_create
  db_configure
  local place
  place=$(dirname "$(db_socket)")
  (umask 077 && mkdir -p "$place")
  [[ -O $place ]] || die "$place 不属于当前用户 belongs to somebody else"
  local arguments=(--defaults-file="$VAR/etc/db.cnf")
  # As root it refuses to start unless it is told that this is meant.
  [[ $EUID == 0 ]] && arguments+=(--user=root)
  start_daemon db /usr/sbin/mariadbd "${arguments[@]}"
  # Recovery after a power cut may take its time.
  wait_for 120 db_answers_or_dead
  db_answers || {
    tail -n 20 "$VAR/log/db.log" >&2
    die "数据库未能启动 the database did not start"
  }
}

db_answers_or_dead() { db_answers || not_running db; }

db_stop() {
  stop_daemon db 60
  local place
  place=$(dirname "$(db_socket)")
  [[ $place == "$VAR/run" ]] || rm -rf "$place"
}

# One schema and two accounts per service: its owner migrates it, the service itself only
# reads and writes rows. Neither sees another service's schema.
db_grant() {
  local name owner serve
  for name in "${PROCESSES[@]}"; do
    owner=$(secret "db_${name}_owner")
    serve=$(secret "db_$name")
    cat <<SQL
CREATE DATABASE IF NOT EXISTS hecha_$name CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
SQL
    local host
    for host in localhost 127.0.0.1; do
      cat <<SQL
CREATE USER IF NOT EXISTS 'hecha_${name}_owner'@'$host' IDENTIFIED BY '$owner';
ALTER USER 'hecha_${name}_owner'@'$host' IDENTIFIED BY '$owner';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES
  ON hecha_$name.* TO 'hecha_${name}_owner'@'$host';
CREATE USER IF NOT EXISTS 'hecha_$name'@'$host' IDENTIFIED BY '$serve';
ALTER USER 'hecha_$name'@'$host' IDENTIFIED BY '$serve';
GRANT SELECT, INSERT, UPDATE, DELETE ON hecha_$name.* TO 'hecha_$name'@'$host';
SQL
    done
  done | db_admin
}
