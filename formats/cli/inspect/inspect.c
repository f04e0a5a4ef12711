/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp inspect: what is in the tensors of a file, and what narrower formats would make of it.
 */
#define _POSIX_C_SOURCE 200809L

#include "inspect.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "json.h"
#include "map.h"
#include "names.h"
#include "npy.h"
#include "safetensors.h"

static const char help[] =
    "usage: halfulp inspect [OPTION]... FILE\n"
    "What is in the tensors of a .npy or .safetensors file: the largest magnitude, zeros, NaNs, a picture\n"
    "of the magnitudes; and for each candidate format, as it is or scaled, what would be flushed to zero\n"
    "or saturated, the signal-to-quantisation-noise ratio (SQNR) and the bytes; and a recommendation.\n"
    "\n"
    "  $ halfulp inspect gradients.npy\n"
    "  $ halfulp inspect --tensor '*.down_proj.weight' --json model.safetensors\n"
    "  $ halfulp inspect --dtype e4m3 activations.npy\n"
    "\n"
    "  --dtype FORMAT    what the elements are of tensors whose dtype does not say: .npy loses the names of\n"
    "                    ml_dtypes' types and has |V1, <V2 or <f1; checkpoints have FP4 in U8\n"
    "  --packed          with --dtype: elements of 4 or 6 bits, without gaps, from the lowest bit up\n"
    "  --tensor PATTERN  the tensors whose names match, with *, ? and [...] as in a shell\n"
    "  --top N           the N largest tensors, the largest first\n"
    "  --all             measure SQNR on every element; of a large tensor of more than 16 bits it is\n"
    "                    otherwise measured on a part: 131072, and more of binades that are rare in these\n"
    "  --sqnr DB         what the recommendation must keep, 25 by default\n"
    "  --json            one object of JSON\n"
    "\n"
    "Recommended are the fewest bytes, with their scales, that saturate nothing, flush at most one in 1000\n"
    "of the elements other than zero, and keep the SQNR; of as many bytes what is exact, then the simplest.\n";

enum { FILE_NAME = 200 };

typedef struct {
    const char *file;
    const char *pattern;
    const hu_format *dtype;
    bool packed, all, json;
    uint64_t top; /* 0: all */
    double sqnr;
} options;

/* ---- progress ---------------------------------------------------------------------------------------------------- */

/* On a terminal, a line that is overwritten. */
static struct {
    bool wanted;
    uint64_t elements, next;
    char name[60];
} progress;

static void show_progress(uint64_t elements)
{
    enum { OFTEN = 1 << 24 };
    if (elements + OFTEN < progress.next) { /* another pass */
        progress.next = 0;
    }
    if (progress.wanted && elements >= progress.next) {
        progress.next = elements + OFTEN;
        fprintf(stderr, "\r\033[K%s: %d %%", progress.name, (int)((double)elements / (double)progress.elements * 100));
    }
}

static void begin_progress(const tensor *t, bool unicode)
{
    enum { WORTHWHILE = 1 << 22 };
    progress.wanted = isatty(STDERR_FILENO) != 0 && t->elements > WORTHWHILE;
    progress.elements = t->elements;
    progress.next = 0;
    show_name(progress.name, sizeof progress.name, t->name == NULL ? "reading" : t->name,
              t->name == NULL ? strlen("reading") : t->name_length, t->name != NULL, unicode);
}

static void end_progress(void)
{
    if (progress.wanted) {
        fputs("\r\033[K", stderr);
    }
}

/* ---- tensors ----------------------------------------------------------------------------------------------------- */

/* Gives a tensor whose dtype does not say the format of --dtype; false, and why not, if it does not fit. */
static bool apply_dtype(const options *o, tensor *t, char error[TENSOR_ERROR])
{
    return o->dtype == NULL || t->format != NULL || tensor_reinterpret(t, o->dtype, o->packed, error);
}

static void inspect(const options *o, const tensor *t, bool unicode)
{
    static statistics s;
    inspection i = {.file = o->file, .tensor = t, .statistics = &s};
    if (t->format != NULL) {
        begin_progress(t, unicode);
        statistics_read(&s, t, show_progress);
        i.measured = candidates_evaluate(&s, t, o->all, i.result, show_progress);
        i.choice = candidates_recommend(&s, i.result, o->sqnr, i.reason);
        end_progress();
    }
    if (o->json) {
        inspection_json(&i);
    } else {
        inspection_text(&i, unicode);
    }
}

static bool is_wanted(const options *o, const tensor *t)
{
    if (o->pattern == NULL) {
        return true;
    }
    char *const name = malloc(t->name_length + 1);
    if (name == NULL) {
        fail("out of memory");
    }
    json_decode(name, t->name);
    const bool matches = fnmatch(o->pattern, name, 0) == 0;
    free(name);
    return matches;
}

/* The tensors in the order in which they are shown. */
typedef struct {
    uint64_t bytes;
    size_t index;
} place;

static int larger_first(const void *a, const void *b)
{
    const place *const x = a;
    const place *const y = b;
    return x->bytes != y->bytes ? (x->bytes < y->bytes) - (x->bytes > y->bytes)
                                : (x->index > y->index) - (x->index < y->index);
}

static void begin_json(const options *o, const char *kind)
{
    if (o->json) {
        printf("{\"file\": ");
        inspection_json_string(o->file);
        printf(", \"kind\": \"%s\", \"tensors\": [\n", kind);
    }
}

static void inspect_tensors(const options *o, const safetensors *file, bool unicode)
{
    place *const places = malloc(file->count * sizeof *places + 1);
    char error[TENSOR_ERROR] = "";
    bool fits = o->dtype == NULL;
    size_t count = 0;
    tensor t;
    if (places == NULL) {
        fail("out of memory");
    }
    for (size_t i = 0; i < file->count; i++) {
        safetensors_tensor(file, i, &t);
        if (is_wanted(o, &t)) {
            const place found = {t.bytes, i};
            places[count++] = found;
            fits = (t.format == NULL && apply_dtype(o, &t, error)) || fits;
        }
    }
    if (count == 0 && o->pattern != NULL) {
        fail("%s: no tensor is named like %s", o->file, o->pattern);
    }
    if (!fits) {
        fail("%s: --dtype: %s", o->file, error[0] == '\0' ? "every tensor's dtype says what its elements are" : error);
    }
    begin_json(o, "safetensors");
    if (count == 0 && !o->json) {
        char name[FILE_NAME];
        show_name(name, sizeof name, o->file, strlen(o->file), false, unicode);
        printf("%s: no tensors\n", name);
    }
    if (o->top > 0) {
        qsort(places, count, sizeof *places, larger_first);
        count = o->top < count ? (size_t)o->top : count;
    }
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : o->json ? ",\n" : "\n", stdout);
        safetensors_tensor(file, places[i].index, &t);
        apply_dtype(o, &t, error);
        inspect(o, &t, unicode);
        finish_output(); /* which ends all if nobody reads on */
    }
    free(places);
}

/* The one of a .npy. */
static void inspect_array(const options *o, tensor *t, bool unicode)
{
    char error[TENSOR_ERROR];
    if (o->pattern != NULL || o->top > 0) {
        fail("%s: a .npy has one tensor, without a name: expected no --tensor and no --top", o->file);
    }
    if (o->dtype != NULL && t->format != NULL) {
        fail("%s: --dtype: its dtype %s says what the elements are", o->file, t->dtype);
    }
    if (!apply_dtype(o, t, error)) {
        fail("%s: %s", o->file, error);
    }
    begin_json(o, "npy");
    inspect(o, t, unicode);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static double parse_decibels(const char *text)
{
    char *end;
    const double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value)) {
        fail("--sqnr: %s: expected a number of decibels, such as 25", shown(text));
    }
    return value;
}

static options read_options(int argc, char **argv, hu_format *storage)
{
    options o = {.sqnr = 25};
    for (int i = 1; i < argc; i++) {
        const char *const word = argv[i];
        const bool has_value = strcmp(word, "--dtype") == 0 || strcmp(word, "--tensor") == 0 ||
                               strcmp(word, "--top") == 0 || strcmp(word, "--sqnr") == 0;
        const char *const value = has_value ? argv[++i] : "";
        if (value == NULL) {
            fail("%s: expected a value after it; see halfulp inspect --help", word);
        }
        if (strcmp(word, "--help") == 0) {
            exit(print_help(help));
        } else if (strcmp(word, "--dtype") == 0) {
            o.dtype = find_format(value, storage);
        } else if (strcmp(word, "--tensor") == 0) {
            o.pattern = value;
        } else if (strcmp(word, "--sqnr") == 0) {
            o.sqnr = parse_decibels(value);
        } else if (strcmp(word, "--top") == 0) {
            if (!parse_unsigned(value, UINT64_MAX, &o.top) || o.top == 0) {
                fail("--top: %s: expected a number of tensors", shown(value));
            }
        } else if (strcmp(word, "--packed") == 0) {
            o.packed = true;
        } else if (strcmp(word, "--all") == 0) {
            o.all = true;
        } else if (strcmp(word, "--json") == 0) {
            o.json = true;
        } else if (word[0] == '-' && word[1] != '\0') {
            fail("%s: unknown option; see halfulp inspect --help", word);
        } else if (o.file != NULL) {
            fail("%s: expected one FILE", shown(word));
        } else {
            o.file = word;
        }
    }
    if (o.file == NULL) {
        fail("expected a FILE; see halfulp inspect --help");
    }
    if (o.packed && o.dtype == NULL) {
        fail("--packed: expected --dtype FORMAT with it");
    }
    return o;
}

int command_inspect(int argc, char **argv)
{
    hu_format storage;
    const options o = read_options(argc, argv, &storage);
    const bool unicode = setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    size_t size;
    const unsigned char *const bytes = map_file(o.file, &size);
    const bool npy = npy_is(bytes, size);
    safetensors file = {.count = 0};
    tensor t;
    char error[TENSOR_ERROR];
    if (size > 8 && memcmp(bytes, "PK\3\4", 4) == 0 && bytes[8] != '{') {
        fail("%s: a zip archive, as .npz is: unpack it and inspect its .npy files", o.file);
    }
    if (!(npy ? npy_read(bytes, size, &t, error) : safetensors_open(bytes, size, &file, error))) {
        fail("%s: %s", o.file, error);
    }
    if (npy) {
        inspect_array(&o, &t, unicode);
    } else {
        inspect_tensors(&o, &file, unicode);
        safetensors_close(&file);
    }
    if (o.json) {
        puts("]}");
    }
    finish_output();
    return STATUS_GOOD;
}
