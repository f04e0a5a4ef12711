/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 04, loss scaling: how does one multiplication move the histogram, and how is its factor found with nobody
 * watching? The cure of lesson 03's harm, dose by dose; the scale that finds itself; and what no scale can mend.
 */
#include "support/spikes.h"

#include <math.h>

/* log2 of a scale; for zero, that of half of FP32's smallest number. */
static int log2_scale(float scale)
{
    return scale > 0 ? ilogbf(scale) : TRAINER_EXPONENT_MIN - 1;
}

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

enum { SHIFT = 4 };

static trainer_histogram first_step(const lesson *l, const trainer_data *digits, float scale)
{
    trainer_statistics statistics = {.wanted = TRAINER_COUNT_GRADIENTS | TRAINER_COUNT_BINADES};
    trainer_config config = trainer_default_config();
    config.scaling = TRAINER_SCALE_STATIC;
    config.loss_scale = scale;
    trainer *t = run_trainer(l, digits, &config);
    trainer_step(t, &statistics);
    trainer_free(t);
    trainer_histogram all = statistics.logit_gradients;
    trainer_histogram_add(&all, &statistics.hidden_gradients);
    trainer_histogram_add(&all, &statistics.weight_gradients);
    return all;
}

static void histogram_moves(lesson *l, const trainer_data *digits)
{
    lesson_say(l, "Backpropagation is linear in the loss: multiply the loss by S, and every gradient is multiplied by "
                  "S. The optimizer divides by S again, in FP32. Let S be 16.");
    lesson_ask(l, "By how many binades do the gradients move, and how many significant bits change?",
               (const char *const[]){"4 binades up, no bit", "16 binades up, no bit", "4 binades up, some bits", NULL},
               (const char *const[]){"Multiplying by a power of two changes an exponent.", NULL});
    const trainer_histogram before = first_step(l, digits, 1);
    const trainer_histogram after = first_step(l, digits, ldexpf(1, SHIFT));
    int64_t differ = before.zero != after.zero;
    for (int i = 0; i < TRAINER_BINADES; i++) {
        differ += after.binade[i] != (i >= SHIFT ? before.binade[i - SHIFT] : 0);
    }
    printf("            S = 1                       S = 16\n");
    figure f = figure_begin(l, "shift", "exponent,scale_1_percent,scale_16_percent");
    for (int e = -2; e >= -24; e -= 2) {
        const double here[2] = {run_share(&before, e, e + 2), run_share(&after, e, e + 2)};
        printf("  2^%-4d ", e);
        for (int i = 0; i < 2; i++) {
            lesson_in(l, e < -10 ? LESSON_LOST : LESSON_HELD);
            picture_bar(l, here[i], 40, 26);
            lesson_plain(l);
            printf(i == 0 ? " |" : "%s\n", e == -12 ? " E4M3: 0" : "");
        }
        figure_row(&f, "%d,%.6f,%.6f", e, here[0], here[1]);
    }
    figure_draw(l, &f,
                &(figure_picture){
                    "Gradients by binade, first step", "exponent e of [2^e, 2^(e+2))", "share of the gradients, %",
                    "set key above\nset style fill solid 0.5\nplot CSV using 1:2 with boxes lt 1 title 'S "
                    "= 1', '' using 1:3 with boxes lt 2 title 'S = 16'"});
    lesson_answer(l, differ == 0 ? 0 : 2);
    lesson_check_integer(l, "binades_not_shifted_by_4", differ, 0);
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

static void cure(lesson *l, const trainer_data *digits)
{
    enum { NONE, TWO, FOUR, SIXTEEN, DYNAMIC, ALL };
    contestant c[ALL] = {spike_contestant("S=1", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 1),
                         spike_contestant("S=2", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 2),
                         spike_contestant("S=4", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 4),
                         spike_contestant("S=16", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 16),
                         spike_contestant("dynamic", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 65536)};
    c[DYNAMIC].config.scaling = TRAINER_SCALE_DYNAMIC;
    c[DYNAMIC].config.scale_interval = 200;
    const size_t count = l->quick ? FOUR + 1 : ALL;
    lesson_say(l, "Lesson 03's network with E4M3 gradients had loss spikes. Now with a scale; 60 epochs.");
    lesson_ask(l, "With S = 4, nine in ten of the gradients of logits are still flushed. Does it end the spikes?",
               (const char *const[]){"no: too much is lost", "yes", "there are none to end", NULL},
               (const char *const[]){"Look for the bias and not for the share that is flushed.", NULL});
    run_all(l, digits, c, count);
    spike_draw(l, c, count);
    spike_table(l, c, count);
    const double ratio = spike_loss(l, &c[FOUR]).median / spike_loss(l, &c[NONE]).median;
    lesson_answer(l, ratio <= 0.5 ? 1 : spike_loss(l, &c[NONE]).median < 0.5 ? 2 : 0);
    for (size_t i = FOUR; i < count && spike_usual(); i++) {
        lesson_subject(l, "%s", c[i].name);
        lesson_check_at_most(l, "loss_of_S=1's", spike_loss(l, &c[i]).median / spike_loss(l, &c[NONE]).median, 0.5,
                             "middle seeds; of 200 single seeds the largest ratio of S=4 was 0.32");
    }
    lesson_subject(l, "%s", "");
    if (spike_conclude(l,
                       "A dose and its response: with S = 4 the activations grow far less, although most gradients are "
                       "still flushed.")) {
        lesson_check_at_most(l, "amax_of_S=1's",
                             spike_activation(l, &c[FOUR]).median / spike_activation(l, &c[NONE]).median, 1,
                             "middle seeds; of 200 single seeds the largest ratio was 0.89, and the middle one 0.42");
    }
    run_free(c, count);
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

enum { SIMULATED = 200000, SHOWN = 20000 };

/* GradScaler's rule for a network whose gradients overflow at every S above 2^safe. Returns the skips. */
static int simulate(lesson *l, int safe, bool shown)
{
    static int exponent[SIMULATED];
    static bool skipped[SIMULATED];
    loss_scaler scaler = loss_scaler_start(LOSS_SCALE_START, LOSS_SCALE_INTERVAL);
    int skips = 0;
    for (int i = 0; i < SIMULATED; i++) {
        exponent[i] = log2_scale(scaler.scale);
        skipped[i] = exponent[i] > safe;
        skips += skipped[i];
        loss_scaler_step(&scaler, skipped[i]);
    }
    if (shown) {
        printf("  S over the first %d steps, from left to right ('!': steps skipped)\n", SHOWN);
        picture_trace(l, "2^", exponent, skipped, SHOWN);
        figure f = figure_begin(l, "trace", "step,log2_scale");
        for (int i = 0; i < SHOWN; i++) {
            if (i == 0 || i + 1 == SHOWN || exponent[i] != exponent[i - 1]) {
                figure_row(&f, "%d,%d", i, exponent[i]);
            }
        }
        figure_draw(l, &f,
                    &(figure_picture){"A scale that finds itself: largest safe scale 2^15", "step", "log2 of the scale",
                                      "set yrange [13:17]\nplot CSV using 1:2 with steps lt 1 notitle"});
    }
    return skips;
}

static void finds_itself(lesson *l)
{
    static const int safe[] = {10, 15, 20};
    static const int expected[] = {105, 100, 95};
    lesson_say(l, "The largest S without overflow depends on the network and changes as it learns. Overflow is loud: "
                  "an infinity. Underflow is silent. So the rule of PyTorch's GradScaler looks for the loud end: begin "
                  "at 2^16, on purpose too high; at an overflow skip the step and halve S; after 2000 clean steps "
                  "double it.");
    lesson_ask(
        l, "If 2^15 is the largest safe scale, how many of 200,000 steps are skipped?",
        (const char *const[]){"1", "about 100", "about 10,000", NULL},
        (const char *const[]){"Once S is safe, it is doubled after 2000 clean steps, which is one too many.", NULL});
    int skips[3];
    for (int i = 0; i < 3; i++) {
        skips[i] = simulate(l, safe[i], i == 1);
    }
    lesson_answer(l, skips[1] < 10 ? 0 : skips[1] < 1000 ? 1 : 2);
    lesson_say(l, "In the long run one step in 2001 pays for asking again. At the start come log2(2^16 / safe) skips, "
                  "if that is positive.");
    for (int i = 0; i < 3; i++) {
        lesson_subject(l, "safe_2^%d", safe[i]);
        lesson_check_integer(l, "skips_of_200000_steps", skips[i], expected[i]);
    }
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

/* The skips until S < 1, if a row of them begins at S = 2^start. */
static int skips_until_alarm(int start)
{
    loss_scaler scaler = loss_scaler_start(ldexpf(1, start), LOSS_SCALE_INTERVAL);
    int skips = 0;
    for (; scaler.scale >= 1; skips++) {
        loss_scaler_step(&scaler, true);
    }
    return skips;
}

/* A learning rate of 1e30 makes the weights explode in the first step. From then on everything is NaN. */
static void not_the_scale(lesson *l, const trainer_data *digits)
{
    enum { STEPS = 24 };
    int exponent[STEPS];
    bool alarm[STEPS] = {false};
    int first_nan = 0;
    int alarmed = 0;
    lesson_say(l, "Contrived: a learning rate of 1e30. After the first step the weights are so large that the forward "
                  "pass gives NaN, whatever the scale; every step is skipped, and S is halved for ever. (In one "
                  "report, NVIDIA Apex issue 318, S had reached 1e-312.)");
    lesson_ask(l, "From which S on is it certain that the scale is not the cause?",
               (const char *const[]){"below 2^16, where it began", "below 1", "below 2^-24", NULL},
               (const char *const[]){"The gradients without any scale are those at S = 1.", NULL});
    trainer_config config = trainer_default_config();
    config.gradients = &trainer_fp16;
    config.scaling = TRAINER_SCALE_DYNAMIC;
    config.learning_rate = 1e30F;
    trainer *t = run_trainer(l, digits, &config);
    for (int i = 0; i < STEPS; i++) {
        const trainer_step_report step = trainer_step(t, NULL);
        exponent[i] = log2_scale(step.scale);
        first_nan = first_nan == 0 && isnan(step.loss) ? i + 1 : first_nan;
        alarm[i] = alarmed == 0 && step.scale < 1;
        alarmed = alarm[i] ? i + 1 : alarmed;
    }
    trainer_free(t);
    printf("  the loss is NaN from step %d on; S over %d steps ('!': the alarm)\n", first_nan, STEPS);
    picture_trace(l, "2^", exponent, alarm, STEPS);
    lesson_answer(l, exponent[alarmed - 1] == -1 ? 1 : 2);
    lesson_say(l, "At S = 1 the gradients are those of a run without scaling. If they overflow there, they overflow "
                  "without any scale: look for the NaN elsewhere. The alarm is S < 1, which is the same as more skips "
                  "in a row than log2 of the scale at which the row began. Where the run began does not matter: had S "
                  "grown to 2^22 before the row, 17 skips would prove nothing.");
    lesson_check_integer(l, "skips_before_the_alarm", alarmed - first_nan, 17);
    lesson_check_integer(l, "skips_in_a_row_from_2^22", skips_until_alarm(22), 23);
    lesson_check_integer(l, "skips_in_a_row_from_2^10", skips_until_alarm(10), 11);
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    static const lesson_plan plan = {
        .name = "04_loss_scaling",
        .title = "loss scaling",
        .question = "How does one multiplication move the histogram, and how is its factor found with nobody watching?",
        .takes = LESSON_TAKES_SEED,
        .option = spike_options};
    lesson l = lesson_begin(argc, argv, &plan);
    run_digits(&l, &digits);
    lesson_step(&l, "One multiplication moves the histogram");
    histogram_moves(&l, &digits);
    lesson_step(&l, "The cure, dose by dose (natural)");
    cure(&l, &digits);
    lesson_step(&l, "A scale that finds itself");
    finds_itself(&l);
    lesson_step(&l, "What no scale can mend (contrived)");
    not_the_scale(&l, &digits);
    return lesson_end(&l);
}
