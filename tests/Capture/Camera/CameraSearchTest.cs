using EdgeResNet.EdgeApp.Capture.Camera.Nodes;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Cameras by name, serial number and identity.</summary>
public sealed class CameraSearchTest
{
    private readonly List<VideoNode> nodes =
    [
        Camera(0, "Integrated Camera", "usb-1-1"),
        Camera(2, "HD Pro Webcam C920", "usb-1-2", "ABC123"),
        new("/dev/video3", NodeKind.Metadata, "HD Pro Webcam C920", "uvcvideo", "usb-1-2") { Serial = "ABC123" },
        Camera(4, "Twin", "usb-1-3"),
        Camera(6, "Twin", "usb-1-4"),
        Camera(8, "Twin Pro", "usb-1-5"),
        new("/dev/video9", NodeKind.NotPermitted, "", "", ""),
        new("/dev/video11", NodeKind.Busy, "", "", ""),
    ];

    private readonly List<string> told = [];

    [Theory]
    [InlineData("camera:0", "/dev/video0")]
    [InlineData("/dev/video2", "/dev/video2")]
    [InlineData("camera:c920", "/dev/video2")]
    [InlineData("camera:HD%20pro", "/dev/video2")]
    [InlineData("camera:HD Pro", "/dev/video2")]
    [InlineData("camera:serial=abc123", "/dev/video2")]
    [InlineData("camera:twin pro", "/dev/video8")]
    public void A_camera_is_found_by_number_name_and_serial(string name, string device) => Assert.Equal(device, Search(name).Find(told.Add));

    [Theory]
    [InlineData("camera:twin", "is not clear, /dev/video4 (Twin, usb-1-3) and /dev/video6 (Twin, usb-1-4) have it")]
    [InlineData("camera:nobody", "no such camera; cameras here: /dev/video0 (Integrated Camera), ")]
    [InlineData("camera:nobody", "; /dev/video9: no permission; join the group 'video'")] // it may be that one
    [InlineData("camera:nobody", "; /dev/video11: in use by another program (fuser /dev/video11 shows which)")]
    [InlineData("camera:serial=ABC12", "no such camera")]
    [InlineData("camera:7", "/dev/video7: no such camera; cameras here: ")]
    [InlineData("camera:3", "/dev/video3: is metadata of a camera, no pictures; its camera is /dev/video2 (HD Pro Webcam C920)")]
    [InlineData("camera:9", "/dev/video9: permission denied; join the group 'video'")]
    public void A_wrong_name_is_an_unavailable_device(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<DeviceException>(() => Search(name).Find(told.Add)).Message);

    [Theory]
    [InlineData("camera:2", 2, "usb-1-2")]
    [InlineData("camera:2", 5, "usb-9-9")] // another port: the serial number is the same
    [InlineData("camera:0", 0, "usb-9-9")] // without a serial number, but the only one of its name
    [InlineData("camera:6", 4, "usb-1-4")]
    public void A_camera_that_comes_back_under_another_number_is_found(string name, int replaced, string bus)
    {
        CameraSearch search = Search(name);
        string before = search.Find(told.Add);
        VideoNode camera = nodes.Single(node => node.Device == before);
        nodes.Remove(camera);
        Assert.Throws<DeviceException>(() => search.Find(told.Add));
        nodes.Add(camera with { Device = $"/dev/video{replaced + 10}", Bus = bus });
        Assert.Equal($"/dev/video{replaced + 10}", search.Find(told.Add));
        Assert.Contains($"is back as /dev/video{replaced + 10}, before {before}", Assert.Single(told));
    }

    [Fact]
    public void An_equal_camera_at_another_port_is_not_the_same()
    {
        CameraSearch search = Search("camera:4");
        search.Find(told.Add);
        nodes.RemoveAll(node => node.Device == "/dev/video4");
        Assert.Contains("/dev/video4: no such camera", Assert.Throws<DeviceException>(() => search.Find(told.Add)).Message);
    }

    [Fact]
    public void Another_camera_under_the_same_number_is_not_the_same()
    {
        CameraSearch search = Search("camera:0");
        search.Find(told.Add);
        nodes[0] = Camera(0, "Doorbell", "usb-1-1");
        Assert.Contains("is now another camera (Doorbell, usb-1-1), not Integrated Camera at usb-1-1", Assert.Throws<DeviceException>(() => search.Find(told.Add)).Message);
    }

    [Fact]
    public void Nodes_of_one_device_are_told_apart_by_their_index()
    {
        nodes.Clear();
        nodes.AddRange([Camera(0, "Hello", "usb-1") with { Index = 0 }, Camera(2, "Hello", "usb-1") with { Index = 2 }]);
        CameraSearch search = Search("camera:2");
        search.Find(told.Add);
        nodes.Clear();
        nodes.AddRange([Camera(2, "Hello", "usb-1") with { Index = 0 }, Camera(4, "Hello", "usb-1") with { Index = 2 }]);
        Assert.Equal("/dev/video4", search.Find(told.Add));
    }

    [Fact]
    public void Serial_number_and_links_come_from_the_system()
    {
        using TemporaryFolder root = new();
        foreach (string path in (string[])["dev/v4l/by-id", "dev/v4l/by-path", "sys/class/video4linux", "sys/devices/usb1/1-1/1-1:1.0/video4linux/video2"])
        {
            Directory.CreateDirectory(root[path]);
        }

        File.WriteAllText(root["dev/video2"], "");
        File.WriteAllText(root["sys/devices/usb1/1-1/serial"], "ABC123\n");
        File.WriteAllText(root["sys/devices/usb1/1-1/1-1:1.0/video4linux/video2/index"], "0\n");
        File.CreateSymbolicLink(root["sys/class/video4linux/video2"], "../../devices/usb1/1-1/1-1:1.0/video4linux/video2");
        File.CreateSymbolicLink(root["sys/devices/usb1/1-1/1-1:1.0/video4linux/video2/device"], "../../../1-1:1.0");
        File.CreateSymbolicLink(root["dev/v4l/by-id/usb-C920_ABC123-video-index0"], "../../video2");
        File.CreateSymbolicLink(root["dev/v4l/by-path/pci-0-usb-0:1:1.0-video-index0"], "../../video2");
        SystemLinks links = new(root[""]);
        Assert.Equal(("ABC123", 0), (links.Serial("/dev/video2"), links.Index("/dev/video2")));
        Assert.Equal("/dev/v4l/by-id/usb-C920_ABC123-video-index0", links.ById("/dev/video2"));
        Assert.Equal("/dev/v4l/by-path/pci-0-usb-0:1:1.0-video-index0", links.ByPath("/dev/video2"));
        Assert.Equal("ABC123", links.Serial("/dev/v4l/by-id/usb-C920_ABC123-video-index0"));
        Assert.Equal((null, null, null), (links.Serial("/dev/video0"), links.Index("/dev/video0"), links.ById("/dev/video0")));
    }

    private static VideoNode Camera(int number, string name, string bus, string? serial = null) => new($"/dev/video{number}", NodeKind.Camera, name, "uvcvideo", bus) { Serial = serial };

    private CameraSearch Search(string name) => new(name, CameraAddress.Parse(name, name), () => nodes, path => nodes.FirstOrDefault(node => node.Device == path));
}
