/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 13, speed and memory: does mixed precision double speed and halve memory?
 *
 * Bytes first: the trainer's allocations, compared with formulas by hand (support/memory_model.h). They are the same on
 * every run. Then times (support/speed_report.h): printed, never checked, and different on every run and machine.
 */
#include "support/memory_model.h"
#include "support/lesson.h"
#include "support/speed_report.h"

#include <math.h>

enum { BATCH = 32 };

/* ---- Bytes ---------------------------------------------------------------------------------------------------- */

/* All policies with this optimizer, at this batch. */
static void ledger_table(lesson *l, const trainer_data *data, trainer_optimizer optimizer, int batch, lesson_csv *csv)
{
    const char *name = optimizer == TRAINER_SGD ? "sgd" : "adam";
    const int policies = optimizer == TRAINER_SGD ? LEDGER_BF16_ALL : LEDGER_POLICIES; /* the last one is about
                                                                                        * moments */
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

/* All memory, including what the headline leaves out: figures and a bar for each policy, with a letter for each role.
 * Returns the ratio of FP16 with a master to FP32. */
static double whole_memory(const lesson *l, const trainer_data *data, int batch)
{
    static const char letter[TRAINER_ROLES + 1] = "wMgmvcad.b";
    double fp32 = 0, ratio = 0, autocast = 0;
    printf("\n  Adam, batch %-13d counted  grads of act.  workspace    books         all  ratio\n", batch);
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        const ledger a = ledger_take(l, data, &ledger_digits, i, TRAINER_ADAM, batch);
        fp32 = i == LEDGER_FP32 ? (double)a.total : fp32;
        ratio = i == LEDGER_FP16_MASTER ? (double)a.total / fp32 : ratio;
        printf("  %-23s%9lld%16lld%11lld%9lld%12lld  %.3f%s\n  ", ledger_policies[i].name, (long long)a.counted,
               (long long)a.bytes[TRAINER_ACTIVATION_GRADIENTS], (long long)a.bytes[TRAINER_WORKSPACE],
               (long long)a.bytes[TRAINER_BOOKKEEPING], (long long)a.total, (double)a.total / fp32,
               i == LEDGER_AUTOCAST ? " *" : "");
        if (i == LEDGER_AUTOCAST) {
            autocast = ((double)a.total - (double)a.bytes[TRAINER_ACTIVATION_GRADIENTS] / 2) / fp32;
        }
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
    printf("  * %.3f if the gradients of activations were FP16, as autocast has them: this trainer has one format for\n"
           "    them and for the gradients of the weights.\n",
           autocast);
    return ratio;
}

/* Ratios lie between two limits: the ratios of bytes per parameter and of bytes per activation. */
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

/* The batch from which on a quarter is saved, by the formula, and by the ledgers of that batch and the one before: the
 * first of the two that saves a quarter, or the next batch if neither does. */
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

/* Everything that the trainer has allocated. */
static void bytes_of_all(lesson *l, const trainer_data *digits)
{
    lesson_heading(l, "2. Bytes: what was not counted");
    lesson_say(
        "The gradients of activations; the workspace (operands widened to FP32, results before they are rounded, "
        "packed blocks); the trainer's books and the order of the images. (The data are the caller's.) On the "
        "portable path, in one thread. w weights, M master, g gradients, m v moments, c compensation, "
        "a activations; d their gradients, . workspace, b books:");
    const double small = whole_memory(l, digits, BATCH), large = whole_memory(l, digits, DIGITS_TRAIN);
    lesson_expected(
        l,
        "all in all this trainer halves nothing: FP16 with a master takes %.3f of FP32's memory at batch %d and "
        "%.3f at %d. The workspace is FP32 in every policy: the CPU adds biases, takes maxima and updates in FP32 "
        "only, so narrow numbers are widened first. A tensor core reads 16-bit operands as they lie",
        small, BATCH, large, DIGITS_TRAIN);
    lesson_check_at_least(l, "fp16_master.adam.all_memory_ratio", fmin(small, large), 0.5,
                          "half is what the headline promises");
}

static void bytes_of_bigger(lesson *l, const trainer_data *blank)
{
    static const ledger_network *const networks[] = {&ledger_digits, &ledger_bigger};
    lesson_heading(l, "3. Bytes: a bigger network, and where the saving begins");
    lesson_say("Two hidden layers of %d, P = %lld, A = %lld an image; 4096 blank images, since a ledger reads none. "
               "Counted as in part 1. As P or A grows alone, the ratio goes to that of the bytes per parameter or per "
               "activation.",
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
    times_of_training(&l, &digits);
    return lesson_end(&l);
}
