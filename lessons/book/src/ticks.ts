// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a format in an interval, for drawing.

import { Operation, type Format, type Library } from "./library";

const UP = 4; // hu_rounding: HU_UP

export interface Tick {
    at: number;
    code: bigint;
}

/** The numbers from `low` to `high`, with no two closer than `step`: where they are closer, only some. The library
 * finds each by rounding up to the format. */
export function ticks(lib: Library, format: Format, low: number, high: number, step: number): Tick[] {
    const found: Tick[] = [];
    for (let x = low; x <= high;) {
        const { code } = lib.apply(Operation.convert, format, [lib.fromDouble(x)], { rounding: UP });
        const number = { format, code };
        const at = lib.toDouble(number);
        if (!lib.isFinite(number) || at > high || at < x) {
            break;
        }
        found.push({ at, code });
        x = at + step;
        if (x <= at) {
            break; // finer than FP64
        }
    }
    return found;
}
