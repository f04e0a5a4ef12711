/* SPDX-License-Identifier: Apache-2.0
 *
 * data.h - labelled images: the digits of this repository, or any set in the files of MNIST.
 */
#ifndef TRAINER_DATA_H
#define TRAINER_DATA_H

#include "refuse.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* The digits. */
    DIGITS_COUNT = 1797, /* images                                   */
    DIGITS_PIXELS = 64,  /* 8 x 8, row by row                        */
    DIGITS_CLASSES = 10,
    DIGITS_TRAIN = 1437, /* of every split; the rest is the test set */
    DIGITS_TEST = 360,

    TRAINER_CLASSES_MAX = 256
};

typedef struct {
    uint32_t images; /* in all                                                                                       */
    uint32_t train;  /* of every split; the rest is the test set                                                     */
    uint32_t inputs; /* pixels of an image                                                                           */
    uint32_t classes;
    uint32_t white;  /* the network sees pixel / white: a power of two, so that this is exact in FP32                */
    uint8_t *pixel;  /* [images][inputs]                                                                             */
    uint8_t *label;  /* [images], below classes                                                                      */
    uint64_t digest; /* FNV-1a of all of the above: which data a checkpoint was made with                            */
} trainer_data;

/* Each reader fills *data, which trainer_data_free releases, and returns true; or it fails as refuse.h says, with
 * nothing to release and a line that names the file, the place and what was expected. */

/* The 8x8 digits, of whose pixels white is 16. `path`, or if that is NULL $HALFULP_DATA/digits.txt if the variable is
 * set and not empty, else data/digits.txt under the current directory. Shape, values and the CRC-32 are checked.
 * digits.c. */
bool trainer_load_digits(const char *path, trainer_data *data, char error[TRAINER_ERROR_SIZE]);

/* The same from memory: the text of such a file, which `name` stands for in messages. digits.c. */
bool trainer_read_digits(const char *name, const char *text, size_t size, trainer_data *data,
                         char error[TRAINER_ERROR_SIZE]);

/* A directory with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte,
 * each alone or as .gz (which needs a build with zlib): the files of MNIST, Fashion-MNIST and others of their kind. The
 * training images come first; white is 256. idx.c. */
bool trainer_load_idx(const char *directory, trainer_data *data, char error[TRAINER_ERROR_SIZE]);

/* What a user calls it: "digits"; "fashion", Debian's copy of Fashion-MNIST or that in $HALFULP_FASHION; or a directory
 * for trainer_load_idx. */
bool trainer_load_data(const char *name, trainer_data *data, char error[TRAINER_ERROR_SIZE]);

/* For readers: memory for the counts that are set in *data, and at the end the digest. data.c. */
bool trainer_data_take(trainer_data *data, const char *path, char error[TRAINER_ERROR_SIZE]);
void trainer_data_seal(trainer_data *data);

/* {0}, and data that were released, are allowed. */
void trainer_data_free(trainer_data *data);

/* CRC-32 (ISO-HDLC, zlib's) of `count` bytes. */
uint32_t trainer_crc32(const void *bytes, size_t count);

/* FNV-1a, 64 bits, carried on from `digest`, which begins as trainer_fnv_start. */
static const uint64_t trainer_fnv_start = 0xCBF29CE484222325;
uint64_t trainer_fnv(uint64_t digest, const void *bytes, size_t count);

#endif
