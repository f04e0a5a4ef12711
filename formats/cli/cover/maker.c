/* SPDX-License-Identifier: Apache-2.0
 *
 * How cases are made. See maker.h.
 */
#include "maker.h"

#include "numbers.h"

/* The stream of random words: away from those of cases. */
enum { STREAM = 1 << 20 };

uint64_t draw(maker *m)
{
    return hu_random(m->seed, STREAM, m->drawn++);
}

/* (-1)^negative * n * 2^exponent, n not 0, as a code; false if the format does not have it. */
static bool make(const hu_format *f, bool negative, uint64_t n, int exponent, uint64_t *code)
{
    while ((n & 1) == 0) {
        n >>= 1;
        exponent++;
    }
    const int length = bit_length(n);
    const int top = exponent + length - 1;
    const int emin = hu_format_emin(f);
    const int quantum = (top > emin ? top : emin) - f->fraction_bits;
    if (exponent < quantum || top > hu_format_emax(f) || (negative && f->has_sign == 0) ||
        (top < emin && f->has_zero == 0)) {
        return false;
    }
    const uint64_t kept = n << (exponent - quantum); /* with the hidden bit, unless it is subnormal */
    const uint64_t field = (uint64_t)(quantum + f->fraction_bits + f->bias);
    *code = top < emin ? kept : (field << f->fraction_bits) + kept - (UINT64_C(1) << f->fraction_bits);
    if (*code > hu_format_largest(f)) {
        return false;
    }
    *code |= (uint64_t)negative << (hu_format_width(f) - 1);
    return true;
}

void emit(const maker *m, uint64_t x, uint64_t y, uint64_t z)
{
    const uint64_t operands[HU_OPERANDS_MAX] = {x, y, z};
    m->sink.take(m->sink.state, operands);
}

void emit_numbers(const maker *m, number x, number y, number z)
{
    const function *const f = m->t->f;
    const number all[HU_OPERANDS_MAX] = {x, y, z};
    uint64_t code[HU_OPERANDS_MAX] = {0};
    for (int i = 0; i < f->arity; i++) {
        if (all[i].n == 0 || !make(&f->operand[i].format, all[i].negative, all[i].n, all[i].exponent, &code[i])) {
            return;
        }
    }
    emit(m, code[0], code[1], code[2]);
}

uint64_t draw_odd(maker *m, int bits)
{
    return (draw(m) & ones(bits)) | UINT64_C(1) << (bits - 1) | 1;
}
