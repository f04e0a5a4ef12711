// SPDX-License-Identifier: Apache-2.0
//
// The policies of hu_env as choices, in the order of their enumerations: the words of the command's options.

import type { Env } from "../library";

export interface Policy {
    /** The field of Env. */
    field: Exclude<keyof Env, "random" | "randomBits" | "flush">;
    /** The option of the command, without dashes. */
    option: string;
    title: string;
    words: readonly string[];
}

export const POLICIES: readonly Policy[] = [
    {
        field: "rounding",
        option: "rounding",
        title: "Rounding",
        words: [
            "nearest-even",
            "nearest-away",
            "toward-zero",
            "down",
            "up",
            "to-odd",
            "stochastic-a",
            "stochastic-b",
            "stochastic-c",
        ],
    },
    { field: "overflow", option: "overflow", title: "Too large", words: ["none", "saturate-finite", "saturate-all"] },
    { field: "nan", option: "nan", title: "NaN", words: ["canonical", "x86", "arm", "nvidia", "signed"] },
    { field: "infinityNan", option: "infinity-nan", title: "A NaN for infinity", words: ["as-invalid", "signed"] },
    { field: "tininess", option: "tininess", title: "Tiny is judged", words: ["after", "before"] },
    {
        field: "negative",
        option: "negative",
        title: "Below zero, no sign",
        words: ["by-overflow", "magnitude", "directed"],
    },
    {
        field: "missingNan",
        option: "missing-nan",
        title: "NaN, none there",
        words: ["largest", "opposite-zero", "zero"],
    },
    {
        field: "missingZero",
        option: "missing-zero",
        title: "Zero, none there",
        words: ["by-overflow", "smallest", "tiny-smallest"],
    },
    { field: "zeroDivide", option: "zero-divide", title: "x / 0", words: ["infinity", "nan"] },
    { field: "oddOverflow", option: "odd-overflow", title: "Too large, to odd", words: ["largest", "odd-code"] },
];

/** Flushing is two bits, each a switch of the command. */
export const FLUSH = [
    { bit: 1, option: "daz", title: "DAZ: subnormal operands are zero" },
    { bit: 2, option: "ftz", title: "FTZ: tiny results are zero" },
] as const;

export const FIRST_STOCHASTIC = 6;

export function isStochastic(env: Env): boolean {
    return (env.rounding ?? 0) >= FIRST_STOCHASTIC;
}

/** The options that give an environment. */
export function optionsOf(env: Env): string[] {
    const words = POLICIES.flatMap(({ field, option, words: all }) => {
        const index = env[field] ?? 0;
        return index === 0 ? [] : [`--${option}`, all[index]!];
    });
    const flush = FLUSH.filter(({ bit }) => ((env.flush ?? 0) & bit) !== 0).map(({ option }) => `--${option}`);
    const random = isStochastic(env)
        ? ["--random-bits", String(env.randomBits ?? 0), "--random", String(env.random ?? 0n)]
        : [];
    return [...words, ...flush, ...random];
}
