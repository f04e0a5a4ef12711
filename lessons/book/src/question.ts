// SPDX-License-Identifier: Apache-2.0
//
// What the explorer is asked: a format and a value, as `halfulp explain FORMAT VALUE` takes them, and what stands
// beside it. It lives in the URL behind the #, so that a page is a link and every link works from a disk.

import { Flag, Operation, Style, type Format, type Library, type Num } from "./library";
import type { Explanation } from "./explanation";

export interface State {
    /** Any text that the library accepts as a format. */
    format: string;
    /** A code, 0x and hexadecimal digits, or a number as hu_parse reads it. */
    value: string;
    /** Formats that show the same value. */
    beside: readonly string[];
    /** The number line shows a range of 2^zoom; null: by the value. */
    zoom: number | null;
    /** Around this number; null: around the value. */
    at: string | null;
}

export const INITIAL: State = { format: "e4m3", value: "0.1", beside: ["e5m2", "bf16", "fp16"], zoom: null, at: null };

export function stateOf(hash: string): State {
    const fields = new URLSearchParams(hash.replace(/^#/, ""));
    const zoom = fields.get("zoom");
    return {
        format: fields.get("format") ?? INITIAL.format,
        value: fields.get("value") ?? (fields.has("format") ? "1" : INITIAL.value),
        beside: fields.has("format") ? fields.getAll("beside") : INITIAL.beside,
        zoom: zoom !== null && /^-?\d{1,5}$/.test(zoom) ? Number(zoom) : null,
        at: fields.get("at"),
    };
}

export function hashOf(state: State): string {
    const fields = new URLSearchParams({ format: state.format, value: state.value });
    for (const format of state.beside) {
        fields.append("beside", format);
    }
    if (state.zoom !== null) {
        fields.set("zoom", String(state.zoom));
    }
    if (state.at !== null) {
        fields.set("at", state.at);
    }
    return `#${fields.toString().replace(/%3A/g, ":").replace(/%2C/g, ",")}`;
}

/** A code in hexadecimal, as many digits as the format's width takes. */
export function hex(format: Format, code: bigint): string {
    return `0x${code
        .toString(16)
        .toUpperCase()
        .padStart(Math.ceil(format.width / 4), "0")}`;
}

/** The bits of a code, the highest first. */
export function bitsOf(format: Format, code: bigint): string {
    return code.toString(2).padStart(format.width, "0");
}

export function isCode(text: string): boolean {
    return /^0x[0-9a-f]+$/i.test(text);
}

export interface Read {
    code: bigint;
    flags: number;
}

/** Reads a value as the command does: or what was expected. */
export function readValue(lib: Library, format: Format, text: string): Read | string {
    if (!isCode(text)) {
        return lib.parse(format, text);
    }
    const code = BigInt(text);
    return code >> BigInt(format.width) === 0n
        ? { code, flags: 0 }
        : `expected a code of at most ${format.width} bits, the width of ${format.name}`;
}

/** The value in another format: read from its text, or converted from the code. */
export function readBeside(lib: Library, x: Num, text: string, to: Format): Read {
    const read = isCode(text) ? null : lib.parse(to, text);
    return read !== null && typeof read !== "string" ? read : lib.apply(Operation.convert, to, [x]);
}

/** An answer to a question without errors. */
export interface View {
    lib: Library;
    state: State;
    x: Num;
    /** The value is a text that is no number of the format: x is the nearest. */
    inexact: boolean;
    explanation: Explanation;
}

export type Answer = { view: View } | { wrong: "format" | "value"; expected: string };

export function answer(lib: Library, state: State): Answer {
    const format = lib.format(state.format);
    if (typeof format === "string") {
        return { wrong: "format", expected: format };
    }
    const read = readValue(lib, format, state.value);
    if (typeof read === "string") {
        return { wrong: "value", expected: read };
    }
    const x = { format, code: read.code };
    const explanation = lib.explain(Operation.convert, format, [x]);
    if (typeof explanation === "string") {
        return { wrong: "format", expected: explanation };
    }
    return { view: { lib, state, x, inexact: (read.flags & Flag.inexact) !== 0, explanation } };
}

/** The same value asked of another format: a code becomes that of the nearest number. */
export function inFormat(lib: Library, state: State, view: View, text: string): Partial<State> {
    const to = lib.format(text);
    if (typeof to === "string" || !isCode(state.value)) {
        return { format: text, zoom: null, at: null };
    }
    const code = lib.apply(Operation.convert, to, [view.x]).code;
    return { format: text, value: hex(to, code), zoom: null, at: null };
}

/** The command that prints what the page shows. No part of it needs quotes. */
export function commandOf(state: State): string {
    return `halfulp explain ${state.format} ${state.value}`;
}

/** What it prints. */
export function printed({ lib, state, x, inexact }: View): string {
    lib.explain(Operation.convert, x.format, [x]);
    const text = lib.explainText();
    const nearest = `${hex(x.format, x.code)} = ${lib.print(x, Style.decimal)}`;
    return inexact ? `${state.value} is not a number of ${x.format.name}; the nearest is ${nearest}\n\n${text}` : text;
}

/** 2^exponent in decimal, if that is short. */
export function powerText(lib: Library, exponent: number): string | null {
    const read = lib.parse(lib.fp64, `0x1p${exponent}`);
    if (typeof read === "string" || read.flags !== 0) {
        return null;
    }
    const decimal = lib.print({ format: lib.fp64, code: read.code }, Style.exact);
    return decimal.length <= 24 ? decimal : null;
}
