/* SPDX-License-Identifier: Apache-2.0
 *
 * assert.h of a WebAssembly module without a C library: a failure ends the call, and JavaScript sees a RuntimeError.
 */
#ifndef BOOK_ASSERT_H
#define BOOK_ASSERT_H

#include <stdbool.h>

#define static_assert _Static_assert
#define assert book_assert

static inline void book_assert(bool condition)
{
    if (!condition) {
        __builtin_trap();
    }
}

#endif
