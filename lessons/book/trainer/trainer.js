// SPDX-License-Identifier: Apache-2.0
//
// A run of the trainer: an instance of trainer.wasm, driven epoch by epoch. For browsers and node; nothing is imported.

/** Compiles the module, once for all runs. `bytes`: of trainer.wasm. */
export function compileTrainer(bytes) {
    return WebAssembly.compile(bytes);
}

/** A run by a command line of build/trainer, without its name: "--gradients e4m3 --epochs 60". Throws an Error whose
 * message is the trainer's sentence if the line is a mistake. */
export async function startRun(module, commandLine) {
    const { memory, _initialize, text, start, epoch } = (await WebAssembly.instantiate(module, {})).exports;
    _initialize();
    const bytes = () => new Uint8Array(memory.buffer, text(), 4096); // anew each time: the memory may have grown
    const read = () => new TextDecoder().decode(bytes().slice(0, bytes().indexOf(0)));
    const line = new TextEncoder().encode(commandLine);
    if (line.length >= 4096 || line.includes(0)) {
        throw new Error("trainer: expected a command line of less than 4096 bytes");
    }
    bytes().fill(0).set(line);
    const call = (exported) => {
        try {
            return exported();
        } catch (trap) {
            throw new Error(read().trim() || String(trap), { cause: trap });
        }
    };
    const epochs = call(start);
    return {
        epochs,
        /** Trains an epoch, which takes a tenth of a second. The epoch's line as an object; null when all are done. */
        next: () => (call(epoch) === 1 ? JSON.parse(read()) : null),
    };
}

/** The rows of rows.txt: { lesson, letter, name, digest, options }. */
export function parseRows(text) {
    return text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
            const [lesson, letter, name, digest, ...options] = line.split(/ +/);
            return { lesson, letter, name, digest, options: options.join(" ") };
        });
}
