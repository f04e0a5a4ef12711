// SPDX-License-Identifier: Apache-2.0
//
// Bundles the sources and fills the pages: node tools/build.mjs OUT. What a page says without JavaScript about
// numbers is written here, by the same library.
// @ts-check

import { build } from "esbuild";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FIRST_LOAD_MOST = 250_000; // bytes, compressed

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = process.argv[2];
if (out === undefined) {
    throw new Error("usage: build.mjs OUT");
}

/** @param {string} entry @param {import("esbuild").BuildOptions} options */
const bundle = (entry, options) =>
    build({
        entryPoints: [join(root, entry)],
        bundle: true,
        minify: true,
        logLevel: "warning",
        legalComments: "none",
        loader: { ".wasm": "binary" },
        ...options,
    });

for (const name of readdirSync(out)) {
    if (name.endsWith(".html")) {
        // pages that are gone; other targets put files here as well
        rmSync(join(out, name));
    }
}
// A classic script and not a module: browsers refuse modules from a disk.
await bundle("src/main.ts", { format: "iife", target: "es2022", outfile: join(out, "book.js") });
await bundle("style/book.css", { outfile: join(out, "book.css") });

const prerendered = join(root, "prerender.mjs");
await bundle("tools/prerender.ts", { format: "esm", platform: "node", target: "es2022", outfile: prerendered });
/** @type {{ fragments: () => Promise<Record<string, string>> }} */
const { fragments } = await import(pathToFileURL(prerendered).href);
const texts = await fragments();
const frame = readFileSync(join(root, "pages/frame.html"), "utf8");
for (const name of readdirSync(join(root, "pages"))) {
    if (name === "frame.html") {
        continue;
    }
    const page = readFileSync(join(root, "pages", name), "utf8");
    const title = /<!-- title: (.*) -->/.exec(page)?.[1] ?? "halfulp";
    const filled = frame
        .replace("{{title}}", title)
        .replace("{{page}}", () => page)
        .replace(`<a href="${name}"`, `<a aria-current="page" href="${name}"`)
        .replace(/\{\{(\w+)\}\}/g, (_, key) => {
            const text = texts[key];
            if (text === undefined) {
                throw new Error(`${name}: {{${key}}}: expected one of ${Object.keys(texts).join(", ")}`);
            }
            return text;
        });
    writeFileSync(join(out, name), filled);
}

const size = ["index.html", "book.js", "book.css"].reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(out, name))).length,
    0,
);
console.log(`make book: first load ${Math.round(size / 1000)} kB compressed, of at most ${FIRST_LOAD_MOST / 1000} kB`);
if (size > FIRST_LOAD_MOST) {
    process.exit(1);
}
