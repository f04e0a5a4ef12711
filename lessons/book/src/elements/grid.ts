// SPDX-License-Identifier: Apache-2.0
//
// All codes of a format of up to 8 bits: a table for each sign, a row for each binade.

import { CLASSES, Style, type Format, type Num } from "../library";
import { hex, type View } from "../question";
import { Part } from "../part";
import { h, replace } from "../dom";

const WIDTH_MOST = 8;
const COLUMNS_MOST = 16;
const EXACT_MOST = 6; // characters of a cell's text with all digits; then the fewest that read back ...
const SHORTEST_MOST = 8; // ... and then hexadecimal

export class Grid extends Part {
    private view!: View;
    private format: Format | null = null;
    private cells: HTMLTableCellElement[] = []; // by code
    private columns = 1;
    private current = -1;

    connectedCallback(): void {
        this.addEventListener("click", (event) => {
            const cell = (event.target as Element).closest<HTMLElement>("[data-code]");
            if (cell !== null) {
                this.choose(Number(cell.dataset["code"]), true);
            }
        });
        this.addEventListener("keydown", (event) => this.key(event));
    }

    show(view: View): void {
        this.view = view;
        const { format, code } = view.x;
        this.hidden = format.width > WIDTH_MOST;
        if (this.hidden) {
            this.format = null;
            this.cells = [];
            this.replaceChildren();
            return;
        }
        if (this.format !== format) {
            this.format = format;
            this.build(format);
        }
        this.mark(Number(code));
    }

    private mark(code: number): void {
        this.cells.forEach((cell, i) => {
            cell.tabIndex = i === code ? 0 : -1;
            cell.setAttribute("aria-selected", String(i === code));
        });
        this.current = code;
    }

    private choose(code: number, focus: boolean): void {
        this.ask({ value: hex(this.view.x.format, BigInt(code)) });
        if (focus) {
            this.cells[code]!.focus();
        }
    }

    private key(event: KeyboardEvent): void {
        const half = this.format!.hasSign ? this.cells.length / 2 : this.cells.length;
        const steps: Record<string, number> = {
            ArrowLeft: -1,
            ArrowRight: 1,
            ArrowUp: -this.columns,
            ArrowDown: this.columns,
            Home: -(this.current % this.columns),
            End: this.columns - 1 - (this.current % this.columns),
            PageUp: -half,
            PageDown: half,
        };
        const step = steps[event.key];
        if (step !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            const code = this.current + step;
            if (code >= 0 && code < this.cells.length) {
                this.choose(code, true);
            }
        }
    }

    // ---- The tables ----------------------------------------------------------------------------------------------

    private build(format: Format): void {
        const binade = 2 ** format.fractionBits;
        const half = 2 ** (format.exponentBits + format.fractionBits);
        this.columns = Math.min(binade === 1 ? COLUMNS_MOST : binade, COLUMNS_MOST, half);
        this.cells = [];
        const signs = format.hasSign ? [0, 1] : [0];
        const tables = signs.map((sign) =>
            this.table(format, sign * half, half, ["Positive codes", "Negative codes"][sign]!),
        );
        const lead =
            binade === 1
                ? `Every number of ${format.name} is a power of two, ${this.columns} to a row. `
                : `The whole of ${format.name}, a binade to a row. Within a row numbers are equally far apart, and ` +
                  "from row to row that distance doubles; the subnormal row keeps the distance of the next one, down to zero. ";
        replace(
            this,
            h("h2", {}, `All ${2 ** format.width} codes`),
            h(
                "p",
                { class: "lead" },
                lead,
                "Arrow keys walk over the cells; long numbers are shortened to what reads back.",
            ),
            h("div", { class: "tables", tabindex: 0, role: "region", "aria-label": "All codes" }, ...tables),
        );
    }

    private table(format: Format, first: number, count: number, label: string): HTMLElement {
        const rows: HTMLElement[] = [];
        for (let code = first; code < first + count; code += this.columns) {
            const cells: HTMLElement[] = [];
            for (let i = code; i < Math.min(code + this.columns, first + count); i++) {
                cells.push(this.cell({ format, code: BigInt(i) }));
            }
            rows.push(h("tr", {}, h("th", { scope: "row" }, this.rowName(format, code - first)), ...cells));
        }
        return h("table", { role: "grid", "aria-label": label }, h("caption", {}, label), h("tbody", {}, ...rows));
    }

    /** The binade of a row; rows that continue one have none. */
    private rowName(format: Format, code: number): string | HTMLElement {
        if (code % 2 ** format.fractionBits !== 0) {
            return "";
        }
        const field = code >> format.fractionBits;
        const e = this.view.lib.explain(0, format, [{ format, code: BigInt(code) }]);
        if (field === 0 && format.hasZero) {
            return format.fractionBits === 0 ? "zero" : "subnormal";
        }
        if (typeof e === "string" || e.exact.kind !== "finite") {
            return "special";
        }
        return h("span", {}, "2", h("sup", {}, e.exact.exponent + 63));
    }

    private short(x: Num, decimal: string): string {
        const shortest = this.view.lib.print(x, Style.shortest);
        return decimal.length <= EXACT_MOST
            ? decimal
            : shortest.length <= SHORTEST_MOST
              ? shortest
              : this.view.lib.print(x, Style.hex);
    }

    private cell(x: Num): HTMLTableCellElement {
        const { lib } = this.view;
        const decimal = lib.print(x, Style.decimal);
        const name = CLASSES[lib.classify(x)]!;
        const kind = name.split(" ")[1]!.toLowerCase();
        const cell = h(
            "td",
            {
                role: "gridcell",
                class: `cell ${kind}`,
                tabindex: -1,
                "data-code": Number(x.code),
                title: `${hex(x.format, x.code)} = ${decimal}, ${name}`,
            },
            this.short(x, decimal),
        );
        this.cells[Number(x.code)] = cell;
        return cell;
    }
}
