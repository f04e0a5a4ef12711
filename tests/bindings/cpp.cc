/* SPDX-License-Identifier: Apache-2.0
 *
 * The C++ door against the C functions: operators, conversions and flags over all codes of narrow formats, the facts of
 * each row of the table, environments in scopes and threads, text and hashes. Exit status 1 if anything differs.
 */
#include <cmath>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <thread>
#include <unordered_set>

#include "halfulp.hpp"

static long comparisons;
static long failures;

static void check(bool is_good, const char *what, unsigned long long x = 0, unsigned long long y = 0)
{
    comparisons++;
    if (!is_good && failures++ < 10) {
        std::printf("cpp: FAIL: %s: %llX %llX\n", what, x, y);
    }
}

/* ---- What does not compile --------------------------------------------------------------------------------------- */

template <typename A, typename B, typename = void> struct can_add : std::false_type {
};
template <typename A, typename B>
struct can_add<A, B, std::void_t<decltype(std::declval<A>() + std::declval<B>())>> : std::true_type {
};

using half = hu::number<hu::fp16>;
using brain = hu::number<hu::bf16>;
static_assert(can_add<half, half>::value && !can_add<half, brain>::value && !can_add<half, float>::value);
static_assert(!std::is_convertible_v<half, brain> && std::is_constructible_v<brain, half>);
static_assert(!std::is_convertible_v<float, half> && !std::is_convertible_v<half, float> &&
              !std::is_constructible_v<half, bool> && !std::is_copy_constructible_v<hu::environment>);
static_assert(sizeof(half) == 2 && sizeof(hu::number<hu::e4m3>) == 1 && std::is_trivially_copyable_v<half>);

/* ---- Facts ------------------------------------------------------------------------------------------------------- */

/* What the type says of a row of the table, against the C functions; the decimal facts against FP64's own. */
template <typename F> static void check_row()
{
    using limits = std::numeric_limits<hu::number<F>>;
    using facts = hu::facts<F>;
    const hu_format *row = hu_format_find(F::format.name);
    check(row != nullptr && std::memcmp(row, &F::format, sizeof *row) == 0, F::format.name, 1);
    constexpr auto largest = limits::max();
    constexpr auto smallest = limits::denorm_min();
    std::uint64_t infinity = 0;
    check(largest.code() == hu_format_largest(row) && limits::min().code() == hu_format_smallest_normal(row) &&
              smallest.code() == hu_format_smallest(row) && facts::width == hu_format_width(row),
          F::format.name, 2);
    check(limits::has_infinity == hu_format_infinity(row, &infinity) && limits::infinity().code() == infinity,
          F::format.name, 3);
    check(limits::min_exponent == hu_format_emin(row) + 1 && limits::max_exponent == hu_format_emax(row) + 1 &&
              limits::digits == 1 - hu_format_epsilon(row),
          F::format.name, 4);
    hu_env env = {};
    const hu_number one = hu_from_int64(row, 1, &env);
    check(limits::epsilon().code() == hu_scale_b(row, one, 1 - limits::digits, &env).code &&
              limits::round_error().code() == hu_scale_b(row, one, -1, &env).code && env.flags == 0,
          F::format.name, 5);
    check(limits::has_quiet_NaN == (hu_format_nan_count(row) > 0) && limits::quiet_NaN().code() == row->canonical_nan &&
              (!limits::has_quiet_NaN || hu_classify(limits::quiet_NaN().c()) == HU_QUIET_NAN) &&
              (!limits::has_signaling_NaN || hu_classify(limits::signaling_NaN().c()) == HU_SIGNALING_NAN),
          F::format.name, 6);
    bool signaling = false;
    for (std::uint64_t code = 0; facts::width <= 16 && code <= facts::mask; code++) {
        signaling = signaling || hu_classify(hu_number_of(row, code)) == HU_SIGNALING_NAN;
    }
    check(facts::width > 16 || signaling == limits::has_signaling_NaN, F::format.name, 7);
    check((limits::has_denorm == std::denorm_present) == (hu_classify(smallest.c()) == HU_POSITIVE_SUBNORMAL),
          F::format.name, 8);
    const double most = static_cast<double>(largest);
    const double least = static_cast<double>(limits::min());
    check(limits::max_exponent10 == std::floor(std::log10(most)), F::format.name, 9);
    check(least == 0 || limits::min_exponent10 == std::ceil(std::log10(least)), F::format.name, 10);
    check(limits::digits10 == std::floor((limits::digits - 1) * std::log10(2.0)) &&
              limits::max_digits10 == std::ceil(1 + limits::digits * std::log10(2.0)),
          F::format.name, 11);
    check(static_cast<double>(limits::lowest()) == (row->has_sign ? -most : least * !row->has_zero), F::format.name,
          12);
    check(hu_format_error(&F::format) == nullptr, F::format.name, 13);
}

template <typename... Fs> static void check_rows()
{
    (check_row<Fs>(), ...);
    check(hu_format_at(sizeof...(Fs)) == nullptr, "the table has a row without a type here");
}

/* The machine's own types are these formats. */
template <typename F, typename Machine> static void check_machine()
{
    using mine = std::numeric_limits<hu::number<F>>;
    using its = std::numeric_limits<Machine>;
    check(mine::is_iec559 == its::is_iec559 && mine::is_signed == its::is_signed && mine::digits == its::digits &&
              mine::digits10 == its::digits10 && mine::max_digits10 == its::max_digits10 &&
              mine::min_exponent == its::min_exponent && mine::min_exponent10 == its::min_exponent10 &&
              mine::max_exponent == its::max_exponent && mine::max_exponent10 == its::max_exponent10 &&
              mine::has_denorm == its::has_denorm && mine::has_signaling_NaN == its::has_signaling_NaN &&
              mine::round_style == its::round_style && mine::radix == its::radix,
          F::format.name);
    check(static_cast<Machine>(mine::max()) == its::max() && static_cast<Machine>(mine::min()) == its::min() &&
              static_cast<Machine>(mine::lowest()) == its::lowest() &&
              static_cast<Machine>(mine::denorm_min()) == its::denorm_min() &&
              static_cast<Machine>(mine::epsilon()) == its::epsilon() &&
              static_cast<Machine>(mine::round_error()) == its::round_error() &&
              static_cast<Machine>(mine::infinity()) == its::infinity(),
          F::format.name);
}

/* ---- All codes --------------------------------------------------------------------------------------------------- */

template <typename F> static hu::number<F> of(std::uint64_t code)
{
    return hu::number<F>::from_code(code);
}

/* All pairs of a format of 8 bits. C has the named functions and its own environment. */
template <typename F, typename C>
static void check_pairs(const hu_env &policies, C (*const (&functions)[4])(C, C, hu_env *))
{
    hu::environment env(policies);
    for (unsigned i = 0; i < 256; i++) {
        for (unsigned j = 0; j < 256; j++) {
            const C x = {static_cast<std::uint8_t>(i)};
            const C y = {static_cast<std::uint8_t>(j)};
            const hu::number<F> a = of<F>(i);
            const hu::number<F> b = of<F>(j);
            for (int k = 0; k < 4; k++) {
                hu_env expected = policies;
                const C r = functions[k](x, y, &expected);
                env.clear();
                const hu::number<F> s = k == 0 ? a + b : k == 1 ? a - b : k == 2 ? a * b : a / b;
                check(s.code() == r.code && env.flags() == expected.flags, "+ - * /", i, j);
                hu::number<F> t = a;
                k == 0 ? t += b : k == 1 ? t -= b : k == 2 ? t *= b : t /= b;
                check(t.code() == r.code, "+= -= *= /=", i, j);
            }
            hu_env quiet = policies;
            hu_env signaling = policies;
            const hu_relation relation = hu_compare_quiet(a.c(), b.c(), &quiet);
            (void)hu_compare_signaling(a.c(), b.c(), &signaling);
            env.clear();
            check((a == b) == (relation == HU_EQUAL) && (a != b) == (relation != HU_EQUAL) &&
                      env.flags() == quiet.flags,
                  "==", i, j);
            env.clear();
            check((a < b) == (relation == HU_LESS) && env.flags() == signaling.flags, "<", i, j);
            env.clear();
            check((a > b) == (relation == HU_GREATER) && env.flags() == signaling.flags, ">", i, j);
            env.clear();
            check((a <= b) == (relation == HU_LESS || relation == HU_EQUAL) && env.flags() == signaling.flags, "<=", i,
                  j);
            env.clear();
            check((a >= b) == (relation == HU_GREATER || relation == HU_EQUAL) && env.flags() == signaling.flags,
                  ">=", i, j);
            const std::hash<hu::number<F>> hash;
            check(!(a == b) || hash(a) == hash(b), "hash", i, j);
        }
    }
}

/* Codes and flags of one conversion, and the way back through the machine's types. */
template <typename To, typename F> static void check_conversion(hu::environment &env, hu::number<F> x)
{
    hu_env expected = env.c();
    expected.flags = 0;
    const std::uint64_t code = hu_convert(&To::format, x.c(), &expected).code;
    env.clear();
    check(hu::number<To>(x).code() == code && env.flags() == expected.flags, To::format.name, x.code());
}

static void check_fp16(const hu_env &policies)
{
    hu::environment env(policies);
    for (unsigned code = 0; code <= 0xFFFF; code++) {
        const half x = of<hu::fp16>(code);
        hu_env expected = policies;
        const hu_fp16 root = hu_fp16_sqrt(hu_fp16{static_cast<std::uint16_t>(code)}, &expected);
        env.clear();
        check(hu::sqrt(x).code() == root.code && env.flags() == expected.flags, "sqrt", code);
        check((-x).code() == (code ^ 0x8000) && (+x).code() == code && env.flags() == expected.flags, "-", code);
        check_conversion<hu::fp32>(env, x);
        check_conversion<hu::bf16>(env, x);
        check_conversion<hu::e4m3>(env, x);
        check_conversion<hu::e5m2>(env, x);
        check_conversion<hu::e8m0>(env, x);
        check_conversion<hu::fp64>(env, x);
        const half y = of<hu::fp16>(code * 40503U);
        const hu::number<hu::e5m2> z = of<hu::e5m2>(code * 7U >> 3);
        hu_env one = policies;
        const std::uint64_t sum = hu_fma(&hu::bf16::format, x.c(), y.c(), z.c(), &one).code;
        env.clear();
        check(hu::fma<hu::bf16>(x, y, z).code() == sum && env.flags() == one.flags, "fma", code);
        one = policies;
        const std::uint64_t same = hu_fma(&hu::fp16::format, x.c(), y.c(), x.c(), &one).code;
        env.clear();
        check(fma(x, y, x).code() == same && env.flags() == one.flags, "fma", code);
        if (hu_classify(x.c()) > HU_QUIET_NAN) {
            check(half(static_cast<float>(x)).code() == code && half(static_cast<double>(x)).code() == code, "float",
                  code);
            check(hu::from_string<hu::fp16>(to_string(x)).code() == code || policies.rounding != HU_NEAREST_EVEN,
                  "text", code);
        }
    }
}

/* ---- Environments, text, the rest -------------------------------------------------------------------------------- */

static void check_environments()
{
    using number = hu::number<hu::e4m3>;
    const number x(1.0F);
    const number tiny(0.015625F);
    check((x + tiny).code() == x.code() && hu::current().flags == HU_INEXACT, "the thread's environment");
    hu::current().flags = 0;
    hu::environment outer;
    outer.rounding(HU_UP).overflow(HU_SATURATE_FINITE);
    check((x + tiny).code() == x.code() + 1 && outer.raised(HU_INEXACT) && !outer.raised(HU_OVERFLOW), "up");
    {
        hu::environment inner;
        check((x + tiny).code() == x.code() && number(1000).code() == 0x7F, "an inner environment has the defaults");
        check(inner.flags() == (HU_INEXACT | HU_OVERFLOW), "its flags");
        hu::environment same(outer.c());
        check(same.flags() == 0 && number(1000).code() == 0x7E && number(1000U).code() == 0x7E, "that of another one");
    }
    check(outer.flags() == HU_INEXACT && number(1000).code() == 0x7E && outer.raised(HU_OVERFLOW),
          "the outer one again");
    std::thread([x, tiny] {
        check((x + tiny).code() == x.code() && hu::current().flags == HU_INEXACT, "another thread");
    }).join();
    check(outer.like<hu::e4m3>("cuda") && !outer.like<hu::e4m3>("nix") && outer.raised(HU_OVERFLOW), "like");
    outer.clear();
    hu_env cuda = {};
    check(hu_env_like("cuda", &hu::e4m3::format, &cuda) && std::memcmp(&cuda, &outer.c(), sizeof cuda) == 0, "cuda");
    hu::environment random;
    random.rounding(HU_STOCHASTIC_A).random(0xFF, 8);
    check((x + tiny).code() == x.code() + 1, "stochastic, all ones");
    random.random(0, 8);
    check((x + tiny).code() == x.code(), "stochastic, zero");
    hu::environment others;
    others.tininess(HU_TININESS_BEFORE).nan(HU_X86_NAN).flush(HU_FLUSH_RESULTS);
    check(others.c().tininess == HU_TININESS_BEFORE && others.c().nan == HU_X86_NAN &&
              others.c().flush == HU_FLUSH_RESULTS,
          "others");
    check((of<hu::fp16>(0) / of<hu::fp16>(0)).code() == 0xFE00, "x86's NaN");
}

static void check_text()
{
    std::ostringstream out;
    out << half(0.1F) << ' ' << -std::numeric_limits<half>::infinity() << ' ' << std::numeric_limits<half>::quiet_NaN();
    check(out.str() == "0.1 -inf nan", "<<");
    check(hu::to_string(half(0.1F), HU_TEXT_EXACT) == "0.0999755859375" &&
              hu::to_string(half(0.1F), HU_TEXT_HEX) == "0x1.998p-4",
          "to_string");
    check(hu::from_string<hu::e4m3>(std::string_view("448.5", 3)).code() == 0x7E, "from_string");
    hu::environment env;
    env.rounding(HU_UP);
    check(hu::from_string<hu::fp16>("0.1").code() == 0x2E67 && env.raised(HU_INEXACT), "from_string, up");
    for (const char *wrong : {"1.5x", ""}) {
        bool thrown = false;
        try {
            (void)hu::from_string<hu::fp16>(wrong[0] != '\0' ? std::string_view(wrong) : std::string_view());
        } catch (const std::invalid_argument &error) {
            hu_number x = {};
            thrown = std::strcmp(error.what(), hu_parse(&hu::fp16::format, wrong, &env.c(), &x)) == 0;
        }
        check(thrown, "from_string throws the library's sentence");
    }
}

/* A format of one's own. */
struct e5m3 {
    static constexpr hu_format format = {"e5m3", 5, 3, 15, 1, 1, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT,
                                         0xFC,   {}};
};

static void check_rest()
{
    using own = hu::number<e5m3>;
    hu_format parsed = {};
    check(hu_format_parse("e5m3", &parsed) && std::memcmp(&parsed, &e5m3::format, sizeof parsed) == 0, "e5m3");
    check(sizeof(own) == 2 && static_cast<float>(own(1.1F) * own(3)) == 3.5F && own(-1).code() == 0x178, "e5m3");
    check(std::numeric_limits<own>::max_exponent10 == 4 && own::from_code(0xFFFF).code() == 0x1FF, "e5m3's facts");
    check(half(static_cast<signed char>(-3)).code() == 0xC200 && half(~0ULL).code() == 0x7C00, "integers");
    check(half().code() == 0 && !(half(1) == half(2)), "of zeros");
    const auto nan = of<hu::e4m3fnuz>(0x80);
    check((-nan).code() == 0x80 && (-of<hu::e4m3fnuz>(0)).code() == 0 && (-of<hu::e4m3fnuz>(1)).code() == 0x81, "FNUZ");
    const std::unordered_set<half> set = {half(1), half(2), half(1), half(0), -half(0)};
    check(set.size() == 3, "a set");
    hu::environment env;
    check(hu::add<hu::fp32>(half(1), brain(2)).code() == 0x40400000 &&
              hu::sub<hu::e4m3>(half(1), brain(2)).code() == 0xB8,
          "add, sub");
    check(hu::mul<hu::fp32>(half(3), brain(2)).code() == 0x40C00000 &&
              hu::div<hu::bf16>(half(1), half(2)).code() == 0x3F00,
          "mul, div");
    check(hu::sqrt<hu::fp32>(half(4)).code() == 0x40000000 && env.flags() == 0, "sqrt");
}

int main()
{
    using namespace hu;
    check_rows<fp64, fp32, tf32, fp16, bf16, e4m3, e5m2, e4m3fnuz, e5m2fnuz, e4m3b11fnuz, e4m3_ieee, e3m4, e8m0, ue4m3,
               ue5m3, e2m3, e3m2, e2m1>();
    check_machine<fp32, float>();
    check_machine<fp64, double>();
    hu_env policies[2] = {};
    policies[1].rounding = HU_UP;
    policies[1].overflow = HU_SATURATE_FINITE;
    policies[1].nan = HU_X86_NAN;
    for (const hu_env &each : policies) {
        check_pairs<e4m3, hu_e4m3>(each, {hu_e4m3_add, hu_e4m3_sub, hu_e4m3_mul, hu_e4m3_div});
        check_pairs<e5m2, hu_e5m2>(each, {hu_e5m2_add, hu_e5m2_sub, hu_e5m2_mul, hu_e5m2_div});
        check_fp16(each);
    }
    check_environments();
    check_text();
    check_rest();
    if (failures == 0) {
        std::printf("cpp: PASS: %ld comparisons\n", comparisons);
    }
    return failures == 0 ? 0 : 1;
}
