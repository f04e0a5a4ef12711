/* SPDX-License-Identifier: Apache-2.0
 *
 * assert.h of a WebAssembly module without a C library: a failure ends the call, and JavaScript sees a RuntimeError.
 */
#ifndef BOOK_ASSERT_H
#define BOOK_ASSERT_H

#define static_assert _Static_assert
#define assert(condition) ((condition) ? (void)0 : __builtin_trap())

#endif
