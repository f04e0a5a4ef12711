# SPDX-License-Identifier: Apache-2.0
"""The bins of `halfulp cover`, restated with fractions: nothing here knows how the command finds them.

usage: cover_restated.py FUNCTION < CASES     (lines that `halfulp cover -each` has printed, a tab, and the vector)

The result and the flags are the vector's. Prints what differs; exit status 1 if anything does. Knows IEEE-like formats
and E4M3, and the operations of SHAPES, in rounding to nearest even.
"""
import re
import sys
from fractions import Fraction
from math import isqrt

# exponent bits, fraction bits, bias, are there infinities
FORMATS = {"f16": (5, 10, 15, True), "bf16": (8, 7, 127, True), "f32": (8, 23, 127, True), "e5m2": (5, 2, 15, True),
           "e4m3": (4, 3, 7, False)}
INTEGERS = {"i32": (32, True), "i64": (64, True), "ui32": (32, False), "ui64": (64, False)}
SHAPES = {"add": "add", "sub": "add", "mul": "mul", "div": "div", "sqrt": "sqrt", "mulAdd": "fma", "lt": "compare",
          "minimum": "choose", "roundToInt": "integral"}
TINY = Fraction(1, 1 << 5000)  # what is left of a root beyond the bits that are computed


def log2(x):
    """floor(log2 |x|)"""
    x = abs(x)
    e = x.numerator.bit_length() - x.denominator.bit_length()
    return e if x >= Fraction(2) ** e else e - 1


def is_power(x):
    return x == Fraction(2) ** log2(x)


class Format:
    def __init__(self, name):
        self.e, self.f, self.bias, self.ieee = FORMATS[name]
        self.p, self.emin, self.width = self.f + 1, 1 - self.bias, 1 + self.e + self.f
        self.top = (1 << self.e) - 1
        self.largest_code = (self.top << self.f) - 1 if self.ieee else (self.top << self.f) + (1 << self.f) - 2
        self.emax = (self.largest_code >> self.f) - self.bias
        self.lowest = self.emin - self.f

    def parts(self, code):
        return code >> (self.width - 1), code >> self.f & self.top, code & ((1 << self.f) - 1)

    def magnitude(self, code):
        return code & ((1 << (self.width - 1)) - 1)

    def kind(self, code):
        """zero, subnormal, normal, infinity, NaN, sNaN"""
        _, field, fraction = self.parts(code)
        if self.magnitude(code) > self.largest_code:
            if not self.ieee or fraction >> (self.f - 1):
                return "NaN"
            return "sNaN" if fraction else "infinity"
        return "normal" if field else "subnormal" if fraction else "zero"

    def value(self, code):
        sign, field, fraction = self.parts(code)
        scale = Fraction(2) ** (max(field, 1) - self.bias - self.f)
        return (-1) ** sign * ((fraction + (1 << self.f) if field else fraction) * scale)

    def type(self, code):
        m, kind = self.magnitude(code), self.kind(code)
        special = {1: "minSub", (1 << self.f) - 1: "maxSub"} if kind == "subnormal" else \
            {self.bias << self.f: "1", 1 << self.f: "minNorm", self.largest_code: "maxNorm"}
        name = {"zero": "0", "subnormal": special.get(m, "sub"), "normal": special.get(m, "norm"), "infinity": "inf",
                "sNaN": "sNaN"}.get(kind)
        if kind == "NaN":
            name = "NaN" if not self.ieee or m & ((1 << (self.f - 1)) - 1) == 0 else "qNaN"
        return "-+"[1 - self.parts(code)[0]] + name


def pattern(fraction, bits):
    text = format(fraction, "0%db" % bits)
    turned = text.translate({48: 49, 49: 48})
    rules = [("zeros", "0*", text), ("ones", "1*", text), ("one 1", "0*10*", text), ("one 0", "0*10*", turned),
             ("leading 1s", "1+0+", text), ("trailing 1s", "0+1+", text), ("run of 1s", "0+1+0+", text),
             ("run of 0s", "1+0+1+", text)]
    for name, rule, of in rules:
        if re.fullmatch(rule, of):
            return name
    from_right = text[::-1]
    boards = [("10" * bits)[:bits], ("01" * bits)[:bits], ("1100" * bits)[:bits], ("0011" * bits)[:bits]]
    return "checkerboard" if from_right in boards else "other"


class Case:
    def __init__(self, function, words):
        name, _, target = function.partition("_to_")
        self.source, _, operation = name.partition("_")
        self.bins = set()
        self.integer = INTEGERS.get(target)
        self.shape = SHAPES.get(operation) or ("to integer" if self.integer else "from integer"
                                               if self.source in INTEGERS else "convert")
        self.codes = [int(w, 16) for w in words[:-2]]
        self.result, self.flags = int(words[-2], 16), int(words[-1], 16)
        self.x = None if self.source in INTEGERS else Format(self.source)
        self.to = Format(target) if target and not self.integer else self.x
        self.operation = operation

    def take(self, group, *values):
        self.bins.add("%s(%s)" % (group, ", ".join(str(v) for v in values)))

    # ---- what is computed ----

    def exact(self):
        """The exact result if it is a number other than 0, and whether a little more belongs to it."""
        if self.x is None:
            bits, signed = INTEGERS[self.source]
            n = self.codes[0]
            return (Fraction(n - (1 << bits) if signed and n >> (bits - 1) else n), False)
        if any(self.x.kind(c) not in ("zero", "subnormal", "normal") for c in self.codes):
            return (None, False)
        v = [self.x.value(c) for c in self.codes]
        if self.operation == "sub":
            v[1] = -v[1]
        if self.shape == "add":
            return (v[0] + v[1], False)
        if self.shape == "mul":
            return (v[0] * v[1], False)
        if self.shape == "div":
            return (v[0] / v[1] if v[1] else None, False)
        if self.shape == "fma":
            return (v[0] * v[1] + v[2], False)
        if self.shape == "sqrt":
            if v[0] <= 0:
                return (None, False)
            scaled = v[0] * 4 ** 300
            root = isqrt(scaled.numerator // scaled.denominator)
            return (Fraction(root, 2 ** 300), Fraction(root) ** 2 != scaled)
        return (v[0], False)

    def restate(self):
        r, more = self.exact()
        self.operands()
        self.take("flags", next(name for bit, name in ((16, "invalid"), (8, "divide by zero"), (4, "overflow"),
                                                       (2, "underflow"), (1, "inexact"), (0, "none"))
                                if self.flags & bit or bit == 0))
        if self.shape in ("add", "fma"):
            self.sums(r)
        if r and self.shape not in ("compare", "choose"):
            self.rounding(abs(r), r < 0, more)
        if self.shape in ("add", "mul", "div", "sqrt", "fma", "convert"):
            self.near()
        return self.bins

    # ---- operands ----

    def operands(self):
        f = self.x
        if f is None:
            self.integers()
            return
        kinds = [f.kind(c) for c in self.codes]
        if len(kinds) < 3:
            self.take("types", *[f.type(c) for c in self.codes])
        self.take("classes", *kinds, self.result_kind())
        for i, (code, kind) in enumerate(zip(self.codes, kinds)):
            if kind in ("NaN", "sNaN"):
                payload = f.parts(code)[2] & ((1 << (f.f - 1)) - 1) if f.ieee else 0
                low = (1 << max(f.f - self.to.f, 1)) - 1
                self.take("nans", "xyz"[i], "quiet" if kind == "NaN" else "signaling", "+-"[f.parts(code)[0]],
                          {(0, 0): "zero", (1, 0): "upper", (0, 1): "lower", (1, 1): "both"}[
                              payload & ~low != 0, payload & low != 0])
        finite = [k in ("subnormal", "normal") for k in kinds]
        patterns = [pattern(f.parts(c)[2], f.f) for c in self.codes]
        if len(kinds) == 3:
            for i in range(3):
                if finite[i]:
                    self.take("patterns", "xyz"[i], patterns[i])
        elif all(finite):
            self.take("patterns", *patterns)
        if self.shape in ("compare", "choose") and all(k in ("zero", "subnormal", "normal") for k in kinds):
            five = ["0" if k == "zero" else "+-"[f.parts(c)[0]] + k for k, c in zip(kinds, self.codes)]
            (_, a, b), (_, c, d) = (f.parts(c) for c in self.codes)
            self.take("compare", *five, "<=>"[(a > c) - (a < c) + 1], "<=>"[(b > d) - (b < d) + 1])
        if self.integer and all(finite):
            self.take("magnitude", "+-"[f.parts(self.codes[0])[0]],
                      clip(log2(f.value(self.codes[0])), -4, self.integer[0] + 4, True, True))

    def result_kind(self):
        if self.shape == "compare":
            return ("false", "true")[self.result]
        if self.integer:
            negative = self.integer[1] and self.result >> (self.integer[0] - 1)
            return "invalid" if self.flags & 16 else "zero" if self.result == 0 else "negative" if negative \
                else "positive"
        return self.to.kind(self.result).replace("sNaN", "NaN")

    def integers(self):
        n = int(self.exact()[0])
        m = abs(n)
        bits = m.bit_length()
        kind = "2^n - 1" if m == 2 ** bits - 1 and m != 1 else "2^n" if m == 2 ** bits // 2 else "other"
        self.take("integers", "+-"[n < 0], bits, kind)

    # ---- sums ----

    def sums(self, r):
        kinds = [self.x.kind(c) for c in self.codes]
        if r is None or any(k in ("infinity", "NaN", "sNaN") for k in kinds):
            return
        v = [self.x.value(c) for c in self.codes]
        a, b = (v[0] * v[1], v[2]) if self.shape == "fma" else (v[0], -v[1] if self.operation == "sub" else v[1])
        if not a or not b:
            return
        p = self.to.p
        effective = "add" if (a < 0) == (b < 0) else "subtract"
        d = log2(a) - log2(b)
        self.take("shift", effective, clip(-d, -2 * p - 2, p + 2, True, True) if self.shape == "fma" else
                  clip(d, -p - 5, p + 5, True, True))
        least = -(2 * p + 2) if self.shape == "fma" else -p - 1
        change = log2(r) - max(log2(a), log2(b)) if r else least
        self.take("cancellation", effective, clip(change, least, 1, True, False),
                  "below normal" if abs(r) < Fraction(2) ** self.to.emin else "normal")
        if self.shape == "fma" and r:
            self.product(abs(a), abs(r))

    def product(self, a, r):
        f = self.to
        if r % Fraction(2) ** self.quantum(r) == 0:
            whole = a / Fraction(2) ** (log2(a) - f.f)
            n, rest = whole.numerator // whole.denominator, whole % 1
            self.take("product", "last %d, guard %d, sticky %d" % (n & 1, rest >= Fraction(1, 2), rest * 2 % 1 != 0))
        if f.emin <= log2(r) <= f.emax and not self.flags & 4:
            if log2(a) > f.emax:
                self.take("product", "beyond the largest, the sum not")
            if log2(a) < f.emin:
                self.take("product", "below normal, the sum not")

    # ---- rounding ----

    def quantum(self, r):
        return max(log2(r), self.to.emin) - self.to.f

    def rounding(self, r, negative, more):
        whole = self.shape in ("integral", "to integer")
        f = self.to
        q = 0 if whole else self.quantum(r)
        scaled = r / Fraction(2) ** q
        n, nu = scaled.numerator // scaled.denominator, scaled % 1 + (TINY if more else 0)
        half = Fraction(1, 2)
        sign = "+-"[negative]
        part = ("exact" if nu == 0 else "below half" if nu < half else "half" if nu == half else "above half")
        small = not whole and r < Fraction(2) ** f.emin
        if self.shape != "convert" or f.p < self.x.p or f.emin > self.x.emin:
            rest = ("exact", "sticky", "guard", "guard and sticky")[2 * (nu >= half) + (nu not in (0, half))]
            self.take("rounding", sign, n & 1, rest, "subnormal" if small else "normal")
        if self.shape in ("add", "mul", "div", "sqrt", "fma", "convert"):
            self.distance(nu)
        if self.shape in ("div", "sqrt") and nu == 0 and not small:
            self.take("trailing zeros", (n & -n).bit_length() - 1)
        if whole:
            self.near_integers(n, part, sign)
        elif self.shape != "sqrt":
            self.range(r, n, q, part, sign)

    def distance(self, nu):
        p = self.to.p
        bits = {"fma": 2 * p + 1, "convert": self.x.p - p}.get(self.shape, p + 1)
        bits = min(bits, 58 - p) + 1
        half = Fraction(1, 2)
        if nu in (0, half):
            return
        places = (("above a number", nu), ("below a tie", half - nu), ("above a tie", nu - half),
                  ("below a number", 1 - nu))
        for name, d in places:
            if 0 < d <= Fraction(1, 4) and bits > 2:
                k = -log2(d) - (not is_power(d))
                self.take("distance", name, clip(k, 2, bits, False, True))
        last = {"fma": 2 * p, "add": p + 1, "convert": self.x.p - p}.get(self.shape, p)
        if self.shape != "sqrt" and is_power(nu) and 2 <= -log2(nu) <= min(last, 58 - p):
            self.take("sticky", -log2(nu))

    def near_integers(self, n, part, sign):
        if n <= 3:
            self.take("small integers", sign, n, part)
        if self.integer:
            bits, signed = self.integer
            limit = (2 ** (bits - 1) - (sign == "+")) if signed else (2 ** bits - 1 if sign == "+" else 0)
            if -1 <= n - limit <= 1:
                self.take("integer limits", sign, n - limit, part)

    def range(self, r, n, q, part, sign):
        f = self.to
        ulp = f.emax - f.f
        largest = f.value(f.largest_code) / Fraction(2) ** ulp
        reach = self.source not in INTEGERS or INTEGERS[self.source][0] > f.emax
        if q in (ulp, ulp + 1) and reach:
            scaled = r / Fraction(2) ** ulp
            n2, nu2 = scaled.numerator // scaled.denominator, scaled % 1
            part2 = ("exact" if nu2 == 0 else "below half" if nu2 < Fraction(1, 2) else
                     "half" if nu2 == Fraction(1, 2) else "above half")
            if -3 <= n2 - largest <= 3:
                self.take("overflow", sign, n2 - largest, part2)
        if log2(r) >= f.emax - 3 and reach:
            self.take("large exponents", sign, clip(log2(r), f.emax - 3, f.emax + 4, False, True))
        if self.source in INTEGERS:
            return
        if q == f.lowest:
            normal = 1 << f.f
            points = [str(i) for i in range(4)] + ["minNorm - %d" % i for i in (3, 2, 1)] + ["minNorm"] + \
                ["minNorm + %d" % i for i in (1, 2, 3)]
            values = list(range(4)) + [normal + i for i in range(-3, 4)]
            if n in values:
                self.take("underflow", sign, points[values.index(n)], part)
        if log2(r) <= f.emin + 5:
            self.take("small exponents", sign, clip(log2(r), f.lowest - 2, f.emin + 5, True, False))

    def near(self):
        f = self.to
        m = f.magnitude(self.result)
        if f.kind(self.result) not in ("zero", "subnormal", "normal"):
            return
        bases = {"0": 0, "1": f.bias << f.f, "minSub": 1, "maxSub": (1 << f.f) - 1, "minNorm": 1 << f.f,
                 "maxNorm": f.largest_code}
        for name, code in bases.items():
            for bit in range(f.f):
                if m == code ^ 1 << bit:
                    self.take("near", name, "+-"[f.parts(self.result)[0]], bit)


def clip(n, low, high, below, above):
    if n <= low and below:
        return "<=%d" % low
    return ">=%d" % high if n >= high and above else n


def main():
    function = sys.argv[1]
    wrong = count = 0
    for line in sys.stdin:
        printed, vector = line.rstrip("\n").split("\t")
        found = set(printed.partition(": ")[2].split("; "))
        case = Case(function, vector.split())
        expected = case.restate()
        count += 1
        if found != expected:
            wrong += 1
            print("%s %s: missing %s, too many %s" % (function, vector, sorted(expected - found),
                                                     sorted(found - expected)))
    print("%s: %d cases, %d wrong" % (function, count, wrong))
    return wrong != 0 or count == 0


sys.exit(main())
