using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// The classes whose objects own native memory. To add one, add a row: the first row that fits an object takes it. Field
/// names are those of the sources named beside them; a field that a version does not have tells nothing of it.
/// </summary>
static class NativeOwners
{
    public static IReadOnlyList<NativeOwner> All { get; } =
    [
        // java.base java/nio/Direct-X-Buffer.java.template: a slice has the buffer it is of in att; who allocates sets a cleaner.
        new("java/nio/DirectByteBuffer", "a view of another direct buffer") { IsShell = true, WithSubclasses = true, With = ["att"] },
        new("java/nio/DirectByteBuffer", DumpedKinds.Mapped) { WithSubclasses = true, With = ["cleaner", "fd"], Size = NumberField.Int("capacity") },
        new("java/nio/DirectByteBuffer", DumpedKinds.Direct) { WithSubclasses = true, With = ["cleaner"], Size = NumberField.Int("capacity") },
        new("java/nio/DirectByteBuffer", "memory of JNI, FFM or Unsafe") { WithSubclasses = true, Size = NumberField.Int("capacity") },
        new("java/nio/DirectByteBuffer$Deallocator", "frees memory of allocateDirect") { IsShell = true, Open = NumberField.Long("address") },

        // java/util/zip: address is zeroed by end(); in the class itself up to JDK 8's ZStreamRef.
        new("java/util/zip/Inflater$InflaterZStreamRef", DumpedKinds.Inflate) { Open = NumberField.Long("address") },
        new("java/util/zip/Deflater$DeflaterZStreamRef", DumpedKinds.Deflate) { Open = NumberField.Long("address") },
        new("java/util/zip/ZStreamRef", "a zlib stream") { Open = NumberField.Long("address") },
        new("java/util/zip/Inflater", "refers to a zlib inflate stream") { IsShell = true, WithSubclasses = true },
        new("java/util/zip/Deflater", "refers to a zlib deflate stream") { IsShell = true, WithSubclasses = true },
        new("java/util/zip/ZipFile$Source", "a descriptor, a table of entries"),
        new("java/util/zip/ZipFile", "an open zip or jar") { WithSubclasses = true },

        // java/lang/Thread.java: eetop is the JavaThread, zero before start and after the end; it keeps the object (JavaThread::_threadObj). The JVM's own threads
        // are no roots of a dump (is_hidden_from_external_view). Virtual threads have no stack.
        new("java/lang/BaseVirtualThread", "no stack of its own") { IsShell = true, WithSubclasses = true },
        new("java/lang/VirtualThread", "no stack of its own") { IsShell = true, WithSubclasses = true },
        new("java/lang/Thread", DumpedKinds.Thread) { WithSubclasses = true, IsKeptWhileOpen = true, Open = NumberField.Long("eetop") },
        new("java/lang/ClassLoader", "metaspace of its classes") { WithSubclasses = true },

        // jdk.internal.foreign: state turns negative when an arena is closed; a segment may be a view of another.
        new("jdk/internal/foreign/MemorySessionImpl", "segments of an arena") { WithSubclasses = true, OpenUntilNegative = NumberField.Int("state") },
        new("jdk/internal/foreign/NativeMemorySegmentImpl", "a segment, or a view of one") { IsShell = true, WithSubclasses = true },

        new("sun/misc/Cleaner", "runs when its referent is gone") { IsShell = true, WithSubclasses = true },
        new("jdk/internal/ref/Cleaner", "runs when its referent is gone") { IsShell = true, WithSubclasses = true },
        new("jdk/internal/ref/CleanerImpl$PhantomCleanableRef", "runs when its referent is gone") { IsShell = true },
        new("java/lang/ref/Finalizer", "waits for finalize()") { IsShell = true },

        // sun/nio/ch: a selector has an epoll descriptor and an array outside of the heap.
        new("sun/nio/ch/EPollSelectorImpl", "an epoll descriptor, its events") { WithSubclasses = true },
        new("sun/nio/ch/FileChannelImpl", "a file descriptor") { WithSubclasses = true },
        new("sun/nio/ch/FileChannelImpl$Unmapper", "unmaps a file") { IsShell = true, WithSubclasses = true, Size = NumberField.Long("size"), Open = NumberField.Long("address") },
        new("sun/nio/ch/SocketChannelImpl", "a socket") { WithSubclasses = true },

        // Netty: chunkSize in PoolChunk; a chunk may be of the Java heap, then its memory is an array.
        new("*io/netty/buffer/PoolChunk", "a chunk, direct or on the heap") { Size = NumberField.Int("chunkSize") },
        new("*io/netty/buffer/PoolArena$DirectArena", "an arena of a pool"),
        new("*io/netty/handler/ssl/ReferenceCountedOpenSslEngine", "an SSL") { WithSubclasses = true, Open = NumberField.Long("ssl") },
        new("*io/netty/handler/ssl/ReferenceCountedOpenSslContext", "an SSL_CTX") { WithSubclasses = true, Open = NumberField.Long("ctx") },
        new("*io/netty/channel/epoll/EpollEventLoop", "an epoll descriptor, its events"),

        new("*org/rocksdb/RocksObject", "a RocksDB object") { WithSubclasses = true, Open = NumberField.Long("nativeHandle_") },
        // SharedMemory is a view (com/sun/jna/Memory.java).
        new("*com/sun/jna/Memory$SharedMemory", "a view of JNA memory") { IsShell = true },
        new("*com/sun/jna/Memory", "memory of JNA") { WithSubclasses = true, Size = NumberField.Long("size"), Open = NumberField.Long("peer") },
        new("*org/sqlite/core/NativeDB", "an SQLite database") { Open = NumberField.Long("pointer") },
        new("*com/github/luben/zstd/ZstdInputStreamNoFinalizer", "a zstd stream") { WithSubclasses = true, Open = NumberField.Long("stream") },
        new("*com/github/luben/zstd/ZstdOutputStreamNoFinalizer", "a zstd stream") { WithSubclasses = true, Open = NumberField.Long("stream") },
    ];
}
