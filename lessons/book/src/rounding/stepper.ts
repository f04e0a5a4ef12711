// SPDX-License-Identifier: Apache-2.0
//
// The round-stepper: one operation from decode to encode, in five steps to be scrubbed, under every policy.

import { Style, type Env, type Library, type Num } from "../library";
import type { Rounding, Value } from "../explanation";
import { hex } from "../question";
import { setLink } from "../link";
import { colouredBits } from "../elements/facts";
import { h, replace, type Child } from "../dom";
import { Ask } from "./ask";
import { Darts } from "./darts";
import { drawChoice, drawRows, type Row } from "./rows";
import { flagWords, Toggles } from "./toggles";
import { isStochastic } from "./policies";
import {
    commandOfProblem,
    decimalOf,
    FIRST,
    hashOfProblem,
    LETTERS,
    problemOf,
    sentences,
    solve,
    STAGES,
    type Problem,
    type Solved,
} from "./problem";

customElements.define("hu-ask", Ask);
customElements.define("hu-toggles", Toggles);
customElements.define("hu-darts", Darts);

// The picture of the choice, in pixels.
const CHOICE_LEAST = 200;
const CHOICE_MOST = 480;

const TITLES: readonly string[] = ["Decode", "Exact", "Kept | discarded", "Choose", "Encode"];

export class Stepper extends HTMLElement {
    private lib!: Library;
    private problem: Problem = FIRST;
    private readonly ask = new Ask();
    private readonly toggles = new Toggles();
    private readonly darts = new Darts();
    private readonly slider = h("input", {
        type: "range",
        min: 1,
        max: STAGES.length,
        step: 1,
        "aria-label": "Steps shown",
    });
    private readonly bodies = TITLES.map(() => h("div", { class: "stage-body" }));
    private readonly stages = TITLES.map((title, i) =>
        h("li", { class: "stage" }, h("h3", {}, title), this.bodies[i]!),
    );
    private readonly readout = h("output", { class: "readout" });
    private readonly below = h("p", { class: "readout-code", "data-flags": "" });
    private readonly line = h("code", { "data-command": "" });
    private readonly output = h("pre", { tabindex: 0, "data-output": "", "aria-label": "What the command prints" });

    begin(lib: Library): void {
        this.lib = lib;
        this.toggles.build(lib);
        this.slider.addEventListener("input", () => this.change({ stage: Number(this.slider.value) }));
        replace(
            this,
            h(
                "section",
                { class: "instrument", "aria-label": "The operation" },
                this.ask,
                h("div", { class: "figure" }, h("p", { class: "display" }, this.readout), this.below),
            ),
            h(
                "div",
                { class: "columns" },
                h(
                    "section",
                    { "aria-label": "The stages" },
                    h("div", { class: "scrub" }, h("h2", {}, "Step by step"), this.slider),
                    h("ol", { class: "stages" }, ...this.stages),
                    this.darts,
                    h(
                        "div",
                        { class: "terminal" },
                        h("div", { class: "prompt" }, h("span", { "aria-hidden": "true" }, "$ "), this.line),
                        this.output,
                    ),
                ),
                h("section", { "aria-label": "Policies" }, this.toggles),
            ),
        );
        this.addEventListener("solve", (event) => this.change((event as CustomEvent<Partial<Problem>>).detail));
        addEventListener("hashchange", () => {
            if (location.hash !== hashOfProblem(this.problem)) {
                this.change(problemOf(location.hash));
            }
        });
        this.change(problemOf(location.hash));
        let width = this.clientWidth;
        new ResizeObserver(() => {
            if (this.clientWidth !== width) {
                width = this.clientWidth;
                this.change({});
            }
        }).observe(this);
    }

    /** A draw has N bits; with fewer, R is cut to fit. */
    private fit(env: Env): Env {
        const bits = env.randomBits ?? 8;
        return isStochastic(env)
            ? { ...env, randomBits: bits, random: (env.random ?? 0n) & ((1n << BigInt(bits)) - 1n) }
            : { ...env, randomBits: bits, random: 0n };
    }

    private change(change: Partial<Problem>): void {
        this.problem = { ...this.problem, ...change };
        this.problem = { ...this.problem, env: this.fit(this.problem.env) };
        const solution = solve(this.lib, this.problem);
        this.ask.showProblem(this.problem, solution);
        this.classList.toggle("stale", "where" in solution);
        if ("lib" in solution) {
            setLink(hashOfProblem(this.problem));
            this.show(solution);
        } else if (this.readout.textContent === "") {
            this.show(solve(this.lib, FIRST) as Solved);
        }
    }

    private show(solved: Solved): void {
        const { lib, problem, result, explanation } = solved;
        this.readout.textContent = lib.print(result, Style.decimal);
        this.below.textContent =
            `${result.format.name} ${hex(result.format, result.code)}, ` +
            (flagWords(explanation.flags).join(", ") || "no flag");
        this.slider.value = String(problem.stage);
        this.slider.setAttribute("aria-valuetext", STAGES[problem.stage - 1]!);
        this.stages.forEach((stage, i) => {
            stage.classList.toggle("later", i >= problem.stage);
            stage.classList.toggle("now", i === problem.stage - 1);
            stage.toggleAttribute("inert", i >= problem.stage);
        });
        const panels = [this.decode, this.exact, this.cut, this.choose, this.encode];
        panels.forEach((panel, i) => replace(this.bodies[i]!, ...panel.call(this, solved)));
        this.line.textContent = commandOfProblem(problem);
        this.output.textContent = solved.text;
        this.ask.show(solved);
        this.toggles.show(solved);
        this.darts.hidden = !isStochastic(problem.env) || this.rounding(solved).reason === "special";
        if (!this.darts.hidden) {
            const { random: _, ...env } = problem.env;
            this.darts.show(solved, JSON.stringify([problem.name, problem.to, problem.formats, problem.values, env]));
        }
    }

    // ---- The stages ----------------------------------------------------------------------------------------------

    private rounding({ explanation }: Solved): Rounding {
        return explanation.has_integral === 1 && explanation.integral.reason !== "special"
            ? explanation.integral
            : explanation.rounding;
    }

    private coded(name: string, x: Num, more: string): HTMLElement {
        return h(
            "p",
            { class: "coded" },
            h("span", { class: "row-name" }, name),
            h("code", {}, hex(x.format, x.code)),
            " ",
            colouredBits(x),
            h("span", { class: "equals" }, ` = ${this.lib.print(x, Style.decimal)}`),
            h("span", { class: "gap" }, more),
        );
    }

    private decode({ operands, explanation }: Solved): Child[] {
        return operands.map((x, i) => {
            const { subnormal, flushed } = explanation.operands[i]!;
            const more = flushed === 1 ? "subnormal, read as zero" : subnormal === 1 ? "subnormal" : "";
            return this.coded(LETTERS[i]!, x, `${x.format.name}${more === "" ? "" : `, ${more}`}`);
        });
    }

    /** The name of the exact result in the library's text: "x + y". */
    private exactName(solved: Solved): string {
        const { name } = solved.problem;
        return (
            { add: "x + y", sub: "x - y", mul: "x * y", div: "x / y", fma: "x * y + z", convert: "x" }[
                name as string
            ] ?? "result"
        );
    }

    private exact(solved: Solved): Child[] {
        const { explanation, problem } = solved;
        const name = this.exactName(solved);
        const names = problem.name === "fma" ? ["x * y", "z"] : ["x", problem.name === "sub" ? "-y" : "y"];
        const addends: [string, Value][] =
            explanation.is_sum === 1 ? explanation.addends.map((value, i) => [names[i]!, value]) : [];
        const rows: Row[] = [...addends, [name, explanation.exact] as const].map(([row, value]) => ({
            name: row,
            value,
            text: decimalOf(solved, 2, row),
        }));
        const drawing = drawRows(rows, null, "The exact result", this.bodies[1]!.clientWidth);
        const decimal = decimalOf(solved, 2, name);
        return drawing === null
            ? [h("p", {}, decimal === "" ? "Nothing to draw." : `${name} = ${decimal}`)]
            : [drawing, decimal !== "" && h("p", {}, h("code", {}, `${name} = ${decimal}`))];
    }

    private cut(solved: Solved): Child[] {
        const rounding = this.rounding(solved);
        const words = sentences(solved, 3);
        if (rounding.reason === "special") {
            return words.map((word) => h("p", {}, word));
        }
        const { exact } = solved.explanation;
        const rows: Row[] = [
            { name: "exact", value: exact, text: "" },
            {
                name: "inner",
                value: rounding.inner.value,
                text: decimalOf(solved, 3, "inner"),
                chosen: rounding.outward === 0,
            },
            {
                name: "outer",
                value: rounding.outer.value,
                text: decimalOf(solved, 3, "outer"),
                chosen: rounding.outward === 1,
            },
        ];
        const about = words.filter(
            (word) =>
                !/^(Rounded|Outer is|Overflow|Underflow|Below)/.test(word) && !/^Inner|so the result is/.test(word),
        );
        return [
            drawRows(
                rows.slice(0, rounding.reason === "exact" ? 1 : 3),
                rounding.quantum,
                "What is kept and what is discarded",
                this.bodies[2]!.clientWidth,
            ),
            ...about.map((word) => h("p", {}, word)),
        ];
    }

    private choose(solved: Solved): Child[] {
        const rounding = this.rounding(solved);
        const words = sentences(solved, 3).filter((word) => /^(Rounded|Outer is|Nothing)/.test(word));
        if (rounding.reason === "special" || rounding.reason === "exact") {
            return words.map((word) => h("p", {}, word));
        }
        const value = (name: string) => decimalOf(solved, 3, name);
        return [
            drawChoice(
                Number(rounding.nu) / 2 ** 64,
                value("inner"),
                value("outer"),
                rounding.outward === 1,
                solved.explanation.exact.sign === 1,
                Math.min(CHOICE_MOST, Math.max(CHOICE_LEAST, this.bodies[3]!.clientWidth)),
            ),
            ...words.map((word) => h("p", {}, word)),
        ];
    }

    private encode(solved: Solved): Child[] {
        const { explanation, result } = solved;
        const words = sentences(solved, 3).filter(
            (word) => /^(Overflow|Underflow|Below)/.test(word) || / so the result is /.test(word),
        );
        const flags = flagWords(explanation.flags);
        return [
            ...words.map((word) => h("p", {}, word)),
            this.coded("result", result, result.format.name),
            h(
                "p",
                { class: "flags" },
                "Flags: ",
                ...(flags.length === 0 ? ["none"] : flags.map((flag) => h("span", { class: "flag" }, flag))),
            ),
        ];
    }
}

customElements.define("hu-stepper", Stepper);
