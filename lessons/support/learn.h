/* SPDX-License-Identifier: Apache-2.0
 *
 * learn.h - what a lesson tells learn.c besides its text. With the option LEARN_OPTION its output has marks: lines that
 * begin with the byte 0x1E, a letter and the rest. learn.c shows the other lines and acts on these.
 */
#ifndef HALFULP_LEARN_H
#define HALFULP_LEARN_H

#include <stdbool.h>
#include <stdio.h>

#define LEARN_OPTION "--learn-marks"

enum {
    LEARN_MARK = 0x1E,
    LEARN_STEP = 'S',  /* a step begins; its title                     */
    LEARN_HINT = 'H',  /* a hint for the prediction that follows        */
    LEARN_ASK = 'Q',   /* a prediction is asked; the last letter        */
    LEARN_ANSWER = 'A' /* what was measured; its letter                 */
};

static inline void learn_mark(bool marked, char kind, const char *text)
{
    if (marked) {
        printf("%c%c%s\n", LEARN_MARK, kind, text);
    }
}

#endif
