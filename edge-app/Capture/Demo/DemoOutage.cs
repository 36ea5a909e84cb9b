using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>A planned outage of the demo camera, to watch how the rest copes: after each <paramref name="every"/> seconds of the process's life it is gone for the last <paramref name="length"/> of them.</summary>
internal sealed class DemoOutage(double every, double length)
{
    private static readonly long processStart = Stopwatch.GetTimestamp(); // of all demo cameras: one that is opened again remembers

    /// <summary>Whether it is gone now.</summary>
    public bool IsNow => Stopwatch.GetElapsedTime(processStart).TotalSeconds % every >= every - length;
}
