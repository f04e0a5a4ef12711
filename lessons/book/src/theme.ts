// SPDX-License-Identifier: Apache-2.0
//
// Light, dark, or as the system says; remembered where the browser allows it.

const THEMES = ["auto", "light", "dark"] as const;
const KEY = "halfulp-theme";

function stored(): string {
    try {
        return localStorage.getItem(KEY) ?? "auto";
    } catch {
        return "auto";
    }
}

export function beginTheme(button: HTMLButtonElement): void {
    let index = Math.max(0, (THEMES as readonly string[]).indexOf(stored()));
    const show = () => {
        document.documentElement.dataset["theme"] = THEMES[index]!;
        button.textContent = `Theme: ${THEMES[index]!}`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
        index = (index + 1) % THEMES.length;
        show();
        try {
            localStorage.setItem(KEY, THEMES[index]!);
        } catch {
            // not remembered
        }
    });
    show();
}
