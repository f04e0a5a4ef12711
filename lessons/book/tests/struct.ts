// SPDX-License-Identifier: Apache-2.0
//
// The stages as the pages read them from the module's memory are those of `halfulp explain --json`: every field.

import module from "../src/halfulp.wasm";
import { Library, Operation, type Num } from "../src/library";
import type { Explanation } from "../src/explanation";
import { sameLists, run, test } from "./harness";

interface Case {
    words: string[];
    operation: number;
    to: string;
    operands: [string, string][];
    env: Parameters<Library["explain"]>[3];
}

const CASES: Case[] = [
    {
        words: ["fp16: 0.1 + 0.2"],
        operation: Operation.add,
        to: "fp16",
        operands: [
            ["fp16", "0.1"],
            ["fp16", "0.2"],
        ],
        env: {},
    },
    {
        words: ["e4m3: 240 * 2", "--rounding", "up"],
        operation: Operation.mul,
        to: "e4m3",
        operands: [
            ["e4m3", "240"],
            ["e4m3", "2"],
        ],
        env: { rounding: 4 },
    },
    { words: ["fp32 -> e4m3: 449"], operation: Operation.convert, to: "e4m3", operands: [["fp32", "449"]], env: {} },
    {
        words: ["fp32 -> e4m3: 470", "--saturate"],
        operation: Operation.convert,
        to: "e4m3",
        operands: [["fp32", "470"]],
        env: { overflow: 2 },
    },
    { words: ["fp32 -> e2m1: nan"], operation: Operation.convert, to: "e2m1", operands: [["fp32", "nan"]], env: {} },
    { words: ["fp32 -> e8m0: -3"], operation: Operation.convert, to: "e8m0", operands: [["fp32", "-3"]], env: {} },
    {
        words: ["e4m3, e4m3, fp32 -> fp16: fma(1.5, -2, 0x3F800000)"],
        operation: Operation.fma,
        to: "fp16",
        operands: [
            ["e4m3", "1.5"],
            ["e4m3", "-2"],
            ["fp32", "1"],
        ],
        env: {},
    },
    { words: ["fp16: sqrt(2)"], operation: Operation.sqrt, to: "fp16", operands: [["fp16", "2"]], env: {} },
    {
        words: ["fp16: 1 / 0"],
        operation: Operation.div,
        to: "fp16",
        operands: [
            ["fp16", "1"],
            ["fp16", "0"],
        ],
        env: {},
    },
    {
        words: ["fp16: 1 / 3", "--rounding", "to-odd"],
        operation: Operation.div,
        to: "fp16",
        operands: [
            ["fp16", "1"],
            ["fp16", "3"],
        ],
        env: { rounding: 5 },
    },
    {
        words: ["e5m2: roundToIntegral(2.5)"],
        operation: Operation.roundToIntegral,
        to: "e5m2",
        operands: [["e5m2", "2.5"]],
        env: {},
    },
    {
        words: ["fp32 -> e5m2: 1.3", "--rounding", "stochastic-a", "--random-bits", "8", "--random", "200"],
        operation: Operation.convert,
        to: "e5m2",
        operands: [["fp32", "1.3"]],
        env: { rounding: 6, randomBits: 8, random: 200n },
    },
    {
        words: ["fp32 -> fp16: 1e-7", "--ftz", "--tininess", "before"],
        operation: Operation.convert,
        to: "fp16",
        operands: [["fp32", "1e-7"]],
        env: { flush: 2, tininess: 1 },
    },
    {
        words: ["fp16 -> e5m2: 1e-7", "--daz"],
        operation: Operation.convert,
        to: "e5m2",
        operands: [["fp16", "1e-7"]],
        env: { flush: 1 },
    },
];

/** Adds the leaves of an object, by their path. The command writes 64-bit words as text in hexadecimal. */
function leaves(at: string, x: unknown, to: Map<string, string>): Map<string, string> {
    if (typeof x === "object" && x !== null) {
        for (const [name, part] of Object.entries(x)) {
            leaves(`${at}.${name}`, part, to);
        }
    } else {
        to.set(at, typeof x === "bigint" ? `0x${x.toString(16).toUpperCase()}` : String(x));
    }
    return to;
}

/** The same under the command's names. */
function renamed(e: Explanation): Record<string, unknown> {
    return { ...e, addend0: e.addends[0], addend1: e.addends[1] };
}

function compare(question: string, e: Explanation, json: string): void {
    const printed = leaves("", JSON.parse(json), new Map());
    printed.delete(".operation"); // a name there, a number here
    const ours = leaves("", renamed(e), new Map());
    const names = [...printed.keys()];
    sameLists(
        (i) => `${question}${names[i]}`,
        names.map((name) => ours.get(name) ?? "missing"),
        [...printed.values()],
    );
}

test("struct: operations under policies", async (site) => {
    const lib = await Library.load(module);
    for (const { words, operation, to, operands, env } of CASES) {
        const numbers = operands.map(([format, text]): Num => {
            const read = lib.parse(lib.known(format), text);
            return { format: lib.known(format), code: typeof read === "string" ? 0n : read.code };
        });
        const e = lib.explain(operation, lib.known(to), numbers, env);
        compare(words.join(" "), e as Explanation, await run(site.halfulp, ["explain", "--json", ...words]));
    }
});

test("struct: all codes of E4M3", async (site) => {
    const lib = await Library.load(module);
    const format = lib.known("e4m3");
    const script =
        'for code in $(seq 0 255); do "$1" explain --json e4m3 "$(printf 0x%02X "$code")" || exit; echo "==="; done';
    const answers = (await run("/bin/sh", ["-c", script, "sh", site.halfulp])).split("===\n").slice(0, -1);
    answers.forEach((json, code) =>
        compare(
            `e4m3 ${code}`,
            lib.explain(Operation.convert, format, [{ format, code: BigInt(code) }]) as Explanation,
            json,
        ),
    );
});
