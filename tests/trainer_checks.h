/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of lessons/trainer. Each writes what fails to `log` and returns the number of failures. Those that train read
 * the digits as the trainer does: $HALFULP_DATA/digits.txt, or data/digits.txt.
 */
#ifndef TRAINER_CHECKS_H
#define TRAINER_CHECKS_H

#include "halfulp.h"
#include "trainer.h"

#include <stdbool.h>
#include <stdio.h>

/* What a check returns that this machine cannot run, with a line in the log; check.h's CHECK_SKIPPED. */
enum { TRAINER_CHECK_SKIPPED = -1 };

/* The digits, read once; NULL, and a line in the log, if they cannot be. */
const trainer_data *checked_digits(FILE *log);

enum { CHECKED_PATH = 256 };

/* A new folder for a check's files, in $TMPDIR or /tmp; false, and a line in the log, if there is none. */
bool checked_folder(FILE *log, char path[CHECKED_PATH]);

/* ---- trainer_path_checks.c: a path and its soft twin give the same bits ---- */

/* 256 images, under every policy of a list: portable, avx2, avx512 and neon (those that this machine has) leave the
 * digests of all tensors, and the losses, that soft leaves. */
int check_trainer_paths(FILE *log);

/* Likewise f16c and soft, vdpbf16ps and its twin, bfdot and its twin, under a policy each. */
int check_trainer_f16c(FILE *log);
int check_trainer_vdpbf16ps(FILE *log);
int check_trainer_bfdot(FILE *log);

/* All of these over three epochs: some minutes. */
int check_trainer_paths_long(FILE *log);

/* Matrix products alone, of shapes that leave rests of every tile and block, in every layout, by 1, 2 and 3 threads. */
int check_trainer_products(FILE *log);

/* Training by 1, 2 and 3 threads, and by 0 where OpenMP is allowed more of them after the trainer is made. */
int check_trainer_threads(FILE *log);

/* A power of two on the loss and off the gradients again leaves FP32 training as it is, bit for bit. */
int check_trainer_scaling_is_exact(FILE *log);

/* ---- trainer_checks.c: the arithmetic ---- */

/* The fast paths' conversions against formats/: every narrow code widened, and FP32 numbers near every boundary and at
 * random rounded, to nearest and stochastically. */
int check_trainer_conversions(FILE *log);

/* exp and log against FP64 libm: the bounds stated in kernels/elementary.inc, on every 997th argument. */
int check_trainer_elementary(FILE *report);

/* ---- trainer_learning_checks.c: the algorithms and the data ---- */

/* Gradients against central differences of an independent network in FP64. */
int check_trainer_gradients(FILE *log);

/* FP32, SGD 0.1, batch 32, 30 epochs, shuffled split: mean test accuracy of five seeds at least 96 %. */
int check_trainer_accuracy(FILE *log);

/* The loss scaler, step by step against a list written by hand, and its skips in 200,000 steps. */
int check_trainer_loss_scaler(FILE *log);

/* ---- trainer_update_checks.c ---- */

/* x as a number of that format, widened again: rounded as `env` says. By README.md, numbers that are too large saturate
 * in the FP8 formats and overflow in the others; but gradients overflow in all. */
hu_fp32 checked_stored(trainer_format format, hu_fp32 x, hu_env env);
hu_overflow checked_overflow(trainer_format format);

/* Weights, moments and compensation after every step, bit for bit what the definitions make of the gradients: SGD and
 * Adam, all roundings, narrow weights, masters and states, scaled gradients and skipped steps. */
int check_trainer_updates(FILE *log);

/* ---- trainer_step_checks.c ---- */

/* The accuracy, image by image from the weights, where logits tie and where they are NaN. */
int check_trainer_classification(FILE *log);

/* A loss scale that overflow has driven so low that its inverse is infinite: steps are skipped. */
int check_trainer_vanished_scale(FILE *log);

/* A step's products are announced, one by one, to who watches; and it changes no bit. */
int check_trainer_watch(FILE *log);

/* ---- trainer_statistics_checks.c ---- */

/* The statistics of a step, counted from its tensors. */
int check_trainer_statistics(FILE *log);

/* ---- trainer_golden_checks.c ---- */

/* A checkpoint's bytes are those that other machines write. */
int check_trainer_golden(FILE *log);

/* ---- trainer_data_checks.c: the readers ---- */

/* Truncated and altered copies of the digits are refused with a line that names the file. */
int check_trainer_data(FILE *log);

/* What names of data stand for: a folder, the digits, and Fashion-MNIST in HALFULP_FASHION. */
int check_trainer_names(FILE *log);

/* Fashion-MNIST, where it is installed: its shape, and an epoch of training. */
int check_trainer_fashion(FILE *log);

/* ---- trainer_idx_checks.c: the reader of MNIST's files ---- */

/* A small set: read as it was written, and refused with a line that names the file if one is cut
 * short, longer, missing, altered, or does not go with another. */
int check_trainer_idx(FILE *log);

/* The same compressed; a build without zlib says so, and the rest is skipped. */
int check_trainer_gzip(FILE *log);

enum { CHECKED_IDX_IMAGES = 12 + 4 };

/* A new folder with that set, 12 + 4 images of 6 pixels in 3 classes, for other checks; and its removal. False, the
 * former with a line in the log: it cannot be. */
bool checked_idx_set(FILE *log, char folder[CHECKED_PATH]);
bool checked_idx_removed(const char *folder);

/* ---- trainer_gzip_checks.c ---- */

/* Compressed files of 77 KiB: stored and by Huffman's codes, in one member and two; cut, with flipped bits, with bytes
 * behind the end. */
int check_trainer_gzip_large(FILE *log);

/* ---- trainer_checkpoint_checks.c ---- */

/* Interrupted anywhere, with a checkpoint that is the same bytes whenever it is written, and resumed, also on another
 * path of the same bits and in more threads: all tensors, losses, the loss scaler and the sums of the epoch are those
 * of training that was not interrupted. */
int check_trainer_resume(FILE *log);

/* ---- trainer_atomicity_checks.c ---- */

/* A checkpoint that cannot be written leaves the old one, and nothing else; a reader meets only whole ones. */
int check_trainer_atomicity(FILE *log);

/* ---- trainer_refusal_checks.c ---- */

/* Checkpoints cut short or longer, with a flipped bit, or of other data, are refused with a line that names the file.
 */
int check_trainer_corruption(FILE *log);

/* Likewise nonsense under a CRC-32 that is right: another version, fields out of range or that do not fit. */
int check_trainer_forgery(FILE *log);

/* ---- trainer_signals_checks.c ---- */

/* Rows of the trainer's signals: worked out by hand, and from the parameters before and after steps of training. */
int check_trainer_signals(FILE *log);

/* ---- ledger_checks.c ---- */

/* What the trainer asks for, counted where it calls the allocator, is what its ledger says; and it asks once. */
int check_trainer_ledger(FILE *log);

/* The ledger of policies, optimizers, batches and networks against formulas. */
int check_trainer_formulas(FILE *log);

#endif
