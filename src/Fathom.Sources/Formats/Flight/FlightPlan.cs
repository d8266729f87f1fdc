namespace Fathom.Sources.Formats.Flight;

/// <summary>
/// Which fields of a type are taken, by their paths ("heapSpace.committedSize"), and where each value goes. A number is
/// taken as it is, a constant as its key, a text or an array as the place at which it stands.
/// </summary>
sealed class FlightPlan
{
    readonly List<(FlightField Field, int Slot, FlightPlan? Inner)> _steps = [];
    readonly FlightField?[] _taken;

    FlightPlan(FlightField?[] taken) => _taken = taken;

    /// <summary>The field behind a value; null where this chunk's type has none of that name.</summary>
    public FlightField? this[int slot] => _taken[slot];

    public int Width => _taken.Length;

    public static FlightPlan Of(FlightType type, IReadOnlyList<string> paths)
    {
        FlightPlan plan = new(new FlightField?[paths.Count]);
        plan.Fill(type, paths, "", 0);
        return plan;
    }

    /// <summary>False where the value does not make sense.</summary>
    public bool Read(ref FlightCursor cursor, scoped Span<long> values)
    {
        foreach ((FlightField field, int slot, FlightPlan? inner) in _steps)
        {
            if (cursor.IsBad)
                return false;
            if (inner is not null)
                inner.Read(ref cursor, values);
            else if (slot < 0)
                field.Skip(ref cursor, 1);
            else
                values[slot] = Value(ref cursor, field);
        }
        return !cursor.IsBad;
    }

    static long Value(ref FlightCursor cursor, in FlightField field)
    {
        int at = cursor.At;
        if (!field.IsArray && field.IsConstant)
            return cursor.Long();
        if (!field.IsArray && field.Type is { Shape: not (FlightShape.Text or FlightShape.Fields) } number)
            return number.Number(ref cursor);
        field.Skip(ref cursor, 1);
        return at;
    }

    void Fill(FlightType type, IReadOnlyList<string> paths, string prefix, int depth)
    {
        foreach (FlightField field in type.Fields)
        {
            string path = prefix + field.Name;
            int slot = -1;
            bool isAbove = false;
            for (int i = 0; i < paths.Count; i++)
            {
                if (paths[i] == path)
                    slot = i;
                isAbove |= paths[i].Length > path.Length && paths[i].StartsWith(path, StringComparison.Ordinal) && paths[i][path.Length] == '.';
            }
            FlightPlan? inner = null;
            if (isAbove && depth < 4 && field is { IsArray: false, IsConstant: false, Type: { Shape: FlightShape.Fields } part })
            {
                inner = new FlightPlan(_taken);
                inner.Fill(part, paths, path + ".", depth + 1);
            }
            else if (slot >= 0)
            {
                _taken[slot] = field;
            }
            _steps.Add((field, inner is null ? slot : -1, inner));
        }
    }
}
