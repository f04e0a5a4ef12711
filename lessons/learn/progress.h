/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.h - what a reader has done so far: in $XDG_STATE_HOME/halfulp/learn, where `make clean` does not reach it. A
 * line for each lesson, "03_underflow 2" for two steps done or "03_underflow done", and one for the predictions,
 * "predictions 5 8" for five right of eight.
 */
#ifndef HALFULP_LEARN_PROGRESS_H
#define HALFULP_LEARN_PROGRESS_H

#include <stdbool.h>

typedef struct learner learner;

/* Reads the file; a new reader has none. If it cannot be read or written, a line on stderr says so, and nothing is
 * kept. */
learner *learner_load(void);
void learner_free(learner *who);

int learner_steps(const learner *who, const char *lesson); /* done; 0 once the whole lesson is */
bool learner_has(const learner *who, const char *lesson);  /* done the whole lesson            */

/* These write the file. */
void learner_finish_step(learner *who, const char *lesson, int step);
void learner_finish_lesson(learner *who, const char *lesson);
void learner_forget(learner *who, const char *lesson, bool steps_too);
void learner_count(learner *who, bool right);

/* Prints how many lessons are done and how many predictions were right. */
void learner_report(const learner *who);

#endif
