using System.Text;

namespace EdgeResNet.Shared.Cli;

/// <summary>Stdout whose failures, such as a full disk behind <c>&gt;</c>, are an error that a user can act on.</summary>
/// <param name="inner">The console's writer.</param>
internal sealed class StandardOutput(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new InputException($"stdout: cannot be written ({e.Message}); make room, or send the output elsewhere", e);
        }
    }
}
