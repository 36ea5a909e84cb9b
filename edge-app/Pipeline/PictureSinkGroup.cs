using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Treats all picture sinks of a run as one. Each picture goes to the sinks that want it; a failed sink does not affect the others. The caller owns the sinks.</summary>
internal sealed class PictureSinkGroup(IReadOnlyList<IPictureSink> sinks)
{
    private readonly GuardedSink[] sinks = [.. sinks.Select(sink => new GuardedSink(sink))];

    /// <summary>Whether any sink wants a picture.</summary>
    public bool Wanted
    {
        get
        {
            bool wanted = false;
            foreach (GuardedSink sink in sinks)
            {
                wanted |= sink.Wanted;
            }

            return wanted;
        }
    }

    /// <summary>Opens all sinks.</summary>
    public void Start()
    {
        foreach (GuardedSink sink in sinks)
        {
            sink.Start();
        }
    }

    /// <summary>Shows a picture to the sinks that want it.</summary>
    public void Show(HudFrame picture)
    {
        foreach (GuardedSink sink in sinks)
        {
            if (sink.Wanted)
            {
                sink.Show(picture);
            }
        }
    }

    /// <summary>Counts a picture that could not be drawn as lost, for the sinks that want it.</summary>
    public void CountLost()
    {
        foreach (GuardedSink sink in sinks)
        {
            if (sink.Wanted)
            {
                sink.Status.CountLost();
            }
        }
    }

    /// <summary>Passes on a tick of the display's clock.</summary>
    public void Tick()
    {
        foreach (GuardedSink sink in sinks)
        {
            sink.Tick();
        }
    }
}
