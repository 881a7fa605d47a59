#!/usr/bin/env bash
# Shows what the service does while its disk fills up, and that nothing acknowledged is lost by it. Wants a file system of
# its own that is mounted, empty and about 2 GB large, such as
#   sudo mount -t tmpfs -o size=2g tmpfs /mnt/small
# Usage: docs/operate/disk-full.sh /mnt/small
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
disk="${1:?"the directory of a small file system"}"
data="$disk/data"
log="$(mktemp)"
acknowledged="$(mktemp)"

say() { echo "disk-full: $1"; }
fail() {
  say "FAILED: $1"
  tail -n 20 "$log"
  exit 1
}

free_mb() { df -Pm "$disk" | awk 'NR == 2 {print $4}'; }

# Leaves this many megabytes free.
fill() {
  local more=$(($(free_mb) - $1))
  [ "$more" -le 0 ] || dd if=/dev/zero of="$disk/filler-$1" bs=1M count="$more" status=none || true
  say "$(free_mb) MB are free"
}

start() {
  : >"$log"
  "$home/bongsu" serve --data "$data" --port 0 >>"$log" 2>&1 &
  pid=$!
  trap 'kill "$pid" 2>/dev/null || true' EXIT
  until grep -q 'Bongsu is ready at' "$log"; do
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.2
  done
  url="$(sed -n 's/^Bongsu is ready at //p' "$log")"
  key="$(cat "$data/admin.key")"
}

call() { curl -sS -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$@"; }

send() {
  call -i "$url/v1/notifications" -d '{"channels": ["inapp"], "to": {"recipients": ["u1"]},
    "content": {"default": {"inapp": {"title": "A title", "body": "Some words"}}}}' 2>/dev/null | tr -d '\r'
}

id_of() { grep -o '"id":"[^"]*"' | cut -d'"' -f4; }

# Sends until it is refused; every id that was acknowledged is kept.
send_until_503() {
  local answer
  for _ in $(seq 1000); do
    answer="$(send)" || return 0
    case "$answer" in
    HTTP/1.1\ 202*) id_of <<<"$answer" >>"$acknowledged" ;;
    *503*)
      grep -i '^retry-after:' <<<"$answer" || fail "503 without Retry-After"
      return 0
      ;;
    *) fail "neither 202 nor 503: $answer" ;;
    esac
  done
  fail "1,000 requests were accepted"
}

await() {
  local what="$1"
  shift
  for _ in $(seq 300); do
    "$@" && return 0
    sleep 0.2
  done
  fail "waited in vain until $what"
}

disk_says() { call "$url/readyz" | grep -q "$1"; }
is_ready() { [ "$(call -o /dev/null -w '%{http_code}' "$url/readyz")" = 200 ]; }
is_over() { ! kill -0 "$pid" 2>/dev/null; }

all_completed() {
  local id
  while read -r id; do
    await "notification $id is completed" completed "$id"
  done <"$acknowledged"
  say "all $(wc -l <"$acknowledged") acknowledged notifications are completed"
}
completed() { call "$url/v1/notifications/$1" | grep -q '"status":"completed"'; }

start || fail "it does not start"
for _ in $(seq 20); do send | id_of >>"$acknowledged"; done

fill 400
await "nothing new is accepted" disk_says 'nothing new is accepted'
send_until_503
fill 150
await "what was accepted waits" disk_says 'what was accepted waits'
send_until_503
grep -c '"level":"ERROR"' "$log" | sed 's/^/disk-full: lines of errors: /'
rm -f "$disk"/filler-*
await "it is ready again" is_ready
send | grep -q '^HTTP/1.1 202' || fail "it accepts nothing again"
all_completed

say "now something else takes the last byte"
fill 0
await "it notices" disk_says 'nothing new is accepted'
send_until_503
sleep 20
if is_over; then
  say "the process has ended: $(grep '^bongsu: ' "$log" || true)"
else
  say "the process goes on: $(call "$url/readyz" | head -c 300)"
  kill "$pid"
  await "it has ended" is_over
fi
if start; then fail "it starts without any room"; fi
say "a start is refused: $(cat "$log")"
rm -f "$disk"/filler-*
start || fail "it does not start again"
all_completed
kill "$pid"
await "it has ended" is_over
trap - EXIT
say "done"
