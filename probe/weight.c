/* Sampling by bytes: each byte is chosen with the same small chance, so a block of n bytes with 1 - exp(-n / interval).
 * Without libm, which the probe is not linked with. */
#include "probe.h"

/* -ln(u) for u in (0, 1]: by the series of the inverse hyperbolic tangent, right to eleven digits. Near 1 its error shrinks
 * with its value: else the shortest draws would all be one byte, and what follows a sample would be sampled too often. */
static double minus_ln(double u)
{
    union { double number; uint64_t bits; } m = { .number = u };
    int exponent = (int)(m.bits >> 52) - 1023;
    m.bits = (m.bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull;
    if (m.number > 1.4142135623730951)
        m.number /= 2, exponent++;
    double y = (m.number - 1) / (m.number + 1), square = y * y, sum = 0;
    for (int i = 13; i > 0; i -= 2)
        sum = sum * square + 1.0 / i;
    return -(exponent * 0.6931471805599453 + 2 * y * sum);
}

/* Bytes until the next sample: -ln(u) * interval. xorshift64, Marsaglia 2003. */
int64_t draw(uint64_t *random, uint64_t interval)
{
    uint64_t x = *random;
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    *random = x;
    double bytes = minus_ln(((double)(x >> 11) + 1) * 0x1p-53) * (double)interval, most = 40.0 * (double)interval;
    return bytes < 1 ? 1 : bytes > most ? (int64_t)most : (int64_t)bytes;
}

/* exp(-x) for x >= 0, right to nine digits: 2^-k by its exponent, the rest by its series. */
static double exp_minus(double x)
{
    double powers = x * 1.4426950408889634;
    if (powers > 60)
        return 0;
    int whole = (int)powers;
    double rest = (powers - whole) * -0.6931471805599453, term = 1, sum = 1;
    for (int i = 1; i < 12; i++)
        sum += term *= rest / i;
    union { uint64_t bits; double number; } scale = { .bits = (uint64_t)(1023 - whole) << 52 };
    return sum * scale.number;
}

/* How many bytes one sampled block of this size stands for. For small ones 1 - exp(-x) would be a difference of equals. */
uint64_t weight_of(uint64_t size, uint64_t interval)
{
    double x = (double)size / (double)interval;
    double chance = x < 1e-5 ? x * (1 - x / 2) : 1 - exp_minus(x);
    return (uint64_t)((double)size / chance + 0.5);
}
