// SPDX-License-Identifier: Apache-2.0
//
// What every page runs: the theme, and the elements that need the library.

import module from "./halfulp.wasm";
import { Library } from "./library";
import { Explorer } from "./explorer";
import { beginTheme } from "./theme";

const theme = document.querySelector<HTMLButtonElement>("#theme");
if (theme !== null) {
    beginTheme(theme);
}
void Library.load(module).then((lib) => {
    const explorer = document.querySelector("hu-explorer");
    if (explorer instanceof Explorer) {
        explorer.begin(lib);
    }
    document.documentElement.dataset["ready"] = "";
});
