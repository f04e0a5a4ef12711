// SPDX-License-Identifier: Apache-2.0
//
// The bit explorer: holds the state, keeps it in the URL, and lets every part show it.

import type { Library } from "./library";
import { answer, hashOf, INITIAL, stateOf, type State, type View } from "./question";
import type { Part } from "./part";
import { Style } from "./library";
import { hex } from "./question";
import { Question } from "./elements/question";
import { Bits } from "./elements/bits";
import { Facts } from "./elements/facts";
import { NumberLine } from "./elements/line";
import { Grid } from "./elements/grid";
import { Beside } from "./elements/beside";
import { Command } from "./elements/command";
import { setLink } from "./link";
import { h, replace } from "./dom";

customElements.define("hu-question", Question);
customElements.define("hu-bits", Bits);
customElements.define("hu-facts", Facts);
customElements.define("hu-line", NumberLine);
customElements.define("hu-grid", Grid);
customElements.define("hu-beside", Beside);
customElements.define("hu-command", Command);

export class Explorer extends HTMLElement {
    private lib!: Library;
    private state: State = INITIAL;
    private readonly question = new Question();
    private readonly parts: Part[] = [this.question];
    private readonly readout = h("output", { class: "readout" });
    private readonly code = h("code", { class: "readout-code" });

    /** Takes the place of the text that stands here without JavaScript. */
    begin(lib: Library): void {
        this.lib = lib;
        this.question.build(lib);
        const part = <P extends Part>(made: P): P => (this.parts.push(made), made);
        const section = (title: string, lead: string, ...content: HTMLElement[]) =>
            h(
                "section",
                { class: "section" },
                h("h2", {}, title),
                lead !== "" && h("p", { class: "lead" }, lead),
                ...content,
            );
        replace(
            this,
            h(
                "section",
                { class: "instrument", "aria-label": "One number" },
                this.question,
                h(
                    "div",
                    { class: "figure" },
                    h("p", { class: "display" }, this.readout, this.code),
                    part(new Bits()),
                    h(
                        "p",
                        { class: "hint" },
                        "Click or drag the bits; with the keyboard, ",
                        h("kbd", {}, "↑"),
                        " and ",
                        h("kbd", {}, "↓"),
                        " move by one ulp, ",
                        h("kbd", {}, "←"),
                        " and ",
                        h("kbd", {}, "→"),
                        " go from bit to bit, ",
                        h("kbd", {}, "0"),
                        " and ",
                        h("kbd", {}, "1"),
                        " set one.",
                    ),
                ),
                part(new Facts()),
            ),
            section(
                "On the number line",
                "Every tick is a number of the format: tall ones begin a binade, pale ones are " +
                    "subnormal. Drag the line to move along it, click it to choose a number.",
                part(new NumberLine()),
            ),
            part(new Grid()),
            section("The same value in other formats", "", part(new Beside())),
            section(
                "The same in a terminal",
                "The command of the project prints what this page computes, by the same C.",
                part(new Command()),
            ),
        );
        this.addEventListener("ask", (event) => this.change((event as CustomEvent<Partial<State>>).detail));
        addEventListener("hashchange", () => {
            if (location.hash !== hashOf(this.state)) {
                this.change(stateOf(location.hash));
            }
        });
        this.change(stateOf(location.hash));
    }

    private change(change: Partial<State>): void {
        this.state = { ...this.state, ...change };
        const got = answer(this.lib, this.state);
        this.question.showState(this.state, got);
        this.classList.toggle("stale", "wrong" in got);
        if ("view" in got) {
            setLink(hashOf(this.state));
            this.show(got.view);
        } else if (this.readout.textContent === "") {
            this.show((answer(this.lib, INITIAL) as { view: View }).view); // a link with a mistake: something to see
        }
    }

    private show(view: View): void {
        this.readout.textContent = this.lib.print(view.x, Style.decimal);
        this.code.textContent = `${view.x.format.name} ${hex(view.x.format, view.x.code)}`;
        for (const part of this.parts) {
            part.show(view);
        }
    }
}

customElements.define("hu-explorer", Explorer);
