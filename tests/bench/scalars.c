/* SPDX-License-Identifier: Apache-2.0
 *
 * The named functions beside those of other libraries, and the generic functions beside the named ones, call by call.
 * Operands are uniform codes, in which infinities, NaNs and overflow are common, and ordinary numbers, which have a
 * random sign and fraction and magnitudes from 1/8 to 8. The results of the timed calls are compared, and where the
 * library has flags, these too, under the NaN rule of x86, which is SoftFloat's with its 8086-SSE specialisation; a NaN
 * of another library is any NaN.
 */
#include "bench/peers.h"
#include "bench/timing.h"

#include <stdio.h>
#include <string.h>

enum { LIBRARIES = 6, SIDES = 2 + LIBRARIES, MOST_NAME = 64 };

static const bench_peer *const libraries[LIBRARIES] = {&bench_softfloat, &bench_softfp,  &bench_mpfr,
                                                       &bench_imath,     &bench_libfp16, &bench_ml_dtypes};

/* Us or a peer at work. */
typedef struct {
    bench_pass *pass;
    bench_codes *codes;
    hu_env *env;
} contestant;

static void run(void *subject)
{
    const contestant *c = subject;
    c->pass(c->codes, 0, BENCH_OPERANDS, c->env);
}

static bench_pass *find(const bench_scalar *list, const char *work)
{
    for (; list != NULL && list->work != NULL; list++) {
        if (strcmp(list->work, work) == 0) {
            return list->pass;
        }
    }
    return NULL;
}

/* The named function of "generic fp16 add". */
static bench_pass *find_named(const char *work)
{
    if (strncmp(work, "generic ", 8) != 0) {
        return NULL;
    }
    for (const bench_own_scalar *own = bench_own_scalars; own->from != NULL; own++) {
        if (strcmp(own->function.work, work + 8) == 0) {
            return own->function.pass;
        }
    }
    return NULL;
}

/* A uniform code, or an ordinary number, of which the products are normal in every format with named functions. */
static uint64_t draw(const hu_format *f, bool ordinary, uint64_t stream, uint64_t index)
{
    const uint64_t r = hu_random(1, stream, index);
    const int width = hu_format_width(f);
    if (!ordinary) {
        return width == 64 ? r : r & ((UINT64_C(1) << width) - 1);
    }
    const uint64_t fraction = (UINT64_C(1) << f->fraction_bits) - 1;
    const uint64_t field = (uint64_t)f->bias - 3 + (r >> 32 & 0xFFFF) % 6;
    return (r >> 63) << (width - 1) | field << f->fraction_bits | (r & fraction);
}

/* The code of the same number in the format in which a peer of numbers takes and gives it. */
static uint64_t as_number(const hu_format *f, uint64_t code)
{
    hu_env env = {0};
    return hu_format_width(f) >= 32 ? code : hu_convert(hu_format_find("fp32"), (hu_number){f, code}, &env).code;
}

static void draw_all(bench_codes *c, const char *format, bool ordinary, bool numbers)
{
    const hu_format *f = hu_format_find(format);
    uint64_t *const operands[3] = {c->x, c->y, c->z};
    for (size_t o = 0; o < 3; o++) {
        for (size_t i = 0; i < BENCH_OPERANDS; i++) {
            const uint64_t code = draw(f, ordinary, 1 + o, i);
            operands[o][i] = numbers ? as_number(f, code) : code;
        }
    }
    memset(c->out, 0x55, sizeof c->out); /* what a pass has to write over */
}

/* The results of the timed calls; then codes and flags, call by call, where there are flags. */
static void compare(const char *what, const bench_own_scalar *own, const contestant *ours, const contestant *theirs,
                    const bench_peer *peer)
{
    const hu_format *to = hu_format_find(own->to);
    const bool numbers = peer != NULL && peer->numbers;
    const hu_format *common = numbers && hu_format_width(to) < 32 ? hu_format_find("fp32") : to;
    for (size_t i = 0; i < BENCH_OPERANDS; i++) {
        const uint64_t our_code = numbers ? as_number(to, ours->codes->out[i]) : ours->codes->out[i];
        const uint64_t their_code = theirs->codes->out[i];
        uint32_t our_flags = 0, their_flags = 0;
        if (peer == NULL || peer->flags) {
            our_flags = ours->pass(ours->codes, i, i + 1, ours->env);
            their_flags = theirs->pass(theirs->codes, i, i + 1, theirs->env);
        }
        const bool nans = hu_format_is_nan(common, our_code) && hu_format_is_nan(common, their_code);
        if ((our_code != their_code && !nans) || our_flags != their_flags) {
            bench_differs(what, "%llX %llX %llX: ours %llX flags %u; %s %llX flags %u",
                          (unsigned long long)ours->codes->x[i], (unsigned long long)ours->codes->y[i],
                          (unsigned long long)ours->codes->z[i], (unsigned long long)our_code, (unsigned)our_flags,
                          peer != NULL ? peer->name : "named", (unsigned long long)their_code, (unsigned)their_flags);
            return;
        }
    }
}

/* The sides of a piece of work. */
typedef struct {
    bench_side side[SIDES];
    contestant contestant[SIDES];
    const bench_peer *peer[SIDES]; /* NULL: ours */
    size_t count;
} field;

static void join(field *f, const char *name, bench_pass *pass, const bench_own_scalar *own, bool ordinary,
                 const bench_peer *peer)
{
    static bench_codes codes[SIDES];
    static hu_env env;
    const size_t i = f->count;
    if (pass == NULL) {
        return;
    }
    (void)hu_env_like("x86", hu_format_find("fp32"), &env);
    env.rounding = HU_NEAREST_EVEN;
    draw_all(&codes[i], own->from, ordinary, peer != NULL && peer->numbers);
    f->contestant[i] = (contestant){pass, &codes[i], &env};
    f->side[i] = (bench_side){
        .name = name, .theirs = i > 0, .run = run, .subject = &f->contestant[i], .operations = BENCH_OPERANDS};
    f->peer[i] = peer;
    f->count++;
}

/* One operation on one kind of operands: we, the named function if ours is generic, and every library that has it. */
static void contest(const char *what, const bench_own_scalar *own, bool ordinary)
{
    const char *work = own->function.work;
    bench_pass *const named = find_named(work);
    field f = {.count = 0};
    join(&f, named != NULL ? "generic" : "named", own->function.pass, own, ordinary, NULL);
    join(&f, "named", named, own, ordinary, NULL);
    for (size_t i = 0; i < LIBRARIES; i++) {
        if (libraries[i] != NULL) {
            join(&f, libraries[i]->name, find(libraries[i]->scalars, work), own, ordinary, libraries[i]);
        }
    }
    bench_from = hu_format_find(own->from);
    bench_to = hu_format_find(own->to);
    bench_measure(what, f.side, f.count);
    if (f.count == 1 || !bench_peers()) {
        bench_report(what, &f.side[0], NULL);
    }
    for (size_t i = 1; i < f.count && bench_peers(); i++) {
        bench_report(what, &f.side[0], &f.side[i]);
        compare(what, own, &f.contestant[0], &f.contestant[i], f.peer[i]);
    }
}

int main(int argc, char **argv)
{
    bench_begin(argc, argv,
                &(bench_about){"scalars", "Scalar functions beside those of other libraries, in one thread.",
                               "nanoseconds a call", NULL});
    for (size_t i = 0; i < LIBRARIES; i++) {
        if (libraries[i] == NULL) {
            bench_missing("ml_dtypes", "ML_DTYPES_DIR= names no checkout");
        } else if (libraries[i]->missing != NULL) {
            bench_missing(libraries[i]->name, libraries[i]->missing);
        }
    }
    for (const bench_own_scalar *own = bench_own_scalars; own->from != NULL; own++) {
        for (int ordinary = 0; ordinary <= 1; ordinary++) {
            char what[MOST_NAME];
            snprintf(what, sizeof what, "%s %s", own->function.work, ordinary ? "ordinary" : "uniform");
            if (bench_wanted(what)) {
                contest(what, own, ordinary);
            }
        }
    }
    return bench_end();
}
