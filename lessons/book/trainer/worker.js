// SPDX-License-Identifier: Apache-2.0
//
// The Worker of a page that runs rows, one at a time: new Worker("trainer-worker.js", { type: "module" }).
// It takes
//      { run: id, options: "--epochs 60", digest: "abd6..." }   starts a run, instead of the one before; digest: the
//                                                              recorded run's, or none
//      { stop: id }                                            ends it, if it is this one
// and posts
//      { run: id, line: {...} }                                after each epoch: page.c has the fields
//      { run: id, end: "complete" | "stopped", digest, same }  same: are these the bits of the recorded run? null where
//                                                              none is recorded, or the run was stopped
//      { run: id, error: "trainer: ..." }                      a mistake in the options, or no memory
import { compileTrainer, startRun } from "./trainer.js";

const module = fetch(new URL("trainer.wasm", import.meta.url))
    .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`trainer.wasm: ${answer.status}`))))
    .then(compileTrainer);
module.catch(() => {}); // each run reports it

let current = null; // the id of the run that goes on

// Between epochs messages are read. A timer would wait for 4 milliseconds, a message does not.
const channel = new MessageChannel();
const turn = () =>
    new Promise((resolve) => {
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });

async function train({ run, options, digest }) {
    try {
        const started = await startRun(await module, options);
        let line = null;
        for (let next; current === run && (next = started.next()) !== null; line = next) {
            globalThis.postMessage({ run, line: next });
            await turn();
        }
        const complete = line !== null && line.epoch === started.epochs;
        globalThis.postMessage({
            run,
            end: complete ? "complete" : "stopped",
            digest: line?.digest ?? null,
            same: complete && digest ? line.digest === digest : null,
        });
    } catch (error) {
        globalThis.postMessage({ run, error: error.message });
    }
}

globalThis.onmessage = ({ data }) => {
    if (data.stop === undefined) {
        current = data.run;
        train(data);
    } else if (data.stop === current) {
        current = null;
    }
};
