// SPDX-License-Identifier: Apache-2.0
//
// The explorer shows what the command prints: `halfulp explain` as it stands, and each fact beside `halfulp convert`
// and `halfulp run`.

import { same, sameLists, sampled, run, test, type Site } from "./harness";
import { allCodes, samples, texts, type Question } from "./questions";

const AT_ONCE = 2; // formats whose commands run side by side

interface Shown {
    command: string;
    output: string;
    exact: string;
    shortest: string;
    hex: string;
    class: string;
    above: string;
    below: string;
    bits: string;
    selected: string;
}

/** What the page shows for each question, asked by its inputs. */
async function shown(site: Site, questions: readonly Question[]): Promise<Shown[]> {
    let results: Shown[] = [];
    await site.visit("index.html", {}, async (page) => {
        results = await page.evaluate(
            (asked) => {
                const one = <E extends Element>(selector: string) => document.querySelector<E>(selector)!;
                const text = (selector: string) => one(selector)?.textContent ?? "";
                const enter = (label: string, value: string) => {
                    const name = [...document.querySelectorAll("label")].find((other) => other.textContent === label)!;
                    const input = document.getElementById(name.htmlFor) as HTMLInputElement;
                    input.value = value;
                    input.dispatchEvent(new Event("input", { bubbles: true }));
                };
                let format = "";
                return asked.map((question) => {
                    if (format !== question.format) {
                        enter("Format", (format = question.format));
                    }
                    enter("Value or code", question.value);
                    return {
                        command: text("[data-command]"),
                        output: text("[data-output]"),
                        exact: text("[data-fact=exact]"),
                        shortest: text("[data-fact=shortest]"),
                        hex: text("[data-fact=hex]"),
                        class: text("[data-fact=class]"),
                        above: text("[data-fact=above] code"),
                        below: text("[data-fact=below] code"),
                        bits: [...document.querySelectorAll(".bit")].map((bit) => bit.textContent).join(""),
                        selected: one<HTMLElement>("[role=gridcell][aria-selected=true]")?.dataset["code"] ?? "",
                    };
                });
            },
            [...questions],
        );
    });
    return results;
}

const CLASSES = [
    "signaling NaN",
    "quiet NaN",
    "negative infinity",
    "negative normal number",
    "negative subnormal number",
    "negative zero",
    "positive zero",
    "positive subnormal number",
    "positive normal number",
    "positive infinity",
];

/** Prints an explanation for each question, with a line between them, in one process of the shell. */
async function explained(site: Site, questions: readonly Question[]): Promise<string[]> {
    const script = 'while read -r format value; do "$1" explain "$format" "$value" || exit; echo "==="; done';
    const input = questions.map(({ format, value }) => `${format} ${value}\n`).join("");
    return (await run("/bin/sh", ["-c", script, "sh", site.halfulp], input)).split("===\n").slice(0, -1);
}

/** Compares the text of each question, and, of all codes of a format, the facts. */
async function compare(site: Site, groups: readonly Question[][], facts: boolean): Promise<void> {
    for (let i = 0; i < groups.length; i += AT_ONCE) {
        await Promise.all(
            groups.slice(i, i + AT_ONCE).map(async (questions) => {
                const [got, expected] = await Promise.all([shown(site, questions), explained(site, questions)]);
                const name = (k: number) => `${questions[k]!.format} ${questions[k]!.value}`;
                sameLists(
                    name,
                    got.map(({ command }) => command),
                    questions.map((_, k) => `halfulp explain ${name(k)}`),
                );
                sameLists(
                    name,
                    got.map(({ output }) => output),
                    expected,
                );
                if (facts) {
                    await compareFacts(site, questions, got);
                }
            }),
        );
    }
}

async function compareFacts(site: Site, questions: readonly Question[], got: readonly Shown[]): Promise<void> {
    const { format, width } = questions[0]!;
    const input = questions.map(({ value }) => `${value}\n`).join("");
    const lines = (text: string) => text.trim().split("\n");
    const convert = async (style: string) =>
        lines(await run(site.halfulp, ["convert", "--from", format, "--to", format, "--text", style, "-"], input)).map(
            (line) => line.split(" ")[1]!,
        );
    const apply = async (name: string) =>
        lines(await run(site.halfulp, ["run", `${format}_${name}`], input.replace(/0x/g, ""))).map(
            (line) => line.split(" ")[1]!,
        );
    const name = (k: number) => `${format} ${questions[k]!.value}`;
    const classes = await apply("class");
    const isNumber = (k: number) => Number(classes[k]) > 1;
    for (const style of ["exact", "shortest", "hex"] as const) {
        const expected = await convert(style);
        // Converting a signaling NaN makes it quiet: the page does not convert.
        sameLists(
            name,
            got.map((facts, k) => (isNumber(k) ? facts[style] : "")),
            expected.map((text, k) => (isNumber(k) ? text : "")),
        );
    }
    sameLists(
        name,
        got.map((facts) => facts.class),
        classes.map((index) => CLASSES[Number(index)]!),
    );
    for (const [fact, operation] of [
        ["above", "nextUp"],
        ["below", "nextDown"],
    ] as const) {
        const expected = await apply(operation);
        const codes = got.map((facts, k) => (isNumber(k) ? facts[fact].split(" ")[0]! : ""));
        // Where there is none, the operation returns its operand, or a NaN.
        sameLists(
            name,
            codes,
            expected.map((code, k) => {
                const none = `0x${code}` === questions[k]!.value || Number(classes[Number(`0x${code}`)]) <= 1;
                return none || !isNumber(k) ? "" : `0x${code}`;
            }),
        );
    }
    sameLists(
        name,
        got.map(({ bits }) => bits),
        questions.map((_, k) => k.toString(2).padStart(width, "0")),
    );
    sameLists(
        name,
        got.map(({ selected }) => selected),
        questions.map((_, k) => String(k)),
    );
}

test("numbers: all codes of the formats of up to 8 bits", async (site) => {
    const groups = await allCodes(site.halfulp);
    same("formats of up to 8 bits", groups.length >= 12, true);
    await compare(site, sampled(groups), true);
});

test("numbers: a sample of the other formats", async (site) => compare(site, sampled(await samples(site.halfulp)), false));

test("numbers: as text", async (site) => compare(site, sampled(await texts(site.halfulp)), false));
