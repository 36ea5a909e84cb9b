namespace EdgeResNet.Shared.Cli;

/// <summary>A terminal that may be closed while the program goes on: what is written after that is lost, without an error.</summary>
/// <param name="terminal">stdout or stderr.</param>
internal sealed class ClosedTerminal(Stream terminal) : Stream
{
    private const int InputOutputError = 5; // EIO, errno of a terminal that hung up

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes <see cref="Console"/> write like this where it writes to a terminal.</summary>
    public static void Tolerate()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(Writer(Console.OpenStandardOutput()));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.SetError(Writer(Console.OpenStandardError()));
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            terminal.Write(buffer);
        }
        catch (IOException e) when (e.HResult == InputOutputError)
        {
            // nobody reads it any more
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => terminal.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static StreamWriter Writer(Stream terminal) => new(new ClosedTerminal(terminal), Console.OutputEncoding, leaveOpen: true) { AutoFlush = true };
}
