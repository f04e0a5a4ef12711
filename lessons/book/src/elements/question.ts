// SPDX-License-Identifier: Apache-2.0
//
// The question: a format, by name, by P3109's rule or by its fields, and a value as text.

import type { Library } from "../library";
import { inFormat, type Answer, type State, type View } from "../question";
import { Part } from "../part";
import { h, replace, unique } from "../dom";

/** The fields of P3109's names and of descriptions, with the values that they can take. */
const SIGN = { s: "signed", u: "unsigned" };
const DOMAIN = { e: "extended: infinities", f: "finite" };
const INFINITY = { none: "no infinities", ieee: "as IEEE 754", top: "the top code" };
const NAN = { none: "no NaN", ieee: "as IEEE 754", top: "the top code", zero: "minus zero's code" };
const ZERO = { yes: "has a zero", no: "no zero" };

export class Question extends Part {
    private view: View | null = null;
    private chips: HTMLButtonElement[] = [];
    private readonly format = h("input", {
        id: unique("format"),
        spellcheck: "false",
        autocomplete: "off",
        autocapitalize: "off",
    });
    private readonly value = h("input", {
        id: unique("value"),
        spellcheck: "false",
        autocomplete: "off",
        autocapitalize: "off",
    });
    private readonly errors = {
        format: h("p", { class: "error", id: unique("error"), role: "alert" }),
        value: h("p", { class: "error", id: unique("error"), role: "alert" }),
    };
    private readonly note = h("p", { class: "note", "data-note": "" });

    build(lib: Library): void {
        this.chips = lib.table.map((format) =>
            h(
                "button",
                {
                    type: "button",
                    class: "chip",
                    title: format.aliases.join(", "),
                    onclick: () => this.choose(format.name),
                },
                format.name,
            ),
        );
        this.format.addEventListener("input", () => this.choose(this.format.value.trim()));
        this.value.addEventListener("input", () => this.ask({ value: this.value.value.trim() }));
        this.format.setAttribute("aria-describedby", this.errors.format.id);
        this.value.setAttribute("aria-describedby", this.errors.value.id);
        replace(
            this,
            h("div", { class: "chips", role: "group", "aria-label": "Formats of the table" }, ...this.chips),
            h(
                "div",
                { class: "inputs" },
                h(
                    "div",
                    { class: "input" },
                    h("label", { for: this.format.id }, "Format"),
                    this.format,
                    this.errors.format,
                ),
                h(
                    "div",
                    { class: "input" },
                    h("label", { for: this.value.id }, "Value or code"),
                    this.value,
                    this.errors.value,
                    this.note,
                ),
            ),
            h("div", { class: "makers" }, this.p3109(), this.own()),
        );
    }

    private choose(text: string): void {
        this.ask(this.view === null ? { format: text } : inFormat(this.view.lib, this.view.state, this.view, text));
    }

    show(view: View): void {
        this.view = view;
        this.note.textContent = view.inexact
            ? `${view.state.value} is not a number of ${view.x.format.name}: this is the nearest.`
            : "";
        for (const chip of this.chips) {
            chip.setAttribute("aria-pressed", String(chip.textContent === view.x.format.name));
        }
    }

    /** What the inputs hold, and what is wrong with it. */
    showState(state: State, answer: Answer): void {
        for (const name of ["format", "value"] as const) {
            const error = "wrong" in answer && answer.wrong === name ? answer.expected : "";
            if (this[name].value.trim() !== state[name]) {
                this[name].value = state[name];
            }
            this.errors[name].textContent = error;
            this[name].setAttribute("aria-invalid", String(error !== ""));
        }
    }

    // ---- Makers of formats ---------------------------------------------------------------------------------------

    private select(label: string, options: Record<string, string>, made: () => void): [HTMLElement, HTMLSelectElement] {
        const id = unique("maker");
        const select = h(
            "select",
            { id, onchange: made },
            ...Object.entries(options).map(([value, text]) => h("option", { value }, text)),
        );
        return [h("div", { class: "maker-field" }, h("label", { for: id }, label), select), select];
    }

    private number(
        label: string,
        value: number,
        least: number,
        most: number,
        made: () => void,
    ): [HTMLElement, HTMLInputElement] {
        const id = unique("maker");
        const input = h("input", { id, type: "number", value, min: least, max: most, onchange: made });
        return [h("div", { class: "maker-field" }, h("label", { for: id }, label), input), input];
    }

    private maker(title: string, made: () => void, ...fields: HTMLElement[]): HTMLElement {
        return h(
            "details",
            { class: "maker" },
            h("summary", {}, title),
            h(
                "div",
                { class: "maker-fields" },
                ...fields,
                h("button", { type: "button", class: "button", onclick: made }, "Use it"),
            ),
        );
    }

    private p3109(): HTMLElement {
        const made = () => this.choose(`binary${k.value}p${p.value}${sign.value}${domain.value}`);
        const [kField, k] = this.number("bits K", 8, 3, 16, made);
        const [pField, p] = this.number("precision P", 3, 1, 16, made);
        const [signField, sign] = this.select("sign", SIGN, made);
        const [domainField, domain] = this.select("domain", DOMAIN, made);
        return this.maker("IEEE P3109, by rule", made, kField, pField, signField, domainField);
    }

    private own(): HTMLElement {
        const made = () =>
            this.choose(
                `${sign.value === "u" ? "u" : ""}e${e.value}m${m.value}b${bias.value}` +
                    `:inf=${infinity.value},nan=${nan.value},zero=${zero.value}`,
            );
        const [eField, e] = this.number("exponent bits", 5, 1, 16, made);
        const [mField, m] = this.number("fraction bits", 3, 0, 52, made);
        const [biasField, bias] = this.number("bias", 15, -32768, 32768, made);
        const [signField, sign] = this.select("sign", SIGN, made);
        const [infinityField, infinity] = this.select("infinities", INFINITY, made);
        const [nanField, nan] = this.select("NaNs", NAN, made);
        const [zeroField, zero] = this.select("zero", ZERO, made);
        nan.value = "top";
        return this.maker(
            "Your own fields",
            made,
            eField,
            mField,
            biasField,
            signField,
            infinityField,
            nanField,
            zeroField,
        );
    }
}
