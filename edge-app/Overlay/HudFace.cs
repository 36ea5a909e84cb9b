using HarfBuzzSharp;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>One font file in two forms: HarfBuzz shapes its glyphs, Skia draws them. Owns both.</summary>
internal sealed class HudFace : IDisposable
{
    private readonly SKData data;
    private readonly Blob blob;
    private readonly Face face;
    private readonly SKFont probe;

    private HudFace(SKData data, SKTypeface typeface, int index)
    {
        this.data = data;
        Typeface = typeface;
        blob = new Blob(data.Data, checked((int)data.Size), MemoryMode.ReadOnly);
        face = new Face(blob, index);
        Shaper = new Font(face);
        Shaper.SetFunctionsOpenType();
        UnitsPerEm = face.UnitsPerEm;
        probe = new SKFont(typeface, UnitsPerEm);
    }

    /// <summary>The font for Skia.</summary>
    public SKTypeface Typeface { get; }

    /// <summary>The font for HarfBuzz, in units of its design grid.</summary>
    public Font Shaper { get; }

    /// <summary>Size of the font's design grid.</summary>
    public int UnitsPerEm { get; }

    /// <summary>Reads an embedded font.</summary>
    /// <param name="resource">Name of the embedded resource.</param>
    public static HudFace FromResource(string resource)
    {
        using Stream stream = typeof(HudFace).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font '{resource}' is not embedded.");
        return Create(SKData.Create(stream), 0) ?? throw new InvalidOperationException($"The font '{resource}' cannot be read.");
    }

    /// <summary>Reads a system font; null if Skia cannot draw it.</summary>
    /// <param name="path">A TTF, OTF or TTC file.</param>
    /// <param name="index">Number of the face in a collection.</param>
    public static HudFace? FromFile(string path, int index) => SKData.Create(path) is SKData data ? Create(data, index) : null;

    /// <summary>Whether the font has a glyph for a Unicode scalar value.</summary>
    public bool Covers(int scalar) => probe.ContainsGlyph(scalar);

    public void Dispose()
    {
        probe.Dispose();
        Shaper.Dispose();
        face.Dispose();
        blob.Dispose();
        Typeface.Dispose();
        data.Dispose();
    }

    private static HudFace? Create(SKData data, int index)
    {
        if (SKTypeface.FromData(data, index) is SKTypeface typeface)
        {
            return new HudFace(data, typeface, index);
        }

        data.Dispose();
        return null;
    }
}
