// SPDX-License-Identifier: Apache-2.0
//
// The pages as pages: links, keys, pointers, accessibility, narrow and wide, light and dark, without JavaScript,
// offline.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { Failure, same, test, type Site } from "./harness";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const PAGES: Record<string, string> = {
    explorer: "index.html",
    "explorer-wide": "index.html#format=fp64&value=0.1&beside=bf16&beside=e8m0",
    "explorer-p3109": "index.html#format=binary8p1se&value=3&beside=e2m1",
    rounding: "rounding.html",
    "rounding-overflow": "rounding.html#op=convert&to=e4m3&fx=fp32&x=465",
    "rounding-darts": "rounding.html#op=convert&to=e5m2&fx=fp32&x=1.3&rounding=stochastic-a&random-bits=8",
};
const WIDTHS = [320, 1440];
const THEMES = ["light", "dark"] as const;

const readout = (page: Page) => page.textContent(".readout");
const code = (page: Page) => page.textContent(".readout-code");

async function accessible(page: Page): Promise<void> {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
        const runner = (
            globalThis as unknown as {
                axe: {
                    run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
                };
            }
        ).axe;
        return (await runner.run()).violations.map(
            ({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`,
        );
    });
    same("violations found by axe", found.join("\n"), "");
}

for (const [name, path] of Object.entries(PAGES)) {
    for (const width of WIDTHS) {
        for (const theme of THEMES) {
            test(`pages: ${name}, ${width} px, ${theme}`, (site: Site) =>
                site.visit(
                    path,
                    { viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: "reduce" },
                    async (page) => {
                        await site.shot(page, `${name}-${width}-${theme}`);
                        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                        same("pixels to scroll sideways", excess, 0);
                        await accessible(page);
                    },
                ));
        }
    }
}

test("pages: the theme's button, remembered", (site) =>
    site.visit("index.html", { colorScheme: "light" }, async (page) => {
        const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const light = await paper();
        await page.click("#theme");
        same("light is as the system has it", await paper(), light);
        await page.click("#theme");
        if ((await paper()) === light) {
            throw new Failure("dark has the colour of light");
        }
        const dark = await paper();
        await page.reload();
        same("after a reload", await paper(), dark);
    }));

test("pages: motion is not asked for where it is not wanted", (site) =>
    site.visit("index.html", { reducedMotion: "reduce" }, async (page) => {
        const moving = await page.evaluate(
            () =>
                [...document.querySelectorAll("*")].filter(
                    (element) => getComputedStyle(element).transitionDuration !== "0s",
                ).length,
        );
        same("elements with a transition", moving, 0);
    }));

test("pages: deep links, and the link follows the state", async (site) => {
    await site.visit("index.html#format=e5m2&value=0x7B&beside=fp16", {}, async (page) => {
        same("number", await readout(page), "57344");
        same("code", await code(page), "e5m2 0x7B");
        same("rows beside", await page.locator("[data-format]").count(), 2);
        await page.evaluate(() => (location.hash = "#format=bf16&value=1.5"));
        await page.waitForFunction(() => document.querySelector(".readout")?.textContent === "1.5");
        await page.click(".chip:text-is('e4m3')");
        const link = await site.settled(page);
        await page.goto("about:blank");
        await page.goto(link);
        await page.waitForSelector("html[data-ready]", { state: "attached" });
        same("the link again", await code(page), "e4m3 0x3C");
    });
    await site.visit("index.html#format=e99m1&value=1", {}, async (page) => {
        same("a link with a mistake says so", await page.locator(".error:not(:empty)").count(), 1);
    });
    await site.visit("index.html#format=e4m3&value=0x1FF", {}, async (page) => {
        const expected = "expected a code of at most 8 bits, the width of e4m3";
        same("a code that is too wide", await page.locator(".error:not(:empty)").textContent(), expected);
    });
});

test("pages: keyboard alone", (site) =>
    site.visit("index.html#format=e4m3&value=0x38", {}, async (page) => {
        const tabTo = async (selector: string) => {
            for (let i = 0; i < 80; i++) {
                await page.keyboard.press("Tab");
                if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
                    return;
                }
            }
            throw new Failure(`${selector}: not reached by Tab`);
        };
        const press = async (...keys: string[]) => {
            for (const key of keys) {
                await page.keyboard.press(key);
            }
        };
        await tabTo(".bit");
        await press("ArrowUp");
        same("one ulp up", await code(page), "e4m3 0x39");
        await press("ArrowDown", "ArrowDown");
        same("and two down", await code(page), "e4m3 0x37");
        await press("0", "ArrowRight", "1", "End", " ");
        same("bits set by keys", await code(page), "e4m3 0x76");
        await tabTo("svg.line");
        await press("ArrowRight");
        same("one ulp on the line", await code(page), "e4m3 0x77");
        await press("+");
        same("zoomed", (await site.settled(page)).includes("zoom="), true);
        await tabTo("[role=gridcell]");
        await press("ArrowDown");
        same("a row down in the grid", await code(page), "e4m3 0x7F");
        await press("ArrowUp", "ArrowLeft");
        same("up, and one to the left", await code(page), "e4m3 0x76");
        await press("PageDown");
        same("the other sign", await code(page), "e4m3 0xF6");
        same(
            "the focus follows",
            await page.evaluate(() => (document.activeElement as HTMLElement).dataset["code"]),
            String(0xf6),
        );
    }));

test("pages: pointers: bits clicked and dragged, the line clicked and dragged, a cell", (site) =>
    site.visit("index.html#format=e4m3&value=0x38", {}, async (page) => {
        const bit = (index: number) => page.locator(".bit").nth(index);
        await bit(7).click();
        same("a bit", await code(page), "e4m3 0x39");
        await bit(0).click();
        same("the sign", await code(page), "e4m3 0xB9");
        await page.locator(".fields").scrollIntoViewIfNeeded();
        const centre = async (index: number) => {
            const box = (await bit(index).boundingBox())!;
            return [box.x + box.width / 2, box.y + box.height / 2] as const;
        };
        await page.mouse.move(...(await centre(5)));
        await page.mouse.down();
        await page.mouse.move(...(await centre(6)));
        await page.mouse.move(...(await centre(7)));
        await page.mouse.up();
        same("a drag sets all bits on its way", await code(page), "e4m3 0xBF");
        const line = page.locator("svg.line");
        await line.scrollIntoViewIfNeeded();
        const box = (await line.boundingBox())!;
        const before = await code(page);
        await page.mouse.click(box.x + box.width * 0.9, box.y + 60);
        if ((await code(page)) === before) {
            throw new Failure("a click on the line changes nothing");
        }
        await page.mouse.move(box.x + 300, box.y + 60);
        await page.mouse.down();
        await page.mouse.move(box.x + 200, box.y + 60, { steps: 4 });
        await page.mouse.up();
        same("a drag moves the line", (await site.settled(page)).includes("at="), true);
        await page.click("[data-code='126']");
        same("a cell", await readout(page), "448");
    }));

test("pages: formats by rule and by fields, and formats beside", (site) =>
    site.visit("index.html", {}, async (page) => {
        await page.click("summary:text-is('IEEE P3109, by rule')");
        await page.click(".maker[open] .button");
        same("P3109's format", await page.inputValue("input[id^=format]"), "binary8p3se");
        await page.click("summary:text-is('Your own fields')");
        await page.locator(".maker").nth(1).locator(".button").click();
        same("a format of one's own", await page.inputValue("input[id^=format]"), "e5m3b15:inf=none,nan=top,zero=yes");
        const rows = await page.locator("[data-format]").count();
        await page.fill("input[id^=beside]", "e8m0");
        await page.press("input[id^=beside]", "Enter");
        same("one more beside", await page.locator("[data-format]").count(), rows + 1);
        await page.click("[aria-label='Remove e8m0']");
        same("and removed", await page.locator("[data-format]").count(), rows);
        await page.fill("input[id^=beside]", "e77");
        await page.press("input[id^=beside]", "Enter");
        same("a mistake is told", (await page.locator(".add .error").textContent()) !== "", true);
    }));

test("pages: without JavaScript", (site) =>
    site.visit("index.html", { javaScriptEnabled: false }, async (page) => {
        const text = (await page.textContent("main")) ?? "";
        for (const expected of ["needs JavaScript", "The positive numbers of e4m3", "65504", "448", "0.001953125"]) {
            same(`"${expected}" is there`, text.includes(expected), true);
        }
        await site.shot(page, "explorer-no-javascript");
    }));

test("pages: from a disk", (site) =>
    site.visit(`${pathToFileURL(site.folder).href}/index.html#format=fp16&value=65504`, {}, async (page) => {
        same("number", await readout(page), "65504");
    }));
