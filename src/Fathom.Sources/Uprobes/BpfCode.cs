namespace Fathom.Sources.Uprobes;

/// <summary>R0 takes answers, R1 to R5 arguments, which a call destroys; R6 to R9 stay, and R10 ends the stack of 512 bytes.</summary>
enum BpfRegister : byte
{
    R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, Frame,
}

/// <summary>Functions of the kernel's that a program may call (linux/bpf.h, ___BPF_FUNC_MAPPER).</summary>
enum BpfFunction
{
    Find = 1,
    Put = 2,
    Remove = 3,
    MonotonicTime = 5,
    Random = 7,
    Thread = 14,
    ThreadName = 16,
    ReadUser = 112,
    ThreadInSpace = 120,
    Reserve = 131,
    Submit = 132,
}

/// <summary>Comparisons without sign.</summary>
enum BpfTest : byte
{
    Equal = 0x10,
    GreaterOrEqual = 0x30,
    NotEqual = 0x50,
}

/// <summary>Instructions of the kernel's own machine, a word each (Documentation/bpf/standardization/instruction-set.rst).</summary>
sealed class BpfCode
{
    // Class and size of a load or store, and what an operation takes its second operand from.
    const byte LoadWord = 0x79, StoreWord = 0x7B, StoreNumber = 0x7A, AddAtomically = 0xDB, LoadWide = 0x18;
    const byte OfNumber = 0x07, OfRegister = 0x0F, Jump = 0x05, Register = 0x08;
    const byte PlusOperation = 0x00, TimesOperation = 0x20, ShiftRightOperation = 0x70, MoveOperation = 0xB0;

    readonly List<ulong> _words = [];
    readonly List<(int At, string Label)> _jumps = [];
    readonly Dictionary<string, int> _labels = [];

    /// <summary>With every jump led to its label.</summary>
    public ulong[] Words()
    {
        ulong[] words = [.. _words];
        foreach ((int at, string label) in _jumps)
            words[at] |= (ulong)unchecked((ushort)(_labels[label] - at - 1)) << 16;
        return words;
    }

    public void Move(BpfRegister into, BpfRegister from) => Add(MoveOperation | OfRegister, into, from);

    public void Move(BpfRegister into, int number) => Add(MoveOperation | OfNumber, into, 0, 0, number);

    public void Move(BpfRegister into, ulong number) => Wide(into, 0, number);

    public void MoveMap(BpfRegister into, int file) => Wide(into, 1, (uint)file);

    public void Plus(BpfRegister into, int number) => Add(PlusOperation | OfNumber, into, 0, 0, number);

    public void Plus(BpfRegister into, BpfRegister from) => Add(PlusOperation | OfRegister, into, from);

    public void Times(BpfRegister into, BpfRegister from) => Add(TimesOperation | OfRegister, into, from);

    public void ShiftRight(BpfRegister into, int bits) => Add(ShiftRightOperation | OfNumber, into, 0, 0, bits);

    public void Load(BpfRegister into, BpfRegister at, int offset) => Add(LoadWord, into, at, offset);

    public void Store(BpfRegister at, int offset, BpfRegister from) => Add(StoreWord, at, from, offset);

    public void Store(BpfRegister at, int offset, int number) => Add(StoreNumber, at, 0, offset, number);

    public void AddTo(BpfRegister at, int offset, BpfRegister from) => Add(AddAtomically, at, from, offset);

    public void Call(BpfFunction function) => Add(0x85, 0, 0, 0, (int)function);

    public void Exit() => Add(0x95, 0);

    public void Go(string label)
    {
        _jumps.Add((_words.Count, label));
        Add(Jump, 0);
    }

    public void GoIf(BpfRegister register, BpfTest test, int number, string label)
    {
        _jumps.Add((_words.Count, label));
        Add((byte)((byte)test | Jump), register, 0, 0, number);
    }

    public void GoIf(BpfRegister register, BpfTest test, BpfRegister other, string label)
    {
        _jumps.Add((_words.Count, label));
        Add((byte)((byte)test | Jump | Register), register, other);
    }

    public void Mark(string label) => _labels.Add(label, _words.Count);

    void Wide(BpfRegister into, byte kind, ulong number)
    {
        Add(LoadWide, into, (BpfRegister)kind, 0, unchecked((int)(uint)number));
        _words.Add(number >> 32 << 32);
    }

    void Add(byte operation, BpfRegister into, BpfRegister from = 0, int offset = 0, int number = 0) =>
        _words.Add(operation | (ulong)into << 8 | (ulong)from << 12 | (ulong)unchecked((ushort)offset) << 16 | (ulong)unchecked((uint)number) << 32);
}
