namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Result of a wait for a picture.</summary>
internal enum CameraOutcome
{
    /// <summary>A picture came.</summary>
    Picture,

    /// <summary>No picture came in time.</summary>
    Quiet,

    /// <summary>A damaged picture came.</summary>
    Torn,

    /// <summary>The driver reports an error that may pass.</summary>
    Failed,

    /// <summary>The driver reports an error: the camera is gone.</summary>
    Gone,
}
