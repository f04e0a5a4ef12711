// SPDX-License-Identifier: Apache-2.0
//
// The parts of pages that are computed when the site is built, for readers without JavaScript: the table of formats,
// all codes of E4M3, and a sum step by step.

import module from "../src/halfulp.wasm";
import { Library, Style, type Format } from "../src/library";
import { FIRST, solve, type Solved } from "../src/rounding/problem";

function tableOfFormats(lib: Library): string {
    const row = (format: Format) => {
        const cell = (code: bigint) => `<td><code>${lib.print({ format, code }, Style.decimal)}</code></td>`;
        return (
            `<tr><th scope="row">${format.name}</th><td>${format.width}</td><td>${format.exponentBits}</td>` +
            `<td>${format.fractionBits}</td>${cell(format.largest)}${cell(format.smallestNormal)}` +
            `${cell(format.smallest)}</tr>`
        );
    };
    const heads = ["Format", "Bits", "of them exponent", "and fraction", "Largest", "Smallest normal", "Smallest"];
    return (
        `<table><caption>The formats of the library</caption><thead><tr>` +
        heads.map((head) => `<th scope="col">${head}</th>`).join("") +
        `</tr></thead><tbody>${lib.table.map(row).join("")}</tbody></table>`
    );
}

function gridOf(lib: Library, format: Format): string {
    const columns = 1 << format.fractionBits;
    const rows: string[] = [];
    for (let field = 0; field < 1 << format.exponentBits; field++) {
        const cells = Array.from(
            { length: columns },
            (_, i) => `<td>${lib.print({ format, code: BigInt(field * columns + i) }, Style.decimal)}</td>`,
        );
        rows.push(
            `<tr><th scope="row">${field.toString(2).padStart(format.exponentBits, "0")}</th>${cells.join("")}</tr>`,
        );
    }
    const heads = Array.from(
        { length: columns },
        (_, i) => `<th scope="col">${i.toString(2).padStart(format.fractionBits, "0")}</th>`,
    );
    return (
        `<table><caption>The positive numbers of ${format.name}: exponent bits down, fraction bits across</caption>` +
        "<thead><tr>" +
        `<td></td>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`
    );
}

export async function fragments(): Promise<Record<string, string>> {
    const lib = await Library.load(module);
    return {
        formats: tableOfFormats(lib),
        e4m3: gridOf(lib, lib.known("e4m3")),
        sum: (solve(lib, FIRST) as Solved).text,
    };
}
