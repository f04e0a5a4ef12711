/* SPDX-License-Identifier: Apache-2.0
 *
 * dots.h - the rows of arrays.c for dot products.
 */
#ifndef BENCH_DOTS_H
#define BENCH_DOTS_H

/* Times the dot products that the user asks for; an element is a product. */
void bench_dots(void);

#endif
