/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_limits.hpp - std::numeric_limits and std::hash of numbers. Included by halfulp.hpp.
 */
#ifndef HALFULP_LIMITS_HPP
#define HALFULP_LIMITS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include "halfulp_number.hpp"

/* ---- The standard library's facts -------------------------------------------------------------------------------- */

/* Those that a member function returns are numbers, also where the format has no such number: then the code 0. */
template <typename F> class std::numeric_limits<hu::number<F>>
{
    using facts = hu::facts<F>;
    using number = hu::number<F>;
    static constexpr const hu_format &f = F::format;

    /* floor(n * log10(2)) for n >= 0, and ceil below: 643/2136 is below log10(2) by less than 4 parts in 10^8. */
    static constexpr int decimal(int n)
    {
        return n * 643 / 2136;
    }

    static constexpr double times(double x, double base, int n)
    {
        for (; n > 0; n--) {
            x *= base;
        }
        return x;
    }

    /* floor(log10(largest)). Only if a power of ten is in the last binade, the fraction decides; halved, FP64 holds it.
     */
    static constexpr int largest_power_of_ten()
    {
        const int high = facts::emax >= 0 ? decimal(facts::emax + 1) : decimal(facts::emax + 1) - 1;
        if (facts::emax < 0 || facts::emax > 1023 || high == decimal(facts::emax)) {
            return facts::emax >= 0 ? decimal(facts::emax) : high;
        }
        const std::uint64_t fraction = facts::largest & ((std::uint64_t{1} << f.fraction_bits) - 1);
        const double significand = 1 + static_cast<double>(fraction) / static_cast<double>(1ULL << f.fraction_bits);
        return times(significand, 2, facts::emax) >= times(1, 10, high) ? high : high - 1;
    }

  public:
    static constexpr bool is_specialized = true;
    static constexpr bool is_signed = f.has_sign != 0;
    static constexpr bool is_integer = false;
    static constexpr bool is_exact = false;
    static constexpr bool has_infinity = facts::has_infinity;
    static constexpr bool has_quiet_NaN = f.nan != HU_NAN_NONE;
    static constexpr bool has_signaling_NaN = f.nan == HU_NAN_TOP_EXPONENT && f.fraction_bits > 1;
    static constexpr std::float_denorm_style has_denorm =
        f.has_zero && f.fraction_bits > 0 ? std::denorm_present : std::denorm_absent;
    static constexpr bool has_denorm_loss = false;
    static constexpr std::float_round_style round_style = std::round_to_nearest;
    /* The interchange formats of IEEE 754. */
    static constexpr bool is_iec559 =
        f.has_sign && f.infinity == HU_INFINITY_TOP_EXPONENT && f.bias == (1 << (f.exponent_bits - 1)) - 1 &&
        ((f.exponent_bits == 5 && f.fraction_bits == 10) || (f.exponent_bits == 8 && f.fraction_bits == 23) ||
         (f.exponent_bits == 11 && f.fraction_bits == 52));
    static constexpr bool is_bounded = true;
    static constexpr bool is_modulo = false;
    static constexpr int digits = facts::precision;
    static constexpr int digits10 = decimal(digits - 1);
    static constexpr int max_digits10 = decimal(digits) + 2;
    static constexpr int radix = 2;
    static constexpr int min_exponent = facts::emin + 1;
    static constexpr int min_exponent10 = facts::emin > 0 ? decimal(facts::emin) + 1 : decimal(facts::emin);
    static constexpr int max_exponent = facts::emax + 1;
    static constexpr int max_exponent10 = largest_power_of_ten();
    static constexpr bool traps = false;
    static constexpr bool tinyness_before = false;

    /* The smallest normal number. */
    static constexpr number min() noexcept
    {
        return number::from_code(facts::smallest_normal);
    }

    static constexpr number max() noexcept
    {
        return number::from_code(facts::largest);
    }

    static constexpr number lowest() noexcept
    {
        return number::from_code(f.has_sign ? facts::largest | facts::sign : 0);
    }

    static constexpr number epsilon() noexcept
    {
        return number::from_code(facts::power(-f.fraction_bits));
    }

    /* A half, in ulp. */
    static constexpr number round_error() noexcept
    {
        return number::from_code(facts::power(-1));
    }

    /* The smallest number above zero. */
    static constexpr number denorm_min() noexcept
    {
        return number::from_code(facts::smallest);
    }

    static constexpr number infinity() noexcept
    {
        return number::from_code(facts::infinity);
    }

    static constexpr number quiet_NaN() noexcept
    {
        return number::from_code(f.canonical_nan);
    }

    static constexpr number signaling_NaN() noexcept
    {
        return number::from_code(has_signaling_NaN ? facts::top_exponent + 1 : 0);
    }
};

/* Equal numbers have equal hashes: the two zeros too. */
template <typename F> struct std::hash<hu::number<F>> {
    std::size_t operator()(hu::number<F> x) const noexcept
    {
        const bool is_minus_zero = x.code() == hu::facts<F>::sign && F::format.nan != HU_NAN_NEGATIVE_ZERO;
        return std::hash<std::uint64_t>()(is_minus_zero ? 0 : x.code());
    }
};

#endif
