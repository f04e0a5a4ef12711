/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 13, speed and memory: does mixed precision double speed and halve memory?
 *
 * First bytes: what the trainer asked for, against formulas by hand (ledger.h). They are the same on every run. Then
 * times (measure.h): printed, never checked, and different on every run and machine. */
#include "ledger.h"
#include "lesson.h"
#include "measure.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { BATCH = 32 };

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* lesson_say, with figures. */
static void tell(const char *format, ...)
{
    char text[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    lesson_say(text);
}

/* ---- Bytes ---------------------------------------------------------------------------------------------------- */

/* Every policy with this optimizer, at this batch. */
static void ledger_table(lesson *l, const trainer_data *data, trainer_optimizer optimizer, int batch, lesson_csv *csv)
{
    const char *name = optimizer == TRAINER_SGD ? "sgd" : "adam";
    const int policies = optimizer == TRAINER_SGD ? LEDGER_BF16_ALL : LEDGER_POLICIES; /* that one is about moments */
    int64_t fp32 = 0, differing = 0;
    printf("\n  %-4s batch %-12d weights  master   grads moments   comp.   activ.     bytes   formula ratio\n", name,
           batch);
    for (int i = 0; i < policies; i++) {
        const ledger_policy *p = &ledger_policies[i];
        const ledger a = ledger_take(l, data, &ledger_digits, i, optimizer, batch);
        const int64_t *b = a.bytes;
        char formula[24];
        snprintf(formula, sizeof formula, "%dP + %dA", ledger_per_parameter(i, optimizer),
                 p->bytes[TRAINER_ACTIVATIONS]);
        fp32 = i == LEDGER_FP32 ? a.counted : fp32;
        differing += a.differing;
        printf("  %-23s%8lld%8lld%8lld%8lld%8lld%9lld%10lld%10s %.3f\n", p->name, (long long)b[TRAINER_WEIGHTS],
               (long long)b[TRAINER_MASTER], (long long)b[TRAINER_GRADIENTS],
               (long long)(b[TRAINER_MOMENT_1] + b[TRAINER_MOMENT_2]), (long long)b[TRAINER_COMPENSATION],
               (long long)b[TRAINER_ACTIVATIONS], (long long)a.counted, formula, (double)a.counted / (double)fp32);
        for (int role = 0; role < TRAINER_ROLES; role++) {
            lesson_csv_row(csv, "\"%s\",%s,%d,%s,%lld", p->name, name, batch, ledger_role_names[role],
                           (long long)b[role]);
        }
        lesson_subject(l, "%s.%s.batch_%d", p->subject, name, batch);
        lesson_check_integer(l, "bytes", a.counted, ledger_by_formula(&ledger_digits, i, optimizer, batch));
        if (optimizer == TRAINER_ADAM && (i == LEDGER_FP16_MASTER || (i == LEDGER_AUTOCAST && batch == BATCH))) {
            lesson_check_integer(l, "permille_of_fp32", (2000 * a.counted + fp32) / (2 * fp32),
                                 batch != BATCH         ? 590
                                 : i == LEDGER_AUTOCAST ? 1068
                                                        : 954); /* by hand */
        }
    }
    lesson_subject(l, "%s.batch_%d", name, batch);
    lesson_check_integer(l, "roles_not_as_by_hand", differing, 0);
}

/* All memory, what the headline leaves out too: a line of figures and a bar for each policy, a letter for each role.
 * Returns the ratio of FP16 with a master to FP32. */
static double whole_memory(const lesson *l, const trainer_data *data, int batch)
{
    static const char letter[TRAINER_ROLES + 1] = "wMgmvcad.b";
    double fp32 = 0, ratio = 0;
    printf("\n  Adam, batch %-13d counted  grads of act.  workspace    books         all  ratio\n", batch);
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        const ledger a = ledger_take(l, data, &ledger_digits, i, TRAINER_ADAM, batch);
        fp32 = i == LEDGER_FP32 ? (double)a.total : fp32;
        ratio = i == LEDGER_FP16_MASTER ? (double)a.total / fp32 : ratio;
        printf("  %-23s%9lld%16lld%11lld%9lld%12lld  %.3f\n  ", ledger_policies[i].name, (long long)a.counted,
               (long long)a.bytes[TRAINER_ACTIVATION_GRADIENTS], (long long)a.bytes[TRAINER_WORKSPACE],
               (long long)a.bytes[TRAINER_BOOKKEEPING], (long long)a.total, (double)a.total / fp32);
        int64_t sum = 0;
        int column = 0;
        for (int role = 0; role < TRAINER_ROLES; role++) {
            sum += a.bytes[role];
            for (; column < (int)lround(90.0 * (double)sum / fp32); column++) {
                putchar(letter[role]);
            }
        }
        printf("\n");
    }
    return ratio;
}

/* Ratios lie between two limits: of bytes per parameter, and of bytes per activation. */
static void sizes(lesson *l, const trainer_data *data)
{
    int64_t differing = 0;
    static const int batches[] = {32, 256, 2048};
    printf("  Adam, ratio to FP32       P alone  batch 32    256   2048   A alone\n");
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        const int bytes = ledger_policies[i].bytes[TRAINER_ACTIVATIONS];
        const int per = ledger_per_parameter(i, TRAINER_ADAM), of = ledger_per_parameter(LEDGER_FP32, TRAINER_ADAM);
        printf("  %-23s %2d/%d %.3f    ", ledger_policies[i].name, per, of, (double)per / of);
        for (size_t j = 0; j < sizeof batches / sizeof *batches; j++) {
            const ledger a = ledger_take(l, data, &ledger_bigger, i, TRAINER_ADAM, batches[j]);
            differing += a.differing;
            const int64_t fp32 = ledger_by_formula(&ledger_bigger, LEDGER_FP32, TRAINER_ADAM, batches[j]);
            printf("  %.3f", (double)a.counted / (double)fp32);
        }
        printf("   %d/4 %.3f\n", bytes, bytes / 4.0);
    }
    lesson_check_integer(l, "bigger.roles_not_as_by_hand", differing, 0);
}

/* The batch from which on a quarter is saved, by the formula, and by ledgers of it and of the one before: either of
 * them, or the next if neither saves that much. */
static void quarter(lesson *l, const trainer_data *data, const ledger_network *n, int policy,
                    trainer_optimizer optimizer)
{
    const char *name = optimizer == TRAINER_SGD ? "sgd" : "adam";
    const int batch = ledger_quarter(n, policy, optimizer);
    int first = batch + 1;
    for (int b = batch; b >= batch - 1; b--) {
        const ledger narrow = ledger_take(l, data, n, policy, optimizer, b);
        const ledger fp32 = ledger_take(l, data, n, LEDGER_FP32, optimizer, b);
        first = 4 * narrow.counted <= 3 * fp32.counted ? b : first;
    }
    printf("  %-23s %-6s %-8s %6d\n", ledger_policies[policy].name, name, n->name, first);
    lesson_subject(l, "%s.%s.%s", ledger_policies[policy].subject, name, n->name);
    lesson_check_integer(l, "quarter_saved_from", first, batch);
}

static void bytes_of_digits(lesson *l, const trainer_data *digits)
{
    lesson_csv csv = lesson_csv_open(l, "bytes", "policy,optimizer,batch,role,bytes");
    lesson_heading(l, "1. Bytes: the ledger of the digits");
    lesson_say("P parameters, A activations (330 an image, times the batch). Counted is what the headline counts: "
               "weights, master copy, gradients, the optimizer's moments (FP32, but in the line that says otherwise), "
               "Kahan's compensation, and the activations kept for the way back. The formulas are by hand, from a "
               "table of bytes per element; the bytes are what the trainer asked for. Ratio: to FP32 with the same "
               "optimizer. Autocast style keeps FP32 weights (here: master) and gradients, and an FP16 copy of the "
               "weights.");
    const ledger one = ledger_take(l, digits, &ledger_digits, LEDGER_FP32, TRAINER_SGD, 1);
    lesson_check_integer(l, "P", one.bytes[TRAINER_WEIGHTS] / 4, 26122);
    lesson_check_integer(l, "A_per_image", one.bytes[TRAINER_ACTIVATIONS] / 4, 330);
    for (int optimizer = TRAINER_SGD; optimizer <= TRAINER_ADAM; optimizer++) {
        ledger_table(l, digits, (trainer_optimizer)optimizer, BATCH, &csv);
        ledger_table(l, digits, (trainer_optimizer)optimizer, DIGITS_TRAIN, &csv);
    }
    lesson_csv_close(l, &csv);
    lesson_expected(l, "half the bytes per number is not half the memory. With Adam, two numbers per parameter become "
                       "narrow and one more is added: 2 + 2 + 4 + 4 + 4 = 16 bytes, as in FP32 4 + 4 + 4 + 4. Only "
                       "the activations halve, and a batch of 32 has few");
}

/* Everything that the trainer has asked for. */
static void bytes_of_all(lesson *l, const trainer_data *digits)
{
    char text[500];
    lesson_heading(l, "2. Bytes: what was not counted");
    lesson_say(
        "The gradients of activations; the workspace (operands widened to FP32, results before they are rounded, "
        "packed blocks); the trainer's books and the order of the images. (The data are the caller's.) On the "
        "portable path, in one thread. w weights, M master, g gradients, m v moments, c compensation, "
        "a activations; d their gradients, . workspace, b books:");
    const double small = whole_memory(l, digits, BATCH), large = whole_memory(l, digits, DIGITS_TRAIN);
    snprintf(text, sizeof text,
             "all in all this trainer halves nothing: FP16 with a master takes %.3f of FP32's memory at batch %d and "
             "%.3f at %d. The workspace is FP32 in every policy: the CPU adds biases, takes maxima and updates in FP32 "
             "only, so narrow numbers are widened first. A tensor core reads 16-bit operands as they lie",
             small, BATCH, large, DIGITS_TRAIN);
    lesson_expected(l, text);
    lesson_check_at_least(l, "fp16_master.adam.all_memory_ratio", fmin(small, large), 0.5,
                          "half is what the headline promises");
}

static void bytes_of_bigger(lesson *l, const trainer_data *blank)
{
    static const ledger_network *const networks[] = {&ledger_digits, &ledger_bigger};
    lesson_heading(l, "3. Bytes: a bigger network, and where the saving begins");
    tell("Two hidden layers of %d, P = %lld, A = %lld an image; 4096 blank images, since a ledger reads none. Counted "
         "as "
         "in part 1. As P or A grows alone, the ratio goes to that of the bytes per parameter or per activation.",
         ledger_bigger.width, (long long)ledger_parameters(&ledger_bigger),
         (long long)ledger_activations(&ledger_bigger));
    sizes(l, blank);
    lesson_say("A quarter is saved from this batch on (by ledgers of this batch and of the one before):");
    for (int i = 0; i < 2; i++) {
        quarter(l, blank, networks[i], LEDGER_FP16_MASTER, TRAINER_SGD);
        quarter(l, blank, networks[i], LEDGER_FP16_MASTER, TRAINER_ADAM);
        quarter(l, blank, networks[i], LEDGER_AUTOCAST, TRAINER_ADAM);
    }
    lesson_expected(l, "autocast style takes more memory than FP32 until the activations outnumber the parameters "
                       "(18P + 2A = 16P + 4A at A = P)");
}

/* ---- Times ---------------------------------------------------------------------------------------------------- */

static const char lacking[] = "this machine or this build has no such path";

static measure_product products[] = {
    {TRAINER_PATH_PORTABLE, 128, 0, 0}, {TRAINER_PATH_AVX2, 512, 0, 0}, {TRAINER_PATH_AVX512, 512, 0, 0},
    {TRAINER_PATH_NEON, 512, 0, 0},     {TRAINER_PATH_F16C, 512, 0, 0}, {TRAINER_PATH_VDPBF16PS, 512, 0, 0},
    {TRAINER_PATH_BFDOT, 512, 0, 0},
};
enum { PRODUCTS = sizeof products / sizeof *products, FP32_PRODUCTS = 4 };

static void time_products(lesson *l, lesson_csv *csv)
{
    double fastest = 0, fastest_fp32 = 0;
    int wrong = 0;
    measure_products(l, products, PRODUCTS);
    for (int i = 0; i < PRODUCTS; i++) {
        fastest = fmax(fastest, products[i].speed);
        fastest_fp32 = fmax(fastest_fp32, i < FP32_PRODUCTS ? products[i].speed : 0);
        wrong += products[i].wrong;
    }
    printf("  path          n   GFLOP/s   of FP32's\n");
    for (int i = 0; i < PRODUCTS; i++) {
        const measure_product *m = &products[i];
        if (m->speed > 0) {
            printf("  %-10s %4zu %9.1f %11.2f   ", trainer_path_name(m->path), m->n, m->speed, m->speed / fastest_fp32);
            lesson_bar(l, m->speed, fastest, 50);
            printf("\n");
            lesson_csv_row(csv, "product,%s,%zu,%.6g,gflops", trainer_path_name(m->path), m->n, m->speed);
        } else {
            printf("  %-10s      skipped: %s\n", trainer_path_name(m->path), lacking);
        }
    }
    lesson_check_integer(l, "products.wrong_elements", wrong, 0);
}

static void time_streams(const lesson *l, lesson_csv *csv)
{
    static const char *const names[MEASURE_STREAMS] = {"copy FP32", "copy FP16 or BF16", "widen FP16 to FP32",
                                                       "widen BF16 to FP32"};
    static const char *const bytes[MEASURE_STREAMS] = {"4 + 4", "2 + 2", "2 + 4", "2 + 4"};
    static const double by_bytes[MEASURE_STREAMS] = {8.0 / 8, 8.0 / 4, 8.0 / 6, 8.0 / 6}; /* if bytes were all */
    enum { NEAR = 1 << 11, FAR = 1 << 24 };
    double near[MEASURE_STREAMS], far[MEASURE_STREAMS];
    measure_streams(l, NEAR, near);
    measure_streams(l, FAR, far);
    printf("  10^9 numbers a second   bytes r + w   by bytes   in the first cache   ratio   far outside   ratio\n");
    for (int i = 0; i < MEASURE_STREAMS; i++) {
        printf("  %-22s %12s %10.2f %20.2f %7.2f %13.2f %7.2f\n", names[i], bytes[i], by_bytes[i], near[i],
               near[i] / near[0], far[i], far[i] / far[0]);
        lesson_csv_row(csv, "stream,%s,%d,%.6g,giga_elements_per_second", names[i], NEAR, near[i]);
        lesson_csv_row(csv, "stream,%s,%d,%.6g,giga_elements_per_second", names[i], FAR, far[i]);
    }
}

/* Who trains what. AUTO is the fastest FP32 path here; it widens codes first. */
static const measure_training contenders[] = {
    {.path = TRAINER_PATH_PORTABLE, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AVX2, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AVX512, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_NEON, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AUTO, .policy = LEDGER_FP16_MASTER},
    {.path = TRAINER_PATH_F16C, .policy = LEDGER_FP16_MASTER},
    {.path = TRAINER_PATH_AUTO, .policy = LEDGER_BF16_MASTER},
    {.path = TRAINER_PATH_BFDOT, .policy = LEDGER_BF16_MASTER},
    {.path = TRAINER_PATH_VDPBF16PS, .policy = LEDGER_BF16_MASTER},
};
enum { PORTABLE = 0, CONTENDERS = sizeof contenders / sizeof *contenders };

/* The fastest of a policy. */
static const measure_training *fastest(const measure_training *all, int policy)
{
    const measure_training *best = NULL;
    for (const measure_training *m = all; m < all + CONTENDERS; m++) {
        best = m->policy == policy && m->runs && (best == NULL || m->step < best->step) ? m : best;
    }
    return best;
}

/* Paths with the same twin end with the same bits: the first of a policy speaks for all. Those of BF16 differ. */
static void check_digests(lesson *l, const measure_training *all)
{
    const measure_training *first = NULL;
    for (const measure_training *m = all; m->policy != LEDGER_BF16_MASTER; m++) {
        if (first == NULL || first->policy != m->policy) {
            first = m->runs ? m : NULL;
        } else if (m->runs) {
            lesson_check_code(l, trainer_path_name(m->path), m->digest, first->digest);
        } else if (all[PORTABLE].runs) { /* told once, where all have their turn */
            lesson_check_skip(l, trainer_path_name(m->path), lacking);
        }
    }
}

/* A table of all contenders, with or without the portable path, on one network. */
static void time_steps(lesson *l, const trainer_data *digits, const ledger_network *n, bool portable, int batch,
                       int rounds, int steps, measure_training all[CONTENDERS], lesson_csv *csv)
{
    memcpy(all, contenders, sizeof contenders);
    for (int i = 0; i < CONTENDERS; i++) {
        all[i].runs = portable || i != PORTABLE;
    }
    lesson_progress(l, "steps of training");
    measure_trainings(l, digits, n, batch, rounds, steps, all, CONTENDERS);
    lesson_progress(l, NULL);
    const double fp32 = fastest(all, LEDGER_FP32)->step;
    printf("\n  the %s net: %lld parameters, batch %d, steps: %d\n", n->name, (long long)ledger_parameters(n), batch,
           rounds * steps);
    printf("  policy                  path        ms a step   of FP32's   products   all else\n");
    for (const measure_training *m = all; m < all + CONTENDERS; m++) {
        if (m->runs) {
            const ledger_policy *p = &ledger_policies[m->policy];
            const char *path = trainer_path_name(m->path);
            printf("  %-23s %-10s %10.3f %11.2f %10.3f %10.3f\n", p->name, path, m->step, m->step / fp32, m->products,
                   m->step - m->products);
            lesson_csv_row(csv, "step_%s,%s_%s,%d,%.6g,ms", n->name, p->subject, path, batch, m->step);
            lesson_csv_row(csv, "products_%s,%s_%s,%d,%.6g,ms", n->name, p->subject, path, batch, m->products);
        }
    }
    lesson_subject(l, "steps.%s", n->name);
    check_digests(l, all);
}

/* A hardware path and its soft twin, two steps of the digits: a fast wrong step is worth no time either. */
static void check_twin(lesson *l, const trainer_data *digits, trainer_path path, int policy)
{
    measure_training m[2] = {{.path = path, .policy = policy, .runs = true},
                             {.path = trainer_path_twin(path), .policy = policy, .runs = true}};
    lesson_progress(l, trainer_path_name(m[1].path));
    measure_trainings(l, digits, &ledger_digits, BATCH, 1, 2, m, 2);
    lesson_progress(l, NULL);
    lesson_subject(l, "two_steps.%s", trainer_path_name(m[1].path));
    if (m[0].runs) {
        lesson_check_code(l, trainer_path_name(path), m[0].digest, m[1].digest);
    } else {
        lesson_check_skip(l, trainer_path_name(path), lacking);
    }
}

/* What the tables say of a policy. */
static void conclude(const measure_training *small, const measure_training *large, int policy)
{
    const measure_training *const both[] = {small, large};
    double measured[2], products_only[2], products_free[2]; /* parts of FP32's time for a step */
    for (int i = 0; i < 2; i++) {
        const measure_training *m = fastest(both[i], policy), *fp32 = fastest(both[i], LEDGER_FP32);
        measured[i] = m->step / fp32->step;
        products_free[i] = 1 - fp32->products / fp32->step;
        products_only[i] = products_free[i] + m->products / fp32->step;
    }
    tell(
        "%s: on this machine a step took %.2f times as long as in FP32 on the digits and %.2f times on the bigger net, "
        "the fastest path of each. Were only the products different, it would be %.2f and %.2f times; were they free, "
        "still %.2f and %.2f (Amdahl's law).",
        ledger_policies[policy].name, measured[0], measured[1], products_only[0], products_only[1], products_free[0],
        products_free[1]);
}

static void times(lesson *l, const trainer_data *digits)
{
    measure_training small[CONTENDERS], large[CONTENDERS];
    const bool fast = strcmp(trainer_path_name(TRAINER_PATH_AUTO), "portable") != 0;
    lesson_csv csv = lesson_csv_open(l, "times", "what,which,size,value,unit");
    lesson_heading(l, "4. Times: matrix products");
    lesson_say("n x n, in one thread, packing included: the part of training that narrow formats make faster.");
    time_products(l, &csv);
    lesson_heading(l, "5. Times: streams");
    lesson_say("Numbers copied, or widened as the trainer does it, in the first-level cache (2048 of them) and far "
               "outside (2^24). By bytes: the ratio if the bytes read and written were all that counts, which is where "
               "a factor of two comes from. Near by, instructions count too, and widening takes some.");
    time_streams(l, &csv);
    lesson_heading(l, "6. Times: steps of training");
    lesson_say("SGD, one thread, medians. Products: what the step's products take when they are all that is done; all "
               "else: the rest of the step.");
    time_steps(l, digits, &ledger_digits, true, BATCH, 9, 5, small, &csv);
    if (fast) {
        time_steps(l, digits, &ledger_bigger, false, 256, 7, 1, large, &csv);
    } else {
        time_steps(l, digits, &ledger_bigger, true, BATCH, 1, 1, large, &csv); /* it takes long enough */
    }
    lesson_csv_close(l, &csv);
    check_twin(l, digits, TRAINER_PATH_AUTO, LEDGER_FP32);
    check_twin(l, digits, TRAINER_PATH_VDPBF16PS, LEDGER_BF16_MASTER);
    check_twin(l, digits, TRAINER_PATH_BFDOT, LEDGER_BF16_MASTER);
    lesson_heading(l, "7. What these times say");
    conclude(small, large, LEDGER_FP16_MASTER);
    conclude(small, large, LEDGER_BF16_MASTER);
    lesson_say(
        "All else does not shrink: biases, ReLU, softmax and the update are FP32 as before, for which narrow numbers "
        "are widened, and rounded afterwards; and a master is one more tensor to read and to write.");
    lesson_say("Published: NVIDIA's 1.5 to 5.5 times FP32's speed is on V100, whose tensor cores do the products, and "
               "1.3 to 2.5 times more on A100; a user's table has 1.15 to 1.64 on a 1080 Ti, which has none, and 1.45 "
               "to 1.52 on a 2080 Ti. A CPU's 16-bit products gain what part 4 shows. Of memory the ZeRO paper says "
               "what the ledger does: 16 bytes per parameter for Adam in mixed precision, as in FP32.");
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    trainer_data blank = {
        .images = 4097, .train = 4096, .inputs = DIGITS_PIXELS, .classes = DIGITS_CLASSES, .white = 16};
    char error[TRAINER_ERROR_SIZE];
    lesson l = lesson_begin(argc, argv, "13_speed_and_memory", "speed and memory",
                            "Does mixed precision double speed and halve memory?");
    lesson_load_digits(&l, &digits);
    if (!trainer_data_take(&blank, "blank images", error)) {
        lesson_fail(&l, error);
    }
    lesson_heading(&l, "This lesson prints times");
    lesson_say("Parts 1 to 3, bytes, are the same on every run. Parts 4 to 7 print times: another run prints others, "
               "and another machine quite others. No CHECK depends on a time. --path does not matter here: each path "
               "has its turn.");
    bytes_of_digits(&l, &digits);
    bytes_of_all(&l, &digits);
    bytes_of_bigger(&l, &blank);
    trainer_data_free(&blank);
    times(&l, &digits);
    return lesson_end(&l);
}
