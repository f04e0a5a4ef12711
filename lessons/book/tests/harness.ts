// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the site share: checks that count, the site served as a static host would, a browser, and the
// halfulp command, which is what the pages are compared with.

import { execFile } from "node:child_process";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** Where the tests find the site: not at the root of its host, as on GitHub Pages. */
const SUBFOLDER = "/some/where/book/";
const TYPES: Record<string, string> = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
};
const SHOWN_MOST = 3; // differences of one test

/** One of so many formats and problems is compared with the command (SAMPLE=4), otherwise all. */
const SAMPLE = Number(process.env["SAMPLE"] || "1");
export const sampled = <T>(list: readonly T[]): T[] => list.filter((_, i) => i % SAMPLE === 0);

export class Failure extends Error {}

export function same(what: string, got: unknown, expected: unknown): void {
    if (got !== expected) {
        throw new Failure(`${what}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
    }
}

/** Compares two lists, and shows the first few places where they differ. */
export function sameLists(what: (index: number) => string, got: readonly string[], expected: readonly string[]): void {
    same("number of results", got.length, expected.length);
    const wrong = got.flatMap((text, i) => (text === expected[i] ? [] : [i]));
    if (wrong.length > 0) {
        throw new Failure(
            `${wrong.length} of ${got.length} differ: ` +
                wrong
                    .slice(0, SHOWN_MOST)
                    .map((i) => `${what(i)}: got ${JSON.stringify(got[i])}, expected ${JSON.stringify(expected[i])}`)
                    .join("; "),
        );
    }
}

/** Runs a program, with a text as its input, and returns what it prints. */
export function run(program: string, words: readonly string[], input = ""): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = execFile(program, words, { maxBuffer: 1 << 28 }, (error, output, errors) =>
            error === null ? resolve(output) : reject(new Failure(`${program} ${words.join(" ")}: ${errors}`)),
        );
        child.stdin?.on("error", () => undefined); // a program that reads less: its status tells
        child.stdin?.end(input);
    });
}

export class Site {
    private constructor(
        readonly folder: string,
        readonly halfulp: string,
        readonly origin: string,
        private readonly browser: Browser,
        private readonly close: () => void,
        private readonly shots: string,
    ) {}

    static async open(folder: string, halfulp: string): Promise<Site> {
        const server = createServer((request, response) => {
            const path = new URL(request.url ?? "/", "http://host").pathname;
            const name = path.endsWith("/") ? `${path}index.html` : path;
            const file = normalize(join(folder, name.slice(SUBFOLDER.length)));
            if (!name.startsWith(SUBFOLDER) || !file.startsWith(folder) || !existsSync(file)) {
                response.writeHead(404).end("not here");
                return;
            }
            response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
            createReadStream(file).pipe(response);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const browser = await chromium.launch({
            executablePath: await executable(process.env["BROWSER"] ?? "chromium"),
            args: ["--no-sandbox", "--disable-gpu"],
        });
        return new Site(
            folder,
            halfulp,
            `http://127.0.0.1:${port}${SUBFOLDER}`,
            browser,
            () => server.close(),
            process.env["SHOTS"] ?? "",
        );
    }

    async end(): Promise<void> {
        await this.browser.close();
        this.close();
    }

    /** Opens a page in a fresh profile, runs a body on it, and asserts that nothing was asked of any other place and
     * that no script failed. */
    async visit(path: string, options: BrowserContextOptions, body: (page: Page) => Promise<void>): Promise<void> {
        const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
        const wrong: string[] = [];
        const origin = path.startsWith("file:") ? "file:" : this.origin;
        context.on("request", (request) => {
            if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
                wrong.push(`asked for ${request.url()}`);
            }
        });
        context.on("weberror", (error) => wrong.push(error.error().message));
        const page = await context.newPage();
        page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
        await page.goto(path.startsWith("file:") ? path : this.origin + path);
        if (options.javaScriptEnabled !== false) {
            await page.waitForSelector("html[data-ready]", { state: "attached" });
        }
        await body(page);
        await context.close();
        same("requests elsewhere and errors", wrong.join("; "), "");
    }

    /** Waits until the state is in the link: see src/link.ts. */
    async settled(page: Page): Promise<string> {
        await page.waitForTimeout(400);
        return page.evaluate(() => location.href);
    }

    /** A picture for people, where SHOTS names a folder. */
    async shot(page: Page, name: string): Promise<void> {
        if (this.shots !== "") {
            mkdirSync(this.shots, { recursive: true });
            await page.screenshot({ path: join(this.shots, `${name}.png`), fullPage: true });
        }
    }
}

async function executable(name: string): Promise<string> {
    return name.includes("/") ? name : (await run("/bin/sh", ["-c", 'command -v "$1"', "sh", name])).trim();
}

// ---- The list of tests -------------------------------------------------------------------------------------------

type Body = (site: Site) => Promise<void>;
const tests: { name: string; body: Body }[] = [];

export function test(name: string, body: Body): void {
    tests.push({ name, body });
}

/** Runs the tests whose name has that part; the number that failed. */
export async function runTests(site: Site, part: string): Promise<number> {
    let passed = 0;
    let failed = 0;
    for (const { name, body } of tests.filter((one) => one.name.includes(part))) {
        const began = Date.now();
        try {
            await body(site);
            passed++;
            console.log(`book: ${name}: PASS (${((Date.now() - began) / 1000).toFixed(1)} s)`);
        } catch (error) {
            failed++;
            console.log(`book: ${name}: FAIL: ${error instanceof Failure ? error.message : (error as Error).stack}`);
        }
    }
    console.log(`${passed} passed, ${failed} failed`);
    return passed === 0 ? 1 : failed;
}
