using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.Tests.Capture;

/// <summary>Another source, which it owns, and a call before its first picture: from there on nothing belongs to the pipeline's warm-up.</summary>
internal sealed class StartSignal(IFrameSource source, Action firstRead) : IFrameSource
{
    private Action? firstRead = firstRead;

    public string Name => source.Name;

    public bool IsLive => source.IsLive;

    public bool Read(Frame frame, CancellationToken stop)
    {
        firstRead?.Invoke();
        firstRead = null;
        return source.Read(frame, stop);
    }

    public void Dispose() => source.Dispose();
}
