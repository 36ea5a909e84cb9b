namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Repeats a file endlessly. Takes over <paramref name="first"/> and owns the files it opens.</summary>
internal sealed class LoopingSource(IFrameSource first, Func<IFrameSource> open) : IFrameSource
{
    private IFrameSource file = first;
    private bool any; // a picture since the file was opened

    public string Name => file.Name;

    public bool IsLive => false;

    public double FramesPerSecond => file.FramesPerSecond;

    public bool Read(Frame frame, CancellationToken stop)
    {
        while (!file.Read(frame, stop))
        {
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            if (!any)
            {
                throw new InputException($"{Name}: holds no picture");
            }

            file.Dispose();
            file = open();
            any = false;
        }

        any = true;
        return true;
    }

    public void Dispose() => file.Dispose();
}
