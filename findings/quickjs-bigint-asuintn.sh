#!/usr/bin/env bash
# quickjs-emscripten 0.32.0 (QuickJS compiled to WebAssembly): BigInt.asUintN answers negative numbers from 32 bits on.
#
# Expected: BigInt.asUintN(n, x) is x modulo 2^n, at least 0 (ECMA-262, BigInt.asUintN). So asUintN(32, -1n) is 4294967295n.
# Seen: at 32, 64 and 65 bits the answer for -1n is -1n; at 31 bits, where it is right, 2147483647n. Masking with & is right at all of
# them. Hashes and checksums that wrap by asUintN, as the specification invites to, come out wrong without an error.
#
# Needs Node 20 or later and npm. Fails if the behaviour changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . quickjs-emscripten@0.32.0 >/dev/null
cat >ask.mjs <<'JS'
import { getQuickJS } from 'quickjs-emscripten';
const ask = '[31, 32, 64, 65].map((n) => [BigInt.asUintN(n, -1n), -1n & ((1n << BigInt(n)) - 1n)].join("/")).join(" ")';
const engine = await getQuickJS();
const context = engine.newContext();
console.log(context.dump(context.unwrapResult(context.evalCode(ask))));
console.log((0, eval)(ask));
JS
echo "version: $(node -p "require('./node_modules/quickjs-emscripten/package.json').version")"
found=$(node ask.mjs)
echo "asUintN/masked at 31, 32, 64 and 65 bits, QuickJS, then Node:"
echo "$found"
[ "$(sed -n 1p <<<"$found")" = "2147483647/2147483647 -1/4294967295 -1/18446744073709551615 -1/36893488147419103231" ]
[ "$(sed -n 2p <<<"$found")" = "2147483647/2147483647 4294967295/4294967295 18446744073709551615/18446744073709551615 36893488147419103231/36893488147419103231" ]
echo "as described"
