using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Window;

/// <summary>
/// Shows the newest picture in a window. OpenCV needs all calls on one thread: the worker's, which polls keys between pictures.
/// Keys: q or Escape quit, space pause, s snapshot, o overlay. Closing the window quits. GTK ends the program if the X server
/// disappears.
/// </summary>
internal sealed class WindowSink : IPictureSink
{
    private const int Escape = 27;
    private const int PollMs = 8; // longest wait of a new picture
    private readonly PipelineControls controls;
    private readonly string title;
    private readonly SinkWorker<SharedPicture> worker;
    private bool started;
    private Size shownSize;

    /// <summary>Prepares a window called <paramref name="title"/>; <see cref="Start"/> opens it.</summary>
    public WindowSink(PipelineControls controls, string title)
    {
        this.controls = controls;
        this.title = title;
        worker = new(new(Status, 1, WhenFull.NewestWins) { Release = static picture => picture.Release(), Stuck = "the display does not answer" }, Show)
        {
            Begin = Open,
            Idle = ReadKeys,
            IdleEvery = TimeSpan.Zero,
            End = Close,
            Attempt = SinkLimits.CloseWindow,
            GivesWay = false, // a person waits for it
        };
    }

    /// <summary>Whether the environment names a display.</summary>
    public static bool HasDisplay => !OperatingSystem.IsLinux()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    public SinkStatus Status { get; } = new("window");

    public ISinkWorker Worker => worker;

    public bool Wanted => worker.IsRunning;

    public int MostHeld => 2; // one waits, one is shown

    /// <summary>Opens the window, unless it is open.</summary>
    /// <exception cref="DeviceException">There is no display.</exception>
    public void Start()
    {
        if (started)
        {
            return;
        }

        if (!HasDisplay)
        {
            throw new DeviceException("No window can be opened: neither DISPLAY nor WAYLAND_DISPLAY names a display; watch in a browser with --web.");
        }

        started = true;
        worker.Start();
        if (!worker.WaitForBegin(SinkLimits.OpenWindow))
        {
            throw Silent();
        }

        if (Status.Problem is string problem)
        {
            throw new DeviceException(problem);
        }
    }

    public void Show(HudFrame frame)
    {
        frame.Picture.Hold();
        worker.Add(frame.Picture);
    }

    public void Tick()
    {
    }

    public void Dispose() => worker.Dispose();

    private static DeviceException Silent(OpenCVException? reason = null)
    {
        string display = Environment.GetEnvironmentVariable("DISPLAY") ?? Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") ?? "";
        return new DeviceException($"No window can be opened: the display '{display}' does not answer; watch in a browser with --web.", reason);
    }

    private void Open()
    {
        try
        {
            Cv2.NamedWindow(title, WindowFlags.Normal | WindowFlags.KeepRatio);
        }
        catch (OpenCVException error)
        {
            worker.Complete();
            throw Silent(error);
        }
    }

    private Outcome Show(SharedPicture picture)
    {
        if (!IsOpen())
        {
            return Outcome.Skipped;
        }

        Cv2.ImShow(title, picture.Mat); // converts it into pixels of its own
        if (shownSize != picture.Mat.Size())
        {
            shownSize = picture.Mat.Size();
            Cv2.ResizeWindow(title, shownSize.Width, shownSize.Height);
        }

        ReadKeys();
        return Outcome.Delivered;
    }

    private void ReadKeys()
    {
        if (Status.Problem is not null)
        {
            worker.Complete(); // after a failure it shows nothing more
        }
        else if (IsOpen())
        {
            Press(Cv2.WaitKey(PollMs));
        }
        else
        {
            controls.Quit();
            worker.Complete();
        }
    }

    private void Press(int key)
    {
        switch (key < 0 ? key : key & 0xFF)
        {
            case 'q' or Escape:
                controls.Quit();
                break;
            case ' ':
                controls.TogglePause();
                break;
            case 's':
                controls.RequestSnapshot();
                break;
            case 'o':
                controls.CycleOverlay();
                break;
            case 'x':
                controls.Explanations.Toggle();
                break;
        }
    }

    // OpenCV's GTK windows lack this property; asking a closed one is an error.
    private bool IsOpen()
    {
        try
        {
            _ = Cv2.GetWindowProperty(title, WindowPropertyFlags.Fullscreen);
            return true;
        }
        catch (OpenCVException)
        {
            return false;
        }
    }

    private void Close()
    {
        if (IsOpen())
        {
            Cv2.DestroyWindow(title);
            Cv2.WaitKey(1); // lets GTK remove it from the screen
        }
    }
}
