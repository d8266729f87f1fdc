namespace Fathom.Sources.Native;

/// <summary>The kernel's error numbers that we meet, by their names (errno(3), x86-64 and arm64 alike).</summary>
public static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int E2BIG = 7;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENOTTY = 25;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ELOOP = 40;
    public const int EEXIST = 17;
    public const int EPIPE = 32;
    public const int ECONNRESET = 104;
    public const int ECONNREFUSED = 111;

    public static string Name(int errno) => errno switch
    {
        EPERM => nameof(EPERM),
        ENOENT => nameof(ENOENT),
        ESRCH => nameof(ESRCH),
        EINTR => nameof(EINTR),
        EIO => nameof(EIO),
        6 => "ENXIO",
        E2BIG => nameof(E2BIG),
        9 => "EBADF",
        EAGAIN => nameof(EAGAIN),
        ENOMEM => nameof(ENOMEM),
        EACCES => nameof(EACCES),
        EFAULT => nameof(EFAULT),
        EEXIST => nameof(EEXIST),
        18 => "EXDEV",
        19 => "ENODEV",
        ENOTDIR => nameof(ENOTDIR),
        EISDIR => nameof(EISDIR),
        EINVAL => nameof(EINVAL),
        23 => "ENFILE",
        24 => "EMFILE",
        ENOTTY => nameof(ENOTTY),
        27 => "EFBIG",
        28 => "ENOSPC",
        30 => "EROFS",
        EPIPE => nameof(EPIPE),
        ENAMETOOLONG => nameof(ENAMETOOLONG),
        ENOSYS => nameof(ENOSYS),
        ELOOP => nameof(ELOOP),
        95 => "EOPNOTSUPP",
        ECONNRESET => nameof(ECONNRESET),
        110 => "ETIMEDOUT",
        ECONNREFUSED => nameof(ECONNREFUSED),
        116 => "ESTALE",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"errno {errno}"),
    };
}
