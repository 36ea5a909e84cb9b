namespace EdgeResNet.EdgeApp.Capture;

/// <summary>How the packets of an RTSP stream travel.</summary>
internal enum StreamTransport
{
    /// <summary>TCP; UDP if the camera refuses that (status 461).</summary>
    Automatic,

    /// <summary>TCP only.</summary>
    Tcp,

    /// <summary>UDP only.</summary>
    Udp,
}
