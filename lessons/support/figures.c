/* SPDX-License-Identifier: Apache-2.0
 *
 * figures.c - the pictures of the lessons as files: CSV, and SVG drawn by gnuplot. See pictures.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The one style sheet. Okabe and Ito's colours, which colour-blind readers can tell apart; dark readers' browsers swap
 * the colours of paper and ink, by the style that `restyle` adds. */
static const char style[] =
    "set terminal svg size 760,460 dynamic font 'Helvetica,Arial,sans-serif,14' background '#ffffff'\n"
    "set datafile separator ','\n"
    "set datafile columnheaders\n"
    "set datafile missing NaN\n" /* a line goes on over another line's rows */
    "set linetype 1 lc rgb '#0072b2' lw 2 pt 7 ps 0.6\n"
    "set linetype 2 lc rgb '#d55e00' lw 2 pt 5 ps 0.6\n"
    "set linetype 3 lc rgb '#009e73' lw 2 pt 9 ps 0.7\n"
    "set linetype 4 lc rgb '#cc79a7' lw 2 pt 11 ps 0.7\n"
    "set linetype 5 lc rgb '#e69f00' lw 2 pt 13 ps 0.7\n"
    "set linetype 6 lc rgb '#56b4e9' lw 2 pt 3 ps 0.7\n"
    "set border 3 lc rgb '#555555'\n"
    "set tics nomirror\n"
    "set grid lc rgb '#dddddd' lw 1 lt 1\n"
    "set key outside top right vertical noenhanced\n"
    "set style fill solid 0.85 noborder\n"
    "set boxwidth 0.8 relative\n";

/* ---- CSV --------------------------------------------------------------------------------------------------------- */

figure figure_begin(const lesson *l, const char *table, const char *header)
{
    figure f = {0};
    if (l->plots == NULL) {
        return f;
    }
    const int length = snprintf(f.path, sizeof f.path, "%s/%s_%s.csv", l->plots, l->plan->name, table);
    if (length < 0 || (size_t)length >= sizeof f.path) {
        lesson_fail(l, "%s: the name of the directory is too long", l->plots);
    }
    snprintf(f.temporary, sizeof f.temporary, "%s.%ld", f.path, (long)getpid());
    f.file = fopen(f.temporary, "w");
    if (f.file == NULL) {
        lesson_fail(l, "%s: %s", f.temporary, strerror(errno));
    }
    fprintf(f.file, "%s\n", header);
    return f;
}

void figure_row(figure *f, const char *format, ...)
{
    if (f->file != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vfprintf(f->file, format, arguments);
        va_end(arguments);
        fputc('\n', f->file);
    }
}

static void finish(const lesson *l, FILE *file, const char *temporary, const char *path)
{
    bool written = !ferror(file);
    written = fclose(file) == 0 && written;
    if (!written || rename(temporary, path) != 0) {
        remove(temporary);
        lesson_fail(l, "%s: could not be written", path);
    }
}

void figure_end(const lesson *l, figure *f)
{
    if (f->file != NULL) {
        finish(l, f->file, f->temporary, f->path);
        f->file = NULL;
    }
}

/* ---- SVG --------------------------------------------------------------------------------------------------------- */

/* gnuplot, with the commands on its standard input. Its status: 127 where there is none. */
static int run_gnuplot(const char *commands)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return 127;
    }
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        const int quiet = open("/dev/null", O_WRONLY);
        dup2(ends[0], STDIN_FILENO);
        dup2(quiet, STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("gnuplot", "gnuplot", "-", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    void (*const before)(int) = signal(SIGPIPE, SIG_IGN); /* where there is none, nobody reads the commands */
    const size_t length = strlen(commands);
    const bool sent = write(ends[1], commands, length) == (ssize_t)length; /* less than a pipe holds */
    close(ends[1]);
    signal(SIGPIPE, before);
    int status = 0;
    const bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    return ended && (sent || WEXITSTATUS(status) != 0) ? WEXITSTATUS(status) : 127;
}

/* A text within a tag or its quotes. */
static void put_escaped(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

/* Copies gnuplot's file with the picture's title for "Gnuplot", which is what plots.sh and screen readers look for, and
 * tells browsers what to do in the dark: ink for paper. */
static void restyle(const lesson *l, const char *from, const char *to, const char *title)
{
    static const char dark[] = "<style>@media (prefers-color-scheme: dark) { svg { filter: invert(1) "
                               "hue-rotate(180deg); } }</style>\n";
    char temporary[560];
    snprintf(temporary, sizeof temporary, "%s.%ld", to, (long)getpid());
    FILE *in = fopen(from, "r");
    FILE *out = fopen(temporary, "w");
    if (in == NULL || out == NULL) {
        lesson_fail(l, "%s: %s", in == NULL ? from : temporary, strerror(errno));
    }
    char line[4096];
    bool placed = false;
    bool titled = false;
    while (fgets(line, sizeof line, in) != NULL) {
        if (!titled && strncmp(line, "<title>", 7) == 0) {
            titled = true;
            fputs("<title>", out);
            put_escaped(title, out);
            fputs("</title>\n", out);
            continue;
        }
        fputs(line, out);
        if (!placed && strchr(line, '>') != NULL && strncmp(line, "<?", 2) != 0 && strncmp(line, "<!", 2) != 0) {
            fputs(strncmp(line, " xmlns", 6) == 0 || strstr(line, "<svg") == NULL ? dark : "", out);
            placed = strncmp(line, " xmlns", 6) == 0 || strstr(line, "<svg") == NULL;
        }
    }
    fclose(in);
    remove(from);
    finish(l, out, temporary, to);
}

/* A string of gnuplot's between single quotes, in which a quote is written twice. */
static const char *quoted(const char *text, char *out, size_t size)
{
    size_t n = 0;
    out[n++] = '\'';
    for (; *text != '\0' && n + 3 < size; text++) {
        out[n++] = *text;
        if (*text == '\'') {
            out[n++] = '\'';
        }
    }
    out[n++] = '\'';
    out[n] = '\0';
    return out;
}

void figure_draw(lesson *l, figure *f, const figure_picture *picture)
{
    static bool said = false;
    if (f->file == NULL) {
        return;
    }
    figure_end(l, f);
    char svg[512];
    char drawn[560];
    char commands[8192];
    char words[5][600];
    snprintf(svg, sizeof svg, "%.*s.svg", (int)strlen(f->path) - 4, f->path);
    snprintf(drawn, sizeof drawn, "%s.%ld.gnuplot", svg, (long)getpid());
    snprintf(commands, sizeof commands,
             "%sCSV = %s\nset output %s\nset title %s noenhanced\nset xlabel %s noenhanced\nset ylabel %s noenhanced\n"
             "%s\n",
             style, quoted(f->path, words[0], sizeof words[0]), quoted(drawn, words[1], sizeof words[1]),
             quoted(picture->title, words[2], sizeof words[2]), quoted(picture->x, words[3], sizeof words[3]),
             quoted(picture->y, words[4], sizeof words[4]), picture->plot);
    const int status = run_gnuplot(commands);
    if (status == 0) {
        restyle(l, drawn, svg, picture->title);
        return;
    }
    remove(drawn);
    if (status == 127 && !said) {
        lesson_say(l, "(gnuplot is not here: the pictures are CSV files only.)");
        said = true;
    } else if (status != 127) {
        lesson_fail(l, "%s: gnuplot refused to draw it", svg);
    }
}
