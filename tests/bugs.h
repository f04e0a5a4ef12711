/* SPDX-License-Identifier: Apache-2.0
 *
 * bugs.h - data/bugs.txt, real defects of real implementations, as test cases. The file explains its columns.
 */
#ifndef BUGS_H
#define BUGS_H

#include "halfulp.h"
#include "ref.h"

typedef struct {
    int line;
    ref_op op;
    const hu_format *to;
    hu_number operand[REF_OPERANDS_MAX];
    hu_env env;        /* rounding, overflow, tininess                                                              */
    uint64_t code;     /* the right answer and its flags                                                            */
    uint32_t flags;
    bool has_wrong;    /* the answer that the defect gave, where it was another code (else its flags were wrong)    */
    uint64_t wrong;
} bugs_case;

typedef struct {
    bugs_case *cases;
    size_t count;
} bugs_file;

/* Reads the file; on failure false, with "path:line: what was expected" in `error`, and nothing to free. */
bool bugs_read(const char *path, bugs_file *file, char *error, size_t size);
void bugs_free(bugs_file *file);

#endif
