using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>
/// Watches the bundle or link on disk that the run began with, and asks for what lies there as soon as its files rest. Looks
/// again and again: that works on every file system, over the network too, and costs microseconds.
/// </summary>
internal sealed class ModelWatch : IDisposable
{
    private readonly ModelSwitch models;
    private readonly string path;
    private readonly TimeSpan every;
    private readonly ManualResetEvent ending = new(initialState: false);
    private readonly WorkerThread thread;
    private string? handled; // the stamp of what was asked for last, taken or not
    private string? resting; // the stamp of the last look

    /// <summary>Begins.</summary>
    /// <param name="models">Is asked for each new model; stays with the caller.</param>
    /// <param name="path">A bundle folder, an <c>.onnx</c> file, or a link to one.</param>
    /// <param name="running">Its <see cref="BundleStamp"/> before the running model was read.</param>
    /// <param name="every">Time between two looks; null for half a second. Files rest when two looks find them equal.</param>
    public ModelWatch(ModelSwitch models, string path, string? running, TimeSpan? every = null)
    {
        (this.models, this.path, this.every) = (models, path, every ?? TimeSpan.FromSeconds(0.5));
        handled = resting = running;
        thread = new WorkerThread("model watch", Watch, ended: () => { });
    }

    public void Dispose()
    {
        ending.Set();
        thread.Join();
        ending.Dispose();
    }

    private void Watch()
    {
        ThreadScheduling.GiveWay();
        while (!ending.WaitOne(every))
        {
            Look();
        }
    }

    private void Look()
    {
        string? stamp = BundleStamp.Of(path);
        bool rests = stamp == resting;
        resting = stamp;
        if (stamp is not null && rests && stamp != handled)
        {
            handled = stamp;
            _ = models.ReplaceAsync(path, onlyOther: true); // its outcome is told by the switch
        }
    }
}
