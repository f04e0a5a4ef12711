/* SPDX-License-Identifier: Apache-2.0
 *
 * What the library says about a tile, what the device says, and threads.
 */
#include "tensor_work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void *reserve(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL) {
        fprintf(stderr, "tensor: no memory for %zu bytes\n", size);
        exit(2);
    }
    return p;
}

uint64_t library_dot(const geometry *g, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    uint64_t xs[K_MAX];
    const uint64_t flip = g->row->negated ? UINT64_C(1) << (8 * g->x.size - 1) : 0;
    for (int i = 0; i < g->k; i++) {
        xs[i] = x[i] ^ flip;
    }
    return hu_dot(g->model, g->row->no_addend ? 0 : c, xs, y, (size_t)g->k);
}

/* ---- The device, or what stands for it --------------------------------------------------------------------------- */

typedef struct {
    const geometry *g;
    const char *a, *b, *c;
    char *d;
} host_run;

/* The planted difference: a result whose last four bits are all ones loses one. */
static void host_tile(void *context, size_t tile)
{
    const host_run *r = context;
    const geometry *g = r->g;
    uint64_t x[K_MAX];
    uint64_t y[K_MAX];
    for (int i = 0; i < g->row->m * g->row->n; i++) {
        for (int k = 0; k < g->k; k++) {
            x[k] = get(r->a + tile * g->a_bytes, (size_t)(i / g->row->n * g->k + k), g->x.size);
            y[k] = get(r->b + tile * g->b_bytes, (size_t)(i % g->row->n * g->k + k), g->y.size);
        }
        const uint64_t c = get(r->c + tile * g->d_bytes, (size_t)i, g->d.size);
        const uint64_t code = library_dot(g, c, x, y);
        put(r->d + tile * g->d_bytes, (size_t)i, g->d.size, (code & 0xFFF) == 0xFFF ? code - 1 : code);
    }
}

static int strides_exchanged;

int run_tiles(const options *o, const geometry *g, const void *a, const void *b, const void *c, void *d, size_t tiles)
{
    if (!o->host) {
        return device_run(g->row->name, &(device_job){a, b, c, d, tiles, g->a_bytes, g->b_bytes, g->d_bytes, g->links,
                                                      strides_exchanged});
    }
    host_run r = {g, a, b, c, d};
    in_parallel(o->threads, tiles, host_tile, &r);
    return 0;
}

static bool integers_work(const options *o, const geometry *g, char *a, char *b, char *c, char *d)
{
    const int m = g->row->m;
    const int n = g->row->n;
    int wrong = 0;
    for (int i = 0; i < m * g->k; i++) {
        put(a, (size_t)i, g->x.size, code_near(&g->x, (i * 37 + i / 7 + i / 31) % 7 - 3));
    }
    for (int i = 0; i < n * g->k; i++) {
        put(b, (size_t)i, g->y.size, code_near(&g->y, (i * 53 + i / 5 + i / 13) % 7 - 3));
    }
    for (int i = 0; i < m * n; i++) {
        put(c, (size_t)i, g->d.size, code_near(&g->d, i % 17 - 8));
    }
    if (run_tiles(o, g, a, b, c, d, 1) != 0) {
        return false;
    }
    for (int i = 0; i < m * n; i++) {
        double sum = g->row->no_addend ? 0 : i % 17 - 8;
        for (int k = 0; k < g->k; k++) {
            sum += (g->row->negated ? -1 : 1) * number_of(&g->x, get(a, (size_t)(i / n * g->k + k), g->x.size)) *
                   number_of(&g->y, get(b, (size_t)(i % n * g->k + k), g->y.size));
        }
        wrong += number_of(&g->d, get(d, (size_t)i, g->d.size)) != sum;
    }
    return wrong == 0;
}

bool layout_works(const options *o, const instruction *row)
{
    const geometry g = geometry_of(row, 1);
    char *a = reserve(g.a_bytes);
    char *b = reserve(g.b_bytes);
    char *c = reserve(g.d_bytes);
    char *d = reserve(g.d_bytes);
    bool works = integers_work(o, &g, a, b, c, d);
    if (!works && strncmp(row->name, "wgmma", 5) == 0) {
        strides_exchanged = !strides_exchanged;
        works = integers_work(o, &g, a, b, c, d);
    }
    free(a);
    free(b);
    free(c);
    free(d);
    return works;
}

/* ---- Threads ----------------------------------------------------------------------------------------------------- */

typedef struct {
    void (*work)(void *, size_t);
    void *context;
    size_t count;
    atomic_size_t next;
} crew;

static void *member(void *argument)
{
    crew *c = argument;
    for (size_t i; (i = atomic_fetch_add(&c->next, 16)) < c->count;) {
        for (size_t j = i; j < i + 16 && j < c->count; j++) {
            c->work(c->context, j);
        }
    }
    return NULL;
}

void in_parallel(int threads, size_t count, void (*work)(void *context, size_t i), void *context)
{
    pthread_t thread[64];
    crew c = {work, context, count, 0};
    int started = 0;
    while (started < threads - 1 && started < 64 && pthread_create(&thread[started], NULL, member, &c) == 0) {
        started++;
    }
    member(&c);
    while (started > 0) {
        pthread_join(thread[--started], NULL);
    }
}
