#!/usr/bin/env bash
# binaryen 132.0.0: wasm-opt --llvm-nontrapping-fptoint-lowering changes what conversions from float to integer answer.
#
# Expected: i32.trunc_sat_f64_u and _s saturate (WebAssembly 2.0, "trunc_sat"): 1e10 becomes 4294967295 unsigned and 2147483647
# signed, NaN becomes 0. The pass's help says that it lowers them to the first WebAssembly, not that answers differ.
# Seen: unsigned, everything from 4294967295 on becomes 0, even 4294967295 itself, which fits; signed, everything out of range and
# NaN become -2147483648. The pass is made for C, where these conversions are undefined. In Rust `x as u32` is defined to saturate,
# so a Rust module that is lowered for wasm2js answers otherwise than the module it was made from.
#
# Needs Node 20 or later and npm. Fails if the behaviour changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . binaryen@132.0.0 >/dev/null
bin=node_modules/.bin
echo "version: $("$bin/wasm-opt" --version)"
cat >convert.wat <<'WAT'
(module
  (func (export "unsigned") (param f64) (result i32) (i32.trunc_sat_f64_u (local.get 0)))
  (func (export "signed") (param f64) (result i32) (i32.trunc_sat_f64_s (local.get 0))))
WAT
"$bin/wasm-as" convert.wat --enable-nontrapping-float-to-int -o whole.wasm
"$bin/wasm-opt" whole.wasm --enable-nontrapping-float-to-int --llvm-nontrapping-fptoint-lowering -o lowered.wasm
cat >ask.cjs <<'JS'
const { readFileSync } = require('node:fs');
const ask = (file) => {
  const { unsigned, signed } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports;
  const whole = [4294967294, 4294967295, 1e10].map((x) => unsigned(x) >>> 0);
  return [...whole, ...[2147483646, 2147483647, -1e10, 1e10, NaN].map(signed)].join(' ');
};
console.log(ask(process.argv[2]));
JS
before=$(node ask.cjs whole.wasm)
after=$(node ask.cjs lowered.wasm)
echo "inputs:  unsigned 4294967294 4294967295 1e10, signed 2147483646 2147483647 -1e10 1e10 NaN"
echo "before:  $before"
echo "lowered: $after"
[ "$before" = "4294967294 4294967295 4294967295 2147483646 2147483647 -2147483648 2147483647 0" ]
[ "$after" = "4294967294 0 0 2147483646 -2147483648 -2147483648 -2147483648 -2147483648" ]
echo "as described"
