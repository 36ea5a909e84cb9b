using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>Delivers <see cref="FrameCounter"/> pictures 0, 1, 2, … with their class as truth, as many as <paramref name="frames"/> says; paced: the first at once and the others as <see cref="Release"/> allows.</summary>
internal sealed class CounterSource(int frames, bool isLive, bool paced = false, CounterClassifier? classifier = null) : IFrameSource
{
    private readonly SemaphoreSlim allowed = new(1);
    private readonly SemaphoreSlim asked = new(0);
    private int next;

    public string Name => "counter";

    public bool IsLive => isLive;

    /// <summary>The exception of <see cref="Read"/> after the last picture; null: it ends.</summary>
    public Exception? AtTheEnd { get; init; }

    /// <summary>Lets so many pictures pass and waits until the last of them has been sent on.</summary>
    public void Release(int count, CancellationToken stop)
    {
        allowed.Release(count);
        for (int i = 0; i < count; i++)
        {
            asked.Wait(stop); // Read is called anew: the picture before is with the channel
        }
    }

    public bool Read(Frame frame, CancellationToken stop)
    {
        classifier?.Begin();
        if (paced)
        {
            if (next > 1)
            {
                asked.Release();
            }

            try
            {
                allowed.Wait(stop);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        if (next == frames)
        {
            return AtTheEnd is null ? false : throw AtTheEnd;
        }

        FrameCounter.Draw(frame.Image, next);
        frame.Captured = Stopwatch.GetTimestamp();
        frame.CaptureMs = 0;
        frame.Truth = next % 3;
        frame.Name = null;
        next++;
        return true;
    }

    public void Dispose()
    {
        allowed.Dispose();
        asked.Dispose();
    }
}
