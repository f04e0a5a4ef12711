/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_format.hpp - formats as types, and their constants. Included by halfulp.hpp.
 */
#ifndef HALFULP_FORMAT_HPP
#define HALFULP_FORMAT_HPP

#include <cstdint>
#include <type_traits>

#include "halfulp.h"

namespace hu
{

/* The rows of the library's table as types. Any type with such a member is a format: describe your own like this, and
 * ask hu_format_error about it once. */
struct fp64 {
    static constexpr hu_format format = {
        "fp64", 11, 52, 1023, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7FF8000000000000, {}};
};
struct fp32 {
    static constexpr hu_format format = {"fp32",     8, 23, 127, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x7FC00000, {}};
};
struct tf32 {
    static constexpr hu_format format = {"tf32",  8, 10, 127, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x3FE00, {}};
};
struct fp16 {
    static constexpr hu_format format = {"fp16", 5, 10, 15, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x7E00, {}};
};
struct bf16 {
    static constexpr hu_format format = {"bf16", 8, 7, 127, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x7FC0, {}};
};
struct e4m3 {
    static constexpr hu_format format = {"e4m3", 4, 3, 7, 1, 1, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0x7F, {}};
};
struct e5m2 {
    static constexpr hu_format format = {"e5m2", 5, 2, 15, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x7E,   {}};
};
struct e4m3fnuz {
    static constexpr hu_format format = {"e4m3fnuz", 4, 3, 8, 1, 1, HU_INFINITY_NONE, HU_NAN_NEGATIVE_ZERO, 0x80, {}};
};
struct e5m2fnuz {
    static constexpr hu_format format = {"e5m2fnuz", 5, 2, 16, 1, 1, HU_INFINITY_NONE, HU_NAN_NEGATIVE_ZERO, 0x80, {}};
};
struct e4m3b11fnuz {
    static constexpr hu_format format = {"e4m3b11fnuz",        4,    3, 11, 1, 1, HU_INFINITY_NONE,
                                         HU_NAN_NEGATIVE_ZERO, 0x80, {}};
};
struct e4m3_ieee {
    static constexpr hu_format format = {"e4m3_ieee",         4,    3, 7, 1, 1, HU_INFINITY_TOP_EXPONENT,
                                         HU_NAN_TOP_EXPONENT, 0x7C, {}};
};
struct e3m4 {
    static constexpr hu_format format = {"e3m4", 3, 4, 3, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0x78,   {}};
};
struct e8m0 {
    static constexpr hu_format format = {"e8m0", 8, 0, 127, 0, 0, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0xFF, {}};
};
struct ue4m3 {
    static constexpr hu_format format = {"ue4m3", 4, 3, 7, 0, 1, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0x7F, {}};
};
struct ue5m3 {
    static constexpr hu_format format = {"ue5m3", 5, 3, 15, 0, 1, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0xFF, {}};
};
struct e2m3 {
    static constexpr hu_format format = {"e2m3", 2, 3, 1, 1, 1, HU_INFINITY_NONE, HU_NAN_NONE, 0, {}};
};
struct e3m2 {
    static constexpr hu_format format = {"e3m2", 3, 2, 3, 1, 1, HU_INFINITY_NONE, HU_NAN_NONE, 0, {}};
};
struct e2m1 {
    static constexpr hu_format format = {"e2m1", 2, 1, 1, 1, 1, HU_INFINITY_NONE, HU_NAN_NONE, 0, {}};
};

/* Constant facts of a format: those of hu_format_width and the functions after it, codes likewise of positive
 * numbers. */
template <typename F> struct facts {
  private:
    static constexpr const hu_format &f = F::format;
    static constexpr std::uint64_t one_bit = 1;
    static constexpr bool has_top_exponent = f.nan == HU_NAN_TOP_EXPONENT;

  public:
    static constexpr int width = f.exponent_bits + f.fraction_bits + f.has_sign;
    static constexpr int precision = f.fraction_bits + 1;
    static constexpr std::uint64_t sign = f.has_sign ? one_bit << (width - 1) : 0;
    static constexpr std::uint64_t mask = ~std::uint64_t{0} >> (64 - width);
    static constexpr std::uint64_t top_exponent = ((one_bit << f.exponent_bits) - 1) << f.fraction_bits;
    static constexpr bool has_infinity = f.infinity != HU_INFINITY_NONE;
    static constexpr std::uint64_t largest =
        has_top_exponent ? top_exponent - 1 : (mask ^ sign) - (f.nan == HU_NAN_TOP_CODE) - has_infinity;
    static constexpr std::uint64_t infinity = has_infinity ? largest + 1 : 0;
    static constexpr std::uint64_t smallest_normal = f.has_zero ? one_bit << f.fraction_bits : 0;
    static constexpr std::uint64_t smallest = f.has_zero ? 1 : 0;
    static constexpr int emin = f.has_zero - f.bias;
    static constexpr int emax = static_cast<int>(largest >> f.fraction_bits) - f.bias;

    /* The code of 2^n; 0 if the format has no such number. */
    static constexpr std::uint64_t power(int n)
    {
        if (n > emax || n < emin - (f.has_zero ? f.fraction_bits : 0)) {
            return 0;
        }
        return n >= emin ? static_cast<std::uint64_t>(n + f.bias) << f.fraction_bits
                         : one_bit << (n - emin + f.fraction_bits);
    }

    /* The smallest unsigned integer that holds a code. */
    using code_type = std::conditional_t<
        (width > 32), std::uint64_t,
        std::conditional_t<(width > 16), std::uint32_t, std::conditional_t<(width > 8), std::uint16_t, std::uint8_t>>>;
};

} // namespace hu

#endif
