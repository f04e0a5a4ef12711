// SPDX-License-Identifier: Apache-2.0
//
// The trainer as a page runs it, under node: rows of data/lessons/rows.txt end with the recorded digest, and have the
// numbers of the lesson's table; mistakes are refused with the trainer's sentence; the Worker streams and stops; and the
// fma of WebAssembly's vectors is that of formats/.
// usage: node trainer.mjs BUILD [all | lessons: 03,05]
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { WASI } from "node:wasi";

const build = process.argv[2];
const { compileTrainer, parseRows, startRun } = await import(pathToFileURL(`${build}/book/trainer.js`));
const module = await compileTrainer(readFileSync(`${build}/book/trainer.wasm`));
let passed = 0;
let failed = 0;

function check(what, found, expected) {
    if (found === expected) {
        passed++;
    } else {
        failed++;
        console.log(`FAIL: ${what}: ${found}, expected ${expected}`);
    }
}

// ---- The fma ------------------------------------------------------------------------------------------------------

async function checkFma(seed) {
    const wasi = new WASI({ version: "preview1", args: ["fma", String(seed)], returnOnExit: true });
    const program = await WebAssembly.compile(readFileSync(`${build}/page/fma.wasm`));
    check("the fma of WebAssembly", wasi.start(await WebAssembly.instantiate(program, wasi.getImportObject())), 0);
}

// ---- Rows ---------------------------------------------------------------------------------------------------------

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const fixed = (x, digits) => Number(x).toFixed(digits);

// The numbers of a row as run_table of lessons/support/runs.c prints them, and spike_table of spikes.c.
function tableOfRuns(lines) {
    const tail = lines.slice(-5);
    const right = fixed(median(tail.map((line) => Number(line.right))), 1);
    const loss = tail.reduce((sum, line) => sum + Number(line.loss), 0) / tail.length;
    const { lost, delivered } = lines.at(-1).so_far;
    return [right, right, fixed(loss, 3), fixed(lost, 1), fixed(delivered, 3)];
}

function tableOfSpikes(lines) {
    const late = lines.slice(20);
    const loss = fixed(Math.max(...late.map((line) => Number(line.largest_loss))), 2);
    const right = fixed(Math.min(...late.map((line) => Number(line.right))), 1);
    const activation = fixed(lines.at(-1).activation, 0);
    return [fixed(lines.at(-1).so_far.flushed, 1), loss, loss, right, right, activation, activation];
}

const tables = { "03": tableOfSpikes, "04": tableOfSpikes, "05": tableOfRuns };

function numbersInLesson({ lesson, letter, name }) {
    const begins = `${letter} ${name} `;
    const lines = readFileSync(`data/lessons/${lesson}.txt`, "utf8").split("\n");
    const line = lines.find((l) => l.startsWith(begins) && /\d/.test(l));
    return line?.slice(begins.length).match(/[0-9.]+/g)?.join(" ");
}

async function checkRow(row) {
    const what = `row ${row.lesson} ${row.letter} ${row.name}`;
    const run = await startRun(module, row.options);
    const lines = [];
    const times = [];
    for (let line, began = process.cpuUsage(); (line = run.next()) !== null; began = process.cpuUsage()) {
        lines.push(line);
        times.push(process.cpuUsage(began).user / 1e6);
    }
    check(`${what}: epochs`, lines.length, run.epochs);
    check(`${what}: the last line's number`, lines.at(-1).epoch, run.epochs);
    check(`${what}: the path`, lines.at(-1).path, "fp64");
    check(`${what}: the digest`, lines.at(-1).digest, row.digest);
    if (tables[row.lesson] !== undefined) {
        check(`${what}: the lesson's numbers`, tables[row.lesson](lines).join(" "), numbersInLesson(row));
    }
    const seconds = median(times).toFixed(3);
    console.log(`${what}: ${lines.length} epochs, each ${seconds} s of CPU time (median), ${lines.at(-1).digest}`);
}

// ---- Mistakes -----------------------------------------------------------------------------------------------------

async function checkMistake(options, part) {
    const message = await startRun(module, options).then(
        () => "no mistake",
        (error) => error.message,
    );
    check(`"${options}" refused with "${part}"`, message.includes(part) && message.startsWith("trainer: "), true);
}

// ---- The Worker ---------------------------------------------------------------------------------------------------

// worker.js in this thread, with what a browser gives it. Its messages, until one is the end of `run` or an error.
async function checkWorker(row) {
    const posted = [];
    let ended;
    globalThis.fetch = async () => new Response(readFileSync(`${build}/book/trainer.wasm`));
    globalThis.postMessage = (message) => {
        posted.push(message);
        if (message.run === 1 && message.line?.epoch === 2) {
            globalThis.onmessage({ data: { stop: 1 } });
        }
        if (message.end !== undefined || message.error !== undefined) {
            ended(message);
        }
    };
    const run = (data) =>
        new Promise((resolve) => {
            ended = resolve;
            globalThis.onmessage({ data });
        });
    await import(pathToFileURL(`${build}/book/trainer-worker.js`));
    const stopped = await run({ run: 1, options: "--epochs 5", digest: row.digest });
    check("the Worker: a run is stopped", `${stopped.end} ${stopped.same} ${posted.length}`, "stopped null 3");
    const complete = await run({ run: 2, options: row.options, digest: row.digest });
    const found = `${complete.end} ${complete.same} ${complete.digest}`;
    check("the Worker: a run is complete", found, `complete true ${row.digest}`);
    const other = await run({ run: 3, options: `${row.options} --seed 2`, digest: row.digest });
    check("the Worker: another seed, other bits", `${other.end} ${other.same}`, "complete false");
    const wrong = await run({ run: 4, options: "--lr none" });
    check("the Worker: a mistake", wrong.error?.startsWith("trainer: --lr none: expected a number"), true);
}

const seed = Number(process.env.HALFULP_SEED ?? Date.now() % 1000000);
console.log(`book-trainer: seed ${seed}`);
await checkFma(seed);
const rows = parseRows(readFileSync("data/lessons/rows.txt", "utf8"));
// Without a choice, rows of several lessons that take some seconds together.
const chosen = process.argv[3] || "usual";
const few = ["03 B", "05 A", "05 B", "05 D", "05 E", "08 C"];
for (const row of rows) {
    const usual = few.includes(`${row.lesson} ${row.letter}`);
    if (chosen === "all" || chosen.split(",").includes(row.lesson) || (chosen === "usual" && usual)) {
        await checkRow(row);
    }
}
await checkMistake("--lr none", "--lr none: expected a number");
await checkMistake("--gradients e4m4", "--gradients e4m4: expected fp32");
await checkMistake("--data fashion", "a page has the digits and no files");
await checkMistake("--resume run.ckpt", "a page has no files");
await checkMistake("--path avx2", "the avx2 and f16c paths need an x86 processor");
await checkMistake("--batch 2000", "expected 1 to 1437 images");
await checkWorker(rows.find((row) => row.lesson === "08"));
console.log(`book-trainer: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
