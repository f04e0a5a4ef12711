/* SPDX-License-Identifier: Apache-2.0
 *
 * bugs.h - data/bugs.txt, real defects of real implementations, as test cases. The file explains its columns.
 */
#ifndef BUGS_H
#define BUGS_H

#include "halfulp_dot.h"
#include "ref.h"

/* Functions whose result depends on more than operands and format have kinds of their own. */
typedef enum { BUGS_OPERATION, BUGS_TO_INTEGRAL, BUGS_TO_INTEGRAL_EXACT, BUGS_TO_INTEGER, BUGS_DOT } bugs_kind;

enum { BUGS_PRODUCTS = 4 };

typedef struct {
    int line;
    bugs_kind kind;
    ref_op op;        /* BUGS_OPERATION; otherwise REF_CONVERT, with one operand */
    int integer_bits; /* BUGS_TO_INTEGER: 32 or 64                               */
    bool integer_signed;
    const hu_format *to; /* the format of the result; BUGS_TO_INTEGER: of the operand */
    hu_number operand[REF_OPERANDS_MAX];
    hu_env env;    /* the policies                   */
    uint64_t code; /* the right answer and its flags */
    uint32_t flags;
    bool has_wrong; /* the defect gave a wrong code, `wrong`; otherwise it gave wrong flags or crashed */
    uint64_t wrong;
    /* BUGS_DOT: operand[0] is the addend; the formats of x and y are those of operand[1] and operand[2]. */
    uint64_t x[BUGS_PRODUCTS], y[BUGS_PRODUCTS];
    size_t products;
    const hu_dot_model *model; /* the instruction whose answer is wrong */
} bugs_case;

typedef struct {
    bugs_case *cases;
    size_t count;
} bugs_file;

/* Reads the file. On failure it returns false with "path:line: what was expected" in `error` (without a line if the
 * whole file is wrong), and there is nothing to free. */
bool bugs_read(const char *path, bugs_file *file, char *error, size_t size);
void bugs_free(bugs_file *file);

#endif
