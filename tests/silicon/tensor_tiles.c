/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiles of operands, of many kinds. In a tile the columns of b come first; then each row of a is made for one of the
 * columns, its partner, so that the products with it have the exponents that the kind asks for. The other products of
 * the tile are what they happen to be.
 */
#include "tensor_tiles.h"

#include "tensor_random.h"

#include <math.h>

geometry geometry_of(const instruction *row, int links)
{
    const hu_dot_model *m = hu_dot_find(row->row);
    geometry g = {.row = row, .model = m, .x = shape_of(m->x), .y = shape_of(m->y), .d = shape_of(m->result)};
    g.links = links;
    g.k = row->k * links;
    g.a_bytes = (size_t)row->m * (size_t)g.k * (size_t)g.x.size;
    g.b_bytes = (size_t)row->n * (size_t)g.k * (size_t)g.y.size;
    g.d_bytes = (size_t)row->m * (size_t)row->n * (size_t)g.d.size;
    return g;
}

static int smallest_exponent(const shape *f)
{
    return 1 - f->bias;
}

static int largest_exponent(const shape *f)
{
    return (int)(f->largest >> f->fraction_bits) - f->bias;
}

/* A fraction of one of several styles: anything, few bits, ones, none. */
static uint64_t fraction(stream *s, int style)
{
    uint64_t few;
    switch (style) {
    case 0:
        return next(s);
    case 1:
        few = next(s);
        few &= next(s);
        return few & next(s);
    case 2:
        return ~UINT64_C(0) << below(s, 64);
    case 3:
        return 0;
    default:
        return fraction(s, below(s, 4));
    }
}

enum {
    KIND_CODES,
    KIND_FINITE,
    KIND_MODERATE,
    KIND_WIDE,
    KIND_CANCEL,
    KIND_FEW,
    KIND_AGAINST_C,
    KIND_SMALL,
    KIND_LARGE,
    KIND_SPECIAL,
    KIND_ZEROS,
    KIND_ZERO_TIMES,
    KIND_ONES,
    KIND_NORMAL,
    KIND_LADDER,
    KIND_HUGE_C,
    KIND_TINY,
    KIND_EDGE,
    KIND_MINUS_ZERO,
    KIND_NANS,
    KIND_UNDERFLOW,
    KIND_TIES
};

const char *kind_name(unsigned kind)
{
    static const char *const names[TILE_KINDS] = {
        "codes", "finite",  "moderate",   "wide",       "cancel",    "few",    "against c", "small",
        "large", "special", "zeros",      "zero times", "ones",      "normal", "ladder",    "huge c",
        "tiny",  "edge",    "minus zero", "NaNs",       "underflow", "ties"};
    return names[kind % TILE_KINDS];
}

static uint64_t any_code(const shape *f, stream *s)
{
    const uint64_t code = next(s) & (~UINT64_C(0) >> (64 - width(f)));
    const uint64_t low = f->ignored != 0 ? next(s) & ((UINT64_C(1) << f->ignored) - 1) : 0;
    return code << f->ignored | low;
}

static uint64_t finite_code(const shape *f, stream *s)
{
    const uint64_t sign = next(s) & 1;
    return (next(s) % (f->largest + 1) | sign << (width(f) - 1)) << f->ignored;
}

/* A number of that exponent, its sign and fraction drawn in that order: C leaves the order of arguments open. */
static uint64_t number_at(const shape *f, stream *s, int exponent, int style)
{
    const bool sign = next(s) & 1;
    return code_of(f, sign, exponent, fraction(s, style));
}

/* Infinities, NaNs of all payloads, zeros, the largest, the smallest. */
static uint64_t special_code(const shape *f, stream *s)
{
    const uint64_t top = ((UINT64_C(1) << f->exponent_bits) - 1) << f->fraction_bits;
    const uint64_t sign = (next(s) & 1) << (width(f) - 1);
    const uint64_t low = f->ignored != 0 ? next(s) & ((UINT64_C(1) << f->ignored) - 1) : 0;
    switch (below(s, 6)) {
    case 0:
        return (sign | top | (next(s) >> (64 - f->fraction_bits))) << f->ignored | low;
    case 1:
        return sign << f->ignored | (next(s) & 1 ? low : 0);
    case 2:
        return (sign | f->largest) << f->ignored | low;
    case 3:
        return (sign | 1) << f->ignored;
    default: /* infinity, or E4M3's NaN */
        return (sign | (f->size == 1 && f->exponent_bits == 4 ? f->largest + 1 : top)) << f->ignored;
    }
}

/* The exponents that the products of a row of a with its partner shall have; ABSENT: a zero. */
enum { ABSENT = -100000 };

typedef struct {
    int exponent[K_MAX];
    bool sign[K_MAX];
} plan;

/* A huge term, its negative, the rest far below. */
static void plan_cancel(const geometry *g, stream *s, int base, plan *p)
{
    const int first = below(s, g->k);
    const int second = (first + 1 + below(s, g->k - 1)) % g->k;
    const int far = between(s, 4, 36);
    for (int i = 0; i < g->k; i++) {
        p->exponent[i] = base - far - below(s, 4);
    }
    p->exponent[first] = p->exponent[second] = base;
    p->sign[second] = !p->sign[first];
}

/* About `few` products that are not zero, down to some binades below the first. */
static void plan_few(const geometry *g, stream *s, int base, plan *p, int few, int binades)
{
    for (int i = 0; i < g->k; i++) {
        p->exponent[i] = below(s, g->k) < few ? base - below(s, binades) : ABSENT;
    }
}

/* Each some binades below the one before, from a random place on. */
static void plan_ladder(const geometry *g, stream *s, int base, plan *p)
{
    const int first = below(s, g->k);
    const int step = between(s, 1, 3);
    for (int i = 0; i < g->k; i++) {
        p->exponent[(first + i) % g->k] = base - step * i;
    }
}

/* The bits kept below the largest binade; of sums in FP32, its own and one to round by. */
static int kept(const geometry *g)
{
    return g->model->k == 4 && g->model->fraction_bits == 0 ? 25 : (int)g->model->fraction_bits;
}

/* On both sides of the bit below which all is cut off. */
static void plan_edge(const geometry *g, stream *s, int base, plan *p)
{
    for (int i = 0; i < g->k; i++) {
        const int where = below(s, 4);
        p->exponent[i] = where == 0 ? base : where == 1 ? ABSENT : base - kept(g) - 3 + below(s, 6);
    }
}

/* Half an ulp of c, and less. */
static void plan_ties(const geometry *g, stream *s, int base, plan *p)
{
    const int half = base - g->d.fraction_bits - 1;
    const int few = between(s, 0, 2);
    for (int i = 0; i < g->k; i++) {
        p->exponent[i] = below(s, g->k) < few ? half - 1 - below(s, 16) : ABSENT;
    }
    p->exponent[below(s, g->k)] = half;
}

static void plan_zeros(unsigned kind, const geometry *g, stream *s, int base, plan *p)
{
    const int odd = kind == KIND_MINUS_ZERO ? below(s, 4 * g->k) : 0;
    for (int i = 0; i < g->k; i++) {
        if (kind == KIND_MINUS_ZERO) {
            p->exponent[i] = ABSENT;
            p->sign[i] = i != odd;
        } else if (kind == KIND_ZEROS) {
            p->exponent[i] = below(s, 2 * g->k) == 0 ? base : ABSENT;
        } else {
            p->exponent[i] = below(s, 3) == 0 ? ABSENT : p->exponent[i] - 20;
        }
    }
}

static void plan_products(unsigned kind, const geometry *g, stream *s, int base, plan *p)
{
    const int spread = kind == KIND_WIDE ? between(s, 2, 40) : between(s, 0, 4);
    for (int i = 0; i < g->k; i++) {
        p->exponent[i] = base - below(s, spread + 1);
        p->sign[i] = next(s) & 1;
    }
    int few;
    switch (kind) {
    case KIND_CANCEL:
        plan_cancel(g, s, base, p);
        break;
    case KIND_FEW:
    case KIND_HUGE_C:
        plan_few(g, s, base, p, between(s, 1, 4), 36);
        break;
    case KIND_LADDER:
        plan_ladder(g, s, base, p);
        break;
    case KIND_TINY:
    case KIND_UNDERFLOW:
        few = between(s, 1, g->k);
        plan_few(g, s, base, p, few, between(s, 1, 12));
        break;
    case KIND_EDGE:
        plan_edge(g, s, base, p);
        break;
    case KIND_TIES:
        plan_ties(g, s, base, p);
        break;
    case KIND_ZEROS:
    case KIND_ZERO_TIMES:
    case KIND_MINUS_ZERO:
        plan_zeros(kind, g, s, base, p);
        break;
    default:
        break;
    }
}

/* The exponent around which the products of a tile lie. */
static int base_exponent(unsigned kind, const geometry *g, stream *s)
{
    const int low = smallest_exponent(&g->x) + smallest_exponent(&g->y);
    const int high = largest_exponent(&g->x) + largest_exponent(&g->y);
    const int low_d = smallest_exponent(&g->d) - g->d.fraction_bits;
    const int high_d = largest_exponent(&g->d);
    switch (kind) {
    case KIND_TINY: /* BF16 and TF32: where a zero addend matters; the others: their smallest products */
        return low < -200 ? between(s, -160, -118) : between(s, low - 2 * g->x.fraction_bits, low + 6);
    case KIND_UNDERFLOW:
        return (low_d > low - 2 * g->x.fraction_bits ? low_d : low) + between(s, -4, 2);
    case KIND_SMALL:
        return between(s, -3, 3) + (low > low_d ? low + below(s, 12) : low_d + below(s, 40));
    case KIND_LARGE:
        return (high < high_d ? high : high_d) - below(s, 8);
    case KIND_CANCEL:
    case KIND_WIDE:
    case KIND_LADDER:
        return high < 30 ? high - below(s, 6) : between(s, -20, 30);
    default:
        return high < 30 ? between(s, -8, 8) : between(s, -30, 30);
    }
}

static uint64_t make_c(unsigned kind, const geometry *g, stream *s, int base, double dot)
{
    const int style = below(s, 6);
    if (kind == KIND_CODES) {
        return any_code(&g->d, s);
    }
    if (kind == KIND_FINITE && style < 4) {
        return finite_code(&g->d, s);
    }
    if ((kind == KIND_SPECIAL && style < 2)) {
        return special_code(&g->d, s);
    }
    if (kind == KIND_NANS && style < 2) {
        return special_code(&g->d, s);
    }
    if ((kind == KIND_TINY || kind == KIND_UNDERFLOW) && style < 2) {
        return ((next(s) & 1) << (width(&g->d) - 1)) | (style == 0 ? next(s) % 3 : 0);
    }
    if (kind == KIND_MINUS_ZERO && style < 5) {
        return (uint64_t)(style != 4) << (width(&g->d) - 1);
    }
    if (kind == KIND_EDGE && style < 5) {
        const int exponent = style == 0 ? base : base - kept(g) - 3 + below(s, 6);
        return number_at(&g->d, s, exponent, style);
    }
    if (kind == KIND_TIES && style < 5) {
        return number_at(&g->d, s, base, 4);
    }
    if (kind == KIND_ZEROS && style < 5) {
        return (next(s) & 1) << (width(&g->d) - 1);
    }
    if (kind == KIND_AGAINST_C && isfinite(dot)) { /* minus the dot product, or a little beside it */
        const uint64_t code = code_near(&g->d, -dot);
        const uint64_t moved = code + (uint64_t)between(s, -2, 2);
        return (style < 3 || (moved & ~(UINT64_C(1) << (width(&g->d) - 1))) > g->d.largest) ? code : moved;
    }
    if (style == 5 && kind != KIND_HUGE_C) {
        return (next(s) & 1) << (width(&g->d) - 1);
    }
    const int exponent = kind == KIND_HUGE_C               ? base + between(s, 0, 30)
                         : kind == KIND_SMALL && style < 4 ? smallest_exponent(&g->d) - below(s, g->d.fraction_bits + 2)
                                                           : base + between(s, style < 3 ? -4 : -34, 6);
    return number_at(&g->d, s, exponent, style);
}

static void make_column(unsigned kind, const geometry *g, stream *s, int middle, void *b, int column)
{
    for (int i = 0; i < g->k; i++) {
        const int exponent = middle + between(s, -2, 2);
        uint64_t code = number_at(&g->y, s, exponent, kind == KIND_ONES ? 2 : kind == KIND_TIES ? 3 : 4);
        if (kind == KIND_CODES) {
            code = below(s, 8) != 0 ? finite_code(&g->y, s) : any_code(&g->y, s);
        } else if (kind == KIND_FINITE) {
            code = finite_code(&g->y, s);
        } else if ((kind == KIND_SPECIAL && below(s, 2 * g->k) == 0) || (kind == KIND_NANS && below(s, g->k) == 0)) {
            code = special_code(&g->y, s);
        } else if (kind == KIND_MINUS_ZERO) {
            code &= ~(UINT64_C(1) << (width(&g->y) - 1 + g->y.ignored));
        } else if (kind == KIND_ZERO_TIMES && below(s, 3) == 0) {
            code = (g->y.largest - (next(s) & 1)) << g->y.ignored;
        }
        if (kind == KIND_NORMAL && g->y.ignored != 0) {
            code |= next(s) & ((UINT64_C(1) << g->y.ignored) - 1);
        }
        put(b, (size_t)(column * g->k + i), g->y.size, code);
    }
}

static void make_row(unsigned kind, const geometry *g, stream *s, int base, void *a, int row, const void *b)
{
    plan p;
    const int style = kind == KIND_ONES ? 2 : kind == KIND_TIES ? 3 : below(s, 5);
    plan_products(kind, g, s, base, &p);
    for (int i = 0; i < g->k; i++) {
        const uint64_t y = get(b, (size_t)(row % g->row->n * g->k + i), g->y.size) >> g->y.ignored;
        const int field = (int)(y >> g->y.fraction_bits & ((UINT64_C(1) << g->y.exponent_bits) - 1));
        const bool minus = p.sign[i] != (y >> (width(&g->y) - 1) & 1);
        uint64_t code =
            code_of(&g->x, minus, p.exponent[i] - ((field != 0 ? field : 1) - g->y.bias), fraction(s, style));
        if (p.exponent[i] == ABSENT) {
            code = (uint64_t)minus << (width(&g->x) - 1 + g->x.ignored);
        } else if (kind == KIND_CODES) {
            code = below(s, 8) != 0 ? finite_code(&g->x, s) : any_code(&g->x, s);
        } else if (kind == KIND_FINITE) {
            code = finite_code(&g->x, s);
        } else if ((kind == KIND_SPECIAL && below(s, 2 * g->k) == 0) || (kind == KIND_NANS && below(s, g->k) == 0)) {
            code = special_code(&g->x, s);
        }
        if (kind == KIND_NORMAL && g->x.ignored != 0) {
            code |= next(s) & ((UINT64_C(1) << g->x.ignored) - 1);
        }
        put(a, (size_t)(row * g->k + i), g->x.size, code);
    }
}

void make_tile(const geometry *g, uint64_t seed, uint64_t number, void *a, void *b, void *c)
{
    stream s = {seed * UINT64_C(0xD1342543DE82EF95) + number};
    s.state = next(&s);
    const unsigned kind = (unsigned)(number % TILE_KINDS);
    const int base = base_exponent(kind, g, &s);
    const int range = largest_exponent(&g->y) - smallest_exponent(&g->y);
    const int share = base / 2 + between(&s, -2, 2);
    const int middle = share < smallest_exponent(&g->y)  ? smallest_exponent(&g->y)
                       : share > largest_exponent(&g->y) ? smallest_exponent(&g->y) + range
                                                         : share;
    for (int column = 0; column < g->row->n; column++) {
        make_column(kind, g, &s, middle, b, column);
    }
    for (int row = 0; row < g->row->m; row++) {
        make_row(kind, g, &s, base, a, row, b);
        for (int column = 0; column < g->row->n; column++) {
            double dot = 0;
            for (int i = 0; i < g->k && kind == KIND_AGAINST_C; i++) {
                dot += number_of(&g->x, get(a, (size_t)(row * g->k + i), g->x.size)) *
                       number_of(&g->y, get(b, (size_t)(column * g->k + i), g->y.size));
            }
            put(c, (size_t)(row * g->row->n + column), g->d.size, make_c(kind, g, &s, base, dot));
        }
    }
}
