// SPDX-License-Identifier: Apache-2.0
//
// A part of the explorer: a custom element that shows a view, and asks for changes of the state by an event.

import type { State, View } from "./question";

export abstract class Part extends HTMLElement {
    abstract show(view: View): void;

    protected ask(change: Partial<State>): void {
        this.dispatchEvent(new CustomEvent<Partial<State>>("ask", { detail: change, bubbles: true }));
    }
}
