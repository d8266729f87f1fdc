using System.Globalization;

namespace Fathom.Cli.Commands;

/// <summary>Commands that exec the command behind their own words: which word that is. Of options that are not known here it cannot be told.</summary>
static class HandedOn
{
    /// <param name="Letters">Short options that stand alone; one with a colon behind it takes a value, in the same word or the next (getopt(3)).</param>
    /// <param name="Names">Long ones, likewise.</param>
    /// <param name="Operands">Words of its own before the command.</param>
    sealed record Prefix(string Letters = "", string Names = "", int Operands = 0)
    {
        /// <summary>NAME=VALUE may stand before the command.</summary>
        public bool Assigns { get; init; }

        /// <summary>A number among the options, or before the command, is its own.</summary>
        public bool Counts { get; init; }
    }

    // Options by which it does something else than to exec (taskset -p, sudo -i, env -S), and programs that do so without one (runuser) are left out on purpose.
    static readonly Dictionary<string, Prefix> Prefixes = new(StringComparer.Ordinal)
    {
        ["chroot"] = new("", "groups: userspec: skip-chdir", 1),
        ["chrt"] = new("abdfiormRvT:P:D:", "all-tasks batch deadline fifo idle other rr reset-on-fork verbose sched-runtime: sched-period: sched-deadline:") { Counts = true },
        ["doas"] = new("nu:C:"),
        ["env"] = new("ivu:C:", "ignore-environment debug unset: chdir: block-signal default-signal ignore-signal") { Assigns = true },
        ["ionice"] = new("c:n:t", "class: classdata: ignore"),
        ["nice"] = new("n:", "adjustment:") { Counts = true },
        ["nohup"] = new(),
        ["numactl"] = new("ai:p:N:C:lm:b", "all interleave: preferred: cpunodebind: physcpubind: localalloc membind: balancing"),
        ["prlimit"] = new("", "as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack verbose"),
        ["setpriv"] = new("", "ambient-caps: inh-caps: bounding-set: clear-groups keep-groups init-groups groups: no-new-privs nnp rgid: ruid: egid: euid: regid: reuid: "
            + "securebits: selinux-label: apparmor-profile: pdeathsig: ptracer: reset-env"),
        ["setsid"] = new("cfw", "ctty fork wait"),
        ["stdbuf"] = new("i:o:e:", "input: output: error:"),
        ["sudo"] = new("ABEHnPSNkbu:g:C:D:p:r:t:T:h:R:", "askpass bell set-home non-interactive preserve-groups stdin no-update reset-timestamp background preserve-env "
            + "user: group: close-from: chdir: chroot: prompt: role: type: command-timeout: host:")
        { Assigns = true },
        ["taskset"] = new("ac", "all-tasks cpu-list", 1),
        ["time"] = new("apvqf:o:", "append portability verbose quiet format: output:"),
        ["timeout"] = new("fpvk:s:", "foreground preserve-status verbose kill-after: signal:", 1),
        ["unshare"] = new("imnpuUCTfrcR:w:S:G:", "ipc mount net pid uts user cgroup time fork map-root-user map-current-user map-auto keep-caps kill-child mount-proc "
            + "root: wd: setuid: setgid: map-user: map-group: map-users: map-groups: propagation: setgroups: monotonic: boottime:"),
    };

    /// <summary>The command that the one at this place comes to run; null where it is none of these, or what it was told is not known.</summary>
    public static int? Behind(IReadOnlyList<string> command, int at)
    {
        if (!IsOne(command[at]) || Prefixes[NameOf(command[at])] is not { } prefix || PastOptions(command, at + 1, prefix) is not { } next)
            return null;
        while (prefix.Assigns && next < command.Count && command[next].Contains('=', StringComparison.Ordinal))
            next++;
        next += prefix.Operands;
        // Of chrt: policies without priorities want none in later releases.
        if (prefix.Counts && next < command.Count && IsNumber(command[next]))
            next++;
        return next < command.Count ? next : null;
    }

    /// <summary>By its name; a file of somebody's that only is called so is a program like any other.</summary>
    public static bool IsOne(string word) => Prefixes.ContainsKey(NameOf(word))
        && (!word.Contains('/', StringComparison.Ordinal) || word.StartsWith("/usr/", StringComparison.Ordinal) || word.StartsWith("/bin/", StringComparison.Ordinal) || word.StartsWith("/sbin/", StringComparison.Ordinal));

    public static string NameOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    static int? PastOptions(IReadOnlyList<string> command, int at, Prefix prefix)
    {
        for (; at < command.Count && command[at].StartsWith('-'); at++)
        {
            string word = command[at];
            if (word == "--")
                return at + 1;
            // env: the same as -i; nice -5 and nice --5.
            if ((prefix.Assigns && word == "-") || (prefix.Counts && IsNumber(word[1..])))
                continue;
            if ((word.StartsWith("--", StringComparison.Ordinal) ? IsNextOfName(prefix, word[2..]) : IsNextOfLetters(prefix, word.AsSpan(1))) is not { } takesNext)
                return null;
            at += takesNext ? 1 : 0;
        }
        return at;
    }

    /// <summary>Whether its value is the next word; null where it is not known.</summary>
    static bool? IsNextOfName(Prefix prefix, string word)
    {
        string name = word.Split('=')[0];
        foreach (string known in prefix.Names.Split(' '))
        {
            if (known.TrimEnd(':') == name)
                return known.EndsWith(':') && !word.Contains('=', StringComparison.Ordinal);
        }
        return null;
    }

    static bool? IsNextOfLetters(Prefix prefix, ReadOnlySpan<char> letters)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            int place = letters[i] == ':' ? -1 : prefix.Letters.IndexOf(letters[i], StringComparison.Ordinal);
            if (place < 0)
                return null;
            if (place + 1 < prefix.Letters.Length && prefix.Letters[place + 1] == ':')
                return i + 1 == letters.Length;
        }
        return letters.Length > 0 ? false : null;
    }

    static bool IsNumber(string word) => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
