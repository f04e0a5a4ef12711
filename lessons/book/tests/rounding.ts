// SPDX-License-Identifier: Apache-2.0
//
// The round-stepper shows what `halfulp explain` prints, for each problem and each choice of a policy; its slider
// goes over a tie; its darts come to the exact value; its steps can be scrubbed with keys.

import type { Page } from "playwright-core";
import { Failure, run, same, sameLists, sampled, test, type Site } from "./harness";

/** Parts of a link, without the policies; and what the command takes. */
const PROBLEMS: readonly [string, string][] = [
    ["op=add&to=fp16&x=0.1&y=0.2", "fp16: 0.1 + 0.2"],
    ["op=convert&to=e4m3&fx=fp32&x=465", "fp32 -> e4m3: 465"],
    ["op=convert&to=fp16&fx=fp32&x=1e-7", "fp32 -> fp16: 1e-7"],
    ["op=convert&to=e2m1&fx=fp32&x=nan", "fp32 -> e2m1: nan"],
    ["op=convert&to=e8m0&fx=fp32&x=-3", "fp32 -> e8m0: -3"],
    ["op=div&to=e5m2&x=1&y=0", "e5m2: 1 / 0"],
    [
        "op=fma&to=fp16&fx=e4m3&fy=e4m3&fz=fp32&x=1.5&y=-2&z=0x3F800000",
        "e4m3, e4m3, fp32 -> fp16: fma(1.5, -2, 0x3F800000)",
    ],
    ["op=roundToIntegral&to=fp16&x=2.5", "fp16: roundToIntegral(2.5)"],
    ["op=sub&to=bf16&x=1&y=1", "bf16: 1 - 1"],
    ["op=sqrt&to=ue5m3b15:inf=none,nan=top&x=3", "ue5m3b15:inf=none,nan=top: sqrt(3)"],
];

const readout = (page: Page) => page.textContent(".readout");
const output = (page: Page) => page.textContent("[data-output]");

/** The words of the shell: quotes around the question alone. */
function words(command: string): string[] {
    return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!).slice(1);
}

interface Choice {
    command: string;
    output: string;
    would: string;
    readout: string;
}

/** Chooses every choice of the page in turn, from wherever the last one led. */
function chooseAll(page: Page): Promise<Choice[]> {
    return page.evaluate(() => {
        const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";
        return [...document.querySelectorAll<HTMLInputElement>(".choice-label input")].map((input) => {
            const would = input.parentElement!.querySelector(".would")!.textContent!.replace(/ \(.*/, "");
            input.click();
            return { command: text("[data-command]"), output: text("[data-output]"), would, readout: text(".readout") };
        });
    });
}

test("rounding: every choice of every policy beside the command", async (site) => {
    const script = 'while IFS= read -r line; do eval "\"$1\" $line" || exit; echo "==="; done';
    for (const [link, question] of sampled(PROBLEMS)) {
        let choices: Choice[] = [];
        await site.visit(`rounding.html#${link}`, {}, async (page) => {
            same("the question", words((await page.textContent("[data-command]"))!)[1], question);
            choices = await chooseAll(page);
        });
        same("choices", choices.length >= 35, true);
        const name = (i: number) => choices[i]!.command;
        sameLists(
            (i) => `beside the choice of ${name(i)}`,
            choices.map(({ would }) => would),
            choices.map((one) => one.readout),
        );
        const lines = choices.map(({ command }) => `${command.replace(/^halfulp /, "")}\n`).join("");
        const printed = (await run("/bin/sh", ["-c", script, "sh", site.halfulp], lines)).split("===\n").slice(0, -1);
        sameLists(
            name,
            choices.map((one) => one.output),
            printed,
        );
    }
});

test("rounding: presets", (site) =>
    site.visit("rounding.html#op=convert&to=e4m3&fx=fp32&x=465", {}, async (page) => {
        const names = [...(await run(site.halfulp, ["presets"])).matchAll(/^(\S+)/gm)].map(([, name]) => name!);
        same("number of presets", names.length >= 17, true);
        const offered = await page.locator(".preset option").allTextContents();
        same("presets", offered.slice(1).join(" "), names.join(" "));
        await page.selectOption(".preset select", "ml_dtypes");
        const command = (await page.textContent("[data-command]"))!;
        same(command, await output(page), await run(site.halfulp, words(command)));
        const like = (
            await run(site.halfulp, ["convert", "--like", "ml_dtypes", "--from", "fp32", "--to", "e4m3", "465"])
        ).split(" ");
        same("as the command has it", (await page.textContent("[data-flags]"))!.includes(like[0]!), true);
    }));

test("rounding: the slider goes over a tie", (site) =>
    site.visit("rounding.html#op=convert&to=bf16&fx=fp32&x=1", {}, async (page) => {
        const slider = page.locator(".slide input");
        const results: string[] = [];
        for (const step of [0, 7, 8, 9, 16, 23, 24, 25, 32]) {
            await slider.fill(String(step));
            results.push((await readout(page))!);
        }
        // A quantum is 2^-7; ties are at 8 and 24 sixteenths of it, and go to the even one.
        same("results", results.join(" "), "1 1 1 1.0078125 1.0078125 1.0078125 1.015625 1.015625 1.015625");
        same("the operand", await page.inputValue("hu-ask .operand input"), "1.015625");
    }));

test("rounding: scrubbed with keys, and in the link", (site) =>
    site.visit("rounding.html#op=add&to=fp16&x=0.1&y=0.2", {}, async (page) => {
        const shown = () => page.locator(".stage:not(.later)").count();
        same("all steps at first", await shown(), 5);
        await page.focus(".scrub input");
        await page.keyboard.press("Home");
        same("one step", await shown(), 1);
        await page.keyboard.press("ArrowRight");
        same("two steps", await shown(), 2);
        await site.settled(page);
        await page.reload();
        await page.waitForSelector("html[data-ready]", { state: "attached" });
        same("the same after a reload", await shown(), 2);
    }));

test("rounding: darts", (site: Site) =>
    site.visit(
        "rounding.html#op=convert&to=e5m2&fx=fp32&x=1.3&rounding=stochastic-a&random-bits=8",
        {},
        async (page) => {
            for (let i = 0; i < 4; i++) {
                await page.click("hu-darts .button:text-is('Throw 500')");
            }
            const text = (await page.textContent("hu-darts .note"))!;
            const [, thrown, outward] = /^(\d+) thrown: (\d+) outward/.exec(text) ?? [];
            same("thrown", thrown, "2000");
            // Outward with probability 51/256, by hand: 398 of 2000, with a standard deviation of 18.
            if (Math.abs(Number(outward) - 398) > 90) {
                throw new Failure(`${text}: expected some 398`);
            }
        },
    ));

test("rounding: a mistake is told", (site) =>
    site.visit("rounding.html#op=add&to=fp64&x=1&y=2", {}, async (page) => {
        same("a sentence", (await page.textContent("hu-ask .error"))!.length > 10, true);
    }));
