using System.IO.MemoryMappedFiles;

namespace EdgeResNet.Tests.Fakes;

/// <summary>The camera of <c>fake-v4l2.c</c> at <c>/dev/video0</c>, for programs that are started with <see cref="Environment"/>.</summary>
internal sealed class FakeCamera : IDisposable
{
    private const int Bytes = 4096;
    private const string Library = "fake-v4l2.so";
    private const string ControlVariable = "FAKE_V4L2";
    private readonly TemporaryFolder? folder;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor block;

    private FakeCamera(string control, TemporaryFolder? folder)
    {
        this.folder = folder;
        file = MemoryMappedFile.CreateFromFile(control, FileMode.OpenOrCreate, null, Bytes);
        block = file.CreateViewAccessor();
    }

    private FakeCamera(TemporaryFolder folder)
        : this(folder["control"], folder)
    {
        Environment = [("LD_PRELOAD", folder[Library]), (ControlVariable, folder["control"])];
        Set(Field.Plugged, 1);
        Set(Field.HasControls, 1);
        Set(Field.ExposureAuto, 3);
        Set(Field.Exposure, 250);
        Set(Field.FocusAuto, 1);
        Set(Field.Fourcc, BitConverter.ToInt32("YUYV"u8));
        Set(Field.Width, 640);
        Set(Field.Height, 480);
        Set(Field.Fps, 30);
    }

    /// <summary>In the order of <c>struct control</c>.</summary>
    public enum Field
    {
        Plugged,
        Generation,
        Stalled,
        Torn,
        Tear,
        LagMs,
        WrongClock,
        HasControls,
        Busy,
        Frame,
        Delivered,
        Opened,
        Open,
        Fourcc,
        Width,
        Height,
        Fps,
        ExposureAuto,
        Exposure,
        FocusAuto,
        Focus,
        OnlyFourcc,
        OnlyWidth,
        OnlyHeight,
        Padding,
        UsedPercent,
        Skipped,
        Clock,
        Node,
        Name,
        Capabilities,
        StartError,
        OpenError,
        NoMapping,
        PeriodMs,
        FirstMs,
        Sizes,
        FocusStep,
        RateNumerator,
        RateDenominator,
        AnyRate,
        Picture,
    }

    /// <summary>How a picture is torn.</summary>
    public enum Tear
    {
        Cut,
        Noise,
        Nothing,
        Flagged,
    }

    /// <summary>Environment variables with which a program sees the camera.</summary>
    public (string Name, string? Value)[] Environment { get; } = [];

    /// <summary>Number of the newest picture.</summary>
    public int Frame => Get(Field.Frame);

    /// <summary>Builds and plugs in a camera, or skips the test.</summary>
    public static async Task<FakeCamera> CreateAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Video4Linux is of Linux");
        TemporaryFolder folder = new();
        await NativeFake.BuildAsync("fake-v4l2.c", folder[Library], "-ldl");
        return new FakeCamera(folder);
    }

    /// <summary>Width of a picture that it can be ordered to show.</summary>
    public const int PictureWidth = 320;

    /// <summary>Height of such a picture.</summary>
    public const int PictureHeight = 240;

    /// <summary>The camera that this process sees.</summary>
    public static FakeCamera Attach() => new(System.Environment.GetEnvironmentVariable(ControlVariable)!, null);

    public int Get(Field field) => block.ReadInt32((int)field * sizeof(int));

    public void Set(Field field, int value) => block.Write((int)field * sizeof(int), value);

    /// <summary>Unplugs the camera: its node is gone, and open descriptors return ENODEV.</summary>
    public void Unplug()
    {
        Set(Field.Plugged, 0);
        Set(Field.Generation, Get(Field.Generation) + 1);
    }

    /// <summary>Offers one format only, which shows four colours.</summary>
    public void OfferOnly(string fourcc, int width = 640, int height = 480, int padding = 0)
    {
        Set(Field.OnlyFourcc, unchecked((int)EdgeApp.Capture.Camera.FourCode.Parse(fourcc)!.Value));
        Set(Field.OnlyWidth, width);
        Set(Field.OnlyHeight, height);
        Set(Field.Padding, padding);
    }

    /// <summary>Gives the camera pictures, and shows the first: grey, a byte a pixel.</summary>
    public void LoadPictures(IEnumerable<byte[]> pictures)
    {
        using (FileStream all = File.Create(folder!["control.pictures"]))
        {
            foreach (byte[] picture in pictures)
            {
                all.Write(picture);
            }
        }

        OfferOnly("YUYV");
        Show(0);
    }

    /// <summary>Shows one of its pictures from the next frame on.</summary>
    public void Show(int picture) => Set(Field.Picture, picture + 1);

    public void Replug() => Set(Field.Plugged, 1);

    /// <summary>Tears the next pictures.</summary>
    public void TearNext(int pictures, Tear how)
    {
        Set(Field.Tear, (int)how);
        Set(Field.Torn, pictures);
    }

    public void Dispose()
    {
        block.Dispose();
        file.Dispose();
        folder?.Dispose();
    }
}
