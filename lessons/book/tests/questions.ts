// SPDX-License-Identifier: Apache-2.0
//
// What the explorer is asked in the tests: all codes of narrow formats, and drawn codes and texts of the others.

import { run } from "./harness";

export interface Question {
    format: string;
    width: number;
    value: string;
}

const SAMPLED = [
    "binary8p3se",
    "binary8p1uf",
    "binary16p11se",
    "binary5p2sf",
    "ue5m3b15:inf=none,nan=top",
    "e5m2b-3",
    "e3m0:inf=none,nan=none",
    "e15m40b16383:inf=ieee,nan=ieee,zero=yes",
];
const TEXTS = ["0.1", "-0.1", "449", "1e10", "-1e-50", "inf", "-inf", "nan", "0", "-0", "0x1.8p+3", "1"];
const CODES = 24;

function hex(width: number, code: bigint): string {
    return `0x${code
        .toString(16)
        .toUpperCase()
        .padStart(Math.ceil(width / 4), "0")}`;
}

/** Codes that are the same in every run: the ends, and others spread over the range by a golden step. */
function sample(width: number): bigint[] {
    const all = 1n << BigInt(width);
    const codes = [0n, 1n, all / 2n - 1n, all / 2n, all - 1n, all - 2n];
    const step = ((all * 618034n) / 1000000n) | 1n;
    for (let i = 1n; codes.length < CODES; i++) {
        codes.push((i * step) % all);
    }
    return codes.map((code) => BigInt.asUintN(width, code));
}

/** The width of each format of the table, as the command prints it. */
async function widths(halfulp: string): Promise<Map<string, number>> {
    const lines = (await run(halfulp, ["formats"])).split("\n").slice(1);
    return new Map(
        lines.flatMap((line) => {
            const [, name, bits] = /^(\w+) +(\d+) /.exec(line) ?? [];
            return name === undefined || bits === undefined ? [] : [[name, Number(bits)] as const];
        }),
    );
}

export async function allCodes(halfulp: string): Promise<Question[][]> {
    return [...(await widths(halfulp))]
        .filter(([, width]) => width <= 8)
        .map(([format, width]) =>
            Array.from({ length: 2 ** width }, (_, code) => ({ format, width, value: hex(width, BigInt(code)) })),
        );
}

export async function samples(halfulp: string): Promise<Question[][]> {
    const wide = [...(await widths(halfulp))].filter(([, width]) => width > 8);
    const sheet = async (format: string): Promise<[string, number]> => [
        format,
        Number(/: (\d+) bits/.exec(await run(halfulp, ["formats", format]))![1]),
    ];
    const others = await Promise.all(SAMPLED.map(sheet));
    return [...wide, ...others].map(([format, width]) =>
        [...new Set(sample(width))].map((code) => ({ format, width, value: hex(width, code) })),
    );
}

export async function texts(halfulp: string): Promise<Question[][]> {
    const formats = [...(await widths(halfulp)), ["binary8p3se", 8] as const];
    return formats.map(([format, width]) => TEXTS.map((value) => ({ format, width, value })));
}
