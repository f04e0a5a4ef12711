/* SPDX-License-Identifier: Apache-2.0
 *
 * An explanation as JSON, much as halfulp_explain.h has it: its names, enums as words, arrays as names with a number.
 * Codes, significands and other words of 64 bits are strings in hexadecimal, since JSON's readers keep 53 bits of a
 * number.
 */
#include "explain.h"

#include <inttypes.h>
#include <stdio.h>

static void print_word(const char *name, uint64_t word)
{
    printf("\"%s\": \"0x%" PRIX64 "\", ", name, word);
}

static void print_value(const char *name, hu_explained_value v)
{
    static const char *const kinds[] = {"zero", "finite", "infinity", "nan"};
    printf("\"%s\": {\"kind\": \"%s\", \"sign\": %d, ", name, kinds[v.kind], v.sign);
    print_word("significand", v.significand);
    printf("\"exponent\": %" PRId32 ", \"sticky\": %d, \"signaling\": %d}", v.exponent, v.sticky, v.signaling);
}

static void print_code(const hu_explained_code *x)
{
    static const char *const kinds[] = {"number", "int32", "int64", "uint32", "uint64"};
    printf("{\"type\": \"%s\", \"format\": \"%s\", ", kinds[x->kind], x->format.name);
    print_word("code", x->code);
    printf("\"sign_field\": %d, \"exponent_field\": %" PRIu32 ", ", x->sign_field, x->exponent_field);
    print_word("fraction_field", x->fraction_field);
    printf("\"subnormal\": %d, \"flushed\": %d, ", x->subnormal, x->flushed);
    print_value("value", x->value);
    putchar('}');
}

static void print_neighbour(const char *name, const hu_explained_neighbour *n)
{
    static const char *const places[] = {"code", "above_largest", "below_smallest", "negative", "too_fine", "none"};
    printf("\"%s\": {\"place\": \"%s\", ", name, places[n->place]);
    print_word("code", n->code);
    print_value("value", n->value);
    putchar('}');
}

static void print_rounding(const char *name, const hu_explained_rounding *r)
{
    static const char *const reasons[] = {"special",  "exact",    "below_half", "above_half", "tie_even",
                                          "tie_away", "directed", "odd",        "drawn"};
    printf("\"%s\": {\"reason\": \"%s\", \"outward\": %d, \"quantum\": %" PRId32 ", ", name, reasons[r->reason],
           r->outward, r->quantum);
    print_word("kept", r->kept);
    print_word("nu", r->nu);
    printf("\"more\": %d, \"discarded_bits\": %" PRId32 ",\n    ", r->more, r->discarded_bits);
    print_neighbour("inner", &r->inner);
    printf(",\n    ");
    print_neighbour("outer", &r->outer);
    printf(",\n    ");
    print_word("draw", r->draw);
    print_word("random", r->random);
    print_word("threshold", r->threshold);
    printf("\"subnormal\": %d, \"tiny\": %d, \"tiny_before\": %d, \"tiny_after\": %d}", r->subnormal, r->tiny,
           r->tiny_before, r->tiny_after);
}

void explain_json(const hu_explanation *e)
{
    static const char *const causes[] = {"number", "signaling_nan", "nan", "invalid", "divide_by_zero"};
    static const char *const replacements[] = {"not",         "flushed",      "overflow", "infinity",
                                               "missing_nan", "missing_zero", "negative"};
    printf("{\"operation\": \"%s\", \"operands\": [", hu_operation_describe((hu_operation)e->operation)->name);
    for (uint32_t i = 0; i < e->arity; i++) {
        printf(i == 0 ? "\n    " : ",\n    ");
        print_code(&e->operand[i]);
    }
    printf("],\n  \"is_sum\": %d, ", e->is_sum);
    for (int i = 0; i < 2 && e->is_sum != 0; i++) {
        print_value(i == 0 ? "addend0" : "addend1", e->addend[i]);
        printf(", ");
    }
    printf("\"cause\": \"%s\", \"exact_flags\": %" PRIu32 ",\n  ", causes[e->cause], e->exact_flags);
    print_value("exact", e->exact);
    if (e->has_integral != 0) {
        printf(",\n  ");
        print_rounding("integral", &e->integral);
        printf(",\n  ");
        print_value("to_round", e->to_round);
    }
    printf(",\n  ");
    print_rounding("rounding", &e->rounding);
    if (e->same != 0) {
        printf(",\n  ");
        print_neighbour("previous", &e->previous);
    }
    printf(",\n  \"replaced\": \"%s\", \"flags\": %" PRIu32 ", \"result\":\n    ", replacements[e->replaced], e->flags);
    print_code(&e->result);
    printf("}\n");
}
