using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>One column of a profile, sample by sample, for all blocks that the samples stand for.</summary>
public sealed class ProfileValues
{
    readonly double[] _values;
    readonly double[] _variances;

    ProfileValues(ProfileColumn column, double[] values, double[] variances) => (Column, _values, _variances) = (column, values, variances);

    public ProfileColumn Column { get; }

    public ReadOnlySpan<double> Values => _values;

    public ReadOnlySpan<double> Variances => _variances;

    public double Total => Sum(_values);

    /// <summary>In 95 of 100 profiles the truth is within this of the total.</summary>
    public double Error => 1.96 * Math.Sqrt(Sum(_variances));

    public static ProfileValues Of(AllocationProfile profile, ProfileSamples samples, int column)
    {
        var values = new double[samples.Count];
        var variances = new double[samples.Count];
        (int count, int bytes) = PairOf(profile.Columns, column);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<long> row = samples.Of(i);
            values[i] = row[column];
            if (count < 0)
                continue;
            SampleScale scale = SampleScale.Of(profile.Sampling, row[count], row[bytes]);
            values[i] *= scale.Factor;
            variances[i] = scale.Variance(values[i], row[count] * scale.Factor);
        }
        return new ProfileValues(profile.Columns[column], values, variances);
    }

    /// <summary>The columns whose quotient is the size of a block; -1 where the profile lacks one of them.</summary>
    static (int Count, int Bytes) PairOf(IReadOnlyList<ProfileColumn> columns, int column)
    {
        (ProfileMeasure count, ProfileMeasure bytes) = columns[column].Measure switch
        {
            ProfileMeasure.InUseCount or ProfileMeasure.InUseBytes => (ProfileMeasure.InUseCount, ProfileMeasure.InUseBytes),
            ProfileMeasure.AllocatedCount or ProfileMeasure.AllocatedBytes => (ProfileMeasure.AllocatedCount, ProfileMeasure.AllocatedBytes),
            ProfileMeasure.LeakedCount or ProfileMeasure.LeakedBytes => (ProfileMeasure.LeakedCount, ProfileMeasure.LeakedBytes),
            _ => (ProfileMeasure.Other, ProfileMeasure.Other),
        };
        if (count == ProfileMeasure.Other)
            return (-1, -1);
        (int atCount, int atBytes) = (IndexOf(columns, count), IndexOf(columns, bytes));
        return atCount < 0 || atBytes < 0 ? (-1, -1) : (atCount, atBytes);
    }

    static int IndexOf(IReadOnlyList<ProfileColumn> columns, ProfileMeasure measure)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Measure == measure)
                return i;
        }
        return -1;
    }

    static double Sum(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
