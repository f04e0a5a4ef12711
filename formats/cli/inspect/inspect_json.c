/* SPDX-License-Identifier: Apache-2.0
 *
 * An inspection as JSON. Numbers are printed with all the digits that name them in FP64; an infinity is null.
 */
#include "inspect.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void inspection_json_string(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        const unsigned byte = (unsigned char)*text;
        if (byte < ' ' || byte >= 0x7F) {
            printf("\\u%04x", byte);
        } else {
            printf(byte == '"' || byte == '\\' ? "\\%c" : "%c", (int)byte);
        }
    }
    putchar('"');
}

static void print_double(const char *name, double x)
{
    if (isfinite(x)) {
        printf("\"%s\": %.17g", name, x);
    } else {
        printf("\"%s\": null", name);
    }
}

static void print_statistics(const statistics *s)
{
    printf(",\n  ");
    print_double("amax", s->amax);
    printf(", ");
    print_double("least", s->least);
    printf(", ");
    print_double("rms", s->rms);
    printf(",\n  \"zeros\": %" PRIu64 ", \"subnormals\": %" PRIu64 ", \"infinities\": %" PRIu64 ", \"nans\": %" PRIu64
           ", \"stray_bits\": %" PRIu64 ",\n  \"binades\": [",
           s->zeros, s->subnormals, s->infinities, s->nans, s->stray);
    const char *separator = "";
    for (int i = 0; i < BINADES; i++) {
        if (s->binade[i] != 0) {
            printf("%s[%d, %" PRIu64 "]", separator, i + BINADE_FIRST, s->binade[i]);
            separator = ", ";
        }
    }
    putchar(']');
}

static void print_evaluation(const evaluation *e)
{
    static const char *const scalings[] = {"none", "power_of_two", "amax", "blocks"};
    printf("{\"recipe\": \"%s\", \"format\": \"%s\", \"scaling\": \"%s\", ", e->candidate->name, e->candidate->format,
           scalings[e->candidate->scaling]);
    print_double("scale", e->scale);
    printf(", \"bits\": %d, \"bytes\": %" PRIu64 ", \"flushed\": %" PRIu64 ", \"saturated\": %" PRIu64
           ", \"not_finite\": %" PRIu64 ", \"counted_of\": %" PRIu64 ", \"exact\": %s, ",
           candidate_bits(e->candidate), e->bytes, e->flushed, e->saturated, e->lost, e->counted,
           e->exact ? "true" : "false");
    print_double("sqnr_db", e->sqnr);
    putchar('}');
}

static void print_name(const inspection *i)
{
    if (i->tensor->name == NULL) {
        inspection_json_string(i->file);
    } else {
        printf("\"%.*s\"", (int)i->tensor->name_length, i->tensor->name);
    }
}

void inspection_json(const inspection *i)
{
    const tensor *const t = i->tensor;
    printf("{\"name\": ");
    print_name(i);
    printf(", \"dtype\": \"%s\", ", t->dtype);
    printf(t->format == NULL ? "\"format\": null, " : "\"format\": \"%s\", ", t->format == NULL ? "" : t->format->name);
    printf("\"shape\": [");
    for (int k = 0; k < t->dimensions; k++) {
        printf("%s%" PRIu64, k == 0 ? "" : ", ", t->shape[k]);
    }
    printf("], \"fortran_order\": %s, \"elements\": %" PRIu64 ", \"bytes\": %" PRIu64,
           t->fortran_order ? "true" : "false", t->elements, t->bytes);
    if (t->format != NULL) {
        print_statistics(i->statistics);
        printf(",\n  \"sqnr_of\": %" PRIu64 ", \"candidates\": [", i->measured);
        for (int k = 0; k < CANDIDATES; k++) {
            printf(k == 0 ? "\n    " : ",\n    ");
            print_evaluation(&i->result[k]);
        }
        printf("],\n  \"recommendation\": ");
        printf(i->choice < 0 ? "null" : "\"%s\"", i->choice < 0 ? "" : i->result[i->choice].candidate->name);
        printf(", \"reason\": ");
        inspection_json_string(i->reason);
    }
    putchar('}');
}
