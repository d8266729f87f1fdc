using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats.Flight;

namespace Fathom.Sources.Profiles;

/// <summary>Stacks and threads of a chunk, each of which is read once.</summary>
sealed class FlightStacks(FlightChunk chunk, ProfileBuilder builder)
{
    static readonly string[] StackFields = ["frames", "truncated"];
    static readonly string[] FrameFields = ["method", "lineNumber"];
    static readonly string[] MethodFields = ["type", "name", "descriptor"];
    static readonly string[] ThreadFields = ["javaName", "osName"];

    readonly Dictionary<long, int> _stacks = [];
    readonly Dictionary<long, (int Name, int Library)> _methods = [];
    readonly Dictionary<long, int> _threads = [];
    readonly Dictionary<long, FlightPlan> _plans = [];

    /// <summary>Different stacks that were asked for.</summary>
    public long Seen { get; private set; }

    /// <summary>Of those, the ones whose outer frames the recorder left away.</summary>
    public long Cut { get; private set; }

    public int Stack(FlightField? field, long key)
    {
        if (field is not { IsConstant: true, IsArray: false, Type: { } type })
            return 0;
        if (!_stacks.TryGetValue(key, out int stack))
            _stacks[key] = stack = chunk.TryFind(type, key, out FlightCursor cursor) ? Stack(type, cursor) : 0;
        return stack;
    }

    public int Thread(FlightField? field, long key)
    {
        if (field is not { IsConstant: true, IsArray: false, Type: { } type })
            return 0;
        if (!_threads.TryGetValue(key, out int thread))
            _threads[key] = thread = chunk.TryFind(type, key, out FlightCursor cursor) ? Thread(type, cursor) : 0;
        return thread;
    }

    int Stack(FlightType type, FlightCursor cursor)
    {
        FlightPlan plan = PlanOf(type, StackFields);
        Span<long> at = stackalloc long[StackFields.Length];
        at.Clear();
        if (plan[0] is not { IsArray: true, IsConstant: false, Type: { } frame } || !plan.Read(ref cursor, at))
            return 0;
        Seen++;
        Cut += at[1] != 0 ? 1 : 0;
        FlightCursor frames = chunk.At((int)at[0]);
        int count = Math.Min(frames.Count(), Limits.ProfileDepth);
        FlightPlan each = PlanOf(frame, FrameFields);
        // The innermost stands first.
        Span<int> numbers = count <= 512 ? stackalloc int[count] : new int[count];
        Span<long> values = stackalloc long[FrameFields.Length];
        int read = 0;
        for (; read < count; read++)
        {
            values.Clear();
            if (!each.Read(ref frames, values))
                break;
            numbers[read] = Frame(each, values);
        }
        return builder.StackOf(numbers[..read]);
    }

    int Frame(FlightPlan plan, ReadOnlySpan<long> values)
    {
        (int name, int library) = plan[0] is { IsConstant: true, IsArray: false, Type: { } method } ? Method(method, values[0]) : default;
        int line = library == 0 && values[1] is > 0 and <= int.MaxValue ? (int)values[1] : 0;
        return builder.Frame(new ProfileFrame(0, name, library, 0, 0, line));
    }

    (int Name, int Library) Method(FlightType type, long key)
    {
        if (_methods.TryGetValue(key, out (int Name, int Library) known))
            return known;
        Span<long> values = stackalloc long[MethodFields.Length];
        FlightPlan plan = PlanOf(type, MethodFields);
        if (!chunk.TryFind(type, key, out FlightCursor cursor) || !plan.Read(ref cursor, values))
            return _methods[key] = default;
        string name = chunk.Text(plan[1], values[1]) ?? "";
        string descriptor = chunk.Text(plan[2], values[2]) ?? "";
        string owner = ClassName(plan[0], values[0]);
        // No method of Java's returns "L;": async-profiler marks native and kernel frames so, and puts the library where others have the class (lookup.cpp).
        bool isNative = descriptor.EndsWith(")L;", StringComparison.Ordinal) || (descriptor.Length == 0 && owner.Length == 0);
        known = isNative ? (builder.Texts.Add(name), builder.Texts.Add(owner)) : (builder.Texts.Add(owner.Replace('/', '.') + "." + name), 0);
        return _methods[key] = known;
    }

    /// <summary>A class names its loader first, which has a name too.</summary>
    string ClassName(FlightField? field, long key)
    {
        if (field is not { IsConstant: true, IsArray: false, Type: { } type })
            return "";
        FlightPlan plan = PlanOf(type, ["name"]);
        Span<long> value = stackalloc long[1];
        return chunk.TryFind(type, key, out FlightCursor cursor) && plan.Read(ref cursor, value) ? chunk.Text(plan[0], value[0]) ?? "" : "";
    }

    int Thread(FlightType type, FlightCursor cursor)
    {
        FlightPlan plan = PlanOf(type, ThreadFields);
        Span<long> values = stackalloc long[ThreadFields.Length];
        if (!plan.Read(ref cursor, values))
            return 0;
        string? java = chunk.Text(plan[0], values[0]);
        return builder.Texts.Add(java is { Length: > 0 } ? java : chunk.Text(plan[1], values[1]) ?? "");
    }

    FlightPlan PlanOf(FlightType type, string[] fields)
    {
        if (!_plans.TryGetValue(type.Id, out FlightPlan? plan))
            _plans[type.Id] = plan = FlightPlan.Of(type, fields);
        return plan;
    }
}
