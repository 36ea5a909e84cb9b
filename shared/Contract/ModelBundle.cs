namespace EdgeResNet.Shared.Contract;

/// <summary>A deployed model: a folder with <c>card.json</c>, model files and samples, or a single <c>.onnx</c> file that describes itself in its metadata.</summary>
public sealed class ModelBundle
{
    /// <summary>Name of the card's file in a bundle.</summary>
    public const string CardFile = "card.json";

    /// <summary>Name of the folder with sample pictures in a bundle.</summary>
    public const string SamplesFolder = "samples";

    /// <summary>The precision that every bundle has.</summary>
    public const string DefaultPrecision = "fp32";

    private readonly Dictionary<string, FileSpec> files; // checked files, with their path on this machine
    private CheckedFile? last; // the file that was checked last, until its content is used

    private ModelBundle(string name, string? directory, ModelCard? card, EmbeddedCard embedded, FileSpec file, byte[] content)
    {
        (Name, Directory, Card, Embedded, last) = (name, directory, card, embedded, new CheckedFile(DefaultPrecision, content));
        files = new(StringComparer.Ordinal) { [DefaultPrecision] = file };
    }

    /// <summary>The card's name, or the file's without extension.</summary>
    public string Name { get; }

    /// <summary>The folder; absent for a single file.</summary>
    public string? Directory { get; }

    /// <summary>The card; absent for a single file.</summary>
    public ModelCard? Card { get; }

    /// <summary>The model file's own description.</summary>
    public EmbeddedCard Embedded { get; }

    /// <summary>The input of the graph.</summary>
    public InputSpec Input => Embedded.Input;

    /// <summary>The outputs of the graph.</summary>
    public OutputSpec Output => Embedded.Output;

    /// <summary>SHA-256 of the file that <see cref="DefaultPrecision"/> names, lower-case hexadecimal; see <see cref="ModelFile"/> for the others.</summary>
    public string Sha256 => files[DefaultPrecision].Sha256;

    /// <summary>Precisions with a file, <see cref="DefaultPrecision"/> first.</summary>
    public IReadOnlyList<string> Precisions => Card is null ? [DefaultPrecision] : [.. Card.Files.Keys.OrderByDescending(p => p == DefaultPrecision)];

    /// <summary>Folder with sample pictures; absent when there is none.</summary>
    public string? SamplesDirectory =>
        Directory is not null && System.IO.Directory.Exists(Path.Combine(Directory, SamplesFolder)) ? Path.Combine(Directory, SamplesFolder) : null;

    /// <summary>
    /// Opens a bundle folder or an <c>.onnx</c> file and checks schema, hash of the <see cref="DefaultPrecision"/> file,
    /// card, metadata, labels and the graph's shapes against each other. Runs nothing.
    /// </summary>
    /// <exception cref="InputException">The model is not usable.</exception>
    public static ModelBundle Open(string path) => Open(path, null);

    /// <summary>As <see cref="Open(string)"/>; reports a line for each check that passed.</summary>
    internal static ModelBundle Open(string path, Action<string>? passed)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (File.Exists(path))
        {
            (byte[] content, FileSpec single) = BundleChecks.ReadModel(path, expected: null);
            EmbeddedCard described = BundleChecks.ReadEmbedded(content, path);
            passed?.Invoke($"{path}: metadata and shapes");
            return new ModelBundle(Path.GetFileNameWithoutExtension(path), null, null, described, single, content);
        }

        if (!System.IO.Directory.Exists(path))
        {
            throw new InputException($"{(path.Length == 0 ? "''" : path)}: no such model; expected a bundle folder or an .onnx file");
        }

        string cardPath = Path.Combine(path, CardFile);
        ModelCard card = BundleChecks.ReadCard(cardPath);
        passed?.Invoke($"{cardPath}: schema {card.Schema}, input, labels");
        (EmbeddedCard embedded, FileSpec file, byte[] model) = OpenListed(card, path, card.Files[DefaultPrecision]);
        passed?.Invoke($"{file.Path}: SHA-256 {file.Sha256}");
        passed?.Invoke($"{file.Path}: metadata agrees with the card, shapes with both");
        return new ModelBundle(card.Name, path, card, embedded, file, model);
    }

    /// <summary>The file for <paramref name="precision"/>, with its path on this machine. A file other than the default is checked once, in the same way.</summary>
    /// <exception cref="InputException">There is no such file, or it was changed.</exception>
    public FileSpec ModelFile(string precision = DefaultPrecision)
    {
        ArgumentNullException.ThrowIfNull(precision);
        if (files.TryGetValue(precision, out FileSpec? known))
        {
            return known;
        }

        if (Card is null || Directory is null || !Card.Files.TryGetValue(precision, out FileSpec? listed))
        {
            throw new InputException($"{Directory ?? files[DefaultPrecision].Path}: has no {precision} file; it has {string.Join(", ", Precisions)}");
        }

        (_, FileSpec file, byte[] content) = OpenListed(Card, Directory, listed);
        (files[precision], last) = (file, new CheckedFile(precision, content));
        return file;
    }

    /// <summary>Path of the file for <paramref name="precision"/>, checked as <see cref="ModelFile"/> does.</summary>
    /// <exception cref="InputException">There is no such file, or it was changed.</exception>
    public string ModelPath(string precision = DefaultPrecision) => ModelFile(precision).Path;

    /// <summary>
    /// The content whose SHA-256 <see cref="ModelFile"/> gives, whatever has become of the file since. Whoever runs or reads the
    /// model must take this, not the path. The bundle keeps no copy: a further call reads the file again.
    /// </summary>
    /// <exception cref="InputException">There is no such file, or it was changed.</exception>
    public byte[] ReadModel(string precision = DefaultPrecision)
    {
        FileSpec file = ModelFile(precision);
        CheckedFile? kept = Interlocked.Exchange(ref last, null);
        return kept?.Precision == precision ? kept.Content : BundleChecks.ReadModel(file.Path, file).Content;
    }

    /// <summary>The file with training pictures (<see cref="ModelCard.Learned"/>); null if there is none.</summary>
    /// <exception cref="InputException">It was changed or is missing.</exception>
    internal byte[]? ReadLearned() => Card?.Learned is FileSpec file && Directory is not null ? BundleChecks.ReadModel(Path.Combine(Directory, file.Path), file).Content : null;

    private static (EmbeddedCard Embedded, FileSpec File, byte[] Content) OpenListed(ModelCard card, string directory, FileSpec listed)
    {
        string path = Path.Combine(directory, listed.Path);
        (byte[] content, FileSpec file) = BundleChecks.ReadModel(path, listed);
        EmbeddedCard embedded = BundleChecks.ReadEmbedded(content, path);
        BundleChecks.CheckAgreement(card, embedded, Path.Combine(directory, CardFile), path);
        return (embedded, file, content);
    }

    private sealed record CheckedFile(string Precision, byte[] Content);
}
