using System.Collections.Concurrent;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Replacing;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Replacing;

/// <summary>A switch on the bundle <c>english</c>, and a thread that asks for the model of the next frame again and again.</summary>
internal sealed class SwitchHost : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Thread frames;
    private volatile bool ending;

    public SwitchHost(bool framesCome = true)
    {
        string first = TinyBundles.Write(folder["english"], "english");
        Slot = new ModelSlot(TinyBundles.Load(ModelBundle.Open(first)));
        Controls.Follow(Slot.Current.Output);
        Models = new ModelSwitch(Slot, first, bundle => (Load ?? TinyBundles.Load)(bundle), Controls, Said.Enqueue);
        frames = new Thread(Take) { IsBackground = true };
        if (framesCome)
        {
            frames.Start();
        }
    }

    public ModelSlot Slot { get; }

    public ModelSwitch Models { get; }

    public PipelineControls Controls { get; } = new();

    public ConcurrentQueue<string> Said { get; } = [];

    public Func<ModelBundle, IImageClassifier>? Load { get; set; }

    public string Running => Slot.Current.Name;

    public string this[string name] => folder[name];

    /// <summary>Writes a bundle into a folder of its name.</summary>
    public string Write(string name) => TinyBundles.Write(folder[name], name);

    public Task<AnsweringModel> ReplaceAsync(string path) => Models.ReplaceAsync(path).WaitAsync(Eventually.Limit);

    public void Dispose()
    {
        ending = true;
        if (frames.IsAlive)
        {
            frames.Join();
        }

        Models.Dispose();
        Slot.Dispose();
        Controls.Dispose();
        folder.Dispose();
    }

    private void Take()
    {
        while (!ending)
        {
            Slot.Take(out _);
            RealTime.Pass(milliseconds: 2);
        }
    }
}
