using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>How near the kill is, said so that nobody has to subtract.</summary>
public static class HeadroomText
{
    public static string Words(CgroupUsage? cgroup) => cgroup is null ? "limit not known" : UsedShare(cgroup) switch
    {
        null => "no limit",
        >= 0.97 => "about to be killed",
        >= 0.9 => "nearly full",
        >= 0.75 => "getting full",
        _ => "room enough",
    };

    /// <param name="isNow">What files tell has been: whether it is about to end is not theirs to say.</param>
    public static string Sentence(CgroupUsage cgroup, bool isNow = true) =>
        cgroup.Limit is { } limit && cgroup.Headroom is { } room && UsedShare(cgroup) is { } used
            ? string.Create(CultureInfo.InvariantCulture,
                $"limit {SizeText.Of(limit)}{(cgroup.LimitIsAbove ? " of a cgroup above" : "")}, {used * 100:0} % used without cache, {SizeText.Of(room)} left{(isNow ? ": " + Words(cgroup) : "")}")
            : cgroup.IsRoot ? "none: it is in the cgroup of the whole machine, without a limit"
            : "no limit, uses " + SizeText.Of(cgroup.Usage);

    public static string Brief(CgroupUsage? cgroup) =>
        cgroup?.Headroom is { } room ? Words(cgroup) + ", " + SizeText.Of(room) + " left" : Words(cgroup);

    /// <summary>Page cache is dropped before anybody is killed, so it does not count as used.</summary>
    static double? UsedShare(CgroupUsage cgroup) =>
        cgroup is { Limit: { } limit, Headroom: { } room }
            ? limit.Value == 0 ? 1 : 1 - ((double)room.Value / limit.Value)
            : null;
}
