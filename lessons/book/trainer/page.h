/* SPDX-License-Identifier: Apache-2.0
 *
 * page.h - what the module of a page exports, and its text.
 */
#ifndef BOOK_TRAINER_PAGE_H
#define BOOK_TRAINER_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* Exported to JavaScript by this name. */
#ifdef __wasm__
#define PAGE_EXPORT(name) __attribute__((export_name(#name)))
#else
#define PAGE_EXPORT(name)
#endif

enum { PAGE_TEXT = 4096 }; /* bytes of the text, its last 0 included */

/* Where the text is: PAGE_TEXT bytes, which end with 0. Command lines come in by it, lines and messages go out. */
PAGE_EXPORT(text) char *page_text(void);

/* Starts the run whose command line, without the name of the program, is in the text: the options of build/trainer but
 * those of files, threads and other data. Returns its number of epochs, 1 or more. A mistake traps, with one sentence
 * in the text. Once in an instance. */
PAGE_EXPORT(start) int page_start(void);

/* Trains an epoch. Returns 1, with its line in the text, or 0 if the run is complete. */
PAGE_EXPORT(epoch) int page_epoch(void);

/* ---- The text, wasi.c -------------------------------------------------------------------------------------------- */

extern char page_text_begin[PAGE_TEXT];
void page_text_clear(void);
void page_text_append(const char *bytes, size_t count); /* what does not fit is left out */
void page_text_put(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- The digits, digits.S ---------------------------------------------------------------------------------------- */

extern const char page_digits[];
extern const uint32_t page_digits_size;

#endif
