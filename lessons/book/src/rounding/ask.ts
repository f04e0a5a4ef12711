// SPDX-License-Identifier: Apache-2.0
//
// What is rounded: an operation, its operands with their formats, the format of the result; and a slider that moves x
// over the numbers between two neighbours of the result, across a tie.

import { Operation, Style } from "../library";
import { h, replace, unique } from "../dom";
import { LETTERS, OPERATIONS, type OperationName, type Problem, type Solution, type Solved } from "./problem";

const STEPS = 32; // of the slider, over two quanta

const EXAMPLES: readonly [string, Partial<Problem>][] = [
    [
        "0.1 + 0.2 in FP16",
        { name: "add", to: "fp16", formats: ["fp16", "fp16", "fp16"], values: ["0.1", "0.2", "1"], env: {} },
    ],
    [
        "449 into E4M3",
        { name: "convert", to: "e4m3", formats: ["fp32", "fp32", "fp32"], values: ["449", "1", "1"], env: {} },
    ],
    [
        "465 overflows",
        { name: "convert", to: "e4m3", formats: ["fp32", "fp32", "fp32"], values: ["465", "1", "1"], env: {} },
    ],
    [
        "a tie",
        { name: "convert", to: "bf16", formats: ["fp32", "fp32", "fp32"], values: ["1.00390625", "1", "1"], env: {} },
    ],
    [
        "a gradient below FP16",
        { name: "convert", to: "fp16", formats: ["fp32", "fp32", "fp32"], values: ["1e-7", "1", "1"], env: {} },
    ],
    [
        "an update that vanishes",
        { name: "add", to: "bf16", formats: ["bf16", "fp32", "bf16"], values: ["1", "0.001", "1"], env: {} },
    ],
    [
        "by darts",
        {
            name: "convert",
            to: "e5m2",
            formats: ["fp32", "fp32", "fp32"],
            values: ["1.3", "1", "1"],
            env: { rounding: 6, randomBits: 8 },
        },
    ],
];

const text = () => h("input", { id: unique("ask"), spellcheck: "false", autocomplete: "off", autocapitalize: "off" });

export class Ask extends HTMLElement {
    private solved: Solved | null = null;
    private problem!: Problem;
    private sliding: { low: string; quantum: number; negative: boolean; value: string } | null = null;
    private readonly operation = h(
        "select",
        { id: unique("operation") },
        ...Object.entries(OPERATIONS).map(([name, { title }]) => h("option", { value: name }, title)),
    );
    private readonly values = LETTERS.map(text);
    private readonly formats = LETTERS.map(text);
    private readonly to = text();
    private readonly operands = LETTERS.map((letter, i) =>
        h(
            "div",
            { class: "operand" },
            h("div", { class: "input" }, h("label", { for: this.values[i]!.id }, letter), this.values[i]!),
            h(
                "div",
                { class: "input" },
                h("label", { for: this.formats[i]!.id }, `format of ${letter}`),
                this.formats[i]!,
            ),
        ),
    );
    private readonly error = h("p", { class: "error", role: "alert" });
    private readonly slider = h("input", { type: "range", min: 0, max: STEPS, step: 1, id: unique("slide") });
    private readonly slide = h(
        "div",
        { class: "slide" },
        h("label", { for: this.slider.id }, "Move x across two gaps of the result"),
        this.slider,
    );

    private ask(change: Partial<Problem>): void {
        this.dispatchEvent(new CustomEvent("solve", { detail: change, bubbles: true }));
    }

    connectedCallback(): void {
        this.operation.addEventListener("change", () => this.ask({ name: this.operation.value as OperationName }));
        this.to.addEventListener("input", () => this.ask({ to: this.to.value.trim() }));
        const fill = (list: readonly HTMLInputElement[]) => list.map((input) => input.value.trim());
        for (const input of this.values) {
            input.addEventListener("input", () => this.ask({ values: fill(this.values) }));
        }
        for (const input of this.formats) {
            input.addEventListener("input", () => this.ask({ formats: fill(this.formats) }));
        }
        this.slider.addEventListener("input", () => this.move(Number(this.slider.value)));
        replace(
            this,
            h(
                "div",
                { class: "chips", role: "group", "aria-label": "Examples" },
                ...EXAMPLES.map(([name, problem]) =>
                    h("button", { type: "button", class: "chip", onclick: () => this.ask(problem) }, name),
                ),
            ),
            h(
                "div",
                { class: "asked" },
                h("div", { class: "input" }, h("label", { for: this.operation.id }, "Operation"), this.operation),
                ...this.operands,
                h("div", { class: "input" }, h("label", { for: this.to.id }, "format of the result"), this.to),
            ),
            this.error,
            this.slide,
        );
    }

    showProblem(problem: Problem, solution: Solution): void {
        this.problem = problem;
        const { arity } = OPERATIONS[problem.name];
        this.operation.value = problem.name;
        const set = (input: HTMLInputElement, value: string, where: string) => {
            if (input.value.trim() !== value) {
                input.value = value;
            }
            input.setAttribute("aria-invalid", String("where" in solution && solution.where === where));
        };
        LETTERS.forEach((letter, i) => {
            this.operands[i]!.hidden = i >= arity;
            set(this.values[i]!, problem.values[i]!, letter);
            set(this.formats[i]!, problem.formats[i]!, `f${letter}`);
        });
        set(this.to, problem.to, "to");
        this.error.textContent =
            "where" in solution
                ? (solution.where === "all"
                      ? ""
                      : `${solution.where.replace(/^f/, "format of ").replace(/^to$/, "format of the result")}: `) +
                  solution.expected
                : "";
    }

    show(solved: Solved): void {
        this.solved = solved;
        const { rounding } = solved.explanation;
        const x = solved.operands[0]!;
        const possible =
            this.problem.name === "convert" &&
            x.format.address !== solved.result.format.address &&
            x.format.fractionBits <= 23 &&
            rounding.reason !== "special" &&
            rounding.inner.place === "code";
        this.slide.hidden = !possible;
        if (!possible || (this.sliding !== null && this.sliding.value === this.problem.values[0])) {
            return;
        }
        const { lib, result } = solved;
        const low = { format: result.format, code: rounding.inner.code };
        this.sliding = {
            low: lib.print(low, Style.hex),
            quantum: rounding.quantum,
            negative: solved.explanation.exact.sign === 1,
            value: "",
        };
        const span = 2 ** rounding.quantum;
        this.slider.value = String(Math.round((Math.abs(lib.toDouble(x) - lib.toDouble(low)) / span) * (STEPS / 2)));
    }

    /** x = low + step * quantum / 16, by the library's fma in x's format. */
    private move(step: number): void {
        const { lib, operands } = this.solved!;
        const { format } = operands[0]!;
        const { low, quantum, negative } = this.sliding!;
        const number = (literal: string) => {
            const read = lib.parse(format, literal);
            return { format, code: typeof read === "string" ? 0n : read.code };
        };
        const factor = number(`${negative ? "-" : ""}${step}`);
        const unit = number(`0x1p${quantum - Math.log2(STEPS / 2)}`);
        const { code } = lib.apply(Operation.fma, format, [factor, unit, number(low)]);
        const value = lib.print({ format, code }, Style.decimal);
        this.sliding!.value = value;
        this.ask({ values: [value, ...this.problem.values.slice(1)] });
    }
}
