// SPDX-License-Identifier: Apache-2.0
//
// What every page runs: the theme, and the elements that need the library.

import module from "./halfulp.wasm";
import { Library } from "./library";
import { Explorer } from "./explorer";
import { Stepper } from "./rounding/stepper";
import { beginTheme } from "./theme";

const theme = document.querySelector<HTMLButtonElement>("#theme");
if (theme !== null) {
    beginTheme(theme);
}
void Library.load(module).then((lib) => {
    for (const element of document.querySelectorAll("hu-explorer, hu-stepper")) {
        if (element instanceof Explorer || element instanceof Stepper) {
            element.begin(lib);
        }
    }
    document.documentElement.dataset["ready"] = "";
});
