// SPDX-License-Identifier: Apache-2.0
//
// The ticks of the number line: every number of the interval, by hand.

import module from "../src/halfulp.wasm";
import { Library, Style } from "../src/library";
import { ticks } from "../src/ticks";
import { same, test } from "./harness";

async function numbers(name: string, low: number, high: number, step: number): Promise<string[]> {
    const lib = await Library.load(module);
    const format = lib.known(name);
    return ticks(lib, format, low, high, step).map(({ code }) => lib.print({ format, code }, Style.decimal));
}

test("ticks: all numbers of an interval", async () => {
    const all = "-6 -4 -3 -2 -1.5 -1 -0.5 -0 0.5 1 1.5 2 3 4 6";
    same("E2M1", (await numbers("e2m1", -8, 8, 0.25)).join(" "), all);
    same("E8M0, which has none below zero", (await numbers("e8m0", -3, 9, 0.5)).slice(-4).join(" "), "1 2 4 8");
    same("an interval without any", (await numbers("e4m3", 449, 1000, 1)).join(" "), "");
});

test("ticks: steps finer than FP64, and steps that leave numbers out", async () => {
    same("FP64 above 1", (await numbers("fp64", 1, 1 + 4 * 2 ** -52, 2 ** -60)).length, 5);
    same("FP32 from 1 to 2 in 10 steps", (await numbers("fp32", 1, 2, 0.1)).length <= 11, true);
});
