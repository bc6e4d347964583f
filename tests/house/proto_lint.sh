#!/usr/bin/env bash
# Lints the protos with the pinned buf. usage: proto_lint.sh WORK_DIRECTORY
# Leaves with 77, which ctest shows as skipped, where neither buf nor the registry is there.
set -euo pipefail
house="$(cd "$(dirname "$0")" && pwd)"
work="$1"
mkdir -p "$work"
if ! cmp -s "$house/package-lock.json" "$work/installed.json"; then
  cp "$house/package.json" "$house/package-lock.json" "$work/"
  if ! (cd "$work" && npm ci --prefer-offline --no-audit --no-fund) >"$work/npm.log" 2>&1; then
    cat "$work/npm.log"
    grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH' "$work/npm.log" && exit 77
    exit 1
  fi
  cp "$house/package-lock.json" "$work/installed.json"
fi
cd "$house/../../protos"
"$work/node_modules/.bin/buf" lint
echo "every proto follows the rules of protos/buf.yaml"
