// SPDX-License-Identifier: Apache-2.0
//
// Every policy with the result that each of its choices would give; those that change something are marked.

import { Flag, Style, type Env, type Library } from "../library";
import { h, replace, unique } from "../dom";
import { FIRST_STOCHASTIC, FLUSH, isStochastic, POLICIES, type Policy } from "./policies";
import { under, type Solved } from "./problem";

const FLAG_WORDS = [
    [Flag.invalid, "invalid"],
    [Flag.divideByZero, "divide by zero"],
    [Flag.overflow, "overflow"],
    [Flag.underflow, "underflow"],
    [Flag.inexact, "inexact"],
] as const;

export function flagWords(flags: number): string[] {
    return FLAG_WORDS.filter(([flag]) => (flags & flag) !== 0).map(([, word]) => word);
}

export class Toggles extends HTMLElement {
    private solved: Solved | null = null;
    private readonly shown = new Map<HTMLInputElement, { result: HTMLElement; env: (env: Env) => Env }>();
    private readonly groups = new Map<Element, HTMLInputElement[]>();
    private readonly bits = h("input", { type: "number", min: 0, max: 32, id: unique("bits") });
    private readonly random = h("input", { type: "number", min: 0, id: unique("random") });
    private readonly drawn = h("div", { class: "drawn" });
    private readonly preset = h("select", { id: unique("preset") });
    private readonly said = h("p", { class: "error", role: "alert" });

    private ask(env: Env): void {
        this.dispatchEvent(new CustomEvent<{ env: Env }>("solve", { detail: { env }, bubbles: true }));
    }

    private choice(
        group: string,
        kind: "radio" | "checkbox",
        word: string,
        env: (env: Env) => Env,
    ): [HTMLElement, HTMLInputElement] {
        const result = h("span", { class: "would" });
        const input = h("input", { type: kind, name: group, onchange: () => this.ask(env(this.solved!.problem.env)) });
        this.shown.set(input, { result, env });
        return [h("label", { class: "choice-label" }, input, h("span", { class: "word" }, word), result), input];
    }

    private policy({ field, title, words }: Policy): HTMLElement {
        const group = unique("policy");
        const choices = words.map((word, index) =>
            this.choice(group, "radio", word, (env) => ({
                ...env,
                [field]: index,
                ...(field === "rounding" && index < FIRST_STOCHASTIC ? { random: 0n } : {}),
            })),
        );
        const set = h(
            "fieldset",
            { class: "policy" },
            h("legend", {}, title),
            ...choices.map(([label]) => label),
            field === "rounding" && this.drawn,
        );
        this.groups.set(
            set,
            choices.map(([, input]) => input),
        );
        return set;
    }

    private flush(): HTMLElement {
        const choices = FLUSH.map(({ bit, title }) =>
            this.choice(unique("flush"), "checkbox", title, (env) => ({ ...env, flush: (env.flush ?? 0) ^ bit })),
        );
        const set = h(
            "fieldset",
            { class: "policy" },
            h("legend", {}, "Subnormal numbers"),
            ...choices.map(([label]) => label),
        );
        this.groups.set(
            set,
            choices.map(([, input]) => input),
        );
        return set;
    }

    build(lib: Library): void {
        replace(
            this.preset,
            h("option", { value: "" }, "an implementation ..."),
            ...lib.presets().map((name) => h("option", { value: name }, name)),
        );
        this.preset.addEventListener("change", () => {
            const env = this.preset.value === "" ? {} : lib.like(this.preset.value, this.solved!.result.format);
            this.said.textContent = typeof env === "string" ? env : "";
            if (typeof env !== "string") {
                this.ask({ ...env, randomBits: this.solved!.problem.env.randomBits ?? 8 });
            }
        });
        const drawn = () =>
            this.ask({
                ...this.solved!.problem.env,
                randomBits: Math.max(0, Math.min(32, Number(this.bits.value) || 0)),
                random: BigInt(Math.max(0, Math.floor(Number(this.random.value) || 0))),
            });
        this.bits.addEventListener("change", drawn);
        this.random.addEventListener("change", drawn);
        replace(
            this.drawn,
            h("label", { for: this.bits.id }, "random bits N"),
            this.bits,
            h("label", { for: this.random.id }, "drawn R"),
            this.random,
        );
        replace(
            this,
            h("h2", {}, "What if?"),
            h(
                "p",
                { class: "lead" },
                "Beside each choice stands what it would give. Those that change the result or a flag are marked.",
            ),
            h("div", { class: "preset" }, h("label", { for: this.preset.id }, "As"), this.preset, this.said),
            ...POLICIES.map((policy) => this.policy(policy)),
            this.flush(),
        );
    }

    show(solved: Solved): void {
        this.solved = solved;
        const {
            lib,
            problem: { env },
            explanation,
        } = solved;
        this.drawn.hidden = !isStochastic(env);
        this.bits.value = String(env.randomBits ?? 0);
        this.random.value = String(env.random ?? 0n);
        for (const [input, { result, env: changed }] of this.shown) {
            const other = under(solved, input.type === "checkbox" && input.checked ? env : changed(env));
            const differs = other.result.code !== solved.result.code || other.flags !== explanation.flags;
            const flags =
                other.flags === explanation.flags ? "" : ` (${flagWords(other.flags).join(", ") || "no flag"})`;
            result.textContent = `${lib.print(other.result, Style.decimal)}${flags}`;
            result.parentElement!.classList.toggle("differs", differs);
        }
        POLICIES.forEach(({ field }, i) => {
            const inputs = [...this.groups.values()][i]!;
            inputs.forEach((input, index) => (input.checked = (env[field] ?? 0) === index));
        });
        [...this.groups.values()]
            .at(-1)!
            .forEach((input, i) => (input.checked = ((env.flush ?? 0) & FLUSH[i]!.bit) !== 0));
        for (const [set, inputs] of this.groups) {
            set.classList.toggle("idle", !inputs.some((input) => input.parentElement!.classList.contains("differs")));
        }
    }
}
