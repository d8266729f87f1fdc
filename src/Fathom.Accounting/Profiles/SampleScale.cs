using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>
/// What a sample stands for. A block of x bytes was seen with the probability p, so each one seen stands for 1 / p; of one
/// stack's record only the mean x is known (jeprof, AdjustSamples, does the same). The variance is that of n such trials.
/// </summary>
public readonly record struct SampleScale(double Factor, double Probability)
{
    public static SampleScale One => new(1, 1);

    public static SampleScale Of(ProfileSampling sampling, double count, double bytes)
    {
        if (sampling.Kind is SamplingKind.All or SamplingKind.Unknown || sampling.Interval <= 0 || count <= 0 || bytes <= 0)
            return One;
        double probability = Probability1(sampling, bytes / count);
        return new SampleScale(sampling.IsScaled ? 1 : 1 / probability, probability);
    }

    /// <summary>Of a value that was scaled, or came so.</summary>
    /// <param name="value">Of the whole record, for all blocks that it stands for.</param>
    /// <param name="count">How many blocks that are.</param>
    public double Variance(double value, double count)
    {
        if (Probability >= 1 || count <= 0)
            return 0;
        double each = value / count;
        return count * each * each * (1 - Probability) / Probability;
    }

    static double Probability1(ProfileSampling sampling, double size)
    {
        double ratio = size / sampling.Interval;
        return sampling.Kind == SamplingKind.Poisson ? -Math.Exp(-ratio) + 1 : Math.Min(1, ratio);
    }
}
