// SPDX-License-Identifier: Apache-2.0
//
// Reads hu_explanation of halfulp_explain.h, whose layout is the same on every machine, into objects with the names
// of `halfulp explain --json`. tests/explain.ts compares the two.

export const EXPLANATION_SIZE = 1000;

const KINDS = ["zero", "finite", "infinity", "nan"] as const;
const TYPES = ["number", "int32", "int64", "uint32", "uint64"] as const;
const PLACES = ["code", "above_largest", "below_smallest", "negative", "too_fine", "none"] as const;
const CAUSES = ["number", "signaling_nan", "nan", "invalid", "divide_by_zero"] as const;
const REASONS = [
    "special",
    "exact",
    "below_half",
    "above_half",
    "tie_even",
    "tie_away",
    "directed",
    "odd",
    "drawn",
] as const;
const REPLACEMENTS = ["not", "flushed", "overflow", "infinity", "missing_nan", "missing_zero", "negative"] as const;

/** A number between decode and encode: (-1)^sign * (significand + tail) * 2^exponent, if it is finite. */
export interface Value {
    kind: (typeof KINDS)[number];
    sign: number;
    significand: bigint;
    exponent: number;
    sticky: number;
    signaling: number;
}

export interface Code {
    type: (typeof TYPES)[number];
    format: string;
    code: bigint;
    sign_field: number;
    exponent_field: number;
    fraction_field: bigint;
    subnormal: number;
    flushed: number;
    value: Value;
}

export interface Neighbour {
    place: (typeof PLACES)[number];
    code: bigint;
    value: Value;
}

export interface Rounding {
    reason: (typeof REASONS)[number];
    outward: number;
    quantum: number;
    kept: bigint;
    nu: bigint;
    more: number;
    discarded_bits: number;
    inner: Neighbour;
    outer: Neighbour;
    draw: bigint;
    random: bigint;
    threshold: bigint;
    subnormal: number;
    tiny: number;
    tiny_before: number;
    tiny_after: number;
}

export interface Explanation {
    operation: number;
    operands: Code[];
    is_sum: number;
    addends: [Value, Value];
    cause: (typeof CAUSES)[number];
    exact_flags: number;
    exact: Value;
    has_integral: number;
    integral: Rounding;
    to_round: Value;
    rounding: Rounding;
    same: number;
    previous: Neighbour;
    replaced: (typeof REPLACEMENTS)[number];
    flags: number;
    result: Code;
}

function readValue(view: DataView, at: number): Value {
    return {
        significand: view.getBigUint64(at, true),
        exponent: view.getInt32(at + 8, true),
        kind: KINDS[view.getUint8(at + 12)]!,
        sign: view.getUint8(at + 13),
        sticky: view.getUint8(at + 14),
        signaling: view.getUint8(at + 15),
    };
}

function readName(view: DataView, at: number): string {
    const bytes = new Uint8Array(view.buffer, at, 48);
    return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
}

function readCode(view: DataView, at: number): Code {
    return {
        code: view.getBigUint64(at, true),
        fraction_field: view.getBigUint64(at + 8, true),
        exponent_field: view.getUint32(at + 16, true),
        sign_field: view.getUint8(at + 20),
        type: TYPES[view.getUint8(at + 21)]!,
        subnormal: view.getUint8(at + 22),
        flushed: view.getUint8(at + 23),
        value: readValue(view, at + 24),
        format: readName(view, at + 40),
    };
}

function readNeighbour(view: DataView, at: number): Neighbour {
    return {
        code: view.getBigUint64(at, true),
        value: readValue(view, at + 8),
        place: PLACES[view.getUint32(at + 24, true)]!,
    };
}

function readRounding(view: DataView, at: number): Rounding {
    return {
        kept: view.getBigUint64(at, true),
        nu: view.getBigUint64(at + 8, true),
        inner: readNeighbour(view, at + 16),
        outer: readNeighbour(view, at + 48),
        draw: view.getBigUint64(at + 80, true),
        random: view.getBigUint64(at + 88, true),
        threshold: view.getBigUint64(at + 96, true),
        quantum: view.getInt32(at + 104, true),
        discarded_bits: view.getInt32(at + 108, true),
        more: view.getUint8(at + 112),
        subnormal: view.getUint8(at + 113),
        outward: view.getUint8(at + 114),
        reason: REASONS[view.getUint8(at + 115)]!,
        tiny: view.getUint8(at + 116),
        tiny_before: view.getUint8(at + 117),
        tiny_after: view.getUint8(at + 118),
    };
}

export function readExplanation(view: DataView, at: number): Explanation {
    const arity = view.getUint32(at + 4, true);
    return {
        operation: view.getUint32(at, true),
        operands: [104, 240, 376].slice(0, arity).map((place) => readCode(view, at + place)),
        addends: [readValue(view, at + 512), readValue(view, at + 528)],
        exact: readValue(view, at + 544),
        exact_flags: view.getUint32(at + 560, true),
        is_sum: view.getUint8(at + 564),
        cause: CAUSES[view.getUint8(at + 565)]!,
        has_integral: view.getUint8(at + 566),
        same: view.getUint8(at + 567),
        integral: readRounding(view, at + 568),
        to_round: readValue(view, at + 688),
        rounding: readRounding(view, at + 704),
        previous: readNeighbour(view, at + 824),
        replaced: REPLACEMENTS[view.getUint32(at + 856, true)]!,
        flags: view.getUint32(at + 860, true),
        result: readCode(view, at + 864),
    };
}
