using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Teaching;

namespace EdgeResNet.Tests.Studio;

/// <summary>A running studio on a tiny network, without a pipeline.</summary>
internal sealed class TinyRoom : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<AnsweringNow> answers = [];

    public TinyRoom()
    {
        TinyBackbone.Write(folder["tiny.onnx"]);
        Album album = Album.Open(Folder, _ => { });
        Room = new StudioRoom(album, StudioNetwork.Open(folder["tiny.onnx"], Options, album.Hidden, _ => { }, CancellationToken.None)) { Replace = Take };
    }

    public static ClassifierOptions Options { get; } = new() { ExecutionProvider = "cpu", Threads = 1 };

    public string Folder => folder["album"];

    public StudioRoom Room { get; }

    /// <summary>The classifiers that were put into the pipeline, in their order.</summary>
    public IReadOnlyList<AnsweringNow> Answers
    {
        get
        {
            lock (answers)
            {
                return [.. answers];
            }
        }
    }

    /// <summary>Draws pictures and waits until they are learned.</summary>
    public void Add(int perClass, int seed, params string[] classes)
    {
        int before = Room.Current.Pictures.Count;
        foreach (string name in classes)
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
            for (int i = 0; i < perClass; i++)
            {
                Shapes.Draw(Path.Combine(Folder, name, $"{seed + i}.png"), name, seed + (i * 7) + name.Length);
            }
        }

        Room.Wake();
        Eventually.True(() => Room.Current.Waiting == 0 && Room.Current.Pictures.Count == before + (perClass * classes.Length));
    }

    /// <summary>What a part of the state writes now.</summary>
    public static JsonElement State(IStudioPart part)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            part.Write(json);
        }

        return JsonDocument.Parse(text.ToArray()).RootElement;
    }

    public void Dispose()
    {
        Room.Dispose();
        folder.Dispose();
    }

    private void Take(IImageClassifier classifier)
    {
        lock (answers)
        {
            answers.Add(new AnsweringNow(classifier.Model, classifier.Sha256, classifier.OutputSpec.Labels));
        }

        classifier.Dispose();
    }
}

/// <summary>A classifier that was put into the pipeline.</summary>
internal sealed record AnsweringNow(string Model, string Sha256, IReadOnlyList<string> Labels);
