/* SPDX-License-Identifier: Apache-2.0
 *
 * The ground truth against a second opinion: MPFR's own exponent range and subnormal rounding.
 */
#include "check.h"
#include "second_opinion.h"

long check_ref_second_opinion(void)
{
    enum { CASES = 300000 };
    return check_end("ref.second_opinion", CASES, ref_self_check(check_seed(), CASES, stderr));
}
