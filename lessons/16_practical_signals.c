/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 16, practical signals: how does one know that a run in few bits goes well, with no twin in FP32 beside it? A
 * dashboard that stays quiet on healthy runs; four sick ones to diagnose; an alarm that comes long before the harm; and
 * the decision.
 */
#include "support/dashboard.h"
#include "support/spikes.h"

#include <math.h>

enum { FP32, BF16, FP16, DYNAMIC, STOCHASTIC, ADAM, HEALTHY };
enum { NO_MASTER, NO_SCALE, HIGH_SCALE, NO_EPSILON, PATIENTS };

static double scale_of_step_3 = 1; /* --scale */

/* ---- Configurations ---------------------------------------------------------------------------------------------- */

static contestant watched(const lesson *l, const char *name)
{
    contestant c = {.name = name, .config = trainer_default_config(), .watched = true};
    c.config.epochs = l->quick ? 10 : 30;
    return c;
}

/* Weights, activations and gradients in a narrow format, with an FP32 master. */
static contestant mixed(const lesson *l, const char *name, const trainer_format *narrow)
{
    contestant c = watched(l, name);
    c.config.weights = c.config.activations = c.config.gradients = narrow;
    c.config.master = &trainer_fp32;
    return c;
}

static void scale(contestant *c, trainer_scaling how, float s)
{
    c->config.scaling = how;
    c->config.loss_scale = s;
    c->config.scale_interval = 200;
}

static void adam(contestant *c, float rate)
{
    c->config.optimizer = TRAINER_ADAM;
    c->config.learning_rate = rate;
}

static void choose_healthy(const lesson *l, contestant *c)
{
    c[FP32] = watched(l, "fp32");
    c[BF16] = mixed(l, "bf16+master", &trainer_bf16);
    c[FP16] = mixed(l, "fp16+master+S", &trainer_fp16);
    scale(&c[FP16], TRAINER_SCALE_DYNAMIC, 65536);
    c[DYNAMIC] = watched(l, "e4m3-gradients+S");
    c[DYNAMIC].config.gradients = &trainer_e4m3;
    scale(&c[DYNAMIC], TRAINER_SCALE_DYNAMIC, 65536);
    c[STOCHASTIC] = watched(l, "e4m3-stochastic");
    c[STOCHASTIC].config.gradients = &trainer_e4m3;
    c[STOCHASTIC].config.gradient_rounding = TRAINER_GRADIENTS_STOCHASTIC_LOGITS;
    c[ADAM] = mixed(l, "bf16+master+adam", &trainer_bf16);
    adam(&c[ADAM], 1e-4F);
}

static void choose_patients(const lesson *l, contestant *c)
{
    c[0] = watched(l, "W");
    c[0].config.gradients = &trainer_e4m3;
    c[1] = mixed(l, "X", &trainer_fp16);
    adam(&c[1], 1e-3F);
    c[1].config.optimizer_state = &trainer_fp16;
    scale(&c[1], TRAINER_SCALE_DYNAMIC, 65536);
    c[2] = mixed(l, "Y", &trainer_bf16);
    c[2].config.master = NULL;
    adam(&c[2], 1e-4F);
    c[3] = mixed(l, "Z", &trainer_fp16);
    scale(&c[3], TRAINER_SCALE_STATIC, 0x1p22F);
}

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

static void quiet(lesson *l, const trainer_data *digits, contestant *c)
{
    lesson_say(l,
               "A trainer can tell, every step, what needs no second run. underflows%% and overflows%% (so "
               "TransformerEngine calls them): the share of the gradients of logits that rounding made zero, and of "
               "all gradients that are infinite or NaN. S, the loss scale, and the steps it skipped. delivered "
               "(lesson 05): the part of the updates that arrived. drift (lesson 03): p - y sums to zero over "
               "the classes, and so does each step of the last layer's weights. How far have they moved all together, "
               "which the loss cannot see?");
    lesson_say(l, "Four alarms. S<1: what overflows there overflows without any scale. skips: more than a tenth of an "
                  "epoch's steps. delivery: less than 0.9. bias: drift above 0.25. The last three are spared the "
                  "first epoch, in which a loss scaler looks for its place; and while S < 1, skips and bias are "
                  "muted: they would be its consequences.");
    lesson_ask(l, "Six healthy runs. Which of these would be a false alarm?",
               (const char *const[]){"underflows% above 50", "delivered below 0.9", "drift above 0.25", NULL},
               (const char *const[]){"In lesson 03, stochastic rounding flushed as much and did no harm.", NULL});
    run_all(l, digits, c, HEALTHY);
    printf("  the worst of all epochs but the first, of %d seed%s\n", run_seeds(l), run_seeds(l) == 1 ? "" : "s");
    const double flushed = dashboard_worst(l, c, HEALTHY);
    lesson_answer(l, flushed > 50 ? 0 : 1);
    for (int i = 0; i < HEALTHY; i++) {
        lesson_subject(l, "%s", c[i].name);
        lesson_check_code(l, "alarms", dashboard_any(l, &c[i]), 0);
    }
    lesson_subject(l, "%s", "");
    lesson_expected(l, "a share of flushed gradients is no alarm: it is above half in healthy runs. What matters is "
                       "whether those that are left still sum to what they should");
    lesson_check_at_least(l, "underflows_of_a_healthy_run", flushed, 50, "percent of the gradients of logits");
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

static void diagnose(lesson *l, const trainer_data *digits, contestant *c)
{
    static const signal_alarm illness[PATIENTS] = {SIGNAL_BIAS, SIGNAL_NOT_THE_SCALE, SIGNAL_DELIVERY, SIGNAL_SKIPS};
    static const char *const story[PATIENTS] = {
        "W has E4M3 gradients and no loss scale. Its loss falls and its accuracy is fine. Lesson 03 tells what comes.",
        ("X keeps Adam's moments in FP16 (lesson 06): a small gradient's square is 0 there, Adam divides by almost "
         "nothing, and the weights explode. Then there is a NaN in every step, and S is halved until it is 0."),
        "Y adds its updates to BF16 weights, without a master (lesson 05): little of them arrives.",
        "Z has a loss scale of 2^22 that nobody adapts: FP16's gradients overflow in every step (lesson 04)."};
    lesson_say(l, "Four runs, W to Z, in each of which one thing is wrong. Read the dashboard, name the fault.");
    run_all(l, digits, c, PATIENTS);
    for (int i = 0; i < PATIENTS; i++) {
        printf("\n  run %s, seed %llu\n", c[i].name, (unsigned long long)l->seed);
        dashboard_print(l, &c[i].run[0]);
        lesson_ask(l, "What is wrong with it?",
                   (const char *const[]){"NaNs that no loss scale can mend", "a loss scale that is too large",
                                         "updates are lost: the weights need a master",
                                         "gradients are rounded with a bias: they need a scale", NULL},
                   (const char *const[]){"Which columns do the alarms of step 1 look at?", NULL});
        const unsigned alarms = dashboard_any(l, &c[i]);
        printf("  what rings, in %d seed%s: ", run_seeds(l), run_seeds(l) == 1 ? "" : "s");
        dashboard_names(l, alarms);
        int first = 0;
        while (first < SIGNALS - 1 && (alarms >> first & 1) == 0) {
            first++;
        }
        lesson_answer(l, first);
        lesson_say(l, "%s", story[i]);
        lesson_subject(l, "%s", c[i].name);
        lesson_check_code(l, "alarms_in_every_seed", dashboard_every(l, &c[i]), 1U << illness[i]);
        lesson_check_code(l, "alarms_in_any_seed", alarms, 1U << illness[i]);
    }
    lesson_subject(l, "%s", "");
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

static void early(lesson *l, const trainer_data *digits)
{
    contestant c[] = {spike_contestant("e4m3", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, (float)scale_of_step_3),
                      spike_contestant("e4m3-S=4", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 4)};
    const size_t count = l->quick ? 1 : 2;
    c[0].watched = c[1].watched = true;
    lesson_say(l, "Run W again, for 60 epochs, and beside it the same with S = 4.");
    if (scale_of_step_3 == 1) {
        lesson_ask(
            l, "The loss will jump one day. When does the bias alarm ring?",
            (const char *const[]){"after the loss has jumped", "an epoch before", "in the first ten epochs", NULL},
            (const char *const[]){"The bias is there in every step. Its consequence has to grow.", NULL});
    }
    run_all(l, digits, c, count);
    dashboard_draw_bias(l, c, count);
    const dashboard_lead lead = dashboard_leads(l, &c[0]);
    if (lesson_usual(l, scale_of_step_3 == 1)) {
        lesson_answer(l, lead.latest <= 10 ? 2 : lead.warning >= 1 ? 1 : 0);
        lesson_say(l,
                   "The alarm rings early; the first spike comes when the activations have grown for long enough: in "
                   "the middle of the seeds %d epoch%s later. So a short test run shows the fault before the harm.",
                   lead.warning, lead.warning == 1 ? "" : "s");
        lesson_check_at_most(l, "epoch_of_the_alarm", lead.latest, 10, "in every seed; 6 or 7 in 30 seeds");
    }
    if (count > 1) {
        lesson_subject(l, "%s", c[1].name);
        lesson_check_code(l, "alarms", dashboard_any(l, &c[1]), 0);
        lesson_check_at_most(l, "runs_with_spikes", dashboard_spikes(l, &c[1]), 1,
                             "of five; a seed in some hundred has one");
        lesson_subject(l, "%s", "");
    }
    run_free(c, count);
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

static void decide(lesson *l, const trainer_data *digits, const contestant *healthy, const contestant *patients)
{
    enum { ROWS = 6 };
    const contestant *const row[ROWS] = {&healthy[FP32],    &healthy[BF16],       &healthy[FP16],
                                         &healthy[DYNAMIC], &healthy[STOCHASTIC], &patients[0]};
    const double wide = dashboard_loss(l, row[0]).median;
    const double all = dashboard_bytes(l, digits, row[0]);
    bool accepted[ROWS];
    lesson_say(l, "Does it help, and does it harm? Accept a policy if (1) no alarm rings, in any of several seeds; (2) "
                  "its final loss is at most 1.05 of FP32's, where seeds of FP32 differ by that much; (3) a gain is "
                  "measured: here bytes, exactly; time is for lesson 13 and for your machine. Otherwise roll back, to "
                  "what was saved before the alarm.");
    lesson_ask(l, "W: E4M3 gradients, no scale, and an accuracy like FP32's. The decision?",
               (const char *const[]){"accept: the results are what counts", "roll back", NULL},
               (const char *const[]){"Step 3 saw what comes.", NULL});
    printf("  policy              bytes   final loss, of FP32's    alarms  decision\n");
    for (int i = 0; i < ROWS; i++) {
        const run_spread loss = dashboard_loss(l, row[i]);
        const double bytes = dashboard_bytes(l, digits, row[i]) / all;
        const bool rung = dashboard_any(l, row[i]) != 0;
        accepted[i] = !rung && loss.median <= 1.05 * wide && bytes < 1;
        printf("  %-18s  %.3f   %.2f (%.2f to %5.2f)    %-6s  ", i == ROWS - 1 ? "W" : row[i]->name, bytes,
               loss.median / wide, loss.least / wide, loss.most / wide, rung ? "bias" : "quiet");
        lesson_in(l, accepted[i] ? LESSON_GOOD : LESSON_BAD);
        printf("%s\n", i == FP32 ? "-" : accepted[i] ? "accept" : "roll back");
        lesson_plain(l);
    }
    lesson_answer(l, accepted[ROWS - 1] ? 0 : 1);
    if (!accepted[STOCHASTIC] && dashboard_any(l, row[STOCHASTIC]) == 0) {
        lesson_say(l, "%s rings no alarm, but its final loss is too high: not every remedy is a bargain.",
                   row[STOCHASTIC]->name);
    }
    lesson_check_true(l, "bf16+master_is_accepted", accepted[BF16]);
    lesson_check_true(l, "W_is_rolled_back", !accepted[ROWS - 1]);
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    static const lesson_option option[] = {
        {.name = "scale", .help = "the loss scale of step 3", .number = &scale_of_step_3, .least = 1, .most = 65536},
        {.name = NULL}};
    static const lesson_plan plan = {.name = "16_practical_signals",
                                     .title = "practical signals",
                                     .question = "How do I know that it helps or harms, with no twin in FP32?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = option};
    contestant healthy[HEALTHY];
    contestant patients[PATIENTS];
    lesson l = lesson_begin(argc, argv, &plan);
    run_digits(&l, &digits);
    choose_healthy(&l, healthy);
    choose_patients(&l, patients);
    lesson_step(&l, "Alarms that stay quiet");
    quiet(&l, &digits, healthy);
    lesson_step(&l, "Four patients");
    diagnose(&l, &digits, patients);
    lesson_step(&l, "Before it hurts (natural)");
    early(&l, &digits);
    lesson_step(&l, "The decision");
    decide(&l, &digits, healthy, patients);
    run_free(healthy, HEALTHY);
    run_free(patients, PATIENTS);
    return lesson_end(&l);
}
