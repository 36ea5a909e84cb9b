using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Why pictures have their labels, for <c>classify</c>.</summary>
internal sealed class PictureReasons : IDisposable
{
    private readonly ExplainedModel model;
    private readonly bool nearest;
    private readonly string? folder;
    private readonly Action<string> note;
    private readonly HashSet<string> names = [];
    private readonly HashSet<string> said = [];

    /// <summary>Opens the model.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="nearest">Whether to name learned pictures.</param>
    /// <param name="folder">Folder for maps; null for none.</param>
    /// <param name="note">Receives a line for what this model cannot tell.</param>
    /// <exception cref="InputException">The model cannot be explained, or the folder cannot be written.</exception>
    public PictureReasons(ModelBundle bundle, bool nearest, string? folder, Action<string> note)
    {
        (this.nearest, this.folder, this.note) = (nearest, folder, note);
        model = ExplainedModel.OfBundle(bundle);
        if (folder is not null)
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                model.Dispose();
                throw new InputException($"--maps {folder}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another folder", e);
            }
        }
    }

    /// <summary>Adds the learned pictures to a result, and writes its map.</summary>
    public PictureResult Add(PictureResult result, DecodedImage picture)
    {
        Explanation why = model.Explain(picture.View, label: model.Labels.Index().First(label => label.Item == result.Label).Index);
        if (folder is not null && why.Map is not null)
        {
            byte[] png = EvidencePicture.Over(picture, why.Map);
            AtomicFile.Write(Path.Combine(folder, NameOf(result.Path)), stream => stream.Write(png));
        }

        Say(folder is null ? null : why.WhyNoMap);
        Say(nearest ? why.WhyNoPictures : null);
        return nearest ? result with { Nearest = why.Nearest } : result;
    }

    public void Dispose() => model.Dispose();

    private void Say(string? reason)
    {
        if (reason is not null && said.Add(reason))
        {
            note(reason);
        }
    }

    // Pictures of two folders may have one name.
    private string NameOf(string path)
    {
        string plain = Path.GetFileName(path);
        string name = plain;
        for (int number = 2; !names.Add(name); number++)
        {
            name = $"{plain}-{number}";
        }

        return $"{name}.png";
    }
}
