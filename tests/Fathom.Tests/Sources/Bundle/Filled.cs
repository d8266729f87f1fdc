using System.Collections;
using System.Reflection;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Saved;

namespace Fathom.Tests.Sources.Bundle;

/// <summary>
/// Records with a value of its own in every property, found by reflection: a property that somebody adds is in it, and
/// is missed where it is not stored.
/// </summary>
static class Filled
{
    internal static T Make<T>(Random random) => (T)Make(typeof(T), random)!;

    static object? Make(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Make(inner, random);
        // A bundle is made of a process: of texts that were joined it has none.
        if (type == typeof(SavedTexts))
            return null;
        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(random.Next(1, values.Length));
        }
        if (Simple(type, random) is { } simple)
            return simple;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return MakeMany(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()), "Add", type.GetGenericArguments(), random);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>))
            return MakeMany(typeof(HashSet<>).MakeGenericType(type.GetGenericArguments()), "Add", type.GetGenericArguments(), random);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return MakeMany(typeof(List<>).MakeGenericType(type.GetGenericArguments()), "Add", type.GetGenericArguments(), random);
        return MakeRecord(type, random);
    }

    static object? Simple(Type type, Random random)
    {
        if (type == typeof(string))
            return "ä" + random.Next();
        if (type == typeof(bool))
            return true;
        if (type == typeof(char))
            return (char)random.Next('A', 'Z');
        if (type == typeof(double))
            return random.NextDouble() * 100;
        if (type == typeof(byte))
            return (byte)random.Next(1, 256);
        if (type == typeof(int))
            return random.Next(2) == 0 ? random.Next(1, int.MaxValue) : -random.Next(1, 100);
        if (type == typeof(uint))
            return (uint)random.Next(1, int.MaxValue) * 2;
        if (type == typeof(long))
            return random.NextInt64(1, 1L << 40);
        if (type == typeof(ulong))
            return ulong.MaxValue - (ulong)random.NextInt64(1, long.MaxValue);
        if (type == typeof(Bytes))
            return new Bytes(random.NextInt64(1, 1L << 40));
        if (type == typeof(AddressRange))
            return new AddressRange(new Address((ulong)random.NextInt64(1, 1L << 40)), new Address((ulong)random.NextInt64(1L << 41, 1L << 42)));
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks(random.NextInt64(1, 1L << 50));
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(random.NextInt64(1, 1L << 60), TimeSpan.Zero);
        return type == typeof(PageRuns) ? Runs(random) : null;
    }

    static PageRuns Runs(Random random)
    {
        PageRuns.Builder runs = new();
        ulong at = (ulong)random.Next(1, 1000);
        for (int i = 0; i < 20; i++)
        {
            runs.Add(new PageRun(new Address(at * 4096), random.Next(1, 300), (PageKind)random.Next(64)));
            at += 1000;
        }
        return runs.Build();
    }

    static object MakeMany(Type type, string add, Type[] of, Random random)
    {
        object made = Activator.CreateInstance(type)!;
        for (int i = 0; i < 2; i++)
            type.GetMethod(add, of)!.Invoke(made, [.. of.Select(each => Make(each, random))]);
        return made;
    }

    static object MakeRecord(Type type, Random random)
    {
        ConstructorInfo? constructor = type.GetConstructors().MaxBy(each => each.GetParameters().Length);
        object made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(each => Make(each.ParameterType, random))]);
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
            field.SetValue(made, Make(field.FieldType, random));
        foreach (PropertyInfo property in Stored(type))
        {
            if (property.PropertyType != typeof(CensusChunks))
                property.SetValue(made, Make(property.PropertyType, random));
        }
        return made;
    }

    /// <summary>What a record is made of, and not what it computes.</summary>
    static IEnumerable<PropertyInfo> Stored(Type type) =>
        type.GetProperties().Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0);

    /// <summary>Where the two differ first, as a path; null where they do not.</summary>
    internal static string? Difference(object? one, object? other, string path)
    {
        if (one is null || other is null)
            return one is null && other is null ? null : path;
        Type type = one.GetType();
        if (one is string || type.IsPrimitive || type.IsEnum || one is Bytes or Address or AddressRange or TimeSpan or DateTimeOffset)
            return one.Equals(other) ? null : $"{path}: {one} is {other}";
        if (one is IDictionary map)
            return map.Count != ((IDictionary)other).Count ? path
                : map.Keys.Cast<object>().Select(key => Difference(map[key], ((IDictionary)other)[key], $"{path}[{key}]")).FirstOrDefault(each => each is not null);
        if (one is IReadOnlySet<Device> set)
            return set.SetEquals((IEnumerable<Device>)other) ? null : path;
        if (one is IEnumerable list)
            return Elements(list, (IEnumerable)other, path);
        return Stored(type).Select(property => Difference(property.GetValue(one), property.GetValue(other), path + "." + property.Name))
            .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => Difference(field.GetValue(one), field.GetValue(other), path + "." + field.Name)))
            .FirstOrDefault(each => each is not null);
    }

    static string? Elements(IEnumerable one, IEnumerable other, string path)
    {
        object?[] mine = [.. one.Cast<object?>()], others = [.. other.Cast<object?>()];
        return mine.Length != others.Length ? $"{path}: {mine.Length} elements are {others.Length}"
            : mine.Zip(others).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(each => each is not null);
    }
}
