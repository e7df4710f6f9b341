# Starts a PostgreSQL server in an empty folder, says `up`, and ends it once nobody holds the other end of its input.
#
#     sh guard.sh PROGRAMS FOLDER [SETTINGS]
#
# PROGRAMS is the folder of initdb and pg_ctl; SETTINGS are further options of `postgres`, such as `-c fsync=on`. The server is
# reached by a socket in FOLDER, as the user `tests`.
set -e
bin=$1 folder=$2 settings=$3
# PostgreSQL refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid="$(id -u nobody)" --regid="$(id -g nobody)" --clear-groups "$@"; else "$@"; fi; }
end() { as "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop || true; rm -rf "$folder"; }
trap end EXIT
trap : INT TERM HUP
if [ "$(id -u)" = 0 ]; then chown "$(id -u nobody):$(id -g nobody)" "$folder"; fi
cd "$folder"
as "$bin/initdb" --pgdata "$folder/data" --username tests --auth trust --encoding UTF8 --locale C --no-sync > "$folder/initdb.log"
as "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --silent --wait --options \
  "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c max_connections=400 -c shared_buffers=32MB $settings" start
echo up
cat > /dev/null
