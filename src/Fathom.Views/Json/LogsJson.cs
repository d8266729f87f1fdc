using System.Text.Json;
using Fathom.Accounting.Saved;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Json;

/// <summary>`recordings`: of Flight Recorder; `memory_calls`: logs of strace; `allocations`: logs of malloc hooks. Only where one was given.</summary>
static class LogsJson
{
    public static void Write(Utf8JsonWriter json, SavedTexts? saved)
    {
        if (saved is null)
            return;
        ThreadDump[] dumps = [.. saved.Of<ThreadDump>()];
        MemoryCalls[] calls = [.. saved.Of<MemoryCalls>()];
        AllocationLog[] logs = [.. saved.Of<AllocationLog>()];
        RecordingsJson.Write(json, [.. saved.Of<FlightRecording>()]);
        if (calls.Length > 0)
            WriteEach(json, "memory_calls", calls, log => Write(json, log, dumps));
        if (logs.Length > 0)
            WriteEach(json, "allocations", logs, log => Write(json, log, dumps));
    }

    static void Write(Utf8JsonWriter json, MemoryCalls log, ThreadDump[] dumps)
    {
        WriteHead(json, log.Lines, log.FirstTime, log.LastTime, log.Calls);
        json.WriteNumber("guessed_threads", log.GuessedThreads);
        WriteEach(json, "programs", log.Programs, program =>
        {
            json.WriteNumberOrNull("pid", program.Pid);
            json.WriteString("file", program.File);
            json.WriteString("end", program.End);
            Write(json, program.Live);
            json.WriteNumber("peak_bytes", program.Peak.Value);
            json.WriteString("peak_time", program.PeakTime);
            json.WriteNumber("arena_heaps", program.ArenaHeaps);
            json.WriteNumber("released_of_before_bytes", program.ReleasedOfBefore.Value);
            json.WriteNumber("missed", program.Missed);
            WriteEach(json, "threads", program.Threads, mapper => Write(json, mapper, dumps));
            WriteEach(json, "sites", program.Sites, mapper => Write(json, mapper, dumps));
        });
    }

    static void Write(Utf8JsonWriter json, Mapper mapper, ThreadDump[] dumps)
    {
        WriteWho(json, mapper.Tid, mapper.Frames, dumps);
        Write(json, mapper.Live);
        json.WriteNumber("mapped_bytes", mapper.Mapped.Value);
        json.WriteNumber("unmapped_bytes", mapper.Unmapped.Value);
        json.WriteNumber("calls", mapper.Calls);
        json.WriteNumber("arena_heaps", mapper.ArenaHeaps);
    }

    static void Write(Utf8JsonWriter json, MappedAmount amount)
    {
        json.WriteNumber("usable_bytes", amount.Usable.Value);
        json.WriteNumber("reserved_bytes", amount.Reserved.Value);
        json.WriteNumber("file_bytes", amount.Files.Value);
    }

    static void Write(Utf8JsonWriter json, AllocationLog log, ThreadDump[] dumps)
    {
        WriteHead(json, log.Lines, log.FirstTime, log.LastTime, log.Calls);
        json.WriteNumber("allocated_bytes", log.Allocated.Value);
        json.WriteNumber("live_bytes", log.Live.Value);
        json.WriteNumber("live_blocks", log.LiveBlocks);
        json.WriteNumber("one_of", log.OneOf);
        json.WriteNumber("freed_of_before", log.FreedOfBefore);
        json.WriteNumber("missed", log.Missed);
        WriteEach(json, "threads", log.Threads, one => Write(json, one, dumps));
        WriteEach(json, "sites", log.Sites, one => Write(json, one, dumps));
    }

    static void Write(Utf8JsonWriter json, Requester one, ThreadDump[] dumps)
    {
        WriteWho(json, one.Tid, one.Site is { } site ? [site] : [], dumps);
        json.WriteNumber("live_bytes", one.Live.Value);
        json.WriteNumber("live_blocks", one.LiveBlocks);
        json.WriteNumber("allocated_bytes", one.Allocated.Value);
        json.WriteNumber("calls", one.Calls);
    }

    static void WriteHead(Utf8JsonWriter json, long lines, string? first, string? last, IReadOnlyList<CallCount> calls)
    {
        json.WriteNumber("lines", lines);
        json.WriteString("first_time", first);
        json.WriteString("last_time", last);
        WriteEach(json, "calls", calls, call =>
        {
            json.WriteString("name", call.Name);
            json.WriteNumber("count", call.Count);
            json.WriteNumber("failed", call.Failed);
        });
    }

    static void WriteEach<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A place has frames, a thread a number, and where a dump names it, its name and its Java frames.</summary>
    static void WriteWho(Utf8JsonWriter json, int? tid, IReadOnlyList<string> frames, ThreadDump[] dumps)
    {
        ThreadOfLog? thread = tid is { } number ? ThreadOfLog.Of(number, dumps) : null;
        json.WriteNumberOrNull("tid", tid);
        json.WriteString("thread", thread?.Name);
        json.WriteStartArray("frames");
        foreach (string frame in thread?.Frames ?? frames)
            json.WriteStringValue(frame);
        json.WriteEndArray();
    }
}
