using EdgeResNet.EdgeApp.Capture.Camera.Controls;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Controls that are set for a run.</summary>
public sealed class CameraControlsTest
{
    [Theory]
    [InlineData("focus=33", "asked focus=33, the camera took 30; it has 0 to 250 in steps of 5")]
    [InlineData("control.focus_absolute=33", "asked control.focus_absolute=33, the camera took 30; it has 0 to 250 in steps of 5")]
    [InlineData("control.Exposure_Time_absolute=300", null)]
    [InlineData("exposure=auto&focus=auto", null)]
    public async Task A_value_that_the_driver_rounds_is_said_and_all_are_restored(string options, string? line)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.FocusStep, 5);
        (int, int, int, int) before = Values(camera);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, $"camera:0?{options}", 1);
        Assert.Null(seen.Error);
        Assert.Equal(line, seen.Notes.SingleOrDefault()?.Split(": ", 2)[1]);
        Assert.Equal(before, Values(camera));
    }

    [Theory]
    [InlineData("focus=999", "DeviceException: camera:0?focus=999: focus is 999; this camera takes 0 to 250 in steps of 5")]
    [InlineData("control.gain=3", "DeviceException: camera:0?control.gain=3: the camera's driver has no control 'gain'; it has auto_exposure, exposure_time_absolute, focus_absolute, focus_automatic_continuous")]
    [InlineData("control.focus_absolute=near", "UsageException: source camera:0?control.focus_absolute=near: control.focus_absolute is 'near'; this camera takes 0 to 250 in steps of 5")]
    [InlineData("white_balance=auto", "DeviceException: camera:0?white_balance=auto: the camera's driver has no automatic white_balance; leave out white_balance=")]
    [InlineData("mains=50", "DeviceException: camera:0?mains=50: the camera's driver has no control mains; leave out mains=")]
    [InlineData("exposure=bright", "UsageException: source camera:0?exposure=bright: exposure is 'bright'; expected a whole number or auto")]
    public async Task A_value_that_the_camera_lacks_is_refused_with_what_it_has(string options, string reason)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.FocusStep, 5);
        (int, int, int, int) before = Values(camera);
        Assert.Equal(reason, (await CameraProbe.StartAsync(camera, $"camera:0?{options}", 1)).Error);
        Assert.Equal((before, 0), (Values(camera), camera.Get(Field.Open)));
    }

    [Fact]
    public async Task What_was_set_before_a_refusal_is_restored()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        (int, int, int, int) before = Values(camera);
        Assert.NotNull((await CameraProbe.StartAsync(camera, "camera:0?exposure=100&focus=999", 1)).Error);
        Assert.Equal(before, Values(camera));
    }

    [Theory]
    [InlineData("50 hz", 1, true)]
    [InlineData("auto", 3, true)]
    [InlineData("2", 2, false)] // no such value
    [InlineData("red", null, false)]
    public void A_value_of_a_menu_is_read_by_name_and_number(string text, int? value, bool exists)
    {
        CameraControl menu = new("mains", 0, 3, 1) { Menu = new Dictionary<int, string> { [0] = "Disabled", [1] = "50 Hz", [3] = "Auto" } };
        Assert.Equal((value, exists), (menu.Parse(text), value is int number && menu.Has(number)));
        Assert.Equal("0 (Disabled), 1 (50 Hz), 3 (Auto)", menu.Range);
    }

    [Theory]
    [InlineData("on", 1)]
    [InlineData("OFF", 0)]
    [InlineData("1", 1)]
    [InlineData("auto", null)]
    public void A_switch_is_on_or_off(string text, int? value) => Assert.Equal(value, new CameraControl("focus_auto", 0, 1, 1) { IsSwitch = true }.Parse(text));

    private static (int ExposureAuto, int Exposure, int FocusAuto, int Focus) Values(FakeCamera camera) =>
        (camera.Get(Field.ExposureAuto), camera.Get(Field.Exposure), camera.Get(Field.FocusAuto), camera.Get(Field.Focus));
}
