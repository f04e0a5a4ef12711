// SPDX-License-Identifier: Apache-2.0
//
// What a code is: in large what it stands for, then every way to write it, its class, its neighbours and its gaps.

import { CLASSES, Operation, Style, type Library, type Num } from "../library";
import { bitsOf, hex, powerText, type View } from "../question";
import { Part } from "../part";
import { h, replace, type Child } from "../dom";

/** The code in its fields' colours. */
export function colouredBits({ format, code }: Num): HTMLElement {
    const bits = bitsOf(format, code);
    const sign = format.hasSign ? 1 : 0;
    const fraction = sign + format.exponentBits;
    const span = (name: string, text: string) => (text === "" ? null : h("span", { class: `in-${name}` }, text));
    return h(
        "code",
        { class: "coloured" },
        span("sign", bits.slice(0, sign)),
        span("exponent", bits.slice(sign, fraction)),
        span("fraction", bits.slice(fraction)),
    );
}

/** How the code is read, in the library's words: the line after "x" of the first stage. */
function reading(view: View): Child[] {
    view.lib.explain(Operation.convert, view.x.format, [view.x]);
    const line = /^ +x .*\n +(= .*)$/m.exec(view.lib.explainText(1000))?.[1] ?? "";
    const parts = /^= ([+-])([01](?:\.([01]*))?) \* 2\^\((\d+) ([+-] \d+)\) = /.exec(line);
    if (parts === null) {
        return [line.replace(/^= /, "").replace(/ = .*/, "")];
    }
    const [, sign, significand, , exponent, bias] = parts;
    const dot = significand!.indexOf(".");
    return [
        h("span", { class: "in-sign" }, sign!),
        significand!.slice(0, dot < 0 ? undefined : dot + 1),
        dot < 0 ? null : h("span", { class: "in-fraction" }, significand!.slice(dot + 1)),
        h("sub", {}, "2"),
        " × 2",
        h("sup", {}, h("span", { class: "in-exponent" }, exponent!), ` ${bias!.replace("-", "−")}`),
    ];
}

/** The exponent of the gap between neighbours of one sign, or zero and its neighbour; null: there is none. */
function gap(lib: Library, inner: Num, outer: Num): number | null {
    const quantum = (x: Num): number | null => {
        const e = lib.explain(Operation.convert, x.format, [x]);
        return typeof e === "string" || e.rounding.reason === "special" ? null : e.rounding.quantum;
    };
    return lib.isFinite(inner) && lib.isFinite(outer) ? (quantum(inner) ?? quantum(outer)) : null;
}

/** The neighbours of x, each with the exponent of the gap to it; null where there is none. */
export function neighbours({ lib, x }: View): { below: Num | null; above: Num | null; gaps: (number | null)[] } {
    const next = (operation: number): Num | null => {
        const code = lib.apply(operation, x.format, [x]).code;
        return code === x.code || CLASSES[lib.classify(x)]!.endsWith("NaN") ? null : { format: x.format, code };
    };
    const below = next(Operation.nextDown);
    const above = next(Operation.nextUp);
    const negative = CLASSES[lib.classify(x)]!.startsWith("negative");
    const gaps = [below, above].map((y, i) =>
        y === null ? null : (i === 0) === negative ? gap(lib, x, y) : gap(lib, y, x),
    );
    return { below, above, gaps };
}

function power(lib: Library, exponent: number): Child[] {
    const decimal = powerText(lib, exponent);
    return ["2", h("sup", {}, exponent), decimal === null ? " away" : ` = ${decimal} away`];
}

export class Facts extends Part {
    show(view: View): void {
        const { lib, x } = view;
        const { below, above, gaps } = neighbours(view);
        const row = (name: string, id: string, ...value: Child[]) =>
            h("div", { class: "fact" }, h("dt", {}, name), h("dd", { "data-fact": id }, ...value));
        const step = (name: string, id: string, y: Num | null, exponent: number | null) =>
            row(
                name,
                id,
                y === null
                    ? "none"
                    : h(
                          "button",
                          {
                              type: "button",
                              class: "neighbour",
                              onclick: () => this.ask({ value: hex(x.format, y.code) }),
                          },
                          h("code", {}, `${hex(x.format, y.code)} ${lib.print(y, Style.decimal)}`),
                      ),
                y !== null &&
                    h("span", { class: "gap" }, ...(exponent === null ? ["no finite gap"] : power(lib, exponent))),
            );
        replace(
            this,
            h(
                "dl",
                { class: "facts" },
                row("Code", "code", h("code", {}, hex(x.format, x.code)), " ", colouredBits(x)),
                row("Reads as", "reading", h("span", { class: "reading" }, ...reading(view))),
                row("Exact decimal", "exact", h("code", { class: "long" }, lib.print(x, Style.exact))),
                row("Shortest decimal", "shortest", h("code", {}, lib.print(x, Style.shortest))),
                row("Hexadecimal", "hex", h("code", {}, lib.print(x, Style.hex))),
                row("Class", "class", CLASSES[lib.classify(x)]!),
                step("Next above", "above", above, gaps[1]!),
                step("Next below", "below", below, gaps[0]!),
            ),
        );
    }
}
