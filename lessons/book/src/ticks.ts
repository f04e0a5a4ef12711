// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a format in an interval, for drawing.

import { Operation, type Format, type Library } from "./library";

// HU_UP; and HU_SATURATE_ALL, by which numbers below zero come to the smallest one of a format without a sign.
const ENV = { rounding: 4, overflow: 2 };

export interface Tick {
    at: number;
    code: bigint;
}

/** The numbers from `low` to `high`, with no two closer than `step`: where they are closer, only some. The library
 * finds each by rounding up to the format. */
export function ticks(lib: Library, format: Format, low: number, high: number, step: number): Tick[] {
    const found: Tick[] = [];
    for (let x = low; x <= high;) {
        const { code } = lib.apply(Operation.convert, format, [lib.fromDouble(x)], ENV);
        const number = { format, code };
        const at = lib.toDouble(number);
        if (!lib.isFinite(number) || at > high || at < x) {
            break;
        }
        found.push({ at, code });
        x = at + step;
        if (x <= at) {
            // the step is finer than FP64
            x = lib.toDouble({ format, code: lib.apply(Operation.nextUp, format, [number]).code });
        }
        if (!(x > at)) {
            break;
        }
    }
    return found;
}
