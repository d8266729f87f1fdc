namespace Fathom.Views.Text;

/// <summary>
/// Text of any length that another process chose, made safe for a terminal as it passes: control bytes but line ends
/// and tabs become question marks. Names of threads and properties are the application's to choose.
/// </summary>
public struct PlainBytes
{
    bool _afterC2;

    /// <summary>In place; C1 controls are C2 80 to C2 9F in UTF-8, and the two bytes may come apart.</summary>
    public void Clean(Span<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if ((b < 0x20 && b is not ((byte)'\n' or (byte)'\t')) || b == 0x7f || (_afterC2 && b is >= 0x80 and < 0xa0))
                text[i] = (byte)'?';
            _afterC2 = b == 0xc2;
        }
    }
}
