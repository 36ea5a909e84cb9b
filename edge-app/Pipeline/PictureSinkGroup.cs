using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>All picture sinks of a run as one: each picture goes to those that want it, and one that fails disturbs no other. The sinks stay with their owner.</summary>
internal sealed class PictureSinkGroup(IReadOnlyList<IPictureSink> sinks)
{
    private readonly GuardedSink[] sinks = [.. sinks.Select(sink => new GuardedSink(sink))];

    /// <summary>Whether one of them wants a picture.</summary>
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

    /// <summary>Opens them.</summary>
    public void Start()
    {
        foreach (GuardedSink sink in sinks)
        {
            sink.Start();
        }
    }

    /// <summary>Shows a picture to those that want it.</summary>
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

    /// <summary>Counts a picture that could not be drawn as lost, for those that want it.</summary>
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

    /// <summary>The display's clock has ticked.</summary>
    public void Tick()
    {
        foreach (GuardedSink sink in sinks)
        {
            sink.Tick();
        }
    }
}
