/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed files. See gzip.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "gzip.h"

#include <errno.h>

#ifdef HALFULP_ZLIB

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

bool gzip_is_built(void)
{
    return true;
}

gzip_file *gzip_create(const char *path)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0) {
        return NULL;
    }
    const gzFile file = gzdopen(descriptor, "wb");
    if (file == NULL) {
        close(descriptor);
        errno = ENOMEM;
    }
    return (gzip_file *)(void *)file;
}

/* What zlib says went wrong: the system's reason, or a lack of memory. */
static bool good(int status)
{
    if (status == Z_ERRNO && errno == 0) {
        errno = EIO;
    } else if (status != Z_OK && status != Z_ERRNO) {
        errno = ENOMEM;
    }
    return status == Z_OK;
}

bool gzip_write(gzip_file *file, const char *text, size_t length)
{
    const gzFile to = (gzFile)(void *)file;
    int status = Z_OK;
    errno = 0;
    if (length > 0 && gzwrite(to, text, (unsigned)length) == 0) {
        gzerror(to, &status);
        return good(status == Z_OK ? Z_ERRNO : status);
    }
    return true;
}

bool gzip_close(gzip_file *file)
{
    errno = 0;
    return good(gzclose((gzFile)(void *)file));
}

#else

bool gzip_is_built(void)
{
    return false;
}

gzip_file *gzip_create(const char *path)
{
    (void)path;
    errno = ENOSYS;
    return NULL;
}

bool gzip_write(gzip_file *file, const char *text, size_t length)
{
    (void)file, (void)text, (void)length;
    return false;
}

bool gzip_close(gzip_file *file)
{
    (void)file;
    return false;
}

#endif
