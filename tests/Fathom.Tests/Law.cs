using FsCheck;
using FsCheck.Fluent;

namespace Fathom.Tests;

/// <summary>A property, tried on many seeds; a failure names the seed that breaks it.</summary>
static class Law
{
    internal static void Holds(Action<Random> law, int times = 200) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(times),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(new Random(seed))));
}
