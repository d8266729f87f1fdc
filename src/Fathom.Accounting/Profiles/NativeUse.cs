namespace Fathom.Accounting.Profiles;

/// <summary>What somebody who allocates native memory in a JVM wants it for, as far as a stack shows.</summary>
public enum NativeUse
{
    /// <summary>No stack, or none but the allocator's and the C library's frames.</summary>
    Unknown,

    /// <summary>Code that lies in no file and has no name: an address is nobody.</summary>
    Unnamed,
    ZlibStream,
    ZstdContext,
    Sqlite,

    /// <summary>Unsafe.allocateMemory: direct buffers among it.</summary>
    Unsafe,

    /// <summary>Copies that JNI makes of strings and arrays.</summary>
    JniCopy,

    /// <summary>The JVM's own structures.</summary>
    Jvm,

    /// <summary>A native library of the JDK's.</summary>
    Jdk,
    Library,

    /// <summary>Functions whose library the profile does not name.</summary>
    Function,
}
