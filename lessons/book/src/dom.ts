// SPDX-License-Identifier: Apache-2.0
//
// Elements of HTML and SVG from expressions.

export type Child = Node | string | number | null | false;
export type Attributes = Record<string, string | number | boolean | ((event: never) => void) | null>;

function fill<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") {
            element.addEventListener(name.slice(2), value as EventListener);
        } else if (value === true) {
            element.setAttribute(name, "");
        } else if (value !== false && value !== null) {
            element.setAttribute(name, String(value));
        }
    }
    append(element, children);
    return element;
}

function append(element: Element, children: Child[]): void {
    for (const child of children) {
        if (child !== null && child !== false) {
            element.append(typeof child === "number" ? String(child) : child);
        }
    }
}

/** An element of HTML. Attributes that begin with "on" are listeners; null and false ones are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
    name: K,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
    name: K,
    attributes: Attributes = {},
    ...children: Child[]
): SVGElementTagNameMap[K] {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

export function replace(element: Element, ...children: Child[]): void {
    element.replaceChildren();
    append(element, children);
}

let count = 0;
/** A name for an element that others refer to. */
export function unique(prefix: string): string {
    return `${prefix}-${++count}`;
}
