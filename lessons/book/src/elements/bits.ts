// SPDX-License-Identifier: Apache-2.0
//
// The bits of a code, field by field: click one, drag over several, or use the keys.

import { Operation, type Format } from "../library";
import { bitsOf, hex, type View } from "../question";
import { Part } from "../part";
import { h, replace } from "../dom";

const FIELDS = ["sign", "exponent", "fraction"] as const;

export class Bits extends Part {
    private view!: View;
    private format: Format | null = null;
    private buttons: HTMLButtonElement[] = []; // the highest bit first
    private names: string[] = []; // the field of each
    private painting: string | null = null; // the bit that a drag sets
    private current = 0; // the button in the order of Tab

    connectedCallback(): void {
        this.addEventListener("keydown", (event) => this.key(event));
        this.addEventListener("pointerdown", (event) => this.begin(event));
        this.addEventListener("pointermove", (event) => this.paint(event));
        // A click without a pointer: by a screen reader.
        this.addEventListener("click", (event) => {
            const index = this.buttons.indexOf(event.target as HTMLButtonElement);
            if (event.detail === 0 && index >= 0) {
                this.flip(index);
            }
        });
        for (const name of ["pointerup", "pointercancel"]) {
            this.addEventListener(name, () => (this.painting = null));
        }
    }

    show(view: View): void {
        this.view = view;
        const { format, code } = view.x;
        if (this.format !== format) {
            this.format = format;
            this.build(format);
        }
        const bits = bitsOf(format, code);
        this.buttons.forEach((button, i) => {
            button.textContent = bits[i]!;
            button.setAttribute("aria-pressed", String(bits[i] === "1"));
            button.setAttribute("aria-label", `${bits[i]}, bit ${format.width - 1 - i} of the ${this.names[i]}`);
        });
    }

    private build(format: Format): void {
        const widths = [format.hasSign ? 1 : 0, format.exponentBits, format.fractionBits];
        this.buttons = [];
        this.names = [];
        this.current = 0;
        const groups = FIELDS.map((name, i) => {
            const row = h("div", { class: "row" });
            for (let bit = 0; bit < widths[i]!; bit++) {
                const button = h("button", {
                    type: "button",
                    class: "bit",
                    tabindex: this.buttons.length === 0 ? 0 : -1,
                });
                this.buttons.push(button);
                this.names.push(name);
                row.append(button);
            }
            return widths[i] === 0
                ? null
                : h("div", { class: `field ${name}` }, row, h("span", { class: "name" }, name));
        });
        replace(this, h("div", { class: "fields", role: "group", "aria-label": "Bits of the code" }, ...groups));
    }

    // ---- Changes -------------------------------------------------------------------------------------------------

    private set(index: number, bit: string): void {
        const { format, code } = this.view.x;
        const mask = 1n << BigInt(format.width - 1 - index);
        const changed = bit === "1" ? code | mask : code & ~mask;
        if (changed !== code) {
            this.ask({ value: hex(format, changed) });
        }
    }

    private flip(index: number): void {
        this.set(index, this.buttons[index]!.textContent === "1" ? "0" : "1");
    }

    private step(operation: number): void {
        const { lib, x } = this.view;
        this.ask({ value: hex(x.format, lib.apply(operation, x.format, [x]).code) });
    }

    private focusOn(index: number): void {
        this.current = Math.max(0, Math.min(this.buttons.length - 1, index));
        this.buttons.forEach((button, i) => (button.tabIndex = i === this.current ? 0 : -1));
        this.buttons[this.current]!.focus();
    }

    // ---- Keys and pointers ---------------------------------------------------------------------------------------

    private key(event: KeyboardEvent): void {
        const keys: Record<string, () => void> = {
            ArrowUp: () => this.step(Operation.nextUp),
            ArrowDown: () => this.step(Operation.nextDown),
            ArrowLeft: () => this.focusOn(this.current - 1),
            ArrowRight: () => this.focusOn(this.current + 1),
            Home: () => this.focusOn(0),
            End: () => this.focusOn(this.buttons.length - 1),
            "0": () => this.set(this.current, "0"),
            "1": () => this.set(this.current, "1"),
            " ": () => this.flip(this.current),
            Enter: () => this.flip(this.current),
        };
        const action = keys[event.key];
        if (action !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            action();
        }
    }

    private indexAt(event: PointerEvent): number {
        const target = document.elementFromPoint(event.clientX, event.clientY);
        return this.buttons.indexOf(target as HTMLButtonElement);
    }

    private begin(event: PointerEvent): void {
        const index = this.indexAt(event);
        if (index < 0 || event.button !== 0) {
            return;
        }
        event.preventDefault();
        this.focusOn(index);
        this.painting = this.buttons[index]!.textContent === "1" ? "0" : "1";
        this.set(index, this.painting);
    }

    private paint(event: PointerEvent): void {
        const index = this.painting === null ? -1 : this.indexAt(event);
        if (index >= 0 && event.buttons !== 0) {
            this.set(index, this.painting!);
        }
    }
}
