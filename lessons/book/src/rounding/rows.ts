// SPDX-License-Identifier: Apache-2.0
//
// Numbers as rows of bits, one below the other by weight, cut where the format's quantum is.

import type { Value } from "../explanation";
import { h, s } from "../dom";

export interface Row {
    name: string;
    value: Value;
    text: string;
    /** Drawn in the accent: the result of the choice. */
    chosen?: boolean;
}

const COLUMNS_MOST = 60;
const CELL_MOST = 17;
const CELL_LEAST = 10;
const HEIGHT = 26;
const NAME = 84;
const END = 24;

function lowestBit({ significand, exponent }: Value): number {
    let place = 0;
    while (place < 63 && ((significand >> BigInt(place)) & 1n) === 0n) {
        place++;
    }
    return exponent + place;
}

function isDrawn({ kind }: Value): boolean {
    return kind === "finite";
}

/** The rows as a picture; `quantum` is the weight of the last bit that is kept, where there is a cut, and
 * `room` the width to fit into where bits stay legible, in pixels. */
export function drawRows(rows: readonly Row[], quantum: number | null, label: string, room: number): Element | null {
    const drawn = rows.filter(({ value }) => isDrawn(value));
    if (drawn.length === 0) {
        return null;
    }
    const high = Math.max(...drawn.map(({ value }) => value.exponent + 63), quantum ?? -Infinity);
    const wanted = Math.min(...drawn.map(({ value }) => lowestBit(value)), quantum ?? Infinity);
    const low = Math.max(wanted, high - COLUMNS_MOST + 1);
    const fitting = Math.floor((room - NAME - END) / (high - low + 1));
    const cell = Math.max(CELL_LEAST, Math.min(CELL_MOST, fitting));
    const place = (weight: number) => NAME + (high - weight) * cell;
    const width = NAME + (high - low + 1) * cell + END;
    const pointed = high >= 0 && low <= 0;
    const height = HEIGHT * (drawn.length + (pointed || quantum !== null ? 1 : 0)) + 6;
    const parts: Element[] = [];
    drawn.forEach(({ name, value, chosen }, i) => {
        const y = HEIGHT * i + 18;
        parts.push(
            s("text", { class: chosen === true ? "row-name chosen" : "row-name", x: 4, y }, `${name}`),
            s("text", { class: "bit-sign", x: NAME - 14, y }, value.sign === 1 ? "−" : "+"),
        );
        const last =
            quantum === null
                ? Math.min(lowestBit(value), 0)
                : name === "exact"
                  ? Math.min(lowestBit(value), quantum)
                  : quantum;
        for (let weight = value.exponent + 63; weight >= Math.max(low, last); weight--) {
            const index = weight - value.exponent;
            const bit = index >= 0 && ((value.significand >> BigInt(index)) & 1n) === 1n ? "1" : "0";
            const discarded = quantum !== null && weight < quantum;
            parts.push(
                s(
                    "text",
                    {
                        class: `bit-text ${discarded ? "discarded" : "kept"}${chosen === true ? " chosen" : ""}`,
                        x: place(weight) + cell / 2,
                        y,
                    },
                    bit,
                ),
            );
        }
        if (value.sticky === 1 || lowestBit(value) < low) {
            parts.push(s("text", { class: "bit-text discarded", x: width - 8, y }, "…"));
        }
    });
    const bottom = HEIGHT * drawn.length + 4;
    if (pointed) {
        parts.push(s("line", { class: "point", x1: place(-1), x2: place(-1), y1: 2, y2: bottom }));
        if (quantum === null || Math.abs(quantum) > 3) {
            // else there is no room beside the other label
            parts.push(s("text", { class: "weight", x: place(-1), y: bottom + 14 }, "point"));
        }
    }
    if (quantum !== null && quantum >= low) {
        parts.push(s("line", { class: "cut", x1: place(quantum - 1), x2: place(quantum - 1), y1: 2, y2: bottom }));
        parts.push(s("text", { class: "weight", x: place(quantum) + cell / 2, y: bottom + 14 }, `2^${quantum}`));
    }
    return h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
        s(
            "svg",
            {
                class: "rows",
                width,
                height,
                viewBox: `0 0 ${width} ${height}`,
                role: "img",
                "aria-label": drawn.map(({ name, text }) => (text === "" ? name : `${name} = ${text}`)).join("; "),
            },
            ...parts,
        ),
    );
}

/** Where the exact result is between its neighbours: nu of the way. `width` is that of the picture, in pixels. */
export function drawChoice(
    nu: number,
    inner: string,
    outer: string,
    outward: boolean,
    negative: boolean,
    width: number,
): Element {
    const edge = 10;
    const [left, right] = negative ? [width - edge, edge] : [edge, width - edge];
    const at = left + (right - left) * nu;
    const middle = width / 2;
    const end = (x: number, text: string, chosen: boolean) => [
        s("circle", { class: chosen ? "end chosen" : "end", cx: x, cy: 40, r: chosen ? 8 : 5 }),
        s(
            "text",
            {
                class: chosen ? "end chosen" : "end",
                x: x > middle ? width : 0,
                y: 80,
                "text-anchor": x > middle ? "end" : "start",
            },
            text,
        ),
    ];
    const anchor = at < 24 ? "start" : at > width - 24 ? "end" : "middle";
    return s(
        "svg",
        {
            class: "choice",
            width,
            height: 88,
            viewBox: `0 0 ${width} 88`,
            role: "img",
            "aria-label": `The exact result between ${inner} and ${outer}; ${outward ? outer : inner} is chosen`,
        },
        s("line", { class: "base", x1: edge, x2: width - edge, y1: 40, y2: 40 }),
        s("line", { class: "half", x1: middle, x2: middle, y1: 30, y2: 50 }),
        s("text", { class: "half", x: middle, y: 63, "text-anchor": "middle" }, "tie"),
        ...end(left, inner, !outward),
        ...end(right, outer, outward),
        s("path", { class: "exact", d: `M${at} 34l-6 -12h12z` }),
        s("text", { class: "exact", x: at, y: 16, "text-anchor": anchor }, "exact"),
    );
}
