/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader of .npy, NumPy's file of one array (versions 1, 2 and 3 of numpy.lib.format).
 */
#ifndef NPY_H
#define NPY_H

#include "tensor.h"

/* Does the file begin as .npy does? */
bool npy_is(const unsigned char *bytes, size_t size);

/* Fills *t, whose data then point into `bytes`; or writes one line into error and returns false. */
bool npy_read(const unsigned char *bytes, size_t size, tensor *t, char error[TENSOR_ERROR]);

#endif
