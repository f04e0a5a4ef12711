/* SPDX-License-Identifier: Apache-2.0
 *
 * What puzzle prints. See show.h.
 */
#define _XOPEN_SOURCE 700

#include "show.h"

#include "learn/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void show_in(show_colour c)
{
    static const char *const codes[] = {"0", "1", "32", "1;31"};
    const char *no_color = getenv("NO_COLOR");
    if (isatty(STDOUT_FILENO) != 0 && (no_color == NULL || no_color[0] == '\0')) {
        printf("\033[%sm", codes[c]);
    }
}

/* 4294967296 as "4,294,967,296". */
static const char *grouped(uint64_t n, char text[32])
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
    char *to = text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

int show_total(void)
{
    int count = 0;
    while (puzzle_at(count) != NULL) {
        count++;
    }
    return count;
}

void show_list(const shelf *s)
{
    const int next = shelf_next(s);
    for (int i = 0; puzzle_at(i) != NULL; i++) {
        show_in(i == next ? SHOW_BOLD : SHOW_PLAIN);
        printf("%s%2d  %s", i == next ? "> " : "  ", i + 1, puzzle_at(i)->title);
        show_in(s->solved[i] ? SHOW_GOOD : SHOW_PLAIN);
        if (s->solved[i] || i == next) {
            printf("%*s", 52 - (int)strlen(puzzle_at(i)->title), s->solved[i] ? "solved" : "next");
        }
        show_in(SHOW_PLAIN);
        printf("\n");
    }
    printf("%d of %d solved.\n", shelf_count(s), show_total());
}

void show_puzzle(const shelf *s, int index)
{
    char path[SHELF_PATH];
    shelf_show_path(s, puzzle_at(index), path);
    show_in(SHOW_BOLD);
    printf("Puzzle %d of %d: %s", index + 1, show_total(), puzzle_at(index)->title);
    show_in(SHOW_PLAIN);
    printf(" (%d solved)\n", shelf_count(s));
    printf("Your file: %s\n", path);
}

void show_next(const shelf *s, const char *puzzles)
{
    const int next = shelf_next(s);
    if (next < 0) {
        printf("\n");
        show_in(SHOW_GOOD);
        printf("You have solved all %d puzzles.", show_total());
        show_in(SHOW_PLAIN);
        printf(" Every bit of it is yours now.\n");
        return;
    }
    shelf_fetch(s, puzzle_at(next), puzzles);
    printf("\nNext: ");
    show_puzzle(s, next);
}

void show_right(const puzzle *p, const grade *g, bool quick)
{
    char tried[32];
    show_in(SHOW_GOOD);
    printf("%s: right", p->name);
    show_in(SHOW_PLAIN);
    if (quick && p->sample > 0) {
        printf(" in a sample of %s (--quick)\n", grouped(g->tried, tried));
        return;
    }
    printf(" (%.1f s) for\n", g->seconds);
    screen_wrap("  ", p->domain);
    screen_wrap("  ", p->sequel);
}

void show_wrong(const puzzle *p, const grade *g)
{
    char call[PUZZLE_TEXT];
    char tried[32];
    char wrong[32];
    p->call(g->in, call);
    show_in(SHOW_BAD);
    printf("%s: wrong", p->name);
    show_in(SHOW_PLAIN);
    printf(" at %s\n", call);
    if (g->wrong > 1) {
        printf("  the first of %s wrong results in %s\n", grouped(g->wrong, wrong), grouped(g->tried, tried));
    }
    printf("\n");
    p->tell(g->in, g->out);
}

int show_hints(const puzzle *p)
{
    int count = 0;
    while (p->hint[count] != NULL) {
        count++;
    }
    return count;
}

void show_hint(shelf *s, int index)
{
    const puzzle *p = puzzle_at(index);
    int count = show_hints(p);
    char label[32];
    int from = s->hints[index];
    if (from >= count) {
        printf("There are no more hints for puzzle %d; these were all:\n", index + 1);
        from = 0;
    } else {
        s->hints[index] = from + 1;
        shelf_save(s);
        count = from + 1;
    }
    for (int i = from; i < count; i++) {
        snprintf(label, sizeof label, "Hint %d: ", i + 1);
        screen_wrap(label, p->hint[i]);
    }
}
