#!/bin/bash
# A throw-away Dovecot for tests. Runs as one unprivileged user (started by root: as $RIG_UID, default nobody).
#   rig.sh start STATE [user...]       makes STATE, takes free loopback ports, waits until it answers, prints STATE/rig.json
#   rig.sh load STATE user MAILDIR     puts the letters of MAILDIR/cur into the user's INBOX (hard links where it can)
#   rig.sh deliver STATE user < letter writes one letter into the user's INBOX (tmp, then rename)
#   rig.sh doveadm STATE args...       doveadm with the configuration of the rig
#   rig.sh status|stop STATE           stop waits until the server has gone
# The password is random at the first start (or $RIG_PASSWORD) and lives only in STATE. Needs dovecot-imapd, dovecot-pop3d, dovecot-lmtpd, openssl, node.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command=${1:?start|load|deliver|doveadm|status|stop}
mkdir -p "${2:?STATE}"
state=$(cd "$2" && pwd)
shift 2
node=${NODE:-node}
if [ "$(id -u)" = 0 ]; then user=${RIG_UID:-$(id -un nobody)}; else user=$(id -un); fi
group=$(id -gn "$user")

as_user() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid "$user" --regid "$group" --clear-groups env HOME="$state" "$@"
  else "$@"; fi
}
give_to_user() { if [ "$(id -u)" = 0 ]; then chown -R "$user:$group" "$@"; fi; }
master() { cat "$state/run/master.pid" 2>/dev/null; }
is_alive() {
  local pid
  pid=$(master) && [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dovecot ]
}
free_ports() {
  "$node" -e '
    const servers = [0, 1, 2, 3, 4].map(() => require("net").createServer().listen(0, "127.0.0.1"))
    Promise.all(servers.map((s) => new Promise((r) => s.on("listening", r)))).then(() => {
      console.log(servers.map((s) => s.address().port).join(" "))
      servers.forEach((s) => s.close())
    })'
}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && read -r -t 2 line <&3 && [[ $line == '* OK'* ]]) 2>/dev/null; }

start() {
  if is_alive; then cat "$state/rig.json"; return; fi
  mkdir -p "$state/mail" "$state/run" "$state/state"
  local users=("$@") password imap imaps lmtp pop3 pop3s
  [ ${#users[@]} -gt 0 ] || users=(alice bob)
  password=${RIG_PASSWORD:-$(openssl rand -hex 12)}
  (
    umask 077
    for one in "${users[@]}"; do echo "$one:{PLAIN}$password"; done > "$state/users"
    [ -f "$state/key.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
      -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$state/key.pem" -out "$state/cert.pem" 2>/dev/null
  )
  for _ in 1 2 3; do
    read -r imap imaps lmtp pop3 pop3s < <(free_ports)
    sed -e "s|@STATE@|$state|g; s|@USER@|$user|g; s|@GROUP@|$group|g; s|@IMAP@|$imap|; s|@IMAPS@|$imaps|; s|@LMTP@|$lmtp|; s|@POP3@|$pop3|; s|@POP3S@|$pop3s|" "$here/dovecot.conf.in" > "$state/dovecot.conf"
    give_to_user "$state"
    # A daemon that keeps our output open would keep the caller waiting for its end.
    if as_user dovecot -c "$state/dovecot.conf" >/dev/null 2>>"$state/dovecot.log"; then
      for _ in $(seq 600); do
        if is_alive && answers "$imap"; then
          (umask 077
           printf '{"host":"127.0.0.1","imap":%s,"imaps":%s,"pop3":%s,"pop3s":%s,"lmtp":%s,"password":"%s","mail":"%s","pid":%s}\n' \
             "$imap" "$imaps" "$pop3" "$pop3s" "$lmtp" "$password" "$state/mail" "$(master)" > "$state/rig.json")
          cat "$state/rig.json"
          return
        fi
        sleep 0.05
      done
    fi
    if is_alive; then kill "$(master)"; fi
    sleep 0.3
  done
  echo "dovecot did not come up, see $state/dovecot.log" >&2
  tail -5 "$state/dovecot.log" >&2
  exit 1
}

stop() {
  if is_alive; then
    local pid
    pid=$(master)
    kill "$pid"
    for _ in $(seq 100); do [ -d "/proc/$pid" ] || break; sleep 0.05; done
    if [ -d "/proc/$pid" ]; then kill -9 "$pid"; fi
  fi
  echo stopped
}

load() {
  local maildir=$state/mail/$1/Maildir
  mkdir -p "$maildir"/{cur,new,tmp}
  cp -al "$2/cur/." "$maildir/cur/" 2>/dev/null || cp -a "$2/cur/." "$maildir/cur/"
  give_to_user "$state/mail/$1"
}

deliver() {
  local maildir=$state/mail/$1/Maildir name
  if [ ! -d "$maildir/new" ]; then mkdir -p "$maildir"/{cur,new,tmp}; give_to_user "$state/mail/$1"; fi
  name=$(date +%s).R$$N$(date +%N).rig
  cat > "$maildir/tmp/$name"
  give_to_user "$maildir/tmp/$name"
  mv "$maildir/tmp/$name" "$maildir/new/$name"
}

case $command in
  start | load | deliver | stop) "$command" "$@" ;;
  doveadm) as_user doveadm -c "$state/dovecot.conf" "$@" ;;
  status) if is_alive; then echo "running, pid $(master)"; else echo stopped; exit 3; fi ;;
  *) echo "unknown command $command" >&2; exit 2 ;;
esac
