/* SPDX-License-Identifier: Apache-2.0
 *
 * A file that is compressed as it is written, by zlib (RFC 1952), in builds with HALFULP_ZLIB.
 */
#ifndef GZIP_H
#define GZIP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct gzip_file gzip_file;

/* Does this build have zlib? */
bool gzip_is_built(void);

/* A new file; NULL, with the reason in errno, if it cannot be made or is there already. */
gzip_file *gzip_create(const char *path);

/* Appends to the file; false, with the reason in errno, if that fails. */
bool gzip_write(gzip_file *file, const char *text, size_t length);

/* Ends and closes the file. False, with the reason in errno, if not all of it has been written. */
bool gzip_close(gzip_file *file);

#endif
