#!/usr/bin/env bash
# Checks that every tracked C++ file is as clang-format 14 writes it; with --fix, makes it so.
set -euo pipefail
cd "$(dirname "$0")/../.."
mode=(--dry-run --Werror)
[[ ${1:-} == --fix ]] && mode=(-i)
git ls-files -z '*.cc' '*.h' | xargs -0 --no-run-if-empty clang-format-14 "${mode[@]}"
echo "every file is formatted"
