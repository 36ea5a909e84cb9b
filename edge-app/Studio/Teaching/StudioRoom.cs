using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>
/// The running studio: its pictures, its network and what it answers with. A thread of low priority follows the folder, computes
/// features and fits a new head after each change; the newest change wins. While pictures keep coming, the running network's features
/// have to do: the second network would slow the live picture. All members are safe from any thread.
/// </summary>
internal sealed class StudioRoom : IDisposable
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan portion = TimeSpan.FromSeconds(1); // of new features, until they are learned
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2); // between heads while pictures keep coming
    private readonly AlbumReader reader;
    private readonly FolderWatch watch;
    private readonly AnswerFit fit = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, bool> heads = []; // by hash
    private readonly AutoResetEvent woken = new(initialState: false);
    private readonly Thread thread;
    private readonly Lock answering = new(); // between heads and versions
    private PictureSnapshot current = PictureSnapshot.Empty;
    private AnswerSettings settings = new();
    private (long Generation, AnswerSettings Settings) fitted;
    private string? problem;
    private long lastFit;
    private bool dirty = true;
    private long kept = -1; // generation of the pictures while a saved version answers

    /// <summary>Prepares a studio; <see cref="Start"/> begins.</summary>
    /// <param name="album">The pictures; owned from now on.</param>
    /// <param name="network">The network; owned from now on.</param>
    public StudioRoom(Album album, StudioNetwork network)
    {
        (Album, Network) = (album, network);
        reader = new AlbumReader(album, network);
        watch = new FolderWatch(album.Folder);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(album.Folder)));
        thread = new Thread(Run) { Name = "studio", IsBackground = true };
    }

    /// <summary>The pictures.</summary>
    public Album Album { get; }

    /// <summary>The network.</summary>
    public StudioNetwork Network { get; }

    /// <summary>Name of the taught models: the folder's.</summary>
    public string Name { get; }

    /// <summary>Told whenever anything that a page shows has changed.</summary>
    public StudioChanges Changes { get; } = new();

    /// <summary>The newest snapshot.</summary>
    public PictureSnapshot Current => Volatile.Read(ref current);

    /// <summary>Puts a classifier into the pipeline; set before <see cref="Start"/>.</summary>
    public Action<IImageClassifier> Replace { get; set; } = classifier => classifier.Dispose();

    /// <summary>The newest head; null while the model's own answers, or nothing was taught.</summary>
    public TaughtAnswer? Answer { get; private set; }

    /// <summary>Time of the last fit in milliseconds; null before the first.</summary>
    public double? RefitMs { get; private set; }

    /// <summary>Values of the state that other parts write; set before the page is served.</summary>
    public IReadOnlyList<IStudioPart> Parts { get; set; } = [];

    /// <summary>Figures of a class; null as long as they are unknown.</summary>
    public Func<string, ClassFigures?> FiguresOf { get; set; } = _ => null;

    /// <summary>The version that the running head was saved as, null for none; and whether there is a newer head than the last saved.</summary>
    public Func<(string? Version, bool Unsaved)> VersionNow { get; set; } = () => (null, false);

    /// <summary>Whether pictures keep coming, so that heads follow with pauses.</summary>
    public Func<bool> IsBusy { get; set; } = () => false;

    /// <summary>Lines that a person has to know.</summary>
    public IReadOnlyList<string> Problems => [.. Volatile.Read(ref problem) is string own ? [own] : Array.Empty<string>(), .. Current.Problems];

    /// <summary>Begins.</summary>
    public void Start() => thread.Start();

    /// <summary>The album changed: reads it now.</summary>
    public void Wake()
    {
        Volatile.Write(ref dirty, true);
        woken.Set();
    }

    /// <summary>Takes the running network's features of a picture that was just stored, and reads the album: at once, or while pictures keep coming at the next look.</summary>
    public void Expect(AlbumPicture picture, float[] features)
    {
        reader.Expect(picture.Sha256, features);
        Volatile.Write(ref dirty, true);
        if (!IsBusy())
        {
            woken.Set();
        }
    }

    /// <summary>Whether a model that answered is a head on this network, so that its features are the network's. A saved version may have been fine-tuned.</summary>
    public bool IsOnNetwork(string sha256) => heads.ContainsKey(sha256);

    /// <summary>Fits all further heads with what cross-validation found.</summary>
    public void Use(AnswerSettings found)
    {
        Volatile.Write(ref settings, found);
        woken.Set();
    }

    /// <summary>Lets a saved version answer until the pictures change.</summary>
    /// <param name="version">The version; owned from now on.</param>
    public void Keep(IImageClassifier version)
    {
        lock (answering)
        {
            kept = Current.Generation;
            Replace(version);
        }
    }

    /// <summary>Waits for a snapshot after <paramref name="generation"/>.</summary>
    public async Task<PictureSnapshot> AfterAsync(long generation, CancellationToken stop)
    {
        while (true)
        {
            long seen = Changes.Count;
            if (Current is { } snapshot && snapshot.Generation > generation)
            {
                return snapshot;
            }

            await Changes.WaitAsync(seen, stop).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        woken.Set();
        if (thread.IsAlive)
        {
            thread.Join();
        }

        Network.Dispose();
        Album.Dispose();
        woken.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        ThreadScheduling.StandBack();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Turn();
                Tell(null);
            }
            catch (UserException e)
            {
                Tell(Printable.Of(e.Message));
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // not swallowed: the page shows it, and the next change tries again
            catch (Exception e)
#pragma warning restore CA1031
            {
                Tell($"teaching failed: {e.Message.ReplaceLineEndings(" ")} (please report it)");
            }

            woken.WaitOne(lookEvery);
        }
    }

    /// <summary>Follows the folder until nothing is left to do.</summary>
    private void Turn()
    {
        bool changed = Interlocked.Exchange(ref dirty, false) || watch.HasChanged;
        if (changed)
        {
            watch.Begin();
            reader.Scan(stopping.Token);
            watch.Found(reader.Folders);
            Publish();
            Fit();
        }

        long began = Stopwatch.GetTimestamp();
        if (reader.Compute(onlyUnknown: IsBusy(), () => Stopwatch.GetElapsedTime(began) < portion && !Volatile.Read(ref dirty), stopping.Token))
        {
            Publish();
            woken.Set(); // there may be more
        }

        Fit();
    }

    private void Publish()
    {
        PictureSnapshot next = reader.Snapshot();
        if (!ReferenceEquals(next, current))
        {
            Volatile.Write(ref current, next);
            Changes.Tell();
        }
    }

    private void Fit()
    {
        (PictureSnapshot pictures, AnswerSettings used) = (Current, Volatile.Read(ref settings));
        if (fitted == (pictures.Generation, used) || (IsBusy() && Stopwatch.GetElapsedTime(lastFit) < pause))
        {
            return;
        }

        lastFit = Stopwatch.GetTimestamp();
        Offer(pictures, used);
        fitted = (pictures.Generation, used);
        Changes.Tell();
    }

    /// <summary>Fits a head and puts it into the pipeline. A model's own answer stays until there are two classes.</summary>
    private void Offer(PictureSnapshot pictures, AnswerSettings used)
    {
        if (pictures.Classes.Count < (Network.HasOwnAnswer ? 2 : 1))
        {
            if (Answer is not null || fitted.Generation == 0)
            {
                Answer = null;
                Put(Network.Untaught(isWarm: true));
            }

            return;
        }

        TaughtAnswer answer = fit.Run(pictures.Features, pictures.Classes, used, stopping.Token);
        RefitMs = Stopwatch.GetElapsedTime(lastFit).TotalMilliseconds;
        Answer = answer;
        Put(new HeadClassifier(Network.Frames, Name, answer));
    }

    private void Put(IImageClassifier head)
    {
        heads[head.Sha256] = true;
        lock (answering)
        {
            if (kept == Current.Generation)
            {
                head.Dispose();
                return;
            }

            Replace(head);
        }
    }

    private void Tell(string? what)
    {
        if (Interlocked.Exchange(ref problem, what) != what)
        {
            Changes.Tell();
        }
    }
}
