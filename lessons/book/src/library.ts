// SPDX-License-Identifier: Apache-2.0
//
// The library, compiled to WebAssembly, as a class. It has all the arithmetic and writes all numbers; this file only
// moves arguments and results through the module's memory. A code is a bigint, as codes have up to 64 bits.

import { readExplanation, EXPLANATION_SIZE, type Explanation } from "./explanation";

/** A format: hu_format of halfulp_format.h, whose fields stand at a fixed address of the module's memory. */
export interface Format {
    readonly address: number;
    readonly name: string;
    readonly width: number;
    readonly exponentBits: number;
    readonly fractionBits: number;
    readonly bias: number;
    readonly hasSign: boolean;
    readonly hasZero: boolean;
    readonly infinity: number;
    readonly nan: number;
    readonly emin: number;
    readonly emax: number;
    readonly largest: bigint;
    readonly smallest: bigint;
    readonly smallestNormal: bigint;
    readonly one: bigint;
    readonly finiteCount: bigint;
    readonly nanCount: bigint;
    readonly aliases: readonly string[];
}

/** A code together with the format that gives it meaning: hu_number. */
export interface Num {
    readonly format: Format;
    readonly code: bigint;
}

/** hu_operation, those that the pages use. */
export const Operation = {
    convert: 0,
    add: 1,
    sub: 2,
    mul: 3,
    div: 4,
    sqrt: 5,
    fma: 6,
    remainder: 7,
    minimum: 8,
    maximum: 9,
    nextUp: 12,
    nextDown: 13,
    roundToIntegral: 14,
    compare: 18,
    classify: 27,
} as const;

/** hu_text, and the decimal that the halfulp command shows. */
export const Style = { shortest: 0, exact: 1, hex: 2, decimal: 3 } as const;

/** hu_class, in the order of its values. */
export const CLASSES = [
    "signaling NaN",
    "quiet NaN",
    "negative infinity",
    "negative normal number",
    "negative subnormal number",
    "negative zero",
    "positive zero",
    "positive subnormal number",
    "positive normal number",
    "positive infinity",
] as const;

/** The exception flags, from the highest bit down. */
export const Flag = { invalid: 16, divideByZero: 8, overflow: 4, underflow: 2, inexact: 1 } as const;

/** The fields of hu_env that are words, and where they are. All zero is IEEE 754's default. */
const ENV_WORDS = {
    rounding: 4,
    overflow: 8,
    tininess: 12,
    randomBits: 24,
    nan: 28,
    flush: 32,
    oddOverflow: 36,
    missingNan: 40,
    missingZero: 44,
    negative: 48,
    infinityNan: 52,
    zeroDivide: 56,
} as const;
export type Env = { -readonly [name in keyof typeof ENV_WORDS]?: number } & { random?: bigint };

const ENV_SIZE = 96;
const FORMAT_SIZE = 96;
const NUMBER_SIZE = 16;
const ENV_RANDOM = 16;
const TEXT_SIZE = 65536; // more than the digits of any number: 2^-33000 has 33000

type Exported = { memory: WebAssembly.Memory; __heap_base: WebAssembly.Global } & {
    [name: string]: (...values: (number | bigint)[]) => number | bigint;
};

export class Library {
    private readonly module: Exported;
    private readonly env: number;
    private readonly operands: number;
    private readonly result: number;
    private readonly explanation: number;
    private readonly text: number;
    private free: number;
    private readonly formats = new Map<string, Format | string>();
    /** The rows of the table, in its order. */
    readonly table: readonly Format[];
    readonly fp64: Format;

    private constructor(instance: WebAssembly.Instance) {
        this.module = instance.exports as unknown as Exported;
        this.free = this.module.__heap_base.value as number;
        this.env = this.allocate(ENV_SIZE);
        this.operands = this.allocate(3 * NUMBER_SIZE);
        this.result = this.allocate(NUMBER_SIZE);
        this.explanation = this.allocate(EXPLANATION_SIZE);
        this.text = this.allocate(TEXT_SIZE);
        const table: Format[] = [];
        for (let address; (address = this.call("hu_format_at", table.length)) !== 0;) {
            table.push(this.describe(address));
        }
        this.table = table;
        this.fp64 = this.known("fp64");
    }

    static async load(bytes: BufferSource): Promise<Library> {
        const { instance } = await WebAssembly.instantiate(bytes, {});
        return new Library(instance);
    }

    // ---- Memory --------------------------------------------------------------------------------------------------

    /** Calls an exported function whose result is an int, a pointer or nothing. */
    private call(name: string, ...values: (number | bigint)[]): number {
        return Number(this.module[name]!(...values));
    }

    private view(): DataView {
        return new DataView(this.module.memory.buffer);
    }

    /** Memory that is never given back. */
    private allocate(size: number): number {
        const address = (this.free + 15) & ~15;
        this.free = address + size;
        const missing = this.free - this.module.memory.buffer.byteLength;
        if (missing > 0) {
            this.module.memory.grow(Math.ceil(missing / 65536));
        }
        return address;
    }

    private readText(address: number, length?: number): string {
        const bytes = new Uint8Array(this.module.memory.buffer, address);
        return new TextDecoder().decode(bytes.slice(0, length ?? bytes.indexOf(0)));
    }

    /** Puts a text into the text buffer, with a terminating zero, and returns its length in bytes. */
    private writeText(text: string): number {
        const bytes = new TextEncoder().encode(text).slice(0, TEXT_SIZE - 1);
        const to = new Uint8Array(this.module.memory.buffer, this.text);
        to.set(bytes);
        to[bytes.length] = 0;
        return bytes.length;
    }

    private writeEnv(env: Env): void {
        const view = this.view();
        new Uint8Array(view.buffer, this.env, ENV_SIZE).fill(0);
        for (const [name, place] of Object.entries(ENV_WORDS)) {
            view.setUint32(this.env + place, env[name as keyof typeof ENV_WORDS] ?? 0, true);
        }
        view.setBigUint64(this.env + ENV_RANDOM, env.random ?? 0n, true);
    }

    private writeOperands(operands: readonly Num[]): void {
        const view = this.view();
        operands.forEach((x, i) => {
            view.setUint32(this.operands + NUMBER_SIZE * i, x.format.address, true);
            view.setBigUint64(this.operands + NUMBER_SIZE * i + 8, x.code, true);
        });
    }

    // ---- Formats -------------------------------------------------------------------------------------------------

    /** The format of a text that hu_format_parse accepts; otherwise the sentence that says what it expected. */
    format(text: string): Format | string {
        let known = this.formats.get(text);
        if (known === undefined) {
            this.writeText(text);
            const address = this.allocate(FORMAT_SIZE);
            if (this.call("hu_format_parse", this.text, address) !== 0) {
                known = this.describe(address);
            } else {
                this.free = address;
                known = this.readText(this.call("hu_format_parse_error", this.text));
            }
            this.formats.set(text, known);
        }
        return known;
    }

    /** The same for a text that is a format. */
    known(text: string): Format {
        const format = this.format(text);
        if (typeof format === "string") {
            throw new Error(`${text}: ${format}`);
        }
        return format;
    }

    private describe(address: number): Format {
        const view = this.view();
        const word = (name: string) => BigInt.asUintN(64, BigInt(this.module[`hu_format_${name}`]!(address)));
        const aliases: string[] = [];
        for (let alias; (alias = this.call("hu_format_alias", address, aliases.length)) !== 0;) {
            aliases.push(this.readText(alias));
        }
        return {
            address,
            aliases,
            name: this.readText(address),
            width: this.call("hu_format_width", address),
            exponentBits: view.getInt32(address + 48, true),
            fractionBits: view.getInt32(address + 52, true),
            bias: view.getInt32(address + 56, true),
            hasSign: view.getUint8(address + 60) !== 0,
            hasZero: view.getUint8(address + 61) !== 0,
            infinity: view.getUint8(address + 62),
            nan: view.getUint8(address + 63),
            emin: this.call("hu_format_emin", address),
            emax: this.call("hu_format_emax", address),
            largest: word("largest"),
            smallest: word("smallest"),
            smallestNormal: word("smallest_normal"),
            one: word("one"),
            finiteCount: word("finite_count"),
            nanCount: word("nan_count"),
        };
    }

    // ---- Text ----------------------------------------------------------------------------------------------------

    print(x: Num, style: number): string {
        const length = this.call("book_print", this.text, TEXT_SIZE, x.format.address, x.code, style);
        return this.readText(this.text, length);
    }

    /** The number of the format that the text stands for, rounded to nearest; or what was expected instead. */
    parse(format: Format, text: string): { code: bigint; flags: number } | string {
        const length = this.writeText(text);
        this.writeEnv({});
        const error = this.call("hu_parse_length", format.address, this.text, length, this.env, this.result);
        if (error !== 0) {
            return this.readText(error);
        }
        return { code: this.view().getBigUint64(this.result + 8, true), flags: this.view().getUint32(this.env, true) };
    }

    // ---- Operations ----------------------------------------------------------------------------------------------

    /** hu_apply: the code, or the integer, and the flags. */
    apply(operation: number, to: Format, operands: readonly Num[], env: Env = {}): { code: bigint; flags: number } {
        this.writeEnv(env);
        this.writeOperands(operands);
        const status = this.call("hu_apply", operation, to.address, this.operands, this.env, this.result);
        if (status !== 0) {
            throw new Error(this.readText(this.call("hu_status_text", status)));
        }
        return { code: this.view().getBigUint64(this.result + 8, true), flags: this.view().getUint32(this.env, true) };
    }

    /** The index of the number's class in CLASSES. */
    classify(x: Num): number {
        return Number(this.apply(Operation.classify, x.format, [x]).code);
    }

    isFinite(x: Num): boolean {
        const index = this.classify(x);
        return index >= 3 && index <= 8;
    }

    /** The number as JavaScript's own, for places on the screen only: rounded to FP64. */
    toDouble(x: Num): number {
        this.view().setBigUint64(this.result, this.apply(Operation.convert, this.fp64, [x]).code, true);
        return this.view().getFloat64(this.result, true);
    }

    fromDouble(x: number): Num {
        this.view().setFloat64(this.result, x, true);
        return { format: this.fp64, code: this.view().getBigUint64(this.result, true) };
    }

    /** hu_random_bits: an integer of so many bits, the same for the same arguments. */
    randomBits(seed: bigint, stream: bigint, index: bigint, bits: number): bigint {
        return BigInt.asUintN(32, BigInt(this.call("hu_random_bits", seed, stream, index, bits)));
    }

    // ---- Presets -------------------------------------------------------------------------------------------------

    /** The names of the environments that the library has by name. */
    presets(): string[] {
        const names: string[] = [];
        for (let preset; (preset = this.call("hu_preset_at", names.length)) !== 0;) {
            names.push(this.readText(this.view().getUint32(preset, true)));
        }
        return names;
    }

    /** The environment of that name for results in a format; or what was expected instead. */
    like(name: string, to: Format): Env | string {
        this.writeText(name);
        if (this.call("hu_env_like", this.text, to.address, this.env) === 0) {
            return this.readText(this.call("hu_env_like_error", this.text, to.address));
        }
        const view = this.view();
        return Object.fromEntries(
            Object.entries(ENV_WORDS).map(([word, place]) => [word, view.getUint32(this.env + place, true)]),
        );
    }

    // ---- Explanations --------------------------------------------------------------------------------------------

    /** hu_explain: the stages as data; or why there are none. */
    explain(operation: number, to: Format, operands: readonly Num[], env: Env = {}): Explanation | string {
        this.writeEnv(env);
        this.writeOperands(operands);
        const status = this.call("hu_explain", operation, to.address, this.operands, this.env, this.explanation);
        if (status !== 0) {
            return this.readText(this.call("hu_status_text", status));
        }
        return readExplanation(this.view(), this.explanation);
    }

    /** hu_explain_text of the last explanation, in lines of `width` columns; 0 means 80. */
    explainText(width = 0): string {
        const length = this.call("hu_explain_text", this.text, TEXT_SIZE, this.explanation, width);
        return this.readText(this.text, length);
    }
}
