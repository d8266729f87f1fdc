using System.Diagnostics.CodeAnalysis;

namespace Fathom.Evidence;

/// <summary>A value, or the gap that stands in its place. Reading the world is not exceptional.</summary>
public readonly struct Result<T>
{
    readonly T? _value;

    Result(T? value, Gap? gap)
    {
        _value = value;
        Gap = gap;
    }

    public Gap? Gap { get; }

    public bool Ok => Gap is null;

    public T Value => Gap is null ? _value! : throw new InvalidOperationException("the gap was not looked at: " + Gap.Id);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Gap gap) => new(default, gap);

    internal static Result<T> Of(T value) => new(value, null);

    /// <summary>Hands out one of the two; the other is null.</summary>
    public bool Try([MaybeNullWhen(false)] out T value,
        [NotNullWhen(false)] out Gap? gap)
    {
        (value, gap) = (_value, Gap);
        return Gap is null;
    }

    [return: NotNullIfNotNull(nameof(fallback))]
    public T? Or(T? fallback) => Gap is null ? _value! : fallback;

    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next) => Gap is null ? next(_value!) : Gap;
}

/// <summary>For values that the compiler cannot convert by itself: interfaces have no conversion operators.</summary>
public static class Result
{
    public static Result<T> Of<T>(T value) => Result<T>.Of(value);
}
