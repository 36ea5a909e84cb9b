namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>Notices that stdin has ended, because the process at its other end closed it or is gone.</summary>
internal sealed class StdinWatch : IDisposable
{
    private readonly CancellationTokenSource ended;

    /// <summary>Watches until stdin ends.</summary>
    /// <param name="stop">Cancels <see cref="Token"/> too.</param>
    public StdinWatch(CancellationToken stop)
    {
        ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        new Thread(Watch) { IsBackground = true, Name = "stdin" }.Start();
    }

    /// <summary>Cancelled at the end of stdin.</summary>
    public CancellationToken Token => ended.Token;

    /// <summary>Cancels nothing more. The thread ends with the process.</summary>
    public void Dispose()
    {
        lock (ended)
        {
            ended.Dispose();
        }
    }

    private void Watch()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (IOException)
        {
            // its other end is gone
        }

        lock (ended)
        {
            try
            {
                ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // the trial has ended first
            }
        }
    }
}
