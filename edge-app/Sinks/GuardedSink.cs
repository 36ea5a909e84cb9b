namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Stands between the render loop and a sink, which it does not own: one that fails after its start gets no more pictures and says so, and the pipeline goes on.</summary>
internal sealed class GuardedSink(IPictureSink sink) : IPictureSink
{
    private bool failed;

    /// <inheritdoc/>
    public SinkStatus Status => sink.Status;

    /// <inheritdoc/>
    public bool Wanted => !failed && sink.Wanted;

    /// <inheritdoc/>
    public int MostHeld => sink.MostHeld;

    /// <inheritdoc/>
    public void Start() => sink.Start();

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        try
        {
            sink.Show(frame);
        }
#pragma warning disable CA1031 // nothing is swallowed: the status shows it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <inheritdoc/>
    public void Tick()
    {
        if (failed)
        {
            return;
        }

        try
        {
            sink.Tick();
        }
#pragma warning disable CA1031 // as above
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        try
        {
            sink.Stop();
        }
#pragma warning disable CA1031 // as above
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Does nothing: the sink stays with whoever made it.</summary>
    public void Dispose()
    {
    }

    private void Fail(Exception e)
    {
        failed = true;
        Status.Fail(e.Message);
    }
}
