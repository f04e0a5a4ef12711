/* SPDX-License-Identifier: Apache-2.0
 *
 * screen.c - a terminal, a screen at a time. See screen.h.
 */
#define _XOPEN_SOURCE 700

#include "screen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int used; /* lines of this screen */

static int rows(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 4 ? size.ws_row : 24;
}

void screen_clear(void)
{
    printf("\033[H\033[2J");
    used = 0;
}

bool screen_show(const char *line)
{
    if (used >= rows() - 2 && !screen_pause("Enter: more; q: leave")) {
        return false;
    }
    printf("%s\n", line);
    used++;
    return true;
}

void screen_wrap(const char *before, const char *text)
{
    enum { WIDTH = 80 };
    const int indent = (int)strlen(before);
    printf("%s", before);
    while ((int)strlen(text) > WIDTH - indent) {
        int cut = WIDTH - indent;
        while (cut > 0 && text[cut] != ' ') {
            cut--;
        }
        cut = cut > 0 ? cut : WIDTH - indent; /* a word wider than a line */
        printf("%.*s\n%*s", cut, text, indent, "");
        text += cut + (text[cut] == ' ');
        used++;
    }
    printf("%s\n", text);
    used++;
}

void screen_lines(int count)
{
    used += count;
}

int screen_ask(const char *prompt)
{
    char answer[128];
    printf("%s", prompt);
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) == NULL) {
        printf("\n");
        return EOF;
    }
    for (bool whole = strchr(answer, '\n') != NULL; !whole;) { /* the rest of a long line */
        const int c = getchar();
        whole = c == '\n' || c == EOF;
    }
    used++;
    const char *at = answer;
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return *at == '\0' ? '\n' : tolower((unsigned char)*at);
}

bool screen_pause(const char *what)
{
    char prompt[128];
    snprintf(prompt, sizeof prompt, "\033[2m-- %s --\033[0m ", what);
    const int key = screen_ask(prompt);
    used = 0;
    return key != 'q' && key != EOF;
}
