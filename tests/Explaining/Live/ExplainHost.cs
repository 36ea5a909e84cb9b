using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Explaining.Live;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Answers.Web;
using EdgeResNet.Tests.Sinks;
using OpenCvSharp;

namespace EdgeResNet.Tests.Explaining.Live;

/// <summary>A sink that explains pictures of <see cref="CornerModel"/>, which learned a dark and a bright picture.</summary>
internal sealed class ExplainHost : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Frame frame = new();

    public ExplainHost(bool usable = true)
    {
        string bundle = CornerModel.WriteBundle(folder["bundle"]);
        AddLearned(bundle);
        Model = Results.ModelOf("1", CornerModel.Labels);
        Current = new ModelInUse(Model, () => throw new InvalidOperationException("nothing is classified"), () =>
        {
            Opened++;
            return usable ? ExplainedModel.OfBundle(ModelBundle.Open(bundle)) : throw new InputException($"{bundle}: has no map");
        });
        Sink = new ExplainSink(Board, () => Current, Told.Add);
        Sink.Start();
        frame.Image.Create(new Size(16, 16), MatType.CV_8UC3);
        frame.Image.SetTo(Scalar.Black);
        frame.Image[new Rect(8, 0, 8, 8)].SetTo(Scalar.White); // the second quarter
    }

    public AnsweringModel Model { get; }

    public ModelInUse Current { get; set; }

    public ExplanationBoard Board { get; } = new();

    public ExplainSink Sink { get; }

    public List<string> Told { get; } = [];

    public int Opened { get; private set; }

    /// <summary>Hands the sink a frame, if it wants one.</summary>
    public bool Give(int label = 0, AnsweringModel? model = null, ResultState state = ResultState.Stable)
    {
        FrameResult result = new(3) { Model = model ?? Model, ShownClass = label, State = state };
        bool wanted = Sink.Wants(result);
        if (wanted)
        {
            frame.Index++;
            Sink.Take(frame, result, [], null);
        }

        return wanted;
    }

    public void Dispose()
    {
        Sink.Dispose();
        frame.Dispose();
        folder.Dispose();
    }

    private void AddLearned(string bundle)
    {
        string[] files = [folder["night.png"], folder["day.png"]];
        File.WriteAllBytes(files[0], ClassifyHost.Picture(0));
        File.WriteAllBytes(files[1], ClassifyHost.Picture(255));
        ModelBundle opened = ModelBundle.Open(bundle);
        FileSpec learned = LearnedPictures.Write(bundle, new FolderImageSet("pictures", files, [1, 0], CornerModel.Labels), new FeatureTable([0, 1, 1, 0], [1, 0], 3), opened.Input, CancellationToken.None);
        string card = Path.Combine(bundle, ModelBundle.CardFile);
        StrictJson.Write(card, StrictJson.Read<ModelCard>(card) with { Learned = learned });
    }
}
