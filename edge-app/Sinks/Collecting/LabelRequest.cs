namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Hands what a person says of the picture on the screen to the sink that keeps the next frame. Safe from any thread.</summary>
internal sealed class LabelRequest
{
    private Said? waiting;

    /// <summary>Asks for the next frame. An earlier request that still waits is given up.</summary>
    /// <param name="label">What it shows.</param>
    /// <returns>Ends when a frame is taken with it: true; or false if another request came first.</returns>
    public Task<bool> Ask(string label)
    {
        Said said = new(label);
        Interlocked.Exchange(ref waiting, said)?.Taken.TrySetResult(false);
        return said.Taken.Task;
    }

    /// <summary>Gives up what waits.</summary>
    public void GiveUp() => Interlocked.Exchange(ref waiting, null)?.Taken.TrySetResult(false);

    /// <summary>The label for the frame at hand; null, without an allocation, if nobody said anything.</summary>
    public string? Take()
    {
        if (Volatile.Read(ref waiting) is null || Interlocked.Exchange(ref waiting, null) is not Said said)
        {
            return null;
        }

        said.Taken.TrySetResult(true);
        return said.Label;
    }

    private sealed record Said(string Label)
    {
        public TaskCompletionSource<bool> Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
