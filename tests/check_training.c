/* SPDX-License-Identifier: Apache-2.0
 *
 * The checks of the trainer (trainer_checks.h) as entries of check.h's list.
 */
#include "check.h"
#include "trainer_checks.h"

static long report(const char *name, int failures)
{
    if (failures == TRAINER_CHECK_SKIPPED) {
        fprintf(stderr, "  %-24s SKIP\n", name);
        return CHECK_SKIPPED;
    }
    fprintf(stderr, "  %-24s %d failure%s\n", name, failures, failures == 1 ? "" : "s");
    return failures;
}

long check_training_paths(void)
{
    return report("training.paths", check_trainer_paths(stderr));
}

long check_training_f16c(void)
{
    return report("training.f16c", check_trainer_f16c(stderr));
}

long check_training_vdpbf16ps(void)
{
    return report("training.vdpbf16ps", check_trainer_vdpbf16ps(stderr));
}

long check_training_bfdot(void)
{
    return report("training.bfdot", check_trainer_bfdot(stderr));
}

long check_training_products(void)
{
    return report("training.products", check_trainer_products(stderr));
}

long check_training_threads(void)
{
    return report("training.threads", check_trainer_threads(stderr));
}

long check_training_conversions(void)
{
    return report("training.conversions", check_trainer_conversions(stderr));
}

long check_training_elementary(void)
{
    return report("training.elementary", check_trainer_elementary(stderr));
}

long check_training_exact_scaling(void)
{
    return report("training.exact_scaling", check_trainer_scaling_is_exact(stderr));
}

long check_training_gradients(void)
{
    return report("training.gradients", check_trainer_gradients(stderr));
}

long check_training_updates(void)
{
    return report("training.updates", check_trainer_updates(stderr));
}

long check_training_statistics(void)
{
    return report("training.statistics", check_trainer_statistics(stderr));
}

long check_training_classification(void)
{
    return report("training.classification", check_trainer_classification(stderr));
}

long check_training_vanished_scale(void)
{
    return report("training.vanished_scale", check_trainer_vanished_scale(stderr));
}

long check_training_watch(void)
{
    return report("training.watch", check_trainer_watch(stderr));
}

long check_training_accuracy(void)
{
    return report("training.accuracy", check_trainer_accuracy(stderr));
}

long check_training_loss_scaler(void)
{
    return report("training.loss_scaler", check_trainer_loss_scaler(stderr));
}

long check_training_data(void)
{
    return report("training.data", check_trainer_data(stderr));
}

long check_training_names(void)
{
    return report("training.names", check_trainer_names(stderr));
}

long check_training_idx(void)
{
    return report("training.idx", check_trainer_idx(stderr));
}

long check_training_gzip(void)
{
    return report("training.gzip", check_trainer_gzip(stderr));
}

long check_training_gzip_large(void)
{
    return report("training.gzip_large", check_trainer_gzip_large(stderr));
}

long check_training_fashion(void)
{
    return report("training.fashion", check_trainer_fashion(stderr));
}

long check_training_resume(void)
{
    return report("training.resume", check_trainer_resume(stderr));
}

long check_training_golden(void)
{
    return report("training.golden", check_trainer_golden(stderr));
}

long check_training_corruption(void)
{
    return report("training.corruption", check_trainer_corruption(stderr));
}

long check_training_forgery(void)
{
    return report("training.forgery", check_trainer_forgery(stderr));
}

long check_training_atomicity(void)
{
    return report("training.atomicity", check_trainer_atomicity(stderr));
}

long check_training_signals(void)
{
    return report("training.signals", check_trainer_signals(stderr));
}

long check_training_ledger(void)
{
    return report("training.ledger", check_trainer_ledger(stderr));
}

long check_training_formulas(void)
{
    return report("training.formulas", check_trainer_formulas(stderr));
}
