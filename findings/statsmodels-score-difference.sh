#!/usr/bin/env bash
# statsmodels 0.15.0: the score interval of a difference of two shares changes when the two groups are swapped.
#
# Expected: with the groups swapped, the ends change sign and place, as the difference does. Of 56/70 and 48/80 the interval of
# Miettinen & Nurminen (Statistics in Medicine, 1985) is 0.0528 to 0.3382 (Newcombe, Statistics in Medicine, 1998, method 6).
# Seen: 0.0526 to 0.3440 one way, 0.0527 to 0.3429 the other. The cubic for the likeliest shares has `count0 * diff` in its linear
# term, where the paper has the group's size times the difference.
# It matters here since two of our reference values are from it; our test repeats its cubic to meet them.
#
# Needs Python 3.11 or later with venv. Fails if the behaviour changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0
"$place/env/bin/python" - <<'PYTHON'
import statsmodels
from statsmodels.stats.proportion import confint_proportions_2indep as interval

print("version:", statsmodels.__version__)
ends = [float(end) for end in interval(56, 70, 48, 80, compare="diff", method="score")]
swapped = [-float(end) for end in reversed(interval(48, 80, 56, 70, compare="diff", method="score"))]
print("as given:", *(f"{end:.4f}" for end in ends))
print("swapped: ", *(f"{end:.4f}" for end in swapped))
assert [f"{end:.4f}" for end in ends] == ["0.0526", "0.3440"], "the behaviour changed"
assert [f"{end:.4f}" for end in swapped] == ["0.0527", "0.3429"], "the behaviour changed"
PYTHON
echo "as described"
