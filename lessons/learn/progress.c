/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c - the file of what a reader has done. See progress.h.
 */
#define _XOPEN_SOURCE 700

#include "progress.h"

#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LESSONS = 32, NAME = 64, DONE = -1 };

struct learner {
    char path[STATE_PATH]; /* "": nothing is kept */
    char name[LESSONS][NAME];
    int steps[LESSONS]; /* or DONE */
    int count;
    int right, predictions;
};

static void complain(learner *who, const char *what)
{
    fprintf(stderr, "learn: %s: %s: what you do is not remembered\n", what, strerror(errno));
    who->path[0] = '\0';
}

static void find_place(learner *who)
{
    if (!state_path(who->path, "learn")) {
        complain(who, "$XDG_STATE_HOME and $HOME");
    }
}

static int place_of(learner *who, const char *lesson)
{
    for (int i = 0; i < who->count; i++) {
        if (strcmp(who->name[i], lesson) == 0) {
            return i;
        }
    }
    if (who->count == LESSONS || strlen(lesson) >= NAME) {
        return -1;
    }
    strcpy(who->name[who->count], lesson);
    who->steps[who->count] = 0;
    return who->count++;
}

/* A line that makes no sense, of a later version perhaps, is passed over. */
static void read_line(learner *who, const char *line)
{
    char name[NAME];
    char rest[16];
    int right;
    int of;
    if (sscanf(line, "predictions %d %d", &right, &of) == 2 && right >= 0 && of >= right) {
        who->right = right;
        who->predictions = of;
    } else if (sscanf(line, "%63s %15s", name, rest) == 2 && name[0] >= '0' && name[0] <= '9') {
        const int place = place_of(who, name);
        const int steps = strcmp(rest, "done") == 0 ? DONE : (int)strtol(rest, NULL, 10);
        if (place >= 0 && (steps == DONE || (steps >= 0 && steps < 100))) {
            who->steps[place] = steps;
        }
    }
}

learner *learner_load(void)
{
    learner *who = calloc(1, sizeof *who);
    if (who == NULL) {
        fprintf(stderr, "learn: out of memory\n");
        exit(2);
    }
    find_place(who);
    FILE *file = who->path[0] != '\0' ? fopen(who->path, "r") : NULL;
    char line[256];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        read_line(who, line);
    }
    if (file != NULL) {
        fclose(file);
    }
    return who;
}

void learner_free(learner *who)
{
    free(who);
}

static void save(learner *who)
{
    if (who->path[0] == '\0') {
        return;
    }
    FILE *file = state_begin(who->path);
    if (file == NULL) {
        complain(who, who->path);
        return;
    }
    for (int i = 0; i < who->count; i++) {
        if (who->steps[i] == DONE) {
            fprintf(file, "%s done\n", who->name[i]);
        } else {
            fprintf(file, "%s %d\n", who->name[i], who->steps[i]);
        }
    }
    fprintf(file, "predictions %d %d\n", who->right, who->predictions);
    if (!state_end(who->path, file)) {
        complain(who, who->path);
    }
}

int learner_steps(const learner *who, const char *lesson)
{
    for (int i = 0; i < who->count; i++) {
        if (strcmp(who->name[i], lesson) == 0) {
            return who->steps[i] == DONE ? 0 : who->steps[i];
        }
    }
    return 0;
}

bool learner_has(const learner *who, const char *lesson)
{
    for (int i = 0; i < who->count; i++) {
        if (strcmp(who->name[i], lesson) == 0) {
            return who->steps[i] == DONE;
        }
    }
    return false;
}

static void set_steps(learner *who, const char *lesson, int steps)
{
    const int place = place_of(who, lesson);
    if (place >= 0) {
        who->steps[place] = steps;
        save(who);
    }
}

void learner_finish_step(learner *who, const char *lesson, int step)
{
    set_steps(who, lesson, step);
}

void learner_finish_lesson(learner *who, const char *lesson)
{
    set_steps(who, lesson, DONE);
}

void learner_forget(learner *who, const char *lesson, bool steps_too)
{
    if (steps_too) {
        set_steps(who, lesson, 0);
    }
}

void learner_count(learner *who, bool right)
{
    who->right += right;
    who->predictions++;
    save(who);
}

void learner_report(const learner *who)
{
    int done = 0;
    for (int i = 0; i < who->count; i++) {
        done += who->steps[i] == DONE;
    }
    printf("\n%d lesson%s done; %d of %d predictions were right.\n", done, done == 1 ? "" : "s", who->right,
           who->predictions);
}
