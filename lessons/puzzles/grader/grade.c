/* SPDX-License-Identifier: Apache-2.0
 *
 * grade.c - all records of a puzzle, in blocks. Where there are 2^32 of them, a sample goes first, so that most wrong
 * answers are found at once; then all of them, in as many processes as there are processors. See grade.h.
 */
#define _XOPEN_SOURCE 700

#include "grade.h"

#include "tell.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CHILDREN = 16,
    PATIENCE = 120,         /* seconds that all records may take          */
    SPEED_RECORDS = 1 << 18 /* that are made before their speed is judged */
};

/* One pass over `count` records. */
typedef struct {
    const puzzle *p;
    const process_places *places;
    void (*record)(uint64_t index, uint32_t *in);
    uint64_t count;
    uint64_t whole; /* records of this pass and of the one behind it, and ... */
    int hands;      /* ... the processes that share them                      */
    bool stairs;    /* compare rows of equal results: see puzzle.h    */
    bool to_end;    /* go on after a wrong result, to count them      */
    bool watched;   /* show how far it is                             */

    process child[CHILDREN];
    uint64_t first[CHILDREN]; /* of the block that it works at ... */
    uint32_t size[CHILDREN];  /* ... and its size; 0: none         */
    double deadline[CHILDREN];
    int children;
    uint64_t next, done; /* records handed out, and compared */
    uint64_t wrong;
    uint64_t first_wrong; /* if wrong > 0                       */
    uint32_t out[PUZZLE_OUTPUTS];
    char complaint[PROCESS_TEXT + PUZZLE_TEXT + 8]; /* "": none */
} pass;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static void note_wrong(pass *s, uint64_t index, const uint32_t *out)
{
    if (s->wrong == 0 || index < s->first_wrong) {
        s->first_wrong = index;
        memcpy(s->out, out, s->p->outputs * sizeof *out);
    }
    s->wrong++;
}

/* Notes the first wrong one of the results out[low .. high], those of the codes from `base` + low on. The two ends tell
 * whether all of them have the same right result. */
static void compare_row(pass *s, uint32_t base, const uint32_t *out, uint32_t low, uint32_t high)
{
    while (low <= high) {
        uint32_t end = high;
        const uint32_t expected = s->p->stair(base + low);
        while (s->p->stair(base + end) != expected) { /* halve, until the row is all within */
            end = low + (end - low) / 2;
        }
        uint32_t differ = 0;
        for (uint32_t i = low; i <= end; i++) {
            differ |= out[i] ^ expected;
        }
        for (uint32_t i = low; differ != 0 && i <= end; i++) {
            if (!same_number(s->p->stairs(), expected, out[i])) {
                note_wrong(s, base + i, &out[i]);
                return;
            }
        }
        low = end + 1;
    }
}

static void compare_block(pass *s, uint64_t first, uint32_t size, const uint32_t *out)
{
    if (s->stairs) {
        compare_row(s, (uint32_t)first, out, 0, size - 1);
        return;
    }
    uint32_t in[PUZZLE_INPUTS];
    for (uint32_t i = 0; i < size; i++) {
        s->record(first + i, in);
        if (!s->p->right(in, out)) {
            note_wrong(s, first + i, out);
        }
        out += s->p->outputs;
    }
}

/* ---- Processes --------------------------------------------------------------------------------------------------- */

static void hand_out(pass *s, int which)
{
    process *child = &s->child[which];
    const uint64_t left = s->count - s->next;
    const bool enough = s->complaint[0] != '\0' || (s->wrong > 0 && !s->to_end);
    s->size[which] = enough ? 0 : (uint32_t)(left < PUZZLE_RECORDS ? left : PUZZLE_RECORDS);
    if (s->size[which] == 0) {
        return;
    }
    s->first[which] = s->next;
    for (uint32_t i = 0; s->stairs && i < s->size[which]; i++) {
        child->shared->in[i] = (uint32_t)s->next + i;
    }
    for (uint32_t i = 0; !s->stairs && i < s->size[which]; i++) {
        s->record(s->next + i, child->shared->in + (size_t)i * s->p->inputs);
    }
    s->next += s->size[which];
    s->deadline[which] = now() + s->places->limit;
    process_order(child, s->size[which]);
}

/* A process has crashed, exited or hung: at which call? A wrong result that was found before counts more. */
static void give_up(pass *s, int which, bool hangs)
{
    char ending[PROCESS_TEXT];
    char call[PUZZLE_TEXT];
    uint32_t in[PUZZLE_INPUTS];
    const uint32_t at = s->child[which].shared->at;
    s->record(s->first[which] + (at < s->size[which] ? at : 0), in);
    s->p->call(in, call);
    process_end(&s->child[which], hangs ? PROCESS_STOP : PROCESS_GONE, ending);
    if (hangs) {
        snprintf(ending, sizeof ending, "it ran for over %g seconds, and was", s->places->limit);
    }
    s->size[which] = 0;
    s->child[which].pid = 0;
    if (s->complaint[0] == '\0') {
        snprintf(s->complaint, sizeof s->complaint, "%s at %s", ending, call);
    }
}

/* Gives up if all records would take too long. Judged is the processor's time, since a machine may have other things to
 * do, unless the function mostly sleeps. */
static void check_speed(pass *s)
{
    double used = 0;
    double passed = 0;
    for (int i = 0; i < s->children; i++) {
        used += s->child[i].pid != 0 ? (double)s->child[i].shared->used : 0;
        passed += s->child[i].pid != 0 ? (double)s->child[i].shared->passed : 0;
    }
    const double call = (passed > 16 * used ? passed : used) * 1e-9 / (double)s->done;
    const double whole = call * (double)s->whole / s->hands;
    if (s->done >= SPEED_RECORDS && whole > PATIENCE && s->complaint[0] == '\0') {
        const bool hours = whole > 2 * 3600;
        snprintf(s->complaint, sizeof s->complaint, "too slow: at %.2g us a call, %s take %.0f %s", call * 1e6,
                 s->p->domain, whole / (hours ? 3600 : 60), hours ? "hours" : "minutes");
    }
}

static void show_progress(const pass *s, double began)
{
    static double shown;
    const double time = now();
    if (!s->watched || time - shown < 0.2) {
        return;
    }
    shown = time;
    const double part = (double)s->done / (double)s->count;
    fprintf(stderr, "\r\033[K%s: %3.0f %% of %s", s->p->name, part * 100, s->p->domain);
    if (part > 0.02) {
        fprintf(stderr, ", %.0f s left", (time - began) * (1 - part) / part);
    }
    fflush(stderr);
}

/* Waits until a process reports or its time is up. */
static void wait_for_any(pass *s)
{
    struct pollfd ready[CHILDREN];
    double earliest = now() + 1;
    for (int i = 0; i < s->children; i++) {
        ready[i] = (struct pollfd){.fd = s->size[i] > 0 ? s->child[i].reports : -1, .events = POLLIN};
        earliest = s->size[i] > 0 && s->deadline[i] < earliest ? s->deadline[i] : earliest;
    }
    const double left = earliest - now();
    if (poll(ready, (nfds_t)s->children, left > 0 ? (int)(left * 1000) + 1 : 0) < 0 && errno != EINTR) {
        process_fail("poll", strerror(errno));
    }
    for (int i = 0; i < s->children; i++) {
        if (s->size[i] > 0 && (ready[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            if (process_report(&s->child[i])) {
                compare_block(s, s->first[i], s->size[i], s->child[i].shared->out);
                s->done += s->size[i];
                check_speed(s);
                hand_out(s, i);
            } else {
                give_up(s, i, false);
            }
        } else if (s->size[i] > 0 && now() > s->deadline[i]) {
            give_up(s, i, true);
        }
    }
}

static void run(pass *s, const char *program)
{
    const double began = now();
    bool busy = true;
    for (int i = 0; i < s->children; i++) {
        process_start(&s->child[i], s->places, s->p, program);
        hand_out(s, i);
    }
    while (busy) {
        wait_for_any(s);
        show_progress(s, began);
        busy = false;
        for (int i = 0; i < s->children; i++) {
            busy = busy || s->size[i] > 0;
        }
    }
    if (s->watched) {
        fprintf(stderr, "\r\033[K");
    }
    for (int i = 0; i < s->children; i++) {
        char ending[PROCESS_TEXT] = "";
        if (s->child[i].pid != 0) {
            process_end(&s->child[i], PROCESS_DONE, ending);
        }
        if (ending[0] != '\0' && s->complaint[0] == '\0') {
            snprintf(s->complaint, sizeof s->complaint, "%s", ending);
        }
    }
}

/* ---- The grade --------------------------------------------------------------------------------------------------- */

static int processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > CHILDREN ? CHILDREN : (int)count;
}

static void set_grade(grade *g, const pass *s)
{
    g->tried = s->done;
    g->wrong = s->wrong;
    g->result = GRADE_RIGHT;
    if (s->wrong > 0) {
        g->result = GRADE_WRONG;
        s->record(s->first_wrong, g->in);
        memcpy(g->out, s->out, sizeof g->out);
    } else if (s->complaint[0] != '\0') {
        g->result = GRADE_FAILED;
        memcpy(g->complaint, s->complaint, sizeof g->complaint);
    }
}

grade grade_answer(const process_places *places, const puzzle *p, const char *answer, bool quick)
{
    static pass s;
    char program[PROCESS_PATH];
    grade g = {.result = GRADE_FAILED};
    const double began = now();
    if (!process_compile(places, p, answer, program, g.complaint)) {
        return g;
    }
    const bool sampled = p->sample > 0 && (quick || p->stair != NULL);
    s = (pass){.p = p, .places = places, .children = 1, .to_end = true};
    s.record = sampled ? p->sample_record : p->record;
    s.count = sampled ? p->sample : p->count;
    s.whole = quick ? s.count : p->count;
    s.hands = sampled ? processors() : 1;
    run(&s, program);
    set_grade(&g, &s);
    if (g.result == GRADE_RIGHT && sampled && !quick) {
        s = (pass){.p = p, .places = places, .record = p->record, .count = p->count, .stairs = true};
        s.whole = p->count;
        s.hands = s.children = processors();
        s.watched = isatty(STDERR_FILENO) != 0;
        run(&s, program);
        set_grade(&g, &s);
    }
    unlink(program);
    g.seconds = now() - began;
    return g;
}
