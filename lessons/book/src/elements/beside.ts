// SPDX-License-Identifier: Apache-2.0
//
// Several formats side by side for one value: what each makes of it, how far its next number is, and where its range
// is.

import { Flag, Operation, Style, type Format, type Library } from "../library";
import { hex, inFormat, readBeside, type Read, type View } from "../question";
import { Part } from "../part";
import { colouredBits, neighbours } from "./facts";
import { h, replace, s, unique } from "../dom";

const CHART_WIDTH = 220;
const CHART_HEIGHT = 22;

function outcome({ flags }: Read): string {
    const words = [
        [Flag.invalid, "no such number"],
        [Flag.overflow, "overflow"],
        [Flag.underflow, "underflow"],
        [Flag.inexact, "rounded"],
    ] as const;
    return words.find(([flag]) => (flags & flag) !== 0)?.[1] ?? "exact";
}

/** The exponents of a format's numbers: of the smallest, of the smallest normal one, and one past the largest's. */
function range(lib: Library, format: Format): [number, number, number] {
    const e = lib.explain(Operation.convert, format, [{ format, code: format.smallest }]);
    const lowest = typeof e === "string" ? format.emin : e.exact.exponent + 63;
    return [lowest, Math.max(lowest, format.emin), format.emax + 1];
}

export class Beside extends Part {
    private view!: View;
    private readonly input = h("input", {
        id: unique("beside"),
        spellcheck: "false",
        autocomplete: "off",
        autocapitalize: "off",
    });
    private readonly error = h("p", { class: "error", role: "alert", id: unique("error") });
    private readonly body = h("tbody");
    private readonly names = h("datalist", { id: unique("names") });

    connectedCallback(): void {
        this.input.setAttribute("list", this.names.id);
        this.input.setAttribute("aria-describedby", this.error.id);
        const heads = ["Format", "Bits", "Its number", "", "Next above", "Range, in powers of two", ""];
        replace(
            this,
            h(
                "div",
                { class: "scroll", tabindex: 0, role: "region", "aria-label": "The value in several formats" },
                h(
                    "table",
                    { class: "beside" },
                    h(
                        "thead",
                        {},
                        h(
                            "tr",
                            {},
                            ...heads.map((text) =>
                                h(text === "" ? "td" : "th", text === "" ? {} : { scope: "col" }, text),
                            ),
                        ),
                    ),
                    this.body,
                ),
            ),
            h(
                "form",
                { class: "add", onsubmit: (event: Event) => this.add(event) },
                h("label", { for: this.input.id }, "Another format"),
                this.input,
                this.names,
                h("button", { class: "button" }, "Add"),
                this.error,
            ),
        );
    }

    private add(event: Event): void {
        event.preventDefault();
        const text = this.input.value.trim();
        const format = this.view.lib.format(text);
        this.error.textContent = typeof format === "string" ? format : "";
        if (typeof format !== "string") {
            this.input.value = "";
            this.ask({ beside: [...this.view.state.beside.filter((other) => other !== text), text] });
        }
    }

    show(view: View): void {
        this.view = view;
        const { lib, state, x } = view;
        if (this.names.children.length === 0) {
            replace(this.names, ...lib.table.map((format) => h("option", { value: format.name })));
        }
        const others = state.beside.filter((text) => typeof lib.format(text) !== "string");
        const formats = [x.format, ...others.map((text) => lib.known(text))];
        const ranges = formats.map((format) => range(lib, format));
        const lowest = Math.min(...ranges.map(([low]) => low));
        const highest = Math.max(...ranges.map(([, , high]) => high));
        const rows = formats.map((format, i) => {
            const read =
                i === 0
                    ? { code: x.code, flags: view.inexact ? Flag.inexact : 0 }
                    : readBeside(lib, x, state.value, format);
            const chart = this.chart(ranges[i]!, lowest, highest, format, read);
            return this.row(format, read, chart, i === 0 ? null : others[i - 1]!);
        });
        replace(this.body, ...rows);
    }

    private row(format: Format, read: Read, chart: Element, text: string | null): HTMLElement {
        const { lib } = this.view;
        const number = { format, code: read.code };
        const { above } = neighbours({ ...this.view, x: number });
        const name =
            text === null
                ? format.name
                : h(
                      "button",
                      {
                          type: "button",
                          class: "link",
                          onclick: () =>
                              this.ask({
                                  ...inFormat(lib, this.view.state, this.view, text),
                                  beside: [
                                      this.view.state.format,
                                      ...this.view.state.beside.filter((other) => other !== text),
                                  ],
                              }),
                      },
                      format.name,
                  );
        const remove =
            text !== null &&
            h(
                "button",
                {
                    type: "button",
                    class: "remove",
                    "aria-label": `Remove ${format.name}`,
                    onclick: () =>
                        this.ask({
                            beside: this.view.state.beside.filter((other) => other !== text),
                        }),
                },
                "×",
            );
        return h(
            "tr",
            { "data-format": format.name },
            h("th", { scope: "row" }, name),
            h("td", {}, h("code", {}, hex(format, read.code)), h("br"), format.width <= 32 && colouredBits(number)),
            h("td", { "data-cell": "number" }, h("code", { class: "long" }, lib.print(number, Style.decimal))),
            h("td", { class: "outcome", "data-cell": "outcome" }, outcome(read)),
            h("td", {}, above === null ? "none" : h("code", {}, lib.print(above, Style.decimal))),
            h("td", {}, chart),
            h("td", {}, remove),
        );
    }

    /** Where the format's numbers are, subnormal ones paler, and where the value is. */
    private chart(
        [low, normal, high]: [number, number, number],
        lowest: number,
        highest: number,
        format: Format,
        read: Read,
    ): Element {
        const scale = (exponent: number) => ((exponent - lowest) / (highest - lowest)) * CHART_WIDTH;
        const { lib } = this.view;
        const e = lib.explain(Operation.convert, format, [{ format, code: read.code }]);
        const place = typeof e === "string" || e.exact.kind !== "finite" ? null : e.exact.exponent + 63;
        const bar = (name: string, from: number, to: number) =>
            s("rect", {
                class: name,
                x: scale(from),
                width: Math.max(0, scale(to) - scale(from)),
                y: 6,
                height: CHART_HEIGHT - 12,
            });
        return s(
            "svg",
            {
                class: "range",
                viewBox: `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`,
                width: CHART_WIDTH,
                height: CHART_HEIGHT,
                role: "img",
                "aria-label":
                    `from 2^${low} to below 2^${high}` +
                    (place === null ? "" : `, this number in the binade of 2^${place}`),
            },
            bar("track", lowest, highest),
            bar("subnormal", low, normal),
            bar("normal", normal, high),
            place !== null &&
                s("line", { class: "mark", x1: scale(place + 0.5), x2: scale(place + 0.5), y1: 0, y2: CHART_HEIGHT }),
        );
    }
}
