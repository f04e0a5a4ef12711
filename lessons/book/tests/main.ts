// SPDX-License-Identifier: Apache-2.0
//
// Tests the site in a browser: node tests.mjs SITE HALFULP [PART OF A NAME]. The last line is a count.

import { resolve } from "node:path";
import { runTests, Site } from "./harness";
import "./struct";
import "./ticks";
import "./numbers";
import "./rounding";
import "./pages";

const [folder, halfulp, part = ""] = process.argv.slice(2);
if (folder === undefined || halfulp === undefined) {
    throw new Error("usage: tests.mjs SITE HALFULP [PART]");
}
const site = await Site.open(resolve(folder), resolve(halfulp));
const failed = await runTests(site, part);
await site.end();
process.exit(failed === 0 ? 0 : 1);
