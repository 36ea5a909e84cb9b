using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.Tests.Capture;

/// <summary>Owns another source and makes a call before its first picture, when the pipeline's warm-up is over.</summary>
internal sealed class StartSignal(IFrameSource source, Action firstRead) : IFrameSource
{
    private Action? firstRead = firstRead;

    public string Name => source.Name;

    public bool IsLive => source.IsLive;

    public long Torn => source.Torn;

    public bool Read(Frame frame, CancellationToken stop)
    {
        firstRead?.Invoke();
        firstRead = null;
        return source.Read(frame, stop);
    }

    public void Dispose() => source.Dispose();
}
