namespace Fathom.Sources.Profiles;

/// <summary>
/// A regular expression as profiles carry them for names of functions (RE2 syntax; alternatives, groups, classes, * + ?), which fits whole
/// names only. All ways through it are walked at once (K. Thompson, 1968): no expression of a file takes more than its length a byte.
/// </summary>
sealed class NameExpression
{
    readonly NameExpressionStep[] _steps;
    readonly int _start;
    readonly int[] _marked;
    int[] _now;
    int[] _next;
    int _mark;

    internal NameExpression(NameExpressionStep[] steps, int start)
    {
        (_steps, _start) = (steps, start);
        (_marked, _now, _next) = (new int[steps.Length], new int[steps.Length], new int[steps.Length]);
    }

    /// <summary>What it has cost, in steps looked at.</summary>
    public long Cost { get; private set; }

    public bool Fits(ReadOnlySpan<byte> name)
    {
        int count = 0;
        _mark++;
        Follow(_start, _now, ref count);
        foreach (byte letter in name)
        {
            int after = 0;
            _mark++;
            for (int i = 0; i < count; i++)
            {
                NameExpressionStep step = _steps[_now[i]];
                if (step.Letters is { } letters && letters.Contains(letter))
                    Follow(step.Next, _next, ref after);
            }
            Cost += count;
            (_now, _next, count) = (_next, _now, after);
            if (count == 0)
                return false;
        }
        for (int i = 0; i < count; i++)
        {
            if (_steps[_now[i]].IsEnd)
                return true;
        }
        return false;
    }

    /// <summary>Takes in a step, and those that it leads to without a letter.</summary>
    void Follow(int first, int[] list, ref int count)
    {
        Stack<int> open = _open;
        open.Push(first);
        while (open.TryPop(out int at))
        {
            if (_marked[at] == _mark)
                continue;
            _marked[at] = _mark;
            NameExpressionStep step = _steps[at];
            if (step.Letters is not null || step.IsEnd)
            {
                list[count++] = at;
                continue;
            }
            open.Push(step.Next);
            if (step.Other >= 0)
                open.Push(step.Other);
        }
    }

    readonly Stack<int> _open = new();
}
