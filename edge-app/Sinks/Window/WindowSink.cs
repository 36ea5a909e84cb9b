using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Window;

/// <summary>
/// A window with the newest picture. OpenCV wants every call from one thread, so the window has its own, which takes the newest.
/// Keys: q or Escape quit, space pause, s snapshot, o overlay. Closing the window quits.
/// </summary>
internal sealed class WindowSink : IPictureSink
{
    private const string Gone = "the display is gone";
    private const int Escape = 27;
    private const int PollMs = 8; // the longest that a new picture waits
    private static readonly TimeSpan openPatience = TimeSpan.FromSeconds(10); // a display far away takes seconds
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(0.5);
    private readonly PipelineControls controls;
    private readonly string title;
    private readonly NewestPicture pictures = new();
    private readonly ManualResetEventSlim opened = new();
    private Thread? thread;
    private Exception? failure;
    private bool stopping;
    private bool leftBehind;
    private Size shownSize;

    /// <summary>Prepares a window called <paramref name="title"/>; <see cref="Start"/> opens it.</summary>
    public WindowSink(PipelineControls controls, string title)
    {
        this.controls = controls;
        this.title = title;
    }

    /// <summary>Whether the environment names a display at all.</summary>
    public static bool HasDisplay => !OperatingSystem.IsLinux()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("window");

    /// <inheritdoc/>
    public bool Wanted => thread is { IsAlive: true } && !DisplayConnection.IsGone;

    /// <inheritdoc/>
    public int MostHeld => NewestPicture.MostHeld;

    /// <summary>Opens the window, if it is not open yet.</summary>
    /// <exception cref="DeviceException">There is no display.</exception>
    public void Start()
    {
        if (thread is not null)
        {
            return;
        }

        if (!HasDisplay)
        {
            throw new DeviceException("No window can be opened: neither DISPLAY nor WAYLAND_DISPLAY names a display; watch in a browser with --web.");
        }

        thread = new Thread(Run) { Name = "window", IsBackground = true };
        thread.Start();
        if (!opened.Wait(openPatience))
        {
            throw Silent();
        }

        ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame) => pictures.Offer(frame.Picture);

    /// <inheritdoc/>
    public void Tick()
    {
        ThrowIfFailed();
        if (DisplayConnection.IsGone && Status.Problem is null)
        {
            Status.Fail(Gone);
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        Volatile.Write(ref stopping, true);
        if (thread?.Join(DisplayConnection.IsGone ? TimeSpan.Zero : lastPatience) == false)
        {
            leftBehind = true; // it hangs in a call of the system and ends with the process
            Status.Fail(DisplayConnection.IsGone ? Gone : "the display does not answer");
        }

        thread = null;
        pictures.Take()?.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (!leftBehind)
        {
            opened.Dispose();
        }
    }

    private static DeviceException Silent(OpenCVException? reason = null)
    {
        string display = Environment.GetEnvironmentVariable("DISPLAY") ?? Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") ?? "";
        return new DeviceException($"No window can be opened: the display '{display}' does not answer; watch in a browser with --web.", reason);
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is Exception error)
        {
            throw error is DeviceException ? new DeviceException(error.Message, error) : new InvalidOperationException("The window failed.", error);
        }
    }

    private void Run()
    {
        try
        {
            Open();
            opened.Set();
            while (!Volatile.Read(ref stopping) && IsOpen())
            {
                ShowNewest();
                Press(Cv2.WaitKey(PollMs));
            }

            Close();
        }
#pragma warning disable CA1031 // handed to the render loop, which throws it on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Volatile.Write(ref failure, error);
        }
        finally
        {
            opened.Set();
        }
    }

    private void Open()
    {
        try
        {
            Cv2.NamedWindow(title, WindowFlags.Normal | WindowFlags.KeepRatio);
            DisplayConnection.OutliveServer();
        }
        catch (OpenCVException error)
        {
            throw Silent(error);
        }
    }

    private void ShowNewest()
    {
        if (pictures.Take() is not SharedPicture picture)
        {
            return;
        }

        try
        {
            Show(picture.Mat);
            Status.CountDelivered();
        }
        finally
        {
            picture.Release();
        }
    }

    private void Show(Mat picture)
    {
        Cv2.ImShow(title, picture); // converts it into pixels of its own
        if (shownSize != picture.Size())
        {
            shownSize = picture.Size();
            Cv2.ResizeWindow(title, shownSize.Width, shownSize.Height);
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
                controls.ToggleOverlay();
                break;
        }
    }

    // OpenCV's GTK windows have no property for this, but a closed one is an error to ask.
    private bool IsOpen()
    {
        try
        {
            _ = Cv2.GetWindowProperty(title, WindowPropertyFlags.Fullscreen);
            return true;
        }
        catch (OpenCVException)
        {
            controls.Quit();
            return false;
        }
    }

    private void Close()
    {
        if (Volatile.Read(ref stopping) && IsOpen())
        {
            Cv2.DestroyWindow(title);
            Cv2.WaitKey(1); // lets GTK take it off the screen
        }
    }
}
