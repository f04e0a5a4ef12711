/* SPDX-License-Identifier: Apache-2.0
 *
 * Comparing tiles of one instruction, and the record: the sample, the index, and the results of whole tiles.
 */
#include "tensor_compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES = 8, MISMATCHES = 300, SHOWN = 2, FILE_MAX = 12000000, FILES_MAX = 1 };

static double now(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One batch of tiles, and what came of comparing it. */
typedef struct {
    const geometry *g;
    uint64_t seed;
    uint64_t first;
    char *a, *b, *c, *d;
    uint32_t *wrong; /* of each tile */
} batch;

static void make_one(void *context, size_t tile)
{
    batch *t = context;
    const geometry *g = t->g;
    make_tile(g, t->seed, t->first + tile, t->a + tile * g->a_bytes, t->b + tile * g->b_bytes,
              t->c + tile * g->d_bytes);
}

/* The operands of one dot product of a tile. */
static uint64_t take_dot(const batch *t, size_t tile, int i, uint64_t *x, uint64_t *y)
{
    const geometry *g = t->g;
    for (int k = 0; k < g->k; k++) {
        x[k] = get(t->a + tile * g->a_bytes, (size_t)(i / g->row->n * g->k + k), g->x.size);
        y[k] = get(t->b + tile * g->b_bytes, (size_t)(i % g->row->n * g->k + k), g->y.size);
    }
    return get(t->c + tile * g->d_bytes, (size_t)i, g->d.size);
}

static void compare_one(void *context, size_t tile)
{
    batch *t = context;
    uint64_t x[K_MAX];
    uint64_t y[K_MAX];
    t->wrong[tile] = 0;
    for (int i = 0; i < t->g->row->m * t->g->row->n; i++) {
        const uint64_t c = take_dot(t, tile, i, x, y);
        t->wrong[tile] += library_dot(t->g, c, x, y) != get(t->d + tile * t->g->d_bytes, (size_t)i, t->g->d.size);
    }
}

/* ---- The record -------------------------------------------------------------------------------------------------- */

FILE *open_in(const char *folder, const char *name, const char *mode)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, mode);
    if (f == NULL) {
        perror(path);
        exit(2);
    }
    return f;
}

static void record_results(record *r, const options *o, const batch *t, size_t tiles)
{
    const size_t bytes = tiles * t->g->d_bytes;
    char name[40];
    if (r->results == NULL || r->at + bytes > FILE_MAX) {
        if (r->results != NULL) {
            fclose(r->results);
            r->results = NULL;
            r->file++;
        }
        if (r->file >= FILES_MAX) {
            return;
        }
        snprintf(name, sizeof name, "d%d.bin", r->file);
        r->results = open_in(o->out, name, "wb");
        r->at = 0;
    }
    fprintf(r->index, "%s|%d|%" PRIu64 "|%" PRIu64 "|%zu|%d|%zu\n", t->g->row->name, t->g->links, t->seed, t->first,
            tiles, r->file, r->at);
    fwrite(t->d, 1, bytes, r->results);
    r->at += bytes;
}

static void write_dot(FILE *f, const batch *t, size_t tile, int i, const char *note)
{
    const geometry *g = t->g;
    uint64_t x[K_MAX];
    uint64_t y[K_MAX];
    const uint64_t c = take_dot(t, tile, i, x, y);
    const uint64_t d = get(t->d + tile * g->d_bytes, (size_t)i, g->d.size);
    fprintf(f, "%s|%d|%s|%s%0*" PRIX64, g->row->name, g->links, kind_name((unsigned)((t->first + tile) % TILE_KINDS)),
            note, 2 * g->d.size, c);
    for (int k = 0; k < g->k; k++) {
        fprintf(f, "%s%0*" PRIX64, k == 0 ? "|" : " ", 2 * g->x.size, x[k]);
    }
    for (int k = 0; k < g->k; k++) {
        fprintf(f, "%s%0*" PRIX64, k == 0 ? "|" : " ", 2 * g->y.size, y[k]);
    }
    fprintf(f, "|%0*" PRIX64 "|library %0*" PRIX64 "\n", 2 * g->d.size, d, 2 * g->d.size, library_dot(g, c, x, y));
}

/* ---- One instruction --------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t dots, wrong;
    uint64_t kind_wrong[TILE_KINDS], kind_dots[TILE_KINDS];
    int shown, written;
} outcome;

/* The first two differences of a tile. */
static void write_differences(outcome *sum, const batch *t, size_t tile, record *r)
{
    const geometry *g = t->g;
    uint64_t x[K_MAX];
    uint64_t y[K_MAX];
    for (int i = 0, seen = 0; i < g->row->m * g->row->n && seen < 2; i++) {
        const uint64_t c = take_dot(t, tile, i, x, y);
        if (library_dot(g, c, x, y) == get(t->d + tile * g->d_bytes, (size_t)i, g->d.size)) {
            continue;
        }
        seen++;
        sum->written++;
        if (sum->shown++ < SHOWN) {
            write_dot(stdout, t, tile, i, "  ");
        }
        if (r->vectors != NULL) {
            write_dot(r->vectors, t, tile, i, "");
        }
    }
}

static void tally(outcome *sum, const batch *t, size_t tiles, record *r)
{
    const geometry *g = t->g;
    const uint64_t all = (uint64_t)(g->row->m * g->row->n);
    for (size_t tile = 0; tile < tiles; tile++) {
        const unsigned kind = (unsigned)((t->first + tile) % TILE_KINDS);
        sum->dots += all;
        sum->kind_dots[kind] += all;
        sum->wrong += t->wrong[tile];
        sum->kind_wrong[kind] += t->wrong[tile];
        if (r->vectors != NULL && t->first + tile < TILE_KINDS) {
            for (int i = 0; i < SAMPLES; i++) {
                write_dot(r->vectors, t, tile, i * (g->row->n + 1), "");
            }
        }
        if (t->wrong[tile] != 0 && sum->written < MISMATCHES && sum->kind_wrong[kind] <= t->wrong[tile] + 40) {
            write_differences(sum, t, tile, r);
        }
    }
}

static void reserve_batch(batch *t, size_t tiles)
{
    t->a = reserve(tiles * t->g->a_bytes);
    t->b = reserve(tiles * t->g->b_bytes);
    t->c = reserve(tiles * t->g->d_bytes);
    t->d = reserve(tiles * t->g->d_bytes);
    t->wrong = reserve(tiles * sizeof *t->wrong);
}

static void release_batch(batch *t)
{
    free(t->a);
    free(t->b);
    free(t->c);
    free(t->d);
    free(t->wrong);
}

/* Rows without a mismatch are counted, and named only in the log (stderr). */
static size_t clean_rows;
static uint64_t clean_dots;

int print_clean(bool good)
{
    printf("clean: %zu rows, %" PRIu64 " dot products\n", clean_rows, clean_dots);
    return good ? 0 : 1;
}

static void print_outcome(const geometry *g, const outcome *sum, double seconds)
{
    FILE *to = sum->wrong != 0 ? stdout : stderr;
    clean_rows += sum->wrong == 0;
    clean_dots += sum->wrong == 0 ? sum->dots : 0;
    fprintf(to, "%-40s links %d  compared %10" PRIu64 "  mismatches %9" PRIu64 "  %.2f s", g->row->name, g->links,
            sum->dots, sum->wrong, seconds);
    for (unsigned kind = 0; kind < TILE_KINDS; kind++) {
        if (sum->kind_wrong[kind] != 0) {
            fprintf(to, "  %s %" PRIu64 "/%" PRIu64, kind_name(kind), sum->kind_wrong[kind], sum->kind_dots[kind]);
        }
    }
    fprintf(to, "\n");
    fflush(to);
}

bool run_instruction(const options *o, const instruction *row, int links, uint64_t dots, record *r)
{
    enum { BATCH = 1 << 19 };
    const geometry g = geometry_of(row, links);
    const size_t per_tile = (size_t)(row->m * row->n);
    const size_t most = BATCH / per_tile;
    batch t = {.g = &g, .seed = o->seed + (uint64_t)links * 1000};
    outcome sum = {0};
    const double start = now();
    reserve_batch(&t, most);
    for (uint64_t left = (dots + per_tile - 1) / per_tile; left > 0; t.first += most) {
        const size_t tiles = left < most ? (size_t)left : most;
        left -= tiles;
        in_parallel(o->threads, tiles, make_one, &t);
        if (run_tiles(o, &g, t.a, t.b, t.c, t.d, tiles) != 0) {
            printf("%-40s links %d  DOES NOT RUN\n", row->name, links);
            release_batch(&t);
            return false;
        }
        in_parallel(o->threads, tiles, compare_one, &t);
        tally(&sum, &t, tiles, r);
        if (r->index != NULL && t.first == 0) {
            const size_t keep = (links == 1 ? 100000 : 40000) / g.d_bytes;
            record_results(r, o, &t, tiles < keep ? tiles : keep);
        }
    }
    print_outcome(&g, &sum, now() - start);
    release_batch(&t);
    return sum.wrong == 0;
}

/* ---- From an earlier record -------------------------------------------------------------------------------------- */

static bool replay_line(const options *o, char *line)
{
    char *field[7];
    int fields = 0;
    for (char *p = strtok(line, "|\n"); p != NULL && fields < 7; p = strtok(NULL, "|\n")) {
        field[fields++] = p;
    }
    for (size_t i = 0; i < instruction_count && fields == 7; i++) {
        if (strcmp(instructions[i].name, field[0]) == 0 && is_asked_for(o, field[0])) {
            const geometry g = geometry_of(&instructions[i], atoi(field[1]));
            const size_t tiles = (size_t)strtoull(field[4], NULL, 10);
            batch t = {.g = &g, .seed = strtoull(field[2], NULL, 10)};
            outcome sum = {0};
            record r = {0};
            char name[40];
            t.first = strtoull(field[3], NULL, 10);
            snprintf(name, sizeof name, "d%s.bin", field[5]);
            reserve_batch(&t, tiles);
            FILE *f = open_in(o->replay, name, "rb");
            fseek(f, atol(field[6]), SEEK_SET);
            const bool read = fread(t.d, g.d_bytes, tiles, f) == tiles;
            fclose(f);
            const double start = now();
            in_parallel(o->threads, tiles, make_one, &t);
            in_parallel(o->threads, tiles, compare_one, &t);
            tally(&sum, &t, tiles, &r);
            print_outcome(&g, &sum, now() - start);
            release_batch(&t);
            return read && sum.wrong == 0;
        }
    }
    return true;
}

int replay(const options *o)
{
    char line[400];
    bool good = true;
    FILE *f = open_in(o->replay, "index.txt", "r");
    while (fgets(line, sizeof line, f) != NULL) {
        good &= replay_line(o, line);
    }
    fclose(f);
    return print_clean(good);
}
