using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>Planned outages of the demo camera. In each <paramref name="every"/> seconds of the process, it is absent for the last <paramref name="length"/>.</summary>
internal sealed class DemoOutage(double every, double length)
{
    private static readonly long processStart = Stopwatch.GetTimestamp(); // shared by all demo cameras, so that a reopened one continues the plan

    /// <summary>Whether the camera is absent now.</summary>
    public bool IsNow => Stopwatch.GetElapsedTime(processStart).TotalSeconds % every >= every - length;
}
