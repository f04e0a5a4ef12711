// SPDX-License-Identifier: Apache-2.0
//
// One operation under an environment, as the round-stepper asks it and `halfulp explain` takes it. It lives in the
// URL behind the #.

import { Flag, Operation, Style, type Env, type Library, type Num } from "../library";
import type { Explanation } from "../explanation";
import { hex, readValue } from "../question";
import { FLUSH, optionsOf, POLICIES } from "./policies";

/** The operations, by the word in the URL: how many operands, and how the command writes them. */
export const OPERATIONS = {
    convert: { title: "convert x", operation: Operation.convert, arity: 1, sign: "" },
    add: { title: "x + y", operation: Operation.add, arity: 2, sign: "+" },
    sub: { title: "x − y", operation: Operation.sub, arity: 2, sign: "-" },
    mul: { title: "x × y", operation: Operation.mul, arity: 2, sign: "*" },
    div: { title: "x / y", operation: Operation.div, arity: 2, sign: "/" },
    sqrt: { title: "sqrt(x)", operation: Operation.sqrt, arity: 1, sign: "sqrt" },
    fma: { title: "x × y + z, rounded once", operation: Operation.fma, arity: 3, sign: "fma" },
    remainder: { title: "remainder(x, y)", operation: Operation.remainder, arity: 2, sign: "remainder" },
    minimum: { title: "minimum(x, y)", operation: Operation.minimum, arity: 2, sign: "minimum" },
    maximum: { title: "maximum(x, y)", operation: Operation.maximum, arity: 2, sign: "maximum" },
    roundToIntegral: {
        title: "roundToIntegral(x)",
        operation: Operation.roundToIntegral,
        arity: 1,
        sign: "roundToIntegral",
    },
} as const;
export type OperationName = keyof typeof OPERATIONS;

export const LETTERS = ["x", "y", "z"] as const;
export const STAGES = ["decode", "exact", "kept | discarded", "choose", "encode"] as const;

export interface Problem {
    name: OperationName;
    to: string;
    /** Of each of the three operands, used or not. */
    formats: readonly string[];
    values: readonly string[];
    env: Env;
    stage: number;
}

export const FIRST: Problem = {
    name: "add",
    to: "fp16",
    formats: ["fp16", "fp16", "fp16"],
    values: ["0.1", "0.2", "1"],
    env: {},
    stage: STAGES.length,
};

export function problemOf(hash: string): Problem {
    const fields = new URLSearchParams(hash.replace(/^#/, ""));
    const name = fields.get("op") ?? "";
    const to = fields.get("to") ?? FIRST.to;
    const env: Env = {};
    for (const { field, option, words } of POLICIES) {
        env[field] = Math.max(0, words.indexOf(fields.get(option) ?? ""));
    }
    env.flush = FLUSH.reduce((sum, { bit, option }) => sum | (fields.has(option) ? bit : 0), 0);
    env.randomBits = Math.min(32, Number(/^\d{1,2}$/.exec(fields.get("random-bits") ?? "")?.[0] ?? 8));
    env.random = BigInt(/^\d{1,10}$/.exec(fields.get("random") ?? "")?.[0] ?? 0);
    return {
        name: name in OPERATIONS ? (name as OperationName) : FIRST.name,
        to,
        env,
        formats: LETTERS.map((letter) => fields.get(`f${letter}`) ?? to),
        values: LETTERS.map((letter, i) => fields.get(letter) ?? FIRST.values[i]!),
        stage: Math.min(STAGES.length, Number(/^[1-5]$/.exec(fields.get("stage") ?? "")?.[0] ?? STAGES.length)),
    };
}

export function hashOfProblem({ name, to, formats, values, env, stage }: Problem): string {
    const fields = new URLSearchParams({ op: name, to });
    for (let i = 0; i < OPERATIONS[name].arity; i++) {
        fields.set(LETTERS[i]!, values[i]!);
        if (formats[i] !== to) {
            fields.set(`f${LETTERS[i]!}`, formats[i]!);
        }
    }
    const words = optionsOf(env);
    for (let i = 0; i < words.length; i++) {
        const option = words[i]!.slice(2);
        const isSwitch = FLUSH.some((one) => one.option === option);
        fields.set(option, isSwitch ? "" : words[++i]!);
    }
    if (stage !== STAGES.length) {
        fields.set("stage", String(stage));
    }
    return `#${fields.toString().replace(/%3A/g, ":").replace(/%2C/g, ",")}`;
}

/** The command that prints the same. */
export function commandOfProblem({ name, to, formats, values, env }: Problem): string {
    const { arity, sign } = OPERATIONS[name];
    const used = formats.slice(0, arity);
    const [x, y] = values;
    const expression =
        sign === "" ? x! : sign.length === 1 ? `${x!} ${sign} ${y!}` : `${sign}(${values.slice(0, arity).join(", ")})`;
    const alike = used.every((format) => format === to);
    const head = alike ? to : `${used.join(", ")} -> ${to}`;
    return ["halfulp explain", `"${head}: ${expression}"`, ...optionsOf(env)].join(" ");
}

/** A problem with its answer. */
export interface Solved {
    lib: Library;
    problem: Problem;
    operands: Num[];
    result: Num;
    explanation: Explanation;
    /** What the command prints. */
    text: string;
    /** The same in long lines. */
    lines: string;
}

export type Solution = Solved | { where: string; expected: string };

export function solve(lib: Library, problem: Problem): Solution {
    const { operation, arity } = OPERATIONS[problem.name];
    const to = lib.format(problem.to);
    if (typeof to === "string") {
        return { where: "to", expected: to };
    }
    const operands: Num[] = [];
    let notes = "";
    for (let i = 0; i < arity; i++) {
        const format = lib.format(problem.formats[i]!);
        if (typeof format === "string") {
            return { where: `f${LETTERS[i]!}`, expected: format };
        }
        const value = problem.values[i]!;
        const read = readValue(lib, format, value);
        if (typeof read === "string") {
            return { where: LETTERS[i]!, expected: read };
        }
        const x = { format, code: read.code };
        operands.push(x);
        if ((read.flags & Flag.inexact) !== 0) {
            const nearest = `${hex(format, x.code)} = ${lib.print(x, Style.decimal)}`;
            notes += `${value} is not a number of ${format.name}; the nearest is ${nearest}\n`;
        }
    }
    const explanation = lib.explain(operation, to, operands, problem.env);
    if (typeof explanation === "string") {
        return { where: "all", expected: explanation };
    }
    const text = (notes === "" ? "" : `${notes}\n`) + lib.explainText();
    const lines = lib.explainText(1000);
    return { lib, problem, operands, result: { format: to, code: explanation.result.code }, explanation, text, lines };
}

/** The result under another environment. */
export function under(solved: Solved, env: Env): { result: Num; flags: number } {
    const { operation } = OPERATIONS[solved.problem.name];
    const { code, flags } = solved.lib.apply(operation, solved.result.format, solved.operands, env);
    return { result: { format: solved.result.format, code }, flags };
}

/** The lines of a stage of the library's text, 1 to 4, without its heading; and its sentences alone. */
export function stageLines({ lines }: Solved, stage: number): string[] {
    const part = new RegExp(`^${stage}\\. .*\\n((?: .*\\n)*)`, "m").exec(lines);
    return (part?.[1] ?? "").split("\n").filter((line) => line !== "");
}

export function sentences(solved: Solved, stage: number): string[] {
    return stageLines(solved, stage)
        .map((line) => line.trim())
        .filter((line) => /^[A-Za-z].*[^ ] .*\.$/.test(line));
}

/** The decimal that the library's text has for the row of that name. */
export function decimalOf(solved: Solved, stage: number, name: string): string {
    const line = stageLines(solved, stage).find((one) => one.trim().startsWith(`${name} `));
    return / = (.*)$/.exec(line ?? "")?.[1] ?? "";
}
