using System.Diagnostics;
using System.Net.Sockets;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The thread of a watch: sends signs of life, reads messages, notices who is gone or silent. Owns the connections.</summary>
/// <param name="lines">The connections.</param>
/// <param name="receive">Receives messages.</param>
/// <param name="lose">Told once of a lost process, and how; null if this process was stopped itself, so that the others have given it up.</param>
internal sealed class WatchThread(IReadOnlyList<Lifeline> lines, Action<Lifeline, WatchMessage> receive, Action<Peer, string?> lose) : IDisposable
{
    private const int SelectMicroseconds = 250_000;
    private readonly Lock gate = new();
    private Thread? thread;
    private volatile bool ended;
    private long stopped; // when this process last went on after a stop; 0: never

    /// <summary>Starts it.</summary>
    public void Start()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "watch", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Sends a message to all.</summary>
    public void Send(WatchMessage message)
    {
        lock (gate)
        {
            foreach (Lifeline line in lines)
            {
                line.Send(message);
            }
        }
    }

    /// <summary>Notices nothing any more.</summary>
    public void Stop()
    {
        ended = true;
        if (thread != Thread.CurrentThread)
        {
            thread?.Join();
        }
    }

    public void Dispose()
    {
        Stop();
        foreach (Lifeline line in lines)
        {
            line.Dispose();
        }
    }

    private void Run()
    {
        long turn = Stopwatch.GetTimestamp();
        long beat = 0;
        while (!ended)
        {
            if (Stopwatch.GetElapsedTime(turn) > WatchTimes.Silence / 2)
            {
                stopped = Stopwatch.GetTimestamp();
                foreach (Lifeline line in lines)
                {
                    line.Hear(); // this process itself was stopped or starved: what it did not hear proves nothing
                }
            }

            turn = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(beat) > WatchTimes.Beat)
            {
                Send(new WatchMessage(WatchKind.Alive));
                beat = turn;
            }

            Listen();
        }
    }

    private void Listen()
    {
        List<Socket> readable = [.. lines.Where(line => !line.IsDone).Select(line => line.Socket)];
        if (readable.Count == 0)
        {
            ended = true;
            return;
        }

        Socket.Select(readable, null, null, SelectMicroseconds);
        foreach (Lifeline line in lines)
        {
            if (ended)
            {
                return;
            }

            if (readable.Contains(line.Socket))
            {
                if (line.Receive() is WatchMessage message)
                {
                    receive(line, message);
                }
                else
                {
                    bool was = stopped != 0 && Stopwatch.GetElapsedTime(stopped) < WatchTimes.Silence;
                    lose(line.Peer, was ? null : "has ended unexpectedly (killed, or out of memory)");
                }
            }
            else if (line.IsSilent)
            {
                lose(line.Peer, $"has not answered for {WatchTimes.Silence.TotalSeconds:0} s (it hangs, or its network is gone)");
            }
        }
    }
}
