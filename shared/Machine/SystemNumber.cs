using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.Shared.Machine;

/// <summary>A system file with a number, such as a temperature: opened once, read often, without allocation.</summary>
internal sealed class SystemNumber : IDisposable
{
    private readonly SafeFileHandle file;

    private SystemNumber(SafeFileHandle file) => this.file = file;

    /// <summary>Opens the file; null if it is missing or not readable.</summary>
    public static SystemNumber? Open(string path)
    {
        try
        {
            return File.Exists(path) ? new SystemNumber(File.OpenHandle(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a file's number once; null when there is none.</summary>
    public static long? Of(string path)
    {
        using SystemNumber? number = Open(path);
        return number?.Read();
    }

    /// <summary>The number now; null if the device gives none.</summary>
    public long? Read()
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            int length = RandomAccess.Read(file, text, fileOffset: 0);
            return Utf8Parser.TryParse(text[..length], out long value, out _) ? value : null;
        }
        catch (IOException)
        {
            return null; // a sensor that is switched off answers with an error
        }
    }

    public void Dispose() => file.Dispose();
}
