using System.Globalization;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A number as text in a reused buffer: the mean since the last publication, since single samples change too fast to read.</summary>
/// <param name="decimals">Digits after the point; see <see cref="Decimals"/>.</param>
/// <param name="suffix">Text after the number.</param>
/// <param name="longest">Most characters before the number loses its decimals.</param>
internal sealed class Readout(int decimals, string suffix = "", int longest = 32)
{
    private readonly char[] buffer = new char[32];
    private static readonly string[] formats = ["F0", "F1", "F2", "F3"];
    private int length;
    private double sum;
    private int samples;

    /// <summary>Digits after the point, 0 to 3, used by the next <see cref="Publish"/>.</summary>
    public int Decimals { get; set; } = decimals;

    /// <summary>The text to draw.</summary>
    public ReadOnlySpan<char> Text => buffer.AsSpan(0, length);

    /// <summary>The mean that <see cref="Text"/> shows.</summary>
    public double Value { get; private set; }

    /// <summary>Adds a sample.</summary>
    public void Add(double value)
    {
        if (double.IsFinite(value))
        {
            sum += value;
            samples++;
        }
    }

    /// <summary>Publishes one value instead of a mean; ignores one that is not finite.</summary>
    public void Show(double value)
    {
        (sum, samples) = (0, 0);
        Add(value);
        Publish();
    }

    /// <summary>Publishes the mean of the samples since the last call; without samples, keeps the old text.</summary>
    public void Publish()
    {
        if (samples == 0)
        {
            return;
        }

        Value = Math.Clamp(sum / samples, -1e12, 1e12);
        (sum, samples) = (0, 0);
        Value.TryFormat(buffer, out length, formats[Decimals], CultureInfo.InvariantCulture);
        if (length > longest)
        {
            Value.TryFormat(buffer, out length, formats[0], CultureInfo.InvariantCulture);
        }

        suffix.CopyTo(buffer.AsSpan(length));
        length += suffix.Length;
    }
}
