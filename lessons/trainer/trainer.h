/* SPDX-License-Identifier: Apache-2.0
 *
 * trainer.h - a small network on real data whose every number has a format: the laboratory of the lessons.
 *
 * The network is a multilayer perceptron (ReLU, softmax cross-entropy) on labelled images: by default 64-128-128-10 on
 * the UCI 8x8 digits, or hidden layers of your choice on other data (data/data.h). A precision policy gives each role
 * (weights, activations, gradients, master weights, optimizer state, accumulator) its format, and tensors really hold
 * codes of that format. REFERENCE.md beside this file defines what is computed, in which order and with which
 * roundings; every path (below) but the BF16 dot products gives exactly those bits.
 *
 * Typical use:
 *      trainer_config config = trainer_default_config();       then change what the experiment is about
 *      trainer_config_valid(&config, &data, error);            false: one sentence for the user in `error`
 *      trainer *t = trainer_new(&config, &data);               NULL: out of memory
 *      for (int i = 0; i < config.epochs; i++) trainer_epoch(t, NULL);
 *      double accuracy = trainer_accuracy(t);
 *      trainer_free(t);
 *
 * Errors: refuse.h. A configuration that trainer_config_valid refuses is a caller's bug and asserted, and so is NULL
 * unless a comment allows it. Threads: there is no global state; a trainer belongs to one thread at a time, and
 * trainers may share data. Large products are divided among OpenMP's threads if the build has OpenMP. The
 * floating-point environment must be C's default, to nearest and without flushing to zero; only soft does not depend on
 * it.
 */
#ifndef TRAINER_H
#define TRAINER_H

#include "data/data.h"
#include "loss_scaler.h"
#include "storage.h"

/* ---- The configuration (config.c) -------------------------------------------------------------------------------- */

typedef enum { TRAINER_SGD, TRAINER_ADAM } trainer_optimizer;

/* How the updated weight is rounded to its format. Kahan keeps a second number per weight, in the same format: the sum
 * of what rounding has cut off so far. Stochastic needs a format narrower than FP32. */
typedef enum { TRAINER_NEAREST, TRAINER_STOCHASTIC, TRAINER_KAHAN } trainer_rounding;

/* How gradients are rounded to their format, on their way to memory. The narrower formats need stochastic rounding;
 * FP32 has nothing to round. BALANCED rounds to nearest, and then makes each image's gradients of the logits sum to
 * zero, as they do before rounding, by its largest one: that of the label, as a rule. */
typedef enum {
    TRAINER_GRADIENTS_NEAREST,
    TRAINER_GRADIENTS_STOCHASTIC,
    TRAINER_GRADIENTS_STOCHASTIC_LOGITS, /* those of the logits; the others to nearest */
    TRAINER_GRADIENTS_BALANCED_LOGITS    /* the same                                   */
} trainer_gradient_rounding;

typedef enum { TRAINER_SCALE_NONE, TRAINER_SCALE_STATIC, TRAINER_SCALE_DYNAMIC } trainer_scaling;

/* The test set: images drawn with the seed, or the last ones. The last 360 digits are harder, since other people wrote
 * them. The last 10,000 images of MNIST, Fashion-MNIST and the like are their own test set. */
typedef enum { TRAINER_SPLIT_SHUFFLED, TRAINER_SPLIT_LAST } trainer_split;

/* Which implementation runs; its results match its soft twin, trainer_path_twin, bit for bit. REFERENCE.md describes
 * each. */
typedef enum {
    TRAINER_PATH_AUTO, /* FMA if this machine has it, else PORTABLE                                                  */
    TRAINER_PATH_FMA,  /* the fastest of AVX512, AVX2 and NEON                                                       */
    TRAINER_PATH_BF16, /* VDPBF16PS or BFDOT, whichever this machine has                                             */
    TRAINER_PATH_SOFT, /* every arithmetic operation through formats/: the specification                             */
    /* The bits of SOFT. */
    TRAINER_PATH_PORTABLE, /* plain C with fmaf                                                                      */
    TRAINER_PATH_AVX2,     /* AVX2, FMA and F16C                                                                     */
    TRAINER_PATH_AVX512,   /* AVX-512F too                                                                           */
    TRAINER_PATH_NEON,     /* 64-bit ARM                                                                             */
    TRAINER_PATH_F16C,     /* as AVX2, on weights, activations and gradients that are FP16 in memory                 */
    /* Dot products of BF16 pairs: weights, activations and gradients are BF16, and the accumulator is FP32. */
    TRAINER_PATH_VDPBF16PS, /* of AVX512-BF16                                                                        */
    TRAINER_PATH_BFDOT,     /* of 64-bit ARM with FEAT_BF16                                                          */
    TRAINER_PATH_SOFT_VDPBF16PS,
    TRAINER_PATH_SOFT_BFDOT,
    TRAINER_PATH_FP64, /* the bits of SOFT; plain C, the fma made of FP64 operations: for machines that have no fma  */
    TRAINER_PATHS
} trainer_path;

enum { TRAINER_THREADS_MAX = 1024 };

/* Bounds that keep every index and byte count within 31 bits. */
enum { TRAINER_HIDDEN_MAX = 8, TRAINER_WIDTH_MAX = 16384, TRAINER_ELEMENTS_MAX = 1 << 28 };

typedef struct {
    int hidden_layers;              /* 0 to TRAINER_HIDDEN_MAX                                                       */
    int hidden[TRAINER_HIDDEN_MAX]; /* the width of each, 1 to TRAINER_WIDTH_MAX                                     */

    /* The precision policy, a format per role: a row of storage.h. */
    const trainer_format *weights;         /* what the matrix products read, biases included                         */
    const trainer_format *activations;     /* inputs, hidden layers, logits                                          */
    const trainer_format *gradients;       /* of logits, hidden layers, weights and biases                           */
    const trainer_format *master;          /* the weights that the optimizer updates; NULL: `weights` itself         */
    const trainer_format *optimizer_state; /* Adam's two moments                                                     */
    const trainer_format *accumulator; /* narrower than FP32: every partial sum of a matrix product is rounded to it */
    trainer_rounding update; /* rounding of the updated master (or weights)                                   */
    trainer_gradient_rounding gradient_rounding;
    trainer_rounding state_rounding; /* of the moments: NEAREST or STOCHASTIC                                        */

    trainer_scaling scaling;
    float loss_scale;   /* S: the static scale, or the first dynamic one; a power of two in [2^-60, 2^60]           */
    int scale_interval; /* dynamic: clean steps before S doubles, at least 1                                        */
    int loss_exponent;  /* k, 0 to 60: the loss is multiplied by 2^-k, and the gradients by 2^k in FP32 before the
                           optimizer, so that only the gradient format feels it. Contrived: it stands for a loss
                           whose gradients are that small                                                          */
    trainer_optimizer optimizer;
    float learning_rate; /* above 0, finite                                                                          */
    int batch;           /* images per step, 1 to data.train; an incomplete last batch is dropped                    */
    int epochs;          /* at least 1; for the caller's loop                                                        */
    uint64_t seed;       /* of split, initial weights, order of images, and stochastic rounding                      */
    trainer_split split;
    trainer_path path;
    int threads; /* at most this many, 1 to 1024; 0: all cores, counted in trainer_new. They change no bit           */
} trainer_config;

/* Two hidden layers of 128; all FP32, no master, nearest; SGD 0.1, batch 32, 30 epochs, seed 1, shuffled split; no loss
 * scaling (S = 65536 and interval 2000 stand ready, GradScaler's defaults); path AUTO, all cores. */
trainer_config trainer_default_config(void);

/* Can this machine train with this configuration? Fails as refuse.h says. `data` may be NULL if they are not known yet:
 * what depends on them is then not checked. */
bool trainer_config_valid(const trainer_config *config, const trainer_data *data, char error[TRAINER_ERROR_SIZE]);

/* The first option, as spelled on the command line, that differs between two configurations and changes the bits of
 * training (threads, epochs and paths with the same twin do not count); NULL if none does. */
const char *trainer_config_difference(const trainer_config *a, const trainer_config *b);

/* The path of that name, as spelled on the command line; false for any other name. */
bool trainer_path_parse(const char *name, trainer_path *path);

/* The names that trainer_path_parse accepts, for messages: "auto, fma, ... or soft-bfdot". */
extern const char trainer_path_choices[];

/* The name of a path; for AUTO, FMA and BF16 that of the path they stand for on this machine, if it has one. */
const char *trainer_path_name(trainer_path path);

/* The soft path that gives the same bits: VDPBF16PS, BFDOT and BF16 (which stands for one of them) have their own,
 * every other path has SOFT. */
trainer_path trainer_path_twin(trainer_path path);

/* What 0 threads means: all cores, or $OMP_NUM_THREADS, or 1 in a build without OpenMP. kernels/product.c. */
int trainer_cores(void);

/* ---- Statistics (statistics.c): what is counted is up to the caller, and adds up over calls -----------------------
 */

/* What to count, in trainer_statistics.wanted. On one core of a Zen 5 with AVX-512 a step of the default network takes
 * 45 microseconds, and then 6 more for the gradients, 10 for their binades, 12 for the delivery and 6 for the rest.
 */
enum {
    TRAINER_COUNT_LOGITS = 1,    /* logit_gradients                                                                  */
    TRAINER_COUNT_HIDDEN = 2,    /* hidden_gradients                                                                 */
    TRAINER_COUNT_WEIGHTS = 4,   /* weight_gradients                                                                 */
    TRAINER_COUNT_GRADIENTS = 7, /* these three                                                                      */
    TRAINER_COUNT_BINADES = 8,   /* with them, trainer_histogram.binade                                              */
    TRAINER_COUNT_UPDATES = 16,  /* updates, updates_lost                                                            */
    TRAINER_COUNT_DELIVERY = 32, /* delivered, intended                                                              */
    TRAINER_COUNT_LARGEST = 64,  /* largest_activation, largest_weight                                               */
    TRAINER_COUNT_ALL = 127
};

enum {
    TRAINER_EXPONENT_MIN = -149, /* of FP32's smallest subnormal */
    TRAINER_EXPONENT_MAX = 127,
    TRAINER_BINADES = TRAINER_EXPONENT_MAX - TRAINER_EXPONENT_MIN + 1
};

/* Gradients as FP32 holds them just before they are rounded to the gradient format. */
typedef struct {
    uint64_t binade[TRAINER_BINADES]; /* [e - TRAINER_EXPONENT_MIN] counts 2^e <= |g| < 2^(e+1)                      */
    uint64_t finite;                  /* all of the binades: neither zero, infinite nor NaN before rounding          */
    uint64_t zero;                    /* already zero before rounding                                                */
    uint64_t nonfinite;               /* already infinite or NaN before rounding                                     */
    uint64_t flushed;                 /* not zero before rounding, zero after                                        */
    uint64_t overflowed;              /* finite before rounding, infinite or NaN after                               */
    float largest;                    /* of the finite magnitudes before rounding                                    */
} trainer_histogram;

typedef struct {
    uint32_t wanted; /* TRAINER_COUNT_... flags, set by the caller, at least one; the rest stays as it is            */
    trainer_histogram logit_gradients;  /* (p - y) * 2^-k * S / B                                                    */
    trainer_histogram hidden_gradients; /* of the hidden layers, times the derivative of ReLU: 0 in a dead unit      */
    trainer_histogram weight_gradients; /* of weights and biases                                                     */
    uint64_t updates;                   /* updates u that are not zero                                               */
    uint64_t updates_lost;              /* those among them that left the weight as it was                           */
    double delivered;                   /* sum of (w - w') * u over all updates                                      */
    double intended;                    /* sum of u * u: delivered/intended is the delivered-update ratio            */
    /* The largest finite magnitudes: of inputs, hidden layers and logits before rounding, and of the updated tensor. */
    float largest_activation, largest_weight;
} trainer_statistics;

/* The number of gradients seen: finite, zero and nonfinite added up. */
uint64_t trainer_histogram_total(const trainer_histogram *histogram);

/* Adds up what two of them hold; `largest` becomes the larger, and `wanted` what either wants. */
void trainer_histogram_add(trainer_histogram *sum, const trainer_histogram *more);
void trainer_statistics_add(trainer_statistics *sum, const trainer_statistics *more);

/* ---- Training (trainer.c) ---------------------------------------------------------------------------------------- */

/* Parameters of the default network on the digits: 64*128 + 128, 128*128 + 128, 128*10 + 10. In this order, whatever
 * the network: layer by layer a weight matrix [input][output], then its biases. */
enum { DIGITS_PARAMETERS = 26122 };

typedef struct trainer trainer;

/* What memory is for. Each tensor of the first group, if the policy has it, has trainer_parameters() elements. */
typedef enum {
    TRAINER_WEIGHTS,
    TRAINER_MASTER,
    TRAINER_GRADIENTS,
    TRAINER_MOMENT_1,
    TRAINER_MOMENT_2,
    TRAINER_COMPENSATION,
    TRAINER_ACTIVATIONS,          /* inputs, hidden layers and logits: by default 330 per image of the batch         */
    TRAINER_ACTIVATION_GRADIENTS, /* hidden layers and logits: by default 266 per image of the batch                 */
    TRAINER_WORKSPACE,            /* operands widened to FP32, and other scratch                                     */
    TRAINER_BOOKKEEPING,          /* the trainer itself, and the order of the images                                 */
    TRAINER_ROLES
} trainer_role;

/* The network with its initial weights and its split of the data, which must outlive it. NULL: out of memory. */
trainer *trainer_new(const trainer_config *config, const trainer_data *data);
void trainer_free(trainer *t); /* NULL is allowed */

/* Weights and biases, the P of every formula about memory. */
size_t trainer_parameters(const trainer *t);

typedef struct {
    float loss;   /* mean over the batch, without S and 2^-k; positive NaN if it is NaN */
    float scale;  /* S in this step; 1 without loss scaling                             */
    bool skipped; /* an infinity or NaN among the weight gradients or in 2^k/S: no update */
} trainer_step_report;

typedef struct {
    double loss; /* mean of the steps' losses    */
    float scale; /* S after the last step        */
    int steps;   /* data.train / batch           */
    int skipped;
} trainer_epoch_report;

/* How far training has got. */
typedef struct {
    uint64_t steps;         /* in all, skipped ones too           */
    uint64_t epochs;        /* completed                          */
    size_t step_of_epoch;   /* taken of the current one           */
    size_t steps_per_epoch; /* data.train / batch                 */
} trainer_place;

trainer_place trainer_where(const trainer *t);

/* One step on the next batch in the seed's order; an epoch is data.train / batch steps and then a new order.
 * `statistics` may be NULL: nothing is counted. */
trainer_step_report trainer_step(trainer *t, trainer_statistics *statistics);

/* The steps that are left of this epoch. `statistics` may be NULL. */
trainer_epoch_report trainer_epoch(trainer *t, trainer_statistics *statistics);

/* One step on images that the caller chooses: config.batch indices below data.images. It takes no step of the epoch. */
trainer_step_report trainer_step_on(trainer *t, const uint32_t *images, trainer_statistics *statistics);

/* The gradients on such images without the step, for trainer_values: weights, scaler and random numbers stay as they
 * are, and a step on them gives the same gradients. `skipped`: it would be skipped. */
trainer_step_report trainer_gradients_on(trainer *t, const uint32_t *images, trainer_statistics *statistics);

/* From now on calls `watch` with `context` right before (begins) and right after each matrix product of this trainer,
 * for measuring; NULL stops that. It changes no bit. */
void trainer_watch_products(trainer *t, void (*watch)(void *context, bool begins), void *context);

/* Fraction of the test set that is classified correctly, 0 to 1. A tie goes to the smaller class; NaN is never correct.
 */
double trainer_accuracy(trainer *t);

/* The loss scaler's state. */
loss_scaler trainer_scaler(const trainer *t);

/* What it was made with. */
const trainer_config *trainer_configuration(const trainer *t);

/* The trainer_parameters() values of a role of the first group, widened to FP32. Gradients are the last step's, with S
 * and 2^-k still in them. False, and nothing written, if the policy has no such tensor. */
bool trainer_values(const trainer *t, trainer_role role, float *values);

/* FNV-1a, 64 bits, of the codes of a role, low byte first: equal digests on two paths mean equal bits. 0 if there is no
 * such tensor. */
uint64_t trainer_digest(const trainer *t, trainer_role role);

/* Bytes that the trainer has allocated, by role: all of its memory except the data, which are the caller's, and padding
 * to whole cache lines. */
size_t trainer_bytes(const trainer *t, trainer_role role);

#endif
