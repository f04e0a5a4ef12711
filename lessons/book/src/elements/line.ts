// SPDX-License-Identifier: Apache-2.0
//
// The number line: a row of ticks for each format, zoomable and to be dragged. The value is a line through all rows,
// and a dot in each row is the number that the format has for it.

import { Operation, Style, type Format } from "../library";
import { hex, isCode, readBeside, type View } from "../question";
import { Part } from "../part";
import { ticks } from "../ticks";
import { h, replace, s } from "../dom";

const ROW = 44;
const TOP = 30;
const AXIS = 30;
const ZOOM_LEAST = -1070;
const ZOOM_MOST = 1023;

interface Window {
    low: number;
    span: number;
    width: number;
}

export class NumberLine extends Part {
    private view: View | null = null;
    private window: Window = { low: 0, span: 1, width: 1 };
    private drag: { x: number; low: number; moved: boolean } | null = null;
    private readonly picture = s("svg", {
        class: "line",
        tabindex: 0,
        role: "slider",
        "aria-label": "The number on its line: arrow keys move it by one ulp, plus and minus zoom",
    });

    connectedCallback(): void {
        const button = (text: string, label: string, action: () => void) =>
            h("button", { type: "button", class: "button small", "aria-label": label, onclick: action }, text);
        replace(
            this,
            h(
                "div",
                { class: "tools" },
                button("−", "Zoom out", () => this.zoom(1)),
                button("+", "Zoom in", () => this.zoom(-1)),
                button("◂", "Move left", () => this.pan(-0.25)),
                button("▸", "Move right", () => this.pan(0.25)),
                button("All of it", "All of it", () => this.whole()),
                button("The value", "The value", () => this.ask({ zoom: null, at: null })),
            ),
            this.picture,
        );
        this.picture.addEventListener("pointerdown", (event) => this.begin(event));
        this.picture.addEventListener("pointermove", (event) => this.move(event));
        this.picture.addEventListener("pointerup", (event) => this.end(event));
        this.picture.addEventListener("pointercancel", () => (this.drag = null));
        this.picture.addEventListener("keydown", (event) => this.key(event));
        this.picture.addEventListener(
            "wheel",
            (event) => {
                if (event.ctrlKey || event.metaKey) {
                    // also a pinch; a plain wheel scrolls the page
                    event.preventDefault();
                    this.zoom(event.deltaY > 0 ? 1 : -1);
                }
            },
            { passive: false },
        );
        new ResizeObserver(() => this.draw()).observe(this);
    }

    show(view: View): void {
        this.view = view;
        this.draw();
    }

    // ---- What is in view -----------------------------------------------------------------------------------------

    /** The value itself: of its text, or of the code. */
    private exact({ lib, state, x }: View): number {
        const read = isCode(state.value) ? null : lib.parse(lib.fp64, state.value);
        return read === null || typeof read === "string"
            ? lib.toDouble(x)
            : lib.toDouble({ format: lib.fp64, code: read.code });
    }

    /** By default some 16 ulps of the value. */
    private exponent({ lib, state, x, explanation }: View): number {
        const of = lib.explain(Operation.convert, x.format, [{ format: x.format, code: x.format.smallest }]);
        const finest = typeof of === "string" ? 0 : of.rounding.quantum;
        const { reason, quantum } = explanation.rounding;
        const whole = explanation.exact.kind === "infinity" || explanation.exact.kind === "nan";
        const zoom = state.zoom ?? (whole ? x.format.emax + 2 : (reason === "special" ? finest : quantum) + 4);
        return Math.max(ZOOM_LEAST, Math.min(ZOOM_MOST, zoom));
    }

    private look(view: View): Window {
        const span = 2 ** this.exponent(view);
        const { lib, state } = view;
        const at = state.at === null ? null : lib.parse(lib.fp64, state.at);
        const value = this.exact(view);
        const steady = Number.isFinite(value) ? Math.round(value / (span / 4)) * (span / 4) : 0;
        const middle =
            at === null || typeof at === "string" ? steady : lib.toDouble({ format: lib.fp64, code: at.code });
        return { low: middle - span / 2, span, width: Math.max(240, this.clientWidth) };
    }

    private decimal(x: number): string {
        return this.view!.lib.print(this.view!.lib.fromDouble(x), Style.shortest);
    }

    private zoom(by: number): void {
        if (this.view !== null) {
            this.ask({ zoom: Math.max(ZOOM_LEAST, Math.min(ZOOM_MOST, this.exponent(this.view) + by)) });
        }
    }

    private lookAt(middle: number): void {
        this.ask({ zoom: this.exponent(this.view!), at: this.decimal(middle) });
    }

    private pan(share: number): void {
        this.lookAt(this.window.low + this.window.span * (0.5 + share));
    }

    private whole(): void {
        this.ask({ zoom: this.view!.x.format.emax + 2, at: "0" });
    }

    // ---- Keys and pointers ---------------------------------------------------------------------------------------

    private key(event: KeyboardEvent): void {
        const step = (operation: number) => () => {
            const { lib, x } = this.view!;
            this.ask({ value: hex(x.format, lib.apply(operation, x.format, [x]).code) });
        };
        const up = step(Operation.nextUp);
        const down = step(Operation.nextDown);
        const keys: Record<string, () => void> = {
            ArrowRight: up,
            ArrowUp: up,
            ArrowLeft: down,
            ArrowDown: down,
            "+": () => this.zoom(-1),
            "=": () => this.zoom(-1),
            "-": () => this.zoom(1),
            PageUp: () => this.pan(0.25),
            PageDown: () => this.pan(-0.25),
            Home: () => this.whole(),
        };
        const action = keys[event.key];
        if (action !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            action();
        }
    }

    private begin(event: PointerEvent): void {
        this.drag = { x: event.clientX, low: this.window.low, moved: false };
        this.picture.setPointerCapture(event.pointerId);
    }

    private move(event: PointerEvent): void {
        if (this.drag === null) {
            return;
        }
        const by = event.clientX - this.drag.x;
        this.drag.moved ||= Math.abs(by) > 4;
        if (this.drag.moved) {
            const { span, width } = this.window;
            this.lookAt(this.drag.low - (by / width) * span + span / 2);
        }
    }

    /** A click chooses the nearest number of the format. */
    private end(event: PointerEvent): void {
        const moved = this.drag?.moved ?? true;
        this.drag = null;
        if (moved) {
            return;
        }
        const { lib, x } = this.view!;
        const { low, span, width } = this.window;
        const at = low + ((event.clientX - this.picture.getBoundingClientRect().left) / width) * span;
        const { code } = lib.apply(Operation.convert, x.format, [lib.fromDouble(at)], { overflow: 2 });
        this.ask({ value: hex(x.format, code), zoom: this.exponent(this.view!), at: this.decimal(low + span / 2) });
    }

    // ---- The picture ---------------------------------------------------------------------------------------------

    private place(x: number): number {
        return ((x - this.window.low) / this.window.span) * this.window.width;
    }

    private draw(): void {
        if (this.view === null || this.clientWidth === 0) {
            return;
        }
        const view = this.view;
        const { lib, state, x } = view;
        this.window = this.look(view);
        const { width } = this.window;
        const others = state.beside.map((text) => lib.format(text)).filter((format) => typeof format !== "string");
        const formats = [x.format, ...others];
        const height = TOP + ROW * formats.length + AXIS;
        const value = this.exact(view);
        const at = this.place(value);
        this.picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
        this.picture.setAttribute("height", String(height));
        this.picture.setAttribute("aria-valuenow", String(value));
        this.picture.setAttribute("aria-valuetext", `${lib.print(x, Style.decimal)}, code ${hex(x.format, x.code)}`);
        replace(
            this.picture,
            this.axis(height - AXIS),
            ...formats.map((format, i) => this.row(format, i, TOP + ROW * (i + 1))),
            ...(at >= 0 && at <= width
                ? [
                      s("line", { class: "value", x1: at, x2: at, y1: TOP - 8, y2: height - AXIS }),
                      s(
                          "text",
                          {
                              class: "value",
                              x: Math.max(4, Math.min(width - 4, at)),
                              y: TOP - 14,
                              "text-anchor": this.anchor(at),
                          },
                          state.value,
                      ),
                  ]
                : []),
        );
    }

    private anchor(at: number): string {
        return at < 60 ? "start" : at > this.window.width - 60 ? "end" : "middle";
    }

    private row(format: Format, index: number, y: number): SVGElement {
        const { lib, state, x } = this.view!;
        const { low, span, width } = this.window;
        const paths = { subnormal: "", normal: "", binade: "" };
        const mask = (1n << BigInt(format.fractionBits)) - 1n;
        const magnitude = (1n << BigInt(format.exponentBits + format.fractionBits)) - 1n;
        for (const tick of ticks(lib, format, low, low + span, (span / width) * 1.5)) {
            const small = (tick.code & magnitude) < format.smallestNormal;
            const kind = (tick.code & mask) === 0n ? "binade" : small ? "subnormal" : "normal";
            const tall = kind === "binade" ? 18 : 11;
            paths[kind] += `M${this.place(tick.at).toFixed(2)} ${y}v-${tall}`;
        }
        const code = index === 0 ? x.code : readBeside(lib, x, state.value, format).code;
        const number = { format, code };
        const at = this.place(lib.toDouble(number));
        const shown = lib.isFinite(number) && at >= -1 && at <= width + 1;
        return s(
            "g",
            { class: index === 0 ? "row main" : "row" },
            s("line", { class: "base", x1: 0, x2: width, y1: y, y2: y }),
            ...Object.entries(paths).map(([kind, d]) => s("path", { class: `ticks ${kind}`, d })),
            s("text", { class: "name", x: 4, y: y - 24 }, format.name),
            shown && s("circle", { class: "dot", cx: at, cy: y, r: index === 0 ? 5.5 : 4 }),
            !shown &&
                s(
                    "text",
                    { class: "name", x: width - 4, y: y - 24, "text-anchor": "end" },
                    lib.print(number, Style.decimal),
                ),
        );
    }

    private axis(y: number): SVGElement {
        const { low, span, width } = this.window;
        const step = span / (width < 560 ? 2 : 4);
        const labels: SVGElement[] = [];
        for (let at = Math.ceil(low / step) * step; at <= low + span; at += step) {
            const x = this.place(at);
            labels.push(
                s("line", { class: "guide", x1: x, x2: x, y1: TOP, y2: y + 6 }),
                s(
                    "text",
                    {
                        class: "label",
                        x: Math.max(4, Math.min(width - 4, x)),
                        y: y + 22,
                        "text-anchor": this.anchor(x),
                    },
                    this.decimal(at),
                ),
            );
        }
        return s("g", { class: "axis" }, ...labels);
    }
}
