using System.Diagnostics;
using System.Text.Json;
using Fathom.Cli;

namespace Fathom.Live.Tests.Cli;

/// <summary>What a call of fathom came to: in this process, or of the binary that is shipped.</summary>
sealed record Answer(int ExitCode, byte[] Bytes, string Talk)
{
    internal static string? Binary { get; } = Environment.GetEnvironmentVariable("FATHOM_BINARY");

    internal string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    internal JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    internal static Answer Of(params string[] arguments)
    {
        using MemoryStream output = new();
        using StringWriter talk = new();
        using Session session = new(output, talk);
        int exitCode = Program.Run(arguments, session);
        session.Out.Flush();
        return new Answer(exitCode, output.ToArray(), talk.ToString());
    }

    internal static Answer OfBinary(params string[] arguments) => OfProgram(Binary!, arguments);

    internal static Answer OfProgram(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> talk = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new Answer(process.ExitCode, output.ToArray(), talk.Result);
    }

    /// <summary>Both ways, where there is a binary: they may not differ in how they end.</summary>
    internal static Answer OfBoth(params string[] arguments)
    {
        Answer answer = Of(arguments);
        if (Binary is not null)
        {
            Answer shipped = OfBinary(arguments);
            Assert.True(answer.ExitCode == shipped.ExitCode, $"here {answer.ExitCode}, the binary {shipped.ExitCode}: {shipped.Talk}");
        }
        return answer;
    }

    internal void Ends(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"exit {ExitCode}, not {exitCode}: {Talk}");
        Assert.All(words, word => Assert.Contains(word, Talk, StringComparison.Ordinal));
    }

    /// <summary>The sum of the ledger in JSON is its own figure of the kernel's.</summary>
    internal JsonElement BalancedJson()
    {
        JsonElement root = Json, ledger = root.GetProperty("ledger");
        long sum = ledger.GetProperty("accounts").EnumerateArray().Sum(account => account.GetProperty("bytes").GetInt64());
        Assert.Equal(root.GetProperty("rss_bytes").GetInt64(),
            sum + ledger.GetProperty("unexplained_bytes").GetInt64() - ledger.GetProperty("balance_error_bytes").GetInt64());
        return root;
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class BinaryFactAttribute : FactAttribute
{
    public BinaryFactAttribute(params string[] needs)
    {
        string[] missing = [.. needs.Where(need => !Fathom.Tests.Requires.Has(need))];
        if (Answer.Binary is null)
            Skip = "FATHOM_BINARY names no binary (./test sets it)";
        else if (missing.Length > 0)
            Skip = "needs " + string.Join(", ", missing);
        else
            Skip = Machine.NoJdk(17);
    }

    /// <summary>It changes users.</summary>
    public bool IsForRoot
    {
        get => _isForRoot;
        set
        {
            _isForRoot = value;
            if (value && System.Environment.UserName != "root")
                Skip ??= "needs root";
        }
    }

    bool _isForRoot;
}
