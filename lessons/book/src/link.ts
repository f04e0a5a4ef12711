// SPDX-License-Identifier: Apache-2.0
//
// Keeps the state in the URL, behind the #. Browsers refuse more than some hundred changes in a few seconds, so a state
// that changes faster, under a dragged slider, reaches the URL a moment later.

const PAUSE = 250; // milliseconds

let wanted = "";
let written = "";
let pausing = false;

export function setLink(hash: string): void {
    wanted = hash;
    if (pausing) {
        return;
    }
    if (wanted !== written) {
        history.replaceState(null, "", wanted);
        written = wanted;
        pausing = true;
        setTimeout(() => {
            pausing = false;
            setLink(wanted);
        }, PAUSE);
    }
}
