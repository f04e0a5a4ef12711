/* SPDX-License-Identifier: Apache-2.0
 *
 * The dashboard of lesson 16: where its alarms begin to ring, and drift on a step worked out by hand.
 */
#include <math.h>

#include "support/check.h"
#include "support/dashboard.h"

static const run_signals healthy = {
    .underflows = 99, .overflows = 50, .amax = 1e9, .scale = 1, .skipped = 10, .delivered = 0.9, .drift = 0.25};

static long expect(run_signals s, int epoch, unsigned alarms, const char *what)
{
    const unsigned found = signal_alarms(&s, epoch);
    if (found != alarms) {
        fprintf(stderr, "  %s: alarms %x, expected %x\n", what, found, alarms);
    }
    return found != alarms;
}

static long check_alarms(void)
{
    run_signals scale = healthy;
    run_signals skipped = healthy;
    run_signals delivered = healthy;
    run_signals bias = healthy;
    scale.scale = 0.5;
    skipped.skipped = 10.5;
    delivered.delivered = 0.899;
    bias.drift = 0.2501;
    long failures = expect(healthy, 1, 0, "all at their bounds");
    failures += expect(scale, 1, 1U << SIGNAL_NOT_THE_SCALE, "S below 1") +
                expect(scale, 0, 1U << SIGNAL_NOT_THE_SCALE, "S below 1 in the first epoch");
    failures += expect(skipped, 1, 1U << SIGNAL_SKIPS, "skips") + expect(skipped, 0, 0, "skips in the first epoch");
    failures += expect(delivered, 1, 1U << SIGNAL_DELIVERY, "delivery") + expect(delivered, 0, 0, "delivery at first");
    failures += expect(bias, 1, 1U << SIGNAL_BIAS, "bias") + expect(bias, 0, 0, "bias in the first epoch");
    delivered.delivered = (double)NAN; /* no update at all */
    return failures + expect(delivered, 1, 0, "nothing to deliver");
}

/* A hidden unit that is dead leaves ten logits of 0, so that p = 0.1; in E4M3 the gradients are nine times 0.1015625
 * and once -0.875. Those of the weights are 0 and those of the biases these: a step of 0.125 moves the ten biases,
 * which were 0, by 0.125 * 0.0390625 / 10 in common. */
static long check_drift(void)
{
    static trainer_data digits;
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_digits(NULL, &digits, error)) {
        fprintf(stderr, "  %s\n", error);
        return 1;
    }
    trainer_config c = trainer_default_config();
    c.hidden_layers = 1;
    c.hidden[0] = 1;
    c.batch = 1;
    c.learning_rate = 0.125F;
    c.gradients = &trainer_e4m3;
    c.path = TRAINER_PATH_PORTABLE;
    const double common = sqrt(10) * 0.125 * 0.0390625 / 10;
    long failures = 1;
    for (c.seed = 1; failures == 1 && c.seed < 100; c.seed++) {
        trainer *t = trainer_new(&c, &digits);
        trainer_statistics step = {.wanted = SIGNALS_COUNTED};
        signals *w = signals_begin(t, digits.classes);
        const trainer_step_report report = trainer_step(t, &step);
        static float x[64 + 1 + 10 + 10];
        trainer_values(t, TRAINER_GRADIENTS, x);
        bool dead = true;
        for (int i = 65; i < 75; i++) {
            dead = dead && x[i] == 0;
        }
        if (dead) {
            double squares = 0;
            trainer_values(t, TRAINER_WEIGHTS, x);
            for (int i = 65; i < 85; i++) {
                squares += (double)x[i] * (double)x[i];
            }
            signals_step(w, &report, &step);
            const run_signals s = signals_epoch(w, t);
            const double expected = common / sqrt(squares);
            failures = !(fabs(s.drift / expected - 1) < 1e-5) + (s.scale != 1) + (s.skipped != 0); /* FP32 biases */
            if (failures != 0) {
                fprintf(stderr, "  drift %.17g, expected %.17g\n", s.drift, expected);
                failures = 2;
            }
        }
        signals_end(w);
        trainer_free(t);
    }
    trainer_data_free(&digits);
    return failures;
}

long check_lessons_signals(void)
{
    return check_end("lessons.signals", 11, check_alarms() + check_drift());
}
