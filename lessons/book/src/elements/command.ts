// SPDX-License-Identifier: Apache-2.0
//
// The command line that prints the same, and what it prints.

import { commandOf, printed, type View } from "../question";
import { Part } from "../part";
import { h, replace } from "../dom";

export class Command extends Part {
    private readonly line = h("code", { "data-command": "" });
    private readonly output = h("pre", { tabindex: 0, "data-output": "", "aria-label": "What the command prints" });
    private readonly said = h("span", { role: "status", class: "said" });

    connectedCallback(): void {
        replace(
            this,
            h(
                "div",
                { class: "terminal" },
                h(
                    "div",
                    { class: "prompt" },
                    h("span", { "aria-hidden": "true" }, "$ "),
                    this.line,
                    h("button", { type: "button", class: "button small", onclick: () => void this.copy() }, "Copy"),
                    this.said,
                ),
                this.output,
            ),
        );
    }

    show(view: View): void {
        this.line.textContent = commandOf(view.state);
        this.output.textContent = printed(view);
        this.said.textContent = "";
    }

    private async copy(): Promise<void> {
        try {
            await navigator.clipboard.writeText(this.line.textContent ?? "");
            this.said.textContent = "copied";
        } catch {
            getSelection()?.selectAllChildren(this.line); // where a page may not write: let the reader do it
            this.said.textContent = "selected";
        }
    }
}
