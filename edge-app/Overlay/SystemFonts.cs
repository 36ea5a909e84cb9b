namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Finds system fonts for scripts that the embedded fonts lack. Skia's build without dependencies sees no installed fonts, so this class searches the folders, and only when a label needs it.</summary>
internal sealed class SystemFonts : IDisposable
{
    private readonly IReadOnlyList<string> folders;
    private readonly Dictionary<string, HudFace> opened = [];
    private readonly Dictionary<int, HudFace?> answers = [];
    private List<string>? files;

    /// <summary>Searches Linux's font folders.</summary>
    public SystemFonts()
        : this(DefaultFolders())
    {
    }

    /// <summary>Searches <paramref name="folders"/>; skips missing ones.</summary>
    public SystemFonts(IReadOnlyList<string> folders) => this.folders = folders;

    /// <summary>The first font with a glyph for <paramref name="scalar"/>, upright sans faces first; null if none has it.</summary>
    public HudFace? Find(int scalar)
    {
        if (answers.TryGetValue(scalar, out HudFace? known))
        {
            return known;
        }

        HudFace? found = Search(scalar);
        answers[scalar] = found;
        return found;
    }

    public void Dispose()
    {
        foreach (HudFace face in opened.Values)
        {
            face.Dispose();
        }
    }

    private HudFace? Search(int scalar)
    {
        foreach (HudFace face in opened.Values)
        {
            if (face.Covers(scalar))
            {
                return face;
            }
        }

        files ??= ListFiles();
        foreach (string path in files)
        {
            if (opened.ContainsKey(path) || HudFace.FromFile(path, 0) is not HudFace face)
            {
                continue;
            }

            if (face.Covers(scalar))
            {
                opened[path] = face;
                return face;
            }

            face.Dispose();
        }

        return null;
    }

    private List<string> ListFiles()
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        List<string> found = [];
        foreach (string folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                continue;
            }

            foreach (string path in Directory.EnumerateFiles(folder, "*", options))
            {
                if (Path.GetExtension(path).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC")
                {
                    found.Add(path);
                }
            }
        }

        found.Sort((a, b) => Rank(a) != Rank(b) ? Rank(a) - Rank(b) : string.CompareOrdinal(a, b));
        return found;
    }

    // Lower is better: the HUD needs an upright sans of normal weight.
    private static int Rank(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        int rank = Has(name, "Sans") || Has(name, "Kufi") ? 0 : 4;
        rank += Has(name, "Medium") || Has(name, "Regular") || !name.Contains('-', StringComparison.Ordinal) ? 0 : 1;
        rank += Has(name, "Italic") || Has(name, "Oblique") ? 16 : 0;
        rank += Has(name, "Mono") || Has(name, "Condensed") || Has(name, "Emoji") || Has(name, "Thin") || Has(name, "Black") ? 8 : 0;
        return rank;
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string[] DefaultFolders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")];
    }
}
