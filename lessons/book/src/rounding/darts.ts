// SPDX-License-Identifier: Apache-2.0
//
// Stochastic rounding as thrown darts: each draws its random integer, and the library says which neighbour is chosen.
// The mean of the results comes to the exact value, nu of the way, or as near to it as N random bits can.

import { h, replace, s } from "../dom";
import { OPERATIONS, type Solved } from "./problem";

const THROWS_MOST = 2000;
const WIDTH = 480;
const HEIGHT = 120;
const TARGET = 26; // the strip of the darts, above the mean
const SHOWN_MOST = 400; // darts drawn

export class Darts extends HTMLElement {
    private solved: Solved | null = null;
    private key = "";
    private outward: boolean[] = [];
    private places: number[] = [];
    private readonly picture = s("svg", { class: "darts", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    private readonly count = h("p", { class: "note", role: "status" });

    connectedCallback(): void {
        const button = (count: number) =>
            h(
                "button",
                { type: "button", class: "button small", onclick: () => this.throw(count) },
                count === 1 ? "Throw a dart" : `Throw ${count}`,
            );
        replace(
            this,
            h("h3", {}, "Darts"),
            h("div", { class: "tools" }, button(1), button(20), button(500)),
            this.picture,
            this.count,
        );
    }

    /** Begins anew when the problem is another one. */
    show(solved: Solved, key: string): void {
        this.solved = solved;
        if (this.key !== key) {
            this.key = key;
            this.outward = [];
            this.places = [];
        }
        this.draw();
    }

    private throw(count: number): void {
        const { lib, problem, operands, result } = this.solved!;
        const bits = problem.env.randomBits ?? 0;
        for (let i = 0; i < count && this.outward.length < THROWS_MOST; i++) {
            const random = lib.randomBits(1n, 1n, BigInt(this.outward.length), bits);
            const e = lib.explain(OPERATIONS[problem.name].operation, result.format, operands, {
                ...problem.env,
                random,
            });
            if (typeof e !== "string") {
                const { outward } = problem.name === "roundToIntegral" ? e.integral : e.rounding;
                this.outward.push(outward === 1);
                this.places.push(Number(random) / 2 ** bits);
            }
        }
        this.draw();
    }

    private draw(): void {
        const { explanation, problem } = this.solved!;
        const rounding = problem.name === "roundToIntegral" ? explanation.integral : explanation.rounding;
        const nu = Number(rounding.nu) / 2 ** 64;
        const y = (share: number) => HEIGHT - 8 - share * (HEIGHT - TARGET - 24);
        let sum = 0;
        const means = this.outward.map((out, i) => (sum += out ? 1 : 0) / (i + 1));
        const step = WIDTH / Math.max(50, means.length);
        const dots = this.outward.slice(-SHOWN_MOST).map((out, i) => {
            const place = this.places.slice(-SHOWN_MOST)[i]!;
            return s("circle", {
                class: out ? "dart outward" : "dart",
                cx: 4 + place * (WIDTH - 8),
                cy: 6 + ((i * 7) % (TARGET - 10)),
                r: 2.5,
            });
        });
        replace(
            this.picture,
            s("rect", { class: "strip", width: WIDTH, height: TARGET }),
            ...dots,
            s("line", { class: "exact", x1: 0, x2: WIDTH, y1: y(nu), y2: y(nu) }),
            means.length > 0 &&
                s("polyline", {
                    class: "mean",
                    points: means.map((mean, i) => `${(i + 0.5) * step},${y(mean)}`).join(" "),
                }),
        );
        const out = this.outward.filter((one) => one).length;
        const text =
            this.outward.length === 0
                ? "Nothing thrown yet. The line is the exact value, between the inner (bottom) and the outer neighbour."
                : `${this.outward.length} thrown: ${out} outward, ${this.outward.length - out} inward.`;
        this.count.textContent = text;
        this.picture.setAttribute("aria-label", text);
    }
}
