namespace Fathom.Sources.Elf.Unwind;

/// <summary>Takes the rules of one function, in the order of its addresses.</summary>
interface IRowSink
{
    void Add(ulong address, in FrameRules rules);
}
