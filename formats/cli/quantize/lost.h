/* SPDX-License-Identifier: Apache-2.0
 *
 * What was lost, as a line of text or of JSON.
 */
#ifndef QUANTIZE_LOST_H
#define QUANTIZE_LOST_H

#include "cli/inspect/loss.h"

typedef struct {
    size_t rows, columns;
    uint64_t bytes;     /* of the array in the file          */
    uint64_t bytes_now; /* of all parts, with packed codes   */
    uint64_t rounded;   /* elements that were rounded to FP32 */
} lost_sizes;

void lost_text(const char *recipe, const loss *l, const lost_sizes *sizes);
void lost_json(const char *recipe, const loss *l, const lost_sizes *sizes);

#endif
