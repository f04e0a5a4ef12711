/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 13, speed and memory: does mixed precision double speed and halve memory?
 *
 * Bytes first: the trainer's allocations, compared with formulas by hand (support/memory_model.h). They are the same on
 * every run. Then times (support/speed_report.h): printed on lines that begin with "~ ", never checked, and different
 * on every run and machine.
 */
#include "support/lesson.h"
#include "support/memory_report.h"
#include "support/pictures.h"
#include "support/runs.h"
#include "support/speed_report.h"

#include <math.h>

enum { DEFAULT_BATCH = 32 };

/* ---- 1. The formula ---------------------------------------------------------------------------------------------- */

static void formula(lesson *l, const trainer_data *digits, int batch)
{
    static const int shown[] = {LEDGER_FP32, LEDGER_FP16_MASTER, LEDGER_AUTOCAST, LEDGER_BF16_ALL};
    enum { SHOWN = sizeof shown / sizeof *shown };
    ledger of[SHOWN];
    lesson_say(
        l, "A network has P parameters and keeps A activations on the way to the loss. For each parameter, Adam in "
           "FP32 keeps a weight, a gradient and two moments, of 4 bytes each: in all, 16P + 4A. FP16 with an FP32 "
           "master copy has weights and gradients of 2 bytes, a master and moments of 4. The network for the digits "
           "has P = 26122, and A = 330 for each image of a batch.");
    lesson_ask(l, "What part of FP32's memory does FP16 with a master take, with Adam and this network?",
               (const char *const[]){"about half: 16 bits are half of 32", "about three quarters", "nearly all of it",
                                     "more than FP32", NULL},
               (const char *const[]){"Add up the bytes per parameter: 2 + 2 + 4 + ...",
                                     "A batch of 32 has 32 * 330 = 10560 activations.", NULL});
    printf("  batch %-17d formula     bytes of FP32\n", batch);
    for (int i = 0; i < SHOWN; i++) {
        of[i] = ledger_take(l, digits, &ledger_digits, shown[i], TRAINER_ADAM, batch);
        printf("  %-23s %-9s %7lld %.3f  ", ledger_policies[shown[i]].name,
               report_formula_of(shown[i], TRAINER_ADAM).text, (long long)of[i].counted,
               (double)of[i].counted / (double)of[0].counted);
        report_bar(l, &of[i], LEDGER_COUNTED, of[0].counted, 26);
    }
    const double ratio = (double)of[1].counted / (double)of[0].counted;
    lesson_answer(l, ratio < 0.65 ? 0 : ratio < 0.85 ? 1 : ratio <= 1 ? 2 : 3);
    lesson_say(l,
               "Each letter is some memory: w weights, M master, g gradients, m v moments, c Kahan's compensation, "
               "a activations. Autocast style keeps FP32 weights (here: the master) and gradients, and an FP16 copy of "
               "the weights.");
    lesson_expected(l,
                    "half the bytes per number is not half the memory: 2 + 2 + 4 + 4 + 4 bytes per parameter are 16, "
                    "as in FP32. Only the activations halve, and a small batch has few");
    const ledger one = ledger_take(l, digits, &ledger_digits, LEDGER_FP32, TRAINER_SGD, 1);
    lesson_check_integer(l, "P", one.bytes[TRAINER_WEIGHTS] / 4, 26122);
    lesson_check_integer(l, "A_per_image", one.bytes[TRAINER_ACTIVATIONS] / 4, 330);
    for (int i = 0; i < SHOWN; i++) {
        lesson_subject(l, "%s", ledger_policies[shown[i]].subject);
        lesson_check_integer(l, "bytes", of[i].counted,
                             ledger_by_formula(&ledger_digits, shown[i], TRAINER_ADAM, batch));
        if (batch == DEFAULT_BATCH && (shown[i] == LEDGER_FP16_MASTER || shown[i] == LEDGER_AUTOCAST)) {
            lesson_check_integer(l, "permille_of_fp32", ledger_permille(of[i].counted, of[0].counted),
                                 shown[i] == LEDGER_AUTOCAST ? 1068 : 954); /* by hand */
        }
    }
}

/* ---- 2. The whole ledger ----------------------------------------------------------------------------------------- */

static void quarters(lesson *l, const trainer_data *blank)
{
    static const ledger_network *const networks[] = {&ledger_digits, &ledger_bigger};
    static const struct {
        int policy;
        trainer_optimizer optimizer;
        const char *subject;
    } rows[] = {{LEDGER_FP16_MASTER, TRAINER_SGD, "fp16_master.sgd"},
                {LEDGER_FP16_MASTER, TRAINER_ADAM, "fp16_master.adam"},
                {LEDGER_AUTOCAST, TRAINER_ADAM, "fp16_autocast.adam"}};
    enum { ROWS = sizeof rows / sizeof *rows };
    int first[ROWS][2];
    printf("  a quarter is saved from this batch on     digits   hidden layers of %d\n", ledger_bigger.width);
    for (int i = 0; i < ROWS; i++) {
        for (int n = 0; n < 2; n++) {
            const int batch = ledger_quarter(networks[n], rows[i].policy, rows[i].optimizer);
            first[i][n] = report_quarter(l, blank, networks[n], rows[i].policy, rows[i].optimizer, batch);
        }
        printf("  %-23s %-4s %18d %23d\n", ledger_policies[rows[i].policy].name,
               rows[i].optimizer == TRAINER_SGD ? "SGD" : "Adam", first[i][0], first[i][1]);
    }
    lesson_answer(l, first[1][0] <= DEFAULT_BATCH ? 0 : first[1][0] <= 150 ? 1 : first[1][0] <= 1000 ? 2 : 3);
    lesson_say(l, "By ledgers of this batch and of the one before, against the formula.");
    for (int i = 0; i < ROWS; i++) {
        for (int n = 0; n < 2; n++) {
            lesson_subject(l, "%s.%s", rows[i].subject, networks[n]->name);
            lesson_check_integer(l, "quarter_from", first[i][n],
                                 ledger_quarter(networks[n], rows[i].policy, rows[i].optimizer));
        }
    }
    lesson_subject(l, "%s", "");
}

static void whole_ledger(lesson *l, const trainer_data *digits, const trainer_data *blank, int batch)
{
    const int batches[] = {batch, DIGITS_TRAIN};
    figure f = figure_begin(l, "bytes", "policy,optimizer,batch,role,bytes");
    lesson_say(l,
               "The letters stand over the bytes of a number of each role, by hand. Bytes are what the trainer asked "
               "for; ratios are to FP32 with the same optimizer.");
    for (int optimizer = TRAINER_SGD; optimizer <= TRAINER_ADAM; optimizer++) {
        const report_found found = report_policies(l, digits, (trainer_optimizer)optimizer, batches, f.file);
        lesson_subject(l, "%s", optimizer == TRAINER_SGD ? "sgd" : "adam");
        lesson_check_integer(l, "rows_not_as_by_formula", found.rows_differing, 0);
        lesson_check_integer(l, "roles_not_as_by_hand", found.roles_differing, 0);
        if (optimizer == TRAINER_ADAM) {
            lesson_check_integer(l, "fp16_master.permille_of_fp32", found.permille, 590); /* by hand */
        }
    }
    figure_end(l, &f);
    lesson_subject(l, "%s", "");
    lesson_ask(l, "From which batch on does FP16 with a master save a quarter, with Adam?",
               (const char *const[]){"32", "about 100", "about 300", "about 3000", NULL},
               (const char *const[]){"16P + 2AB <= 3/4 (16P + 4AB), with A = 330 an image and a batch of B images.",
                                     "The 4P on the right must be made up for by the activations.", NULL});
    report_batches(l);
    quarters(l, blank);
    lesson_check_integer(l, "bigger.roles_not_as_by_hand", report_bigger(l, blank), 0);
    lesson_expected(l, "autocast style takes more memory than FP32 until there are as many activations as parameters: "
                       "18P + 2A = 16P + 4A at A = P, here a batch of 80");
    lesson_check_integer(l, "fp16_autocast.adam.at_most_fp32_from", report_break_even(l, blank, 1), 80);
}

/* ---- 3. What was not counted ------------------------------------------------------------------------------------- */

static void not_counted(lesson *l, const trainer_data *digits, int batch)
{
    lesson_say(l,
               "The formulas count what the usual headline counts. There are also the gradients of activations (d), a "
               "workspace (.) of operands widened to FP32 and results not yet rounded, and books (b): the trainer's "
               "own, and the order of the images.");
    lesson_ask(l, "All in all, at the largest batch: does FP16 with a master take half of FP32's memory?",
               (const char *const[]){"less than half", "half, within a tenth of it", "more", NULL},
               (const char *const[]){"Counted as above it is 0.590. What has been left out so far?", NULL});
    const double small = report_all_memory(l, digits, batch, "ledger");
    printf("\n");
    const double large = report_all_memory(l, digits, DIGITS_TRAIN, "ledger_large");
    lesson_answer(l, large < 0.45 ? 0 : large <= 0.55 ? 1 : 2);
    lesson_expected(
        l,
        "all in all this trainer halves nothing: FP16 with a master takes %.3f of FP32's memory at batch %d "
        "and %.3f at %d",
        small, batch, large, DIGITS_TRAIN);
    lesson_check_at_least(l, "fp16_master.adam.all_memory_ratio", fmin(small, large), 0.5,
                          "half is what the headline promises");
    lesson_say(l,
               "The workspace is FP32 in every policy: the CPU adds biases, takes maxima and updates in FP32 only, so "
               "narrow numbers are widened first. A tensor core reads 16-bit operands as they lie. Autocast would "
               "have d in FP16, too; this trainer has one format for all gradients.");
}

/* ---- 4. Speed ---------------------------------------------------------------------------------------------------- */

static void speed(lesson *l, const trainer_data *digits, int batch)
{
    int64_t moved[2][2];
    lesson_say(l, "From here on, lines that begin with ~ have times in them: another run prints others, and another "
                  "machine quite others. No CHECK depends on a time. Each path of the kernels has its turn, whatever "
                  "--path says.");
    lesson_ask(
        l,
        "An update reads and writes each parameter's numbers. With FP16 and a master, how many bytes does it "
        "move, compared with FP32?",
        (const char *const[]){"half as many", "three quarters", "as many", "more", NULL},
        (const char *const[]){"It reads master, gradient and moments; it writes master, weight and moments.", NULL});
    for (int o = TRAINER_SGD; o <= TRAINER_ADAM; o++) {
        for (int i = LEDGER_FP32; i <= LEDGER_FP16_MASTER; i++) {
            const ledger of = ledger_take(l, digits, &ledger_digits, i, (trainer_optimizer)o, batch);
            const report_traffic t = report_traffic_of(&of, ledger_parameters(&ledger_digits));
            moved[o][i] = t.reads + t.writes;
            printf("  %-4s  %-18s reads %2lld and writes %2lld bytes for each parameter\n",
                   o == TRAINER_SGD ? "SGD" : "Adam", ledger_policies[i].name, (long long)t.reads, (long long)t.writes);
        }
    }
    const int64_t fp32 = moved[TRAINER_ADAM][LEDGER_FP32];
    const int64_t fp16 = moved[TRAINER_ADAM][LEDGER_FP16_MASTER];
    lesson_answer(l, 5 * fp16 < 3 * fp32 ? 0 : fp16 < fp32 ? 1 : fp16 == fp32 ? 2 : 3);
    lesson_say(l,
               "So the update gains nothing from narrow numbers. Products may: their operands are weights, activations "
               "and gradients, which are narrow.");
    lesson_check_integer(l, "sgd.fp16_master.bytes_of_an_update", moved[TRAINER_SGD][LEDGER_FP16_MASTER],
                         moved[TRAINER_SGD][LEDGER_FP32]);
    lesson_check_integer(l, "adam.fp16_master.bytes_of_an_update", fp16, fp32);
    times_of_training(l, digits, batch);
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    trainer_data blank = {
        .images = 4097, .train = 4096, .inputs = DIGITS_PIXELS, .classes = DIGITS_CLASSES, .white = 16};
    char error[TRAINER_ERROR_SIZE];
    static double batch = DEFAULT_BATCH;
    static const lesson_option own[] = {{.name = "batch",
                                         .help = "images in a batch, of ledgers and timed steps",
                                         .number = &batch,
                                         .least = 1,
                                         .most = DIGITS_TRAIN},
                                        {.name = NULL}};
    static const lesson_plan plan = {.name = "13_speed_and_memory",
                                     .title = "speed and memory",
                                     .question = "Does mixed precision double speed and halve memory?",
                                     .option = own};
    lesson l = lesson_begin(argc, argv, &plan);
    if (batch != floor(batch)) {
        lesson_fail(&l, "--batch: expected an integer");
    }
    run_digits(&l, &digits);
    if (!trainer_data_take(&blank, "blank images", error)) {
        lesson_fail(&l, "%s", error);
    }
    lesson_step(&l, "The formula");
    formula(&l, &digits, (int)batch);
    lesson_step(&l, "The whole ledger, and where the saving begins");
    whole_ledger(&l, &digits, &blank, (int)batch);
    trainer_data_free(&blank);
    lesson_step(&l, "What was not counted");
    not_counted(&l, &digits, (int)batch);
    lesson_step(&l, "And the speed?");
    speed(&l, &digits, (int)batch);
    return lesson_end(&l);
}
