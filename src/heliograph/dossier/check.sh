#!/bin/sh
# Checks this dossier with sha256sum, openssl and the shell alone: nothing of Heliograph runs.
#
#   sh check.sh [FINGERPRINT [ROOT.pem]]
#
# Run it in the unpacked folder. FINGERPRINT is the signer's, as it is read out (32 hex digits) or
# whole (64), which you have by another way than this dossier; in quotes, it may have spaces.
# ROOT.pem holds the root of a timestamp authority that you trust. It ends with 0 if all holds and
# you named the signer, 3 if all holds and you did not, 2 if FINGERPRINT is none, else 1.
# Better than this copy is one that you have from elsewhere: see how-to-check.html.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
expected=$(printf '%s' "${1:-}" | tr -d ' \t\n:' | tr A-Z a-z)
expected=${expected#sha256}
case ${#expected}:$expected in
  *:*[!0-9a-f]*) wrong='has other signs than hex digits' ;;
  0:*|32:*|64:*) wrong='' ;;
  *) wrong="has ${#expected} hex digits" ;;
esac
if [ -n "$wrong" ]; then
  printf 'That is no fingerprint: it %s; one has 32 as it is read out, or all 64.\n' "$wrong" >&2
  exit 2
fi
roots=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

holds() { printf 'holds     %s\n' "$1"; }
open() { printf 'open      %s\n' "$1"; }
fails() { printf 'FAILS     %s\n' "$1"; exit 1; }

sum() { sha256sum | cut -c1-64; }
raw() { tr a-f A-F | basenc --base16 -d; }

# An envelope is one line of JSON: payload, its type, the key's id, the signature, in this order.
signed() {
  [ -f "$1" ] || fails "$1 is missing"
  cut -d'"' -f4 "$1" | base64 -d > "$work/payload" || fails "$1 is no envelope"
  cut -d'"' -f18 "$1" | base64 -d > "$work/signature" || fails "$1 is no envelope"
  kind=$(cut -d'"' -f8 "$1")
  [ "$kind" = "$2" ] || fails "$1 is not of type $2"
  [ "$(cut -d'"' -f14 "$1")" = "sha256:$key" ] || fails "$1 is not signed by signer.pem"
  { printf 'DSSEv1 %s %s %s ' "${#kind}" "$kind" "$(($(wc -c < "$work/payload")))"
    cat "$work/payload"; } > "$work/message"
  openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in "$work/message" \
    -sigfile "$work/signature" > /dev/null 2>&1 || fails "$1: the signature does not fit"
}

# --- the signature over the manifest ---

[ -f signer.pem ] || fails "signer.pem is missing"
openssl pkey -pubin -in signer.pem -outform DER > "$work/key" || fails "signer.pem is no key"
key=$(tail -c 32 "$work/key" | sum)
signed manifest.dsse.json application/vnd.heliograph.dossier+json
[ "$(sum < "$work/payload")" = "$(sum < manifest.json)" ] || fails "what was signed is not manifest.json"
holds "manifest.json is signed by sha256:$key"

# --- every listed file, and no other ---

{ tr '{' '\n' < manifest.json; echo; } | while IFS= read -r line; do
  case $line in '"blake2b":"'*) printf '%s\n' "$line" ;; esac
done > "$work/files"
[ -s "$work/files" ] || fails "manifest.json lists no files"
cut -d'"' -f8 "$work/files" > "$work/names"
cut -d'"' -f16 "$work/files" > "$work/first"
cut -d'"' -f4 "$work/files" > "$work/second"
paste -d'  ' "$work/first" /dev/null "$work/names" > "$work/sha256"
paste -d'  ' "$work/second" /dev/null "$work/names" > "$work/blake2b"
du -a . | cut -f2- | while IFS= read -r path; do
  [ ! -L "$path" ] || printf 'a link: %s\n' "${path#./}"
  [ -d "$path" ] || printf '%s\n' "${path#./}"
done | sort > "$work/there"
{ cat "$work/names"; printf 'manifest.json\nmanifest.dsse.json\n'; } | sort > "$work/wanted"
[ "$(sum < "$work/there")" = "$(sum < "$work/wanted")" ] || {
  comm -3 "$work/there" "$work/wanted"
  fails "files that are there and not listed (left), or listed and not there (right)"
}
sha256sum --check --strict --quiet "$work/sha256" || fails "a file's SHA-256 is not the listed one"
b2sum --check --strict --quiet "$work/blake2b" || fails "a file's BLAKE2b is not the listed one"
holds "$(($(wc -l < "$work/names"))) files: SHA-256 and BLAKE2b as listed, none besides"

# --- custody: every entry leads to the root of the signed checkpoint ---

signed custody/checkpoint.json application/vnd.heliograph.checkpoint+json
checkpoint=$(cat "$work/payload")
root=${checkpoint#*\"root\":\"sha256:}
root=${root%%\"*}
size=${checkpoint#*\"size\":}
size=${size%%\}*}
: > "$work/entries"
while IFS= read -r line; do
  at=$(printf '%s' "$line" | cut -d'"' -f3 | tr -cd 0-9)
  number=$at
  last=$((size - 1))
  [ "$at" -le "$last" ] || fails "entry $number is later than the checkpoint"
  printf '%s' "$line" | cut -d'"' -f6 | base64 -d > "$work/entry"
  made=$({ printf '\000'; cat "$work/entry"; } | sum)
  for step in $(printf '%s' "${line##*\"path\":}" | tr -c '0-9a-f' ' '); do
    if [ $((at % 2)) = 1 ] || [ "$at" = "$last" ]; then
      made=$({ printf '\001'; printf '%s%s' "$step" "$made" | raw; } | sum)
      while [ "$at" -gt 0 ] && [ $((at % 2)) = 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    else
      made=$({ printf '\001'; printf '%s%s' "$made" "$step" | raw; } | sum)
    fi
    at=$((at / 2)) last=$((last / 2))
  done
  [ "$last" = 0 ] && [ "$made" = "$root" ] || fails "entry $number does not lead to the checkpoint's root"
  { cat "$work/entry"; printf '\n'; } >> "$work/entries"
done < custody/entries.jsonl
holds "$(($(wc -l < "$work/entries"))) entries of custody lead to the checkpoint of $size entries"
entries=$(cat "$work/entries")
for file in originals/*; do
  [ -e "$file" ] || { open "the originals are withheld: their digests are in custody/objects.jsonl"; break; }
  digest=$(sum < "$file")
  case $entries in
    *"\"digest\":\"sha256:$digest\""*) holds "$file is entered in custody" ;;
    *) fails "$file is not entered in custody" ;;
  esac
done

# --- timestamps over the checkpoint ---

stamps=0
for file in timestamps/*/*.tsr; do
  [ -e "$file" ] || break
  stamps=$((stamps + 1))
  openssl ts -reply -in "$file" -text > "$work/said" 2>/dev/null || fails "$file is no timestamp"
  while IFS= read -r line; do
    case $line in 'Time stamp: '*) at=${line#Time stamp: } ;; esac
  done < "$work/said"
  [ -n "$roots" ] || { open "$file says $at; name a root certificate that you trust to check it"; continue; }
  set -- -verify -data custody/checkpoint.json -in "$file" -CAfile "$roots" -attime "$(date -d "$at" +%s)"
  [ ! -e "${file%.tsr}.pem" ] || set -- "$@" -untrusted "${file%.tsr}.pem"
  openssl ts "$@" > /dev/null 2>&1 || fails "$file: the timestamp does not hold"
  holds "$file: the checkpoint was there at $at"
done
[ "$stamps" -gt 0 ] || open "there is no timestamp: the times are those of the signer's own clock"

# --- whose signature it is ---

if [ -z "$expected" ]; then
  open "the signer is not known: compare sha256:$key with what you have by another way"
  exit 3
fi
case $key in
  "$expected"*) holds "it is the key you named" ;;
  *) fails "signed by $key, expected was $expected" ;;
esac
