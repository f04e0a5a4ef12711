/* SPDX-License-Identifier: Apache-2.0
 *
 * The named functions beside Berkeley SoftFloat 3e and, in FP32, Bellard's SoftFP, and the generic functions beside the
 * named ones. Each pair is timed in turn, many times over, so that changes in load affect both alike; what counts is
 * the ratio of two times of one round, and of the ratios the median and the quartiles. The time is this thread's CPU
 * time. Before that, codes and flags of both sides are compared on the same operands: under the NaN rule of x86, which
 * is SoftFloat's with its 8086-SSE specialisation; a NaN of SoftFP is any NaN. Operands are uniform codes, in which
 * infinities, NaNs and overflow are common, and ordinary numbers, which have a random sign and fraction and magnitudes
 * from 1/8 to 8.
 *
 * A peer is there if the program was built with its directory: see `make help`, bench-scalars. What is missing is a line
 * that says so. usage: scalars [--csv] [part of a name]
 */
#define _POSIX_C_SOURCE 200809L

#include "halfulp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef HALFULP_SOFTFLOAT
#include <softfloat.h>
#endif
#ifdef HALFULP_SOFTFP
#include <softfp.h>
#endif

enum { OPERANDS = 1 << 14, ROUNDS = 15 };

/* The operands and results of one contest, as codes of up to 64 bits. */
typedef struct {
    uint64_t x[OPERANDS], y[OPERANDS], z[OPERANDS], out[OPERANDS];
} codes;

/* Applies an operation to operands begin to end - 1, and returns the flags raised since the last call. The flags of the
 * environment are cleared; its policies stay. */
typedef uint32_t pass(codes *c, size_t begin, size_t end, hu_env *env);

/* A loop around an expression of x, y and z. */
#define PASS(name, expression, clear, flags)                                                                           \
    static inline uint32_t name(codes *c, size_t begin, size_t end, hu_env *env)                                       \
    {                                                                                                                  \
        (void)env;                                                                                                     \
        clear;                                                                                                         \
        for (size_t i = begin; i < end; i++) {                                                                         \
            const uint64_t x = c->x[i], y = c->y[i], z = c->z[i];                                                      \
            (void)y, (void)z;                                                                                          \
            c->out[i] = (expression);                                                                                  \
        }                                                                                                              \
        return flags;                                                                                                  \
    }
#define OURS(name, expression) PASS(name, expression, env->flags = 0, env->flags)

#define ARITHMETIC_OF(f, word)                                                                                         \
    OURS(f##_add, hu_##f##_add((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    OURS(f##_sub, hu_##f##_sub((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    OURS(f##_mul, hu_##f##_mul((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    OURS(f##_div, hu_##f##_div((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    OURS(f##_sqrt, hu_##f##_sqrt((hu_##f){(word)x}, env).code)                                                         \
    OURS(f##_fma, hu_##f##_fma((hu_##f){(word)x}, (hu_##f){(word)y}, (hu_##f){(word)z}, env).code)
ARITHMETIC_OF(fp32, uint32_t)
ARITHMETIC_OF(fp16, uint16_t)
ARITHMETIC_OF(bf16, uint16_t)
ARITHMETIC_OF(e4m3, uint8_t)
ARITHMETIC_OF(e5m2, uint8_t)

#define CONVERSION(from, word, to) OURS(from##_to_##to, hu_##from##_to_##to((hu_##from){(word)x}, env).code)
CONVERSION(fp32, uint32_t, fp16)
CONVERSION(fp16, uint16_t, fp32)
CONVERSION(fp64, uint64_t, fp32)
CONVERSION(fp64, uint64_t, fp16)
CONVERSION(fp32, uint32_t, fp64)
CONVERSION(fp32, uint32_t, bf16)
CONVERSION(bf16, uint16_t, fp32)
CONVERSION(fp32, uint32_t, e4m3)
CONVERSION(fp32, uint32_t, e5m2)
CONVERSION(e4m3, uint8_t, fp32)
CONVERSION(e5m2, uint8_t, fp32)

/* The generic functions, whose formats are known at run time: before each contest they are set to its formats. */
static const hu_format *from_format, *to_format;
#define GENERIC(operand) ((hu_number){from_format, operand})
OURS(generic_add, hu_add(to_format, GENERIC(x), GENERIC(y), env).code)
OURS(generic_mul, hu_mul(to_format, GENERIC(x), GENERIC(y), env).code)
OURS(generic_fma, hu_fma(to_format, GENERIC(x), GENERIC(y), GENERIC(z), env).code)
OURS(generic_convert, hu_convert(to_format, GENERIC(x), env).code)

#ifdef HALFULP_SOFTFLOAT
#define BERKELEY(name, call) PASS(sf_##name, (call).v, softfloat_exceptionFlags = 0, softfloat_exceptionFlags)
#define BERKELEY_OF(f, type, word)                                                                                     \
    BERKELEY(f##_add, f##_add((type){(word)x}, (type){(word)y}))                                                       \
    BERKELEY(f##_sub, f##_sub((type){(word)x}, (type){(word)y}))                                                       \
    BERKELEY(f##_mul, f##_mul((type){(word)x}, (type){(word)y}))                                                       \
    BERKELEY(f##_div, f##_div((type){(word)x}, (type){(word)y}))                                                       \
    BERKELEY(f##_sqrt, f##_sqrt((type){(word)x}))                                                                      \
    BERKELEY(f##_fma, f##_mulAdd((type){(word)x}, (type){(word)y}, (type){(word)z}))
BERKELEY_OF(f32, float32_t, uint32_t)
BERKELEY_OF(f16, float16_t, uint16_t)
BERKELEY(f32_to_f16, f32_to_f16((float32_t){(uint32_t)x}))
BERKELEY(f16_to_f32, f16_to_f32((float16_t){(uint16_t)x}))
BERKELEY(f64_to_f32, f64_to_f32((float64_t){x}))
BERKELEY(f64_to_f16, f64_to_f16((float64_t){x}))
BERKELEY(f32_to_f64, f32_to_f64((float32_t){(uint32_t)x}))
BERKELEY(f32_to_bf16, f32_to_bf16((float32_t){(uint32_t)x}))
BERKELEY(bf16_to_f32, bf16_to_f32((bfloat16_t){(uint16_t)x}))
#define SF(name) sf_##name
#else
#define SF(name) NULL
#endif

#ifdef HALFULP_SOFTFP
#define BELLARD(name, call) PASS(fp_##name, call, uint32_t raised = 0, raised)
BELLARD(f32_add, add_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(f32_sub, sub_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(f32_mul, mul_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(f32_div, div_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(f32_sqrt, sqrt_sf32((uint32_t)x, RM_RNE, &raised))
BELLARD(f32_fma, fma_sf32((uint32_t)x, (uint32_t)y, (uint32_t)z, RM_RNE, &raised))
#define FP(name) fp_##name
#else
#define FP(name) NULL
#endif

typedef enum { SOFTFLOAT, SOFTFP, NAMED, FP16, PEERS } peer;

/* Ours and a peer's. Where the peer is another function of ours, it is there always. */
typedef struct {
    const char *name, *from, *to;
    pass *ours, *theirs; /* theirs is NULL if the peer is missing                               */
    peer peer;           /* FP16: another computation, on operands of another format: no answers are compared */
    const char *other;   /* that format                                                        */
} contest;

#define BESIDE_SOFTFLOAT(name, from, to, ours, theirs)                                                                 \
    {                                                                                                                  \
        name, from, to, ours, SF(theirs), SOFTFLOAT, from                                                              \
    }
#define SIX_OF(f, sf)                                                                                                  \
    BESIDE_SOFTFLOAT(#f " add", #f, #f, f##_add, sf##_add), BESIDE_SOFTFLOAT(#f " sub", #f, #f, f##_sub, sf##_sub),    \
        BESIDE_SOFTFLOAT(#f " mul", #f, #f, f##_mul, sf##_mul),                                                        \
        BESIDE_SOFTFLOAT(#f " div", #f, #f, f##_div, sf##_div),                                                        \
        BESIDE_SOFTFLOAT(#f " sqrt", #f, #f, f##_sqrt, sf##_sqrt),                                                     \
        BESIDE_SOFTFLOAT(#f " fma", #f, #f, f##_fma, sf##_fma)
#define BESIDE_SOFTFP(op)                                                                                              \
    {                                                                                                                  \
        "fp32 " #op, "fp32", "fp32", fp32_##op, FP(f32_##op), SOFTFP, "fp32"                                           \
    }
#define BESIDE_FP16(f, op)                                                                                             \
    {                                                                                                                  \
#f " " #op, #f, #f, f##_##op, fp16_##op, FP16, "fp16"                                                          \
    }
#define SIX_BESIDE_FP16(f)                                                                                             \
    BESIDE_FP16(f, add), BESIDE_FP16(f, sub), BESIDE_FP16(f, mul), BESIDE_FP16(f, div), BESIDE_FP16(f, sqrt),          \
        BESIDE_FP16(f, fma)

static const contest contests[] = {
    SIX_OF(fp16, f16),
    SIX_OF(fp32, f32),
    BESIDE_SOFTFLOAT("fp32 to fp16", "fp32", "fp16", fp32_to_fp16, f32_to_f16),
    BESIDE_SOFTFLOAT("fp16 to fp32", "fp16", "fp32", fp16_to_fp32, f16_to_f32),
    BESIDE_SOFTFLOAT("fp32 to bf16", "fp32", "bf16", fp32_to_bf16, f32_to_bf16),
    BESIDE_SOFTFLOAT("bf16 to fp32", "bf16", "fp32", bf16_to_fp32, bf16_to_f32),
    BESIDE_SOFTFLOAT("fp64 to fp32", "fp64", "fp32", fp64_to_fp32, f64_to_f32),
    BESIDE_SOFTFLOAT("fp64 to fp16", "fp64", "fp16", fp64_to_fp16, f64_to_f16),
    BESIDE_SOFTFLOAT("fp32 to fp64", "fp32", "fp64", fp32_to_fp64, f32_to_f64),
    BESIDE_SOFTFP(add),
    BESIDE_SOFTFP(sub),
    BESIDE_SOFTFP(mul),
    BESIDE_SOFTFP(div),
    BESIDE_SOFTFP(sqrt),
    BESIDE_SOFTFP(fma),
    SIX_BESIDE_FP16(bf16),
    SIX_BESIDE_FP16(e4m3),
    SIX_BESIDE_FP16(e5m2),
    {"fp32 to e4m3", "fp32", "e4m3", fp32_to_e4m3, fp32_to_fp16, FP16, "fp32"},
    {"fp32 to e5m2", "fp32", "e5m2", fp32_to_e5m2, fp32_to_fp16, FP16, "fp32"},
    {"e4m3 to fp32", "e4m3", "fp32", e4m3_to_fp32, fp16_to_fp32, FP16, "fp16"},
    {"e5m2 to fp32", "e5m2", "fp32", e5m2_to_fp32, fp16_to_fp32, FP16, "fp16"},
    {"generic fp16 add", "fp16", "fp16", generic_add, fp16_add, NAMED, "fp16"},
    {"generic fp32 mul", "fp32", "fp32", generic_mul, fp32_mul, NAMED, "fp32"},
    {"generic e4m3 fma", "e4m3", "e4m3", generic_fma, e4m3_fma, NAMED, "e4m3"},
    {"generic fp32 to e4m3", "fp32", "e4m3", generic_convert, fp32_to_e4m3, NAMED, "fp32"},
};
enum { CONTESTS = sizeof contests / sizeof contests[0] };

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "bench scalars: %s: %s\n", name, what);
    exit(2);
}

/* A uniform code, or an ordinary number: sign and fraction random, 1/8 <= |x| < 8. Products of such numbers are normal
 * in every format that has functions of its own. */
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

static void draw_all(codes *c, const char *format, bool ordinary)
{
    const hu_format *f = hu_format_find(format);
    for (size_t i = 0; i < OPERANDS; i++) {
        c->x[i] = draw(f, ordinary, 1, i);
        c->y[i] = draw(f, ordinary, 2, i);
        c->z[i] = draw(f, ordinary, 3, i);
    }
}

/* Codes and flags, one call after the other. */
static void compare(const contest *a, codes *ours, codes *theirs, hu_env *env)
{
    const hu_format *to = hu_format_find(a->to);
    for (size_t i = 0; i < OPERANDS; i++) {
        const uint32_t our_flags = a->ours(ours, i, i + 1, env);
        const uint32_t their_flags = a->theirs(theirs, i, i + 1, env);
        const bool nans = hu_format_is_nan(to, ours->out[i]) && hu_format_is_nan(to, theirs->out[i]);
        if ((ours->out[i] != theirs->out[i] && !nans) || our_flags != their_flags) {
            fprintf(stderr, "%s %llX %llX %llX: ours %llX, flags %u; theirs %llX, flags %u\n", a->name,
                    (unsigned long long)ours->x[i], (unsigned long long)ours->y[i], (unsigned long long)ours->z[i],
                    (unsigned long long)ours->out[i], (unsigned)our_flags, (unsigned long long)theirs->out[i],
                    (unsigned)their_flags);
            fail("the answers differ", a->name);
        }
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Nanoseconds an operation. */
static double time_of(pass *run_through, codes *c, hu_env *env)
{
    enum { REPEATS = 16 };
    const double start = seconds();
    for (int i = 0; i < REPEATS; i++) {
        run_through(c, 0, OPERANDS, env);
    }
    return 1e9 * (seconds() - start) / (REPEATS * (double)OPERANDS);
}

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x;
    const double b = *(const double *)y;
    return (a > b) - (a < b);
}

static const char *const peers[PEERS] = {"SoftFloat 3e", "SoftFP", "named", "fp16"};

static void run(const contest *a, bool ordinary, bool csv)
{
    static codes ours, theirs;
    double our_time[ROUNDS], their_time[ROUNDS], ratio[ROUNDS];
    hu_env env;
    from_format = hu_format_find(a->from);
    to_format = hu_format_find(a->to);
    draw_all(&ours, a->from, ordinary);
    draw_all(&theirs, a->other, ordinary);
    if (!hu_env_like("x86", hu_format_find("fp32"), &env)) {
        fail("there is no preset x86", a->name);
    }
    env.rounding = HU_NEAREST_EVEN;
    if (a->peer != FP16) {
        compare(a, &ours, &theirs, &env);
    }
    for (int round = 0; round < ROUNDS; round++) {
        our_time[round] = time_of(a->ours, &ours, &env);
        their_time[round] = time_of(a->theirs, &theirs, &env);
        ratio[round] = our_time[round] / their_time[round];
    }
    qsort(our_time, ROUNDS, sizeof *our_time, ascending);
    qsort(their_time, ROUNDS, sizeof *their_time, ascending);
    qsort(ratio, ROUNDS, sizeof *ratio, ascending);
    printf(csv ? "%s,%s,%s,%.3f,%.3f,%.3f,%.2f,%.2f\n" : "%-22s %-13s %-9s %5.2f  %5.2f %5.2f  %7.2f %7.2f\n", a->name,
           peers[a->peer], ordinary ? "ordinary" : "uniform", ratio[ROUNDS / 2], ratio[(ROUNDS - 1) / 4],
           ratio[ROUNDS - 1 - (ROUNDS - 1) / 4], our_time[ROUNDS / 2], their_time[ROUNDS / 2]);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const bool csv = argc > 1 && strcmp(argv[1], "--csv") == 0;
    bool missing[PEERS] = {false};
    const char *part = argc > 1 + csv ? argv[1 + csv] : "";
    printf(csv ? "operation,beside,operands,ratio,lower_quartile,upper_quartile,ours_ns,theirs_ns\n"
               : "operation              beside        operands  ratio quartiles     ours  theirs (ns)\n");
    for (int i = 0; i < CONTESTS; i++) {
        const contest *a = &contests[i];
        if (strstr(a->name, part) == NULL) {
            continue;
        }
        if (a->theirs != NULL) {
            run(a, false, csv);
            run(a, true, csv);
        } else if (!missing[a->peer]) {
            missing[a->peer] = true;
            printf(csv ? ",%s,missing,,,,,\n" : "%s: SKIP: not there; make help says how\n", peers[a->peer]);
        }
    }
    return 0;
}
