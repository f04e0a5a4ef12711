/* SPDX-License-Identifier: Apache-2.0
 *
 * What all readers of data share, and what their names stand for; see data.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "data.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint32_t trainer_crc32(const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    uint32_t table[256]; /* what eight steps make of each byte */
    for (uint32_t i = 0; i < 256; i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++) {
            table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xEDB88320 : 0);
        }
    }
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < count; i++) {
        crc = crc >> 8 ^ table[(crc ^ byte[i]) & 0xFF];
    }
    return ~crc;
}

uint64_t trainer_fnv(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < count; i++) {
        digest = (digest ^ byte[i]) * 0x100000001B3;
    }
    return digest;
}

bool trainer_data_take(trainer_data *d, const char *path, char error[TRAINER_ERROR_SIZE])
{
    d->pixel = malloc((size_t)d->images * d->inputs);
    d->label = malloc(d->images);
    if (d->pixel == NULL || d->label == NULL) {
        trainer_data_free(d);
        return trainer_refuse(error, "%s: out of memory for %lu images of %lu pixels", path, (unsigned long)d->images,
                              (unsigned long)d->inputs);
    }
    return true;
}

void trainer_data_seal(trainer_data *d)
{
    const uint32_t shape[] = {d->images, d->train, d->inputs, d->classes, d->white};
    uint64_t digest = trainer_fnv_start;
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        for (int j = 0; j < 32; j += 8) {
            const uint8_t byte = (uint8_t)(shape[i] >> j & 0xFF);
            digest = trainer_fnv(digest, &byte, 1);
        }
    }
    digest = trainer_fnv(digest, d->label, d->images);
    d->digest = trainer_fnv(digest, d->pixel, (size_t)d->images * d->inputs);
}

void trainer_data_free(trainer_data *d)
{
    free(d->pixel);
    free(d->label);
    d->pixel = NULL;
    d->label = NULL;
}

bool trainer_load_data(const char *name, trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    if (strcmp(name, "digits") == 0) {
        return trainer_load_digits(NULL, data, error);
    }
    if (strcmp(name, "fashion") != 0) {
        if (access(name, F_OK) == 0) {
            return trainer_load_idx(name, data, error);
        }
        return trainer_refuse(error, "%s: expected digits, fashion, or a folder with the files of MNIST",
                              strerror(errno));
    }
    static const char packaged[] = "/usr/share/datasets/fashion-mnist";
    const char *named = getenv("HALFULP_FASHION");
    const char *directory = named != NULL && named[0] != '\0' ? named : NULL;
    if (trainer_load_idx(directory != NULL ? directory : packaged, data, error)) {
        return true;
    }
    const char *advice = "";
    if (directory != NULL) {
        advice = " (from HALFULP_FASHION)";
    } else if (access(packaged, F_OK) != 0) {
        advice = "; Debian's package dataset-fashion-mnist has these files, HALFULP_FASHION names another folder";
    }
    const size_t used = strlen(error);
    snprintf(error + used, TRAINER_ERROR_SIZE - used, "%s", advice);
    return false;
}
